// What is measured of a run after it: latency and throughput of its network on this machine, and what discretisation
// costs a search. The numbers are kept in the project and shown on the run's page.
// Place: a page of the run page, commands of the window, the button of the networks page. One job at a time, on a thread
// of its own; a run that computes meanwhile would spoil the times: the window says when nothing does.
// Thread rule: GUI thread.
#pragma once

#include "app/engine_runner.h"
#include "app/task_thread.h"
#include "engine/api/control.h"

#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

class QPushButton;

namespace dnas {

class MeasurementTable;
class Panel;
class RunPage;

class MeasurementController final : public QObject {
    Q_OBJECT
  public:
    MeasurementController(RunPage* page, std::shared_ptr<EngineRunner> runner, QObject* parent);
    ~MeasurementController() override; ///< ends what is under way

    /// @param writer keeps the numbers; null: they cannot be measured
    void setProject(const QString& path, std::shared_ptr<Project> writer);
    void setRunComputes(bool computes); ///< a search or training is under way

    bool canMeasureLatency() const; ///< of the run on the page
    bool canMeasureGap() const;
    bool busy() const { return m_control != nullptr; }
    MeasurementTable* table() const { return m_table; }

    void measureLatency(); ///< of the run on the page
    void measureLatencies(const std::vector<std::int64_t>& experiments);
    void measureGap();
    void stop(); ///< what is measured now, and what waits

  Q_SIGNALS:
    void failed(const QString& message);
    void readinessChanged();
    void stored(std::int64_t experiment);

  private:
    struct Job {
        std::int64_t experiment = 0;
        bool gap = false;
    };
    void enqueue(Job job);
    void startNext();
    void showRun();
    void showState();
    std::int64_t experiment() const;
    bool ready() const { return m_writer && !m_computes; }

    RunPage* m_page;
    std::shared_ptr<EngineRunner> m_runner;
    QString m_project;
    std::shared_ptr<Project> m_writer;
    bool m_computes = false;
    MeasurementTable* m_table;
    QPushButton *m_latency, *m_gap, *m_stop;
    std::pair<Panel*, int> m_place;
    std::deque<Job> m_jobs;
    std::shared_ptr<RunControl> m_control; ///< of the job under way; null while idle
    int m_percent = 0;
    TaskThread m_worker; ///< last: joins before the rest goes
};

} // namespace dnas
