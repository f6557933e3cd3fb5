// The closed-loop demonstration of a motor search: torque control in simulation with the network found, the tanh baseline
// and the linear model. Place: a tab of the run page. Computed when it is first looked at.
// Thread rule: GUI thread; the simulation runs on a worker.
#pragma once

#include "engine/api/motor_search.h"
#include "widgets/torque_view.h"

#include <QFutureWatcher>

#include <memory>
#include <optional>

class QLabel;

namespace dnas {

class RunTimeline;

/// The motor controlled with each model. Takes about a second. Throws EngineError as controlTorque.
QVector<TorqueView::Run> torqueRuns(const MotorSpec& motor, const MotorSearchResult& result, const FluxMap& truth);

class MotorControlPage : public QWidget {
    Q_OBJECT
  public:
    /// @param timeline names the run in exported figures
    explicit MotorControlPage(const RunTimeline* timeline, QWidget* parent = nullptr);

    /// @param truth null: nothing that could be controlled is known
    void setResult(const MotorSpec& motor, const MotorSearchResult& result, std::shared_ptr<const FluxMap> truth);
    void clear();
    TorqueView* view() const { return m_view; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Job {
        MotorSpec motor;
        MotorSearchResult result;
        std::shared_ptr<const FluxMap> truth;
    };
    struct Answer {
        std::shared_ptr<const Job> job;
        QVector<TorqueView::Run> runs;
        QString error;
    };
    static Answer control(std::shared_ptr<const Job> job);
    void start();
    void say(const QString& message); ///< in place of the chart; empty: the chart

    std::shared_ptr<const Job> m_job;
    bool m_asked = false;
    QFutureWatcher<Answer> m_watcher;
    TorqueView* m_view;
    QLabel* m_message;
};

} // namespace dnas
