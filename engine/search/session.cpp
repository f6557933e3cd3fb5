#include "engine/api/session.h"

#include "engine/core/device.h"
#include "engine/core/parallelism.h"
#include "engine/data/image_set.h"
#include "engine/motor/motor_session.h"
#include "engine/search/guarded.h"
#include "engine/search/search_loop.h"

#include <chrono>
#include <optional>

namespace dnas {

namespace {

class ProjectSink final : public EpochSink {
  public:
    ProjectSink(Project& project, std::int64_t experiment) : m_project(project), m_experiment(experiment) {}
    void storeEpoch(const Snapshot& snapshot, const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) override {
        m_project.addEpoch(m_experiment, snapshot, events, checkpoint);
    }
    void storeCheckpoint(const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) override {
        m_project.addCheckpoint(m_experiment, events, checkpoint);
    }
    void setPaused(bool paused) override {
        m_project.setStatus(m_experiment, paused ? ExperimentStatus::Paused : ExperimentStatus::Running);
    }

  private:
    Project& m_project;
    std::int64_t m_experiment;
};

std::unique_ptr<SearchLoop> prepare(const Request& request, RunObserver& observer) {
    validate(request);
    if (request.motor) throw EngineError(ErrorCode::Unsupported, "A motor search has no step to measure.");
    const int threads = setComputeThreads(request.resources.threads);
    const c10::Device device = resolveDevice(request.resources.device);
    std::shared_ptr<const DataSet> data = loadDataSet(request.task.data, request.task.imageSize);
    auto loop = std::make_unique<SearchLoop>(request, data, device);
    observer.onLog(data->name + ": " + std::to_string(data->train.count) + " training images, " +
                   std::to_string(data->train.classes) + " classes; " + describeDevice(device, threads) + "; supernet of " +
                   std::to_string(loop->state().supernet().weights().parameterCount()) + " weights");
    return loop;
}

Outcome runLoop(SearchLoop& loop, Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    project.setStatus(experiment, ExperimentStatus::Running);
    ProjectSink sink(project, experiment);
    const LoopEnd end = loop.run(sink, observer, control);
    project.setStatus(experiment, end.status, end.message);
    Outcome outcome;
    outcome.status = end.status;
    outcome.experiment = experiment;
    outcome.message = end.message;
    if (end.status == ExperimentStatus::Diverged) outcome.code = ErrorCode::Diverged;
    return outcome;
}

std::string environmentOf(const Request& request) {
    const int threads = request.resources.threads > 0 ? request.resources.threads : defaultThreads();
    return describeDevice(resolveDevice(request.resources.device), threads);
}

} // namespace

std::int64_t createExperiment(Project& project, const Request& request) {
    validate(request);
    return project.addExperiment(request, engineVersions(), environmentOf(request));
}

Outcome runExperiment(Project& project, const Request& request, RunObserver& observer, RunControl& control) {
    if (request.motor) return runMotorSearch(project, request, 0, observer, control);
    // Everything that can be wrong with a request is found before it gets a record.
    std::unique_ptr<SearchLoop> loop;
    std::int64_t experiment = 0;
    const Outcome prepared = guarded(project, 0, [&] {
        loop = prepare(request, observer);
        experiment = project.addExperiment(request, engineVersions(), environmentOf(request));
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) return prepared;
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.addEvent(experiment, {RunEvent::Kind::Started, 0, 0, "search started"});
        return runLoop(*loop, project, experiment, observer, control);
    });
}

Outcome resumeExperiment(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    Outcome refused;
    refused.experiment = experiment;
    std::unique_ptr<SearchLoop> loop;
    std::optional<Request> motor;
    RunEvent event{RunEvent::Kind::Started, 0, 0, "search started"};
    // A resume that cannot start leaves the experiment's status as it was.
    const Outcome prepared = guarded(project, 0, [&] {
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        const ExperimentRecord record = project.reader()->experiment(experiment);
        if (record.summary.status == ExperimentStatus::Finished)
            throw EngineError(ErrorCode::Usage, "Experiment " + std::to_string(experiment) + " '" + record.summary.name +
                                                    "' is finished: there is nothing to resume.");
        if (record.request.motor) {
            motor = record.request;
            return ok;
        }
        loop = prepare(record.request, observer);
        if (const std::optional<CheckpointBlob> checkpoint = project.latestCheckpoint(experiment)) {
            std::vector<SnapshotPtr> history;
            for (const SnapshotPtr& snapshot : record.snapshots)
                if (snapshot->epoch < checkpoint->epoch) history.push_back(snapshot);
            loop->restore(*checkpoint, std::move(history));
            event = {RunEvent::Kind::Resumed, checkpoint->epoch, checkpoint->step, "search resumed"};
        }
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) {
        refused = prepared;
        refused.experiment = experiment;
        return refused;
    }
    if (motor) return runMotorSearch(project, *motor, experiment, observer, control);
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.addEvent(experiment, event);
        observer.onEvent(event);
        return runLoop(*loop, project, experiment, observer, control);
    });
}

RunEstimate estimateRun(const Request& request) {
    RunObserver silent;
    const std::unique_ptr<SearchLoop> loop = prepare(request, silent);
    loop->measureStep(); // first step: allocations, kernels chosen
    const auto start = std::chrono::steady_clock::now();
    loop->measureStep();
    RunEstimate estimate;
    estimate.stepSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    estimate.totalSeconds = loop->secondsOfRun(estimate.stepSeconds);
    estimate.peakMb = peakMemoryMb();
    estimate.parameters = loop->state().supernet().weights().parameterCount();
    estimate.threads = request.resources.threads > 0 ? request.resources.threads : defaultThreads();
    estimate.device = describeDevice(resolveDevice(request.resources.device), estimate.threads);
    return estimate;
}

} // namespace dnas
