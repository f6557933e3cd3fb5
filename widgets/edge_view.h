// One edge over time: what each of its operations weighs at every epoch, and how sure the edge is of its choice.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class EdgeView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    /// What is drawn; where there is room, confidence stands under either of the others.
    enum class Content { Weight, Raw, Confidence };

    explicit EdgeView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~EdgeView() override;

    void setContent(Content content);
    Content content() const;
    QWidget* controls();    ///< weight | raw | confidence
    QString remark() const; ///< the edge: "Normal, input k-2 -> 0"

    QString figureName() const override; ///< "edge-normal-3": group and row
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 520}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize minimumSizeHint() const override { return {220, 120}; }

  public Q_SLOTS:
    void setEdge(int group, int row);

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void resizeEvent(QResizeEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
