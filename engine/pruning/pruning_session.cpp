#include "engine/pruning/pruning_session.h"

#include "engine/core/device.h"
#include "engine/core/gauge.h"
#include "engine/core/memory.h"
#include "engine/core/parallelism.h"
#include "engine/pruning/pruning_run.h"
#include "engine/search/guarded.h"

#include <chrono>
#include <cstdio>
#include <thread>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Iterates, stores and tells until the search ends or is stopped.
class PruningLoop {
  public:
    PruningLoop(PruningRun& run, const c10::Device& device, Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control)
        : m_run(run), m_gauge(device), m_project(project), m_experiment(experiment), m_observer(observer), m_control(control),
          m_first(run.iterationsDone()) {}

    ExperimentStatus run() {
        while (!m_run.done()) {
            waitWhilePaused();
            if (m_control.stopRequested() || m_control.stopAfterEpochRequested()) return ExperimentStatus::Stopped;
            iterate();
        }
        return ExperimentStatus::Finished;
    }

  private:
    void iterate() {
        const Clock::time_point start = Clock::now();
        auto snapshot = std::make_shared<Snapshot>(m_run.iterate());
        const int done = m_run.iterationsDone();
        const double left = secondsSince(m_start) / (done - m_first) * (snapshot->epochs - done);
        snapshot->metrics.push_back({"seconds", secondsSince(start)});
        snapshot->metrics.push_back({"peak_mb", peakMemoryMb()});
        snapshot->metrics.push_back({"seconds_left", left});
        m_gauge.read(*snapshot);
        m_project.addEpoch(m_experiment, *snapshot, {}, {done, 0, m_run.text()});
        StepProgress progress;
        progress.epoch = snapshot->epoch;
        progress.epochs = snapshot->epochs;
        progress.step = progress.steps = 1;
        progress.trainLoss = snapshot->metric("objective");
        progress.secondsLeft = left;
        m_gauge.read(progress);
        progress.phase = "searching";
        m_observer.onSnapshot(snapshot);
        m_observer.onProgress(progress);
    }

    void waitWhilePaused() {
        if (!m_control.pauseRequested()) return;
        m_project.setStatus(m_experiment, ExperimentStatus::Paused);
        while (m_control.pauseRequested() && !m_control.stopRequested())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        m_project.setStatus(m_experiment, ExperimentStatus::Running);
    }

    PruningRun& m_run;
    Gauge m_gauge;
    Project& m_project;
    std::int64_t m_experiment;
    RunObserver& m_observer;
    RunControl& m_control;
    int m_first; ///< iterations done before
    Clock::time_point m_start = Clock::now();
};

std::string sentence(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots) {
    const SnapshotPtr best = proposedGates(spec, snapshots);
    char text[200];
    std::snprintf(text, sizeof text, "%s: %.6g, of the network as it is %.6g; at the threshold %.2f %d of %d blocks stay.",
                  proxyInfo(spec.proxy).title, best->metric("objective"), best->metric("unpruned"), kThesisThreshold,
                  static_cast<int>(best->metric("kept_blocks")), spec.network.depth());
    return text;
}

} // namespace

Outcome runPruning(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    std::unique_ptr<PruningRun> run;
    c10::Device device(c10::kCPU);
    RunEvent event{RunEvent::Kind::Started, 0, 0, "search started"};
    const Outcome prepared = guarded(project, 0, [&] {
        validate(request);
        setComputeThreads(request.resources.threads);
        device = resolveDevice(request.resources.device);
        run = std::make_unique<PruningRun>(*request.pruning, request.seed, device);
        if (experiment == 0)
            experiment = createExperiment(project, request);
        else if (const std::optional<CheckpointBlob> checkpoint = project.latestCheckpoint(experiment)) {
            run->restore(checkpoint->payload);
            event = {RunEvent::Kind::Resumed, checkpoint->epoch, 0, "search resumed"};
        }
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        ok.experiment = experiment;
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) return prepared;
    observer.onLog(request.pruning->model + ": " + std::to_string(request.pruning->network.depth()) + " blocks, " +
                   std::to_string(run->model().weights().parameterCount()) + " parameters");
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.setStatus(experiment, ExperimentStatus::Running);
        project.addEvent(experiment, event);
        observer.onEvent(event);
        Outcome outcome;
        outcome.experiment = experiment;
        outcome.status = PruningLoop(*run, device, project, experiment, observer, control).run();
        if (outcome.status == ExperimentStatus::Finished) {
            outcome.message = sentence(*request.pruning, project.reader()->snapshots(experiment));
            const RunEvent finished{RunEvent::Kind::Finished, pruningSnapshots(*request.pruning), 0, outcome.message};
            project.addEvent(experiment, finished);
            observer.onEvent(finished);
        }
        project.setStatus(experiment, outcome.status, outcome.message);
        return outcome;
    });
}

} // namespace dnas
