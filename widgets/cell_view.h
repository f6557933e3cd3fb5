// The cell that the search would become if it stopped at the current epoch, as a graph.
// Graphviz (the program `dot`) places the nodes, once for a number of nodes: they stay where they are between epochs.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class CellView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit CellView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~CellView() override;

    void setGroup(int group); ///< index of the alpha group
    int group() const;
    QWidget* controls();    ///< group chooser
    QWidget* strip();       ///< all cells of a run with individual cells, to stand under this view; hidden otherwise
    QString remark() const; ///< "sparse, t = 0.85"
    QString genotypeText() const;
    QString graphvizText() const;

    QString figureName() const override;
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {520, 360}; }
    QSize minimumSizeHint() const override { return {220, 120}; }

  public Q_SLOTS:
    void fit();                             ///< forget zoom and pan
    void highlightEdge(int group, int row); ///< selected in the alpha view

  Q_SIGNALS:
    void edgeSelected(int group, int row);
    void groupChanged(int group);
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    bool event(QEvent*) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
