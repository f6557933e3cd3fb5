// Runs experiments one after another on the engine's thread and tells the window what happens.
// Place: between the window and EngineRunner. Commands go down as flags (RunControl), news come up as queued calls.
// Thread rule: GUI thread. Snapshots and events are never dropped; of step statistics only the newest waits.
#pragma once

#include "app/engine_runner.h"

#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace dnas {

/// What the running experiment has told since it started; a view that opens in the middle catches up from here.
struct ActiveRun {
    std::int64_t id = 0;
    std::vector<SnapshotPtr> snapshots;
    std::vector<RunEvent> events;
    StepProgress progress;
};

class RunController : public QObject {
    Q_OBJECT
  public:
    enum class State { Idle, Running, Paused, Stopping };

    explicit RunController(std::shared_ptr<EngineRunner> runner, QObject* parent = nullptr);
    /// Stops the active run within one batch and waits for it; the window asks before it comes to this.
    ~RunController() override;

    /// The project in which experiments run; null closes it. Only while idle.
    void setProject(std::shared_ptr<Project> project);

    /// Appends an experiment that has its record (queued, stopped, interrupted, ...); starts it when nothing runs.
    void enqueue(std::int64_t experiment);
    bool removeFromQueue(std::int64_t experiment);
    /// Moves a waiting experiment by `places` (negative: earlier), clamped to the queue.
    void moveInQueue(std::int64_t experiment, int places);
    /// Held: the active run ends, the next does not start.
    void holdQueue(bool held);

    const std::deque<std::int64_t>& queue() const { return m_queue; }
    bool isQueued(std::int64_t experiment) const;
    State state() const { return m_state; }
    bool busy() const { return m_state != State::Idle; }
    const ActiveRun& active() const { return m_active; } ///< id 0 while idle

  public Q_SLOTS:
    void pause();
    void resume();
    void stop();
    void stopAfterEpoch();

  Q_SIGNALS:
    void started(std::int64_t experiment);
    void snapshotArrived(std::int64_t experiment, dnas::SnapshotPtr snapshot);
    void progressArrived(std::int64_t experiment, dnas::StepProgress progress);
    void eventArrived(std::int64_t experiment, dnas::RunEvent event);
    void logArrived(const QString& line);
    void ended(std::int64_t experiment, dnas::Outcome outcome);
    void stateChanged();
    void queueChanged();

  private:
    friend class QueuedObserver;
    void startNext();
    void setState(State state);
    void finish(const Outcome& outcome);

    std::shared_ptr<EngineRunner> m_runner;
    std::shared_ptr<Project> m_project;
    std::deque<std::int64_t> m_queue;
    bool m_held = false;
    State m_state = State::Idle;
    ActiveRun m_active;
    std::shared_ptr<RunControl> m_control;
    std::thread m_thread;
};

} // namespace dnas
