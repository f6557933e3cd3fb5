// Projector and predictor of a siamese network as chains of layers, each beside the handcrafted one of its framework.
// Place: page of a run that learns without labels. Source: thesis figure 5.5. Thread rule: GUI thread.
#pragma once

#include "engine/api/head_comparison.h"
#include "widgets/figure.h"

#include <QWidget>

#include <vector>

namespace dnas {

class RunTimeline;

class ChainView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ChainView(RunTimeline* timeline, QWidget* parent = nullptr);

    QString remark() const; ///< framework and backbone

    QString figureName() const override { return QStringLiteral("heads"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {900, 320}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {640, 320}; }
    QSize minimumSizeHint() const override { return {300, 160}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    /// One chain of the drawing.
    struct Row {
        QString title, note;
        const HeadPlan* plan;
        int group; ///< of the snapshot's alpha; -1 = none
    };
    void refresh();
    std::vector<Row> rows() const;
    QRectF boxOf(const std::vector<Row>& rows, std::size_t row, std::size_t stage, const QSizeF& size) const;
    void paintRow(QPainter& painter, const std::vector<Row>& rows, std::size_t row, const QSizeF& size) const;
    void paintBox(QPainter& painter, const QRectF& box, const HeadStage& stage, double weight) const;
    double weightOf(const Row& row, std::size_t stage) const; ///< NaN: not searched

    RunTimeline* m_timeline;
    std::vector<HeadComparison> m_heads;
};

} // namespace dnas
