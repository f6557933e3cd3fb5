// Learning curves and any other stored metric over the epochs.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class CurvesView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit CurvesView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~CurvesView() override;

    /// What is drawn: "accuracy" (top-1 of both splits), "loss", "top5", "contributions" (M_C of each alpha group),
    /// "distances" (from the start, from the epoch before), "decided" (shares of weights over 0.9 and under 0.1),
    /// "spread" (deviation of normalised features, and that of evenly spread ones), or a metric's name.
    void setMetric(const QString& metric);
    QString metric() const;
    void setSmoothing(double factor); ///< exponential, 0 = none to 0.99; the raw curve stays as a shadow
    void setLogarithmic(bool logarithmic);
    /// Further runs drawn beside this one, for comparing. One that is deleted disappears from the chart.
    void setOverlays(const QVector<RunTimeline*>& overlays);
    /// Controls for the panel's head: metric chooser, smoothing, log scale.
    QWidget* controls();
    QString remark() const; ///< "smoothing 0.6, raw as shadow"
    void resetZoom();

    QString figureName() const override; ///< see curvesFigure
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    /// A line an epoch, a column for each metric that any epoch has; of several runs one below the other.
    QString figureCsv() const override;
    QString figureGap() const override;
    QVector<const RunTimeline*> furtherRuns() const override; ///< the overlays

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// Name of the figure of a family of metrics (metric_names.h): "curves" of the accuracy, "loss", "contributions",
/// "distances", "decided", and "curves-METRIC" of others.
QString curvesFigure(const QString& metric);

} // namespace dnas
