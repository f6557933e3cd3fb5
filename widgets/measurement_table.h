// What was measured of an experiment after its run: accuracy of its networks, latency, throughput, each with its spread,
// its conditions and the machine.
// Place: the page of a search or a training. Thread rule: GUI thread. Source: engine/api/measurement.h.
#pragma once

#include "engine/api/measurement.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace dnas {

class MeasurementTable final : public QWidget {
    Q_OBJECT
  public:
    explicit MeasurementTable(QWidget* parent = nullptr);
    ~MeasurementTable() override;

    /// Accuracies first, then times, by name.
    void setMeasurements(std::vector<Measurement> measurements);
    void clear() { setMeasurements({}); }
    const std::vector<Measurement>& measurements() const;
    /// "53.9 points are lost from the supernet to the network"; empty without both accuracies.
    QString remark() const;

    QSize sizeHint() const override { return {640, 260}; }
    QSize minimumSizeHint() const override { return {320, 120}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    bool event(QEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// The factor between a stored number and the one shown: accuracies in percent, latencies in milliseconds.
double shownScale(const QString& metric);
/// "%", "ms", or empty: a count, or a unit that the metric's title names.
QString shownUnit(const QString& metric);
/// "87.3 %", "4.12 ms", "243 images/s"; an em dash for what is not finite.
QString measuredText(const QString& metric, double value);

} // namespace dnas
