// Alpha as a heat strip, edges x operations, at the current epoch. What the parse takes is outlined.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

struct AlphaRow;

class RunTimeline;

class AlphaView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit AlphaView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~AlphaView() override;

    void setGroup(int group);
    int group() const;
    void setRaw(bool raw); ///< alpha itself instead of mixing weights
    /// Selected edge, -1 = none. Arrow keys and clicks move it.
    void setSelectedRow(int row);
    int selectedRow() const;
    QWidget* controls(); ///< group chooser (segmented up to three groups, a combo box beyond), raw | weight
    QWidget* strip();    ///< all groups of a run with individual cells, to stand under this view; hidden otherwise
    QString remark() const;

    QString figureName() const override;
    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {420, 360}; }
    QSize minimumSizeHint() const override { return {220, 120}; }

  Q_SIGNALS:
    void edgeSelected(int group, int row);
    void groupChanged(int group);
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// "input k-2 -> 0", "node 1 -> 3": an edge in the words of the views. Numbers as in genotype.h.
QString edgeLabel(const AlphaRow& row);

} // namespace dnas
