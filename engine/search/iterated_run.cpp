#include "engine/search/iterated_run.h"

#include "engine/core/device.h"
#include "engine/core/gauge.h"
#include "engine/core/memory.h"
#include "engine/core/parallelism.h"
#include "engine/search/guarded.h"

#include <chrono>
#include <thread>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kProgressSeconds = 0.1;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Iterates, stores and tells until the run ends or is stopped.
class IterationLoop {
  public:
    IterationLoop(IteratedRun& run, const c10::Device& device, Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control)
        : m_run(run), m_gauge(device), m_project(project), m_experiment(experiment), m_observer(observer), m_control(control),
          m_first(run.iterationsDone()) {}

    ExperimentStatus run() {
        const IterationWay way{[this] { return goesOn(); }, [this](int step, int steps, double loss) { tell(step, steps, loss); }};
        while (!m_run.done()) {
            if (!goesOn() || m_control.stopAfterEpochRequested() || !iterate(way)) return ExperimentStatus::Stopped;
        }
        return ExperimentStatus::Finished;
    }

  private:
    bool iterate(const IterationWay& way) {
        const Clock::time_point start = Clock::now();
        std::optional<Snapshot> made = m_run.iterate(way);
        if (!made) return false;
        auto snapshot = std::make_shared<Snapshot>(std::move(*made));
        const int done = m_run.iterationsDone();
        m_epochs = snapshot->epochs;
        m_left = secondsSince(m_start) / (done - m_first) * (snapshot->epochs - done);
        snapshot->metrics.push_back({"seconds", secondsSince(start)});
        snapshot->metrics.push_back({"peak_mb", peakMemoryMb()});
        snapshot->metrics.push_back({"seconds_left", m_left});
        m_gauge.read(*snapshot);
        m_project.addEpoch(m_experiment, *snapshot, {}, {done, 0, m_run.text()});
        m_observer.onSnapshot(snapshot);
        m_last = {};
        tell(1, 1, snapshot->metric("objective"));
        return true;
    }

    void tell(int step, int steps, double loss) {
        if (secondsSince(m_last) < kProgressSeconds) return;
        m_last = Clock::now();
        StepProgress progress;
        progress.epoch = std::max(0, m_run.iterationsDone() - (step == steps ? 1 : 0));
        progress.epochs = m_epochs;
        progress.step = step;
        progress.steps = steps;
        progress.trainLoss = loss;
        progress.secondsLeft = m_left;
        m_gauge.read(progress);
        progress.phase = m_run.phase();
        m_observer.onProgress(progress);
    }

    bool goesOn() {
        if (m_control.pauseRequested() && !m_control.stopRequested()) {
            m_project.setStatus(m_experiment, ExperimentStatus::Paused);
            while (m_control.pauseRequested() && !m_control.stopRequested())
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            m_project.setStatus(m_experiment, ExperimentStatus::Running);
        }
        return !m_control.stopRequested();
    }

    IteratedRun& m_run;
    Gauge m_gauge;
    Project& m_project;
    std::int64_t m_experiment;
    RunObserver& m_observer;
    RunControl& m_control;
    int m_first; ///< iterations done before
    int m_epochs = 0;
    double m_left = -1; ///< not known yet
    Clock::time_point m_start = Clock::now(), m_last{};
};

} // namespace

Outcome runIterated(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control,
                    const std::function<std::unique_ptr<IteratedRun>(const c10::Device&)>& make) {
    const MemoryOfRun memory;
    std::unique_ptr<IteratedRun> run;
    c10::Device device(c10::kCPU);
    RunEvent event{RunEvent::Kind::Started, 0, 0, {}};
    const Outcome prepared = guarded(project, 0, [&] {
        validate(request);
        setComputeThreads(request.resources.threads);
        device = resolveDevice(request.resources.device);
        run = make(device);
        event.text = std::string(run->what()) + " started";
        if (experiment == 0)
            experiment = createExperiment(project, request);
        else if (const std::optional<CheckpointBlob> checkpoint = project.latestCheckpoint(experiment)) {
            run->restore(checkpoint->payload);
            event = {RunEvent::Kind::Resumed, checkpoint->epoch, 0, std::string(run->what()) + " resumed"};
        }
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        ok.experiment = experiment;
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) return prepared;
    observer.onLog(run->description());
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.setStatus(experiment, ExperimentStatus::Running);
        project.addEvent(experiment, event);
        observer.onEvent(event);
        Outcome outcome;
        outcome.experiment = experiment;
        outcome.status = IterationLoop(*run, device, project, experiment, observer, control).run();
        if (outcome.status == ExperimentStatus::Finished) {
            outcome.message = run->result(project.reader()->snapshots(experiment));
            const RunEvent finished{RunEvent::Kind::Finished, run->iterationsDone(), 0, outcome.message};
            project.addEvent(experiment, finished);
            observer.onEvent(finished);
        }
        project.setStatus(experiment, outcome.status, outcome.message);
        return outcome;
    });
}

} // namespace dnas
