// The parse explained: for each edge each operation's weight, its margin, whether it was kept, and why not. Sortable,
// copyable; follows the what-if rule of the timeline.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class ParseTable final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ParseTable(RunTimeline* timeline, QWidget* parent = nullptr);
    ~ParseTable() override;

    void setGroup(int group); ///< index of the alpha group
    int group() const;
    void setKeptOnly(bool keptOnly);
    QWidget* controls();    ///< group chooser, "kept only"
    QString remark() const; ///< "8 of 98 kept"
    QString tsv() const;    ///< what is shown, in the order shown, with a head line

    QString figureName() const override;
    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize minimumSizeHint() const override { return {220, 110}; }

  public Q_SLOTS:
    void highlightEdge(int group, int row); ///< selected in the cell or in alpha

  Q_SIGNALS:
    void edgeSelected(int group, int row);
    void groupChanged(int group);
    void remarkChanged(const QString& remark);

  protected:
    bool event(QEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
