// Features of validation images on their two principal axes, coloured by class: do classes part without labels?
// Place: page of a run that learns without labels. Thread rule: GUI thread. One class has one colour and one mark.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

namespace dnas {

class RunTimeline;

class FeatureScatterView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit FeatureScatterView(RunTimeline* timeline, QWidget* parent = nullptr);

    QString remark() const; ///< how much of the variance is seen

    QString figureName() const override { return QStringLiteral("features"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {560, 420}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {480, 320}; }
    QSize minimumSizeHint() const override { return {220, 160}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    QRectF plotRect(const QSizeF& size) const;
    QPointF pointOf(std::size_t index, const QRectF& plot) const;
    void paintLegend(QPainter& painter, const QSizeF& size) const;

    RunTimeline* m_timeline;
};

} // namespace dnas
