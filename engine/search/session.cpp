#include "engine/api/session.h"

#include "engine/core/device.h"
#include "engine/core/gpu.h"
#include "engine/core/memory.h"
#include "engine/core/parallelism.h"
#include "engine/data/image_set.h"
#include "engine/motor/motor_session.h"
#include "engine/pruning/pruning_session.h"
#include "engine/search/guarded.h"
#include "engine/search/search_loop.h"
#include "engine/siamese/siamese_session.h"
#include "engine/siamese/work_loop.h"
#include "engine/train/train_loop.h"
#include "engine/vit/vit_study.h"
#include "engine/vit/vit_train_work.h"

#include <chrono>
#include <memory>
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
    void storeWeights(const StoredWeights& weights) override { m_project.storeWeights(m_experiment, weights); }
    void setPaused(bool paused) override {
        m_project.setStatus(m_experiment, paused ? ExperimentStatus::Paused : ExperimentStatus::Running);
    }

  private:
    Project& m_project;
    std::int64_t m_experiment;
};

/// Runs an experiment that has a record already, or with 0 makes one.
using Runner = Outcome (*)(Project&, const Request&, std::int64_t experiment, RunObserver&, RunControl&);

/// Kinds of experiment that are no loop over steps bring their own run. nullptr: the others.
Runner ownRunner(const Request& request) {
    if (request.motor) return runMotorSearch;
    if (request.pruning) return runPruning;
    if (request.vitWork && request.vitWork->work != VitWork::Train) return runVitStudy;
    return nullptr;
}

/// @param project holds the encoder that a probe looks at; nullptr: a probe measures random weights
std::unique_ptr<EpochLoop> loopOf(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device, ProjectReader* project) {
    if (request.siamese) return std::make_unique<WorkLoop>(request, siameseWork(request, std::move(data), device, project), device);
    if (request.vitWork) return std::make_unique<WorkLoop>(request, std::make_unique<VitTrainWork>(request, std::move(data), device), device);
    if (request.training) return std::make_unique<TrainLoop>(request, std::move(data), device);
    return std::make_unique<SearchLoop>(request, std::move(data), device);
}

bool isSearch(const Request& request) {
    return request.siamese ? request.siamese->stage == SiameseStage::Search : !request.training && !request.vitWork;
}

/// Warnings for the log; of many files the first.
std::vector<std::string> leftOutLines(const DataSet& data) {
    constexpr std::size_t kMost = 20;
    std::vector<std::string> lines;
    for (const std::string& why : data.leftOut) {
        if (lines.size() == kMost) {
            lines.push_back(kWarningMark + std::to_string(data.leftOut.size() - kMost) + " further images cannot be read");
            break;
        }
        lines.push_back(kWarningMark + ("left out: " + why));
    }
    return lines;
}

std::unique_ptr<EpochLoop> prepare(const Request& request, RunObserver& observer, ProjectReader* project) {
    validate(request);
    if (ownRunner(request)) throw EngineError(ErrorCode::Unsupported, "A '" + request.recipe.method + "' run has no step to measure.");
    const int threads = setComputeThreads(request.resources.threads);
    const c10::Device device = resolveDevice(request.resources.device);
    requirePrecision(request.resources.precision, device);
    std::shared_ptr<const DataSet> data = loadDataSet(request.task.data, request.task.imageSize, request.task.colors);
    std::unique_ptr<EpochLoop> loop = loopOf(request, data, device, project);
    for (const std::string& line : leftOutLines(*data)) observer.onLog(line);
    observer.onLog(data->name + ": " + std::to_string(data->train.count) + " training images, " +
                   std::to_string(data->train.classes) + " classes; " + describeDevice(device, threads, request.resources.precision) + "; " +
                   (isSearch(request) ? "supernet" : "network") + " of " + std::to_string(loop->parameters()) + " weights");
    return loop;
}

Outcome runLoop(EpochLoop& loop, Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) {
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

std::string startedText(const Request& request) {
    if (request.siamese) return std::string(name(request.siamese->stage)) + " started";
    return request.training || request.vitWork ? "training started" : "search started";
}

std::string environmentOf(const Request& request) {
    const int threads = request.resources.threads > 0 ? request.resources.threads : defaultThreads();
    // A motor search is one of small networks in double precision: the CPU's work, whatever the machine has.
    const c10::Device device = request.motor ? c10::Device(c10::kCPU) : resolveDevice(request.resources.device);
    return describeDevice(device, threads, request.resources.precision);
}

} // namespace

std::int64_t createExperiment(Project& project, const Request& request, std::int64_t parent) {
    validate(request);
    return project.addExperiment(request, engineVersions(), environmentOf(request), parent);
}

Outcome runExperiment(Project& project, const Request& request, RunObserver& observer, RunControl& control, std::int64_t parent) {
    if (const Runner run = ownRunner(request)) return run(project, request, 0, observer, control);
    const MemoryOfRun memory;
    // Everything that can be wrong with a request is found before it gets a record.
    std::unique_ptr<EpochLoop> loop;
    std::int64_t experiment = 0;
    const Outcome prepared = guarded(project, 0, [&] {
        loop = prepare(request, observer, project.reader().get());
        experiment = project.addExperiment(request, engineVersions(), environmentOf(request), parent);
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) return prepared;
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.addEvent(experiment, {RunEvent::Kind::Started, 0, 0, startedText(request)});
        return runLoop(*loop, project, experiment, observer, control);
    });
}

Outcome resumeExperiment(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    Outcome refused;
    refused.experiment = experiment;
    const MemoryOfRun memory;
    std::unique_ptr<EpochLoop> loop;
    Runner own = nullptr;
    Request request;
    RunEvent event{RunEvent::Kind::Started, 0, 0, {}};
    // A resume that cannot start leaves the experiment's status as it was.
    const Outcome prepared = guarded(project, 0, [&] {
        Outcome ok;
        ok.status = ExperimentStatus::Running;
        const ExperimentRecord record = project.reader()->experiment(experiment);
        if (record.summary.status == ExperimentStatus::Finished)
            throw EngineError(ErrorCode::Usage, "Experiment " + std::to_string(experiment) + " '" + record.summary.name +
                                                    "' is finished: there is nothing to resume.");
        request = record.request;
        own = ownRunner(request);
        if (own) return ok;
        event.text = startedText(request);
        loop = prepare(request, observer, project.reader().get());
        if (const std::optional<CheckpointBlob> checkpoint = project.latestCheckpoint(experiment)) {
            std::vector<SnapshotPtr> history;
            for (const SnapshotPtr& snapshot : record.snapshots)
                if (snapshot->epoch < checkpoint->epoch) history.push_back(snapshot);
            loop->restore(*checkpoint, std::move(history));
            const char* what = request.siamese ? name(request.siamese->stage) : request.training || request.vitWork ? "training" : "search";
            event = {RunEvent::Kind::Resumed, checkpoint->epoch, checkpoint->step, std::string(what) + " resumed"};
        }
        return ok;
    });
    if (prepared.status != ExperimentStatus::Running) {
        refused = prepared;
        refused.experiment = experiment;
        return refused;
    }
    if (own) return own(project, request, experiment, observer, control);
    observer.onStarted(experiment);
    return guarded(project, experiment, [&] {
        project.addEvent(experiment, event);
        observer.onEvent(event);
        return runLoop(*loop, project, experiment, observer, control);
    });
}

RunEstimate estimateRun(const Request& request) {
    if (request.motor) return estimateMotorSearch(request);
    RunObserver silent;
    const MemoryOfRun memory;
    const std::unique_ptr<EpochLoop> loop = prepare(request, silent, nullptr);
    loop->measureStep(); // first step: allocations, kernels chosen
    loop->measureEvaluation();
    const auto start = std::chrono::steady_clock::now();
    loop->measureStep();
    RunEstimate estimate;
    estimate.stepSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    estimate.totalSeconds = loop->secondsOfRun(estimate.stepSeconds);
    const c10::Device device = resolveDevice(request.resources.device);
    estimate.gpu = device.is_cuda();
    estimate.peakMb = estimate.gpu ? gpuPeakMb(device) : peakMemoryMb();
    estimate.parameters = loop->parameters();
    estimate.threads = request.resources.threads > 0 ? request.resources.threads : defaultThreads();
    estimate.device = describeDevice(device, estimate.threads, request.resources.precision);
    return estimate;
}

} // namespace dnas
