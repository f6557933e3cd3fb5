// What a motor search would learn from: the series simulated or read, its ranges, and the currents that it visits.
// Place: the wizard's data page, where images have their counts and thumbnails.
// Thread rule: GUI thread; the series is made on a worker.
#pragma once

#include "app/engine_runner.h"

#include <QFutureWatcher>
#include <QPointF>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QLabel;

namespace dnas {

/// Points in the plane of i_d and i_q, with its axes.
class CurrentPlane : public QWidget {
    Q_OBJECT
  public:
    explicit CurrentPlane(QWidget* parent = nullptr);
    void setSeries(const std::optional<MotorSeries>& series);
    QSize sizeHint() const override { return {320, 300}; }
    QSize minimumSizeHint() const override { return {160, 140}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<QPointF> m_points; ///< A
    CurrentRange m_range;
};

class MotorPreview : public QWidget {
    Q_OBJECT
  public:
    MotorPreview(std::shared_ptr<EngineRunner> runner, QWidget* parent);

    /// Makes the series of this request, unless it is the one shown.
    void inspect(const Request& request);
    /// Why the search cannot learn from it, or that this is not known yet; empty when all is well.
    QString problem() const;
    std::size_t samples() const { return m_samples; } ///< of the whole series; 0 before it is known

  Q_SIGNALS:
    void inspected();

  private:
    struct Inspection {
        std::string request;
        std::optional<MotorSeries> series;
        QString error;
    };
    void show(const Inspection& inspection);

    std::shared_ptr<EngineRunner> m_runner;
    QLabel* m_summary;
    QLabel* m_error;
    CurrentPlane* m_plane;
    QFutureWatcher<Inspection> m_watcher;
    std::string m_asked; ///< canonical text of the request inspected, or under way
    bool m_done = false;
    std::size_t m_samples = 0;
    QString m_problem;
};

} // namespace dnas
