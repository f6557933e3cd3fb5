#include "app/run_controller.h"

#include <algorithm>
#include <mutex>

namespace dnas {

/// Lives on the engine's thread for one run; turns callbacks into queued calls of the controller.
class QueuedObserver final : public RunObserver {
  public:
    explicit QueuedObserver(RunController* controller) : m_controller(controller) {}

    void onSnapshot(SnapshotPtr snapshot) override {
        post([snapshot](RunController* c) {
            c->m_active.snapshots.push_back(snapshot);
            Q_EMIT c->snapshotArrived(c->m_active.id, snapshot);
        });
    }

    void onEvent(const RunEvent& event) override {
        post([event](RunController* c) {
            c->m_active.events.push_back(event);
            Q_EMIT c->eventArrived(c->m_active.id, event);
        });
    }

    void onLog(const std::string& line) override {
        post([line](RunController* c) { Q_EMIT c->logArrived(QString::fromStdString(line)); });
    }

    void onProgress(const StepProgress& progress) override {
        {
            const std::lock_guard lock(m_slot->mutex);
            m_slot->progress = progress;
            if (m_slot->waiting) return; // the call that is under way will take this newer value
            m_slot->waiting = true;
        }
        post([slot = m_slot](RunController* c) {
            {
                const std::lock_guard lock(slot->mutex);
                slot->waiting = false;
                c->m_active.progress = slot->progress;
            }
            Q_EMIT c->progressArrived(c->m_active.id, c->m_active.progress);
        });
    }

  private:
    struct Slot {
        std::mutex mutex;
        StepProgress progress;
        bool waiting = false;
    };

    template <typename Call>
    void post(Call call) {
        QMetaObject::invokeMethod(
            m_controller, [controller = m_controller, call] { call(controller); }, Qt::QueuedConnection);
    }

    RunController* m_controller;
    std::shared_ptr<Slot> m_slot = std::make_shared<Slot>();
};

RunController::RunController(std::shared_ptr<EngineRunner> runner, QObject* parent)
    : QObject(parent), m_runner(std::move(runner)) {}

RunController::~RunController() {
    if (m_control) m_control->requestStop();
    if (m_control) m_control->requestResume(); // a paused loop must wake up to see the stop
    if (m_thread.joinable()) m_thread.join();
}

bool RunController::isQueued(std::int64_t experiment) const {
    return std::find(m_queue.begin(), m_queue.end(), experiment) != m_queue.end();
}

void RunController::setProject(std::shared_ptr<Project> project) {
    Q_ASSERT(!busy());
    m_project = std::move(project);
    m_queue.clear();
    m_held = false;
    Q_EMIT queueChanged();
}

void RunController::enqueue(std::int64_t experiment) {
    const bool known = m_active.id == experiment ||
                       std::find(m_queue.begin(), m_queue.end(), experiment) != m_queue.end();
    if (known) return;
    m_queue.push_back(experiment);
    Q_EMIT queueChanged();
    startNext();
}

bool RunController::removeFromQueue(std::int64_t experiment) {
    const auto found = std::find(m_queue.begin(), m_queue.end(), experiment);
    if (found == m_queue.end()) return false;
    m_queue.erase(found);
    Q_EMIT queueChanged();
    return true;
}

void RunController::moveInQueue(std::int64_t experiment, int places) {
    const auto found = std::find(m_queue.begin(), m_queue.end(), experiment);
    if (found == m_queue.end()) return;
    const int from = static_cast<int>(found - m_queue.begin());
    const int to = std::clamp(from + places, 0, static_cast<int>(m_queue.size()) - 1);
    m_queue.erase(found);
    m_queue.insert(m_queue.begin() + to, experiment);
    Q_EMIT queueChanged();
}

void RunController::holdQueue(bool held) {
    m_held = held;
    startNext();
}

void RunController::pause() {
    if (m_state != State::Running) return;
    m_control->requestPause();
    setState(State::Paused);
}

void RunController::resume() {
    if (m_state != State::Paused) return;
    m_control->requestResume();
    setState(State::Running);
}

void RunController::stop() {
    if (!busy()) return;
    m_control->requestStop();
    m_control->requestResume();
    setState(State::Stopping);
}

void RunController::stopAfterEpoch() {
    if (!busy()) return;
    m_control->requestStopAfterEpoch();
    m_control->requestResume();
    setState(State::Stopping);
}

void RunController::startNext() {
    if (busy() || m_held || m_queue.empty() || !m_project) return;
    m_active = ActiveRun{};
    m_active.id = m_queue.front();
    m_queue.pop_front();
    m_control = std::make_shared<RunControl>();
    m_thread = std::thread([this, runner = m_runner, project = m_project, control = m_control, id = m_active.id] {
        QueuedObserver observer(this);
        const Outcome outcome = runner->run(*project, id, observer, *control);
        QMetaObject::invokeMethod(this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
    });
    setState(State::Running);
    Q_EMIT queueChanged();
    Q_EMIT started(m_active.id);
}

void RunController::finish(const Outcome& outcome) {
    m_thread.join();
    const std::int64_t id = m_active.id;
    m_active = ActiveRun{};
    m_control.reset();
    setState(State::Idle);
    Q_EMIT ended(id, outcome);
    startNext();
}

void RunController::setState(State state) {
    if (m_state == state) return;
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace dnas
