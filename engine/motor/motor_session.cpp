#include "engine/motor/motor_session.h"

#include "engine/core/memory.h"
#include "engine/motor/motor_search_run.h"
#include "engine/search/guarded.h"

#include <chrono>
#include <map>
#include <cstdio>
#include <thread>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;

/// Stores what the run tells and passes it on; says when to stop.
class MotorSink {
  public:
    MotorSink(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control)
        : m_project(project), m_experiment(experiment), m_observer(observer), m_control(control) {}

    bool take(Snapshot snapshot, const std::vector<RunEvent>& events) {
        const double spent = std::chrono::duration<double>(Clock::now() - m_start).count();
        const double left = spent / (snapshot.epoch + 1) * (snapshot.epochs - snapshot.epoch - 1);
        snapshot.metrics.push_back({"peak_mb", peakMemoryMb()});
        snapshot.metrics.push_back({"seconds_left", left});
        m_project.addEpoch(m_experiment, snapshot, events, {snapshot.epoch + 1, 0, {}});
        for (const RunEvent& event : events)
            m_observer.onEvent(event);
        StepProgress progress;
        progress.epoch = snapshot.epoch;
        progress.epochs = snapshot.epochs;
        progress.trainLoss = snapshot.metric("train_loss");
        progress.secondsLeft = left;
        progress.peakMb = peakMemoryMb();
        progress.phase = "searching";
        m_observer.onSnapshot(std::make_shared<const Snapshot>(std::move(snapshot)));
        m_observer.onProgress(progress);
        waitWhilePaused();
        return !m_control.stopRequested() && !m_control.stopAfterEpochRequested();
    }

  private:
    void waitWhilePaused() {
        if (!m_control.pauseRequested()) return;
        m_project.setStatus(m_experiment, ExperimentStatus::Paused);
        while (m_control.pauseRequested() && !m_control.stopRequested())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        m_project.setStatus(m_experiment, ExperimentStatus::Running);
    }

    Project& m_project;
    std::int64_t m_experiment;
    RunObserver& m_observer;
    RunControl& m_control;
    Clock::time_point m_start = Clock::now();
};

std::string sentence(const MotorSearchResult& r) {
    const FluxNetwork& n = r.searched.network;
    std::string text = std::to_string(n.hiddenLayers()) + " hidden layer" + (n.hiddenLayers() == 1 ? "" : "s") +
                       ", A(x) = " + formula(n.activation) + ".";
    if (!r.searched.errors.known) return text;
    char numbers[160];
    std::snprintf(numbers, sizeof numbers, " Flux RMSE %.3g mVs (baseline %.3g), torque RMSE %.3g Nm (%.3g).",
                  1e3 * r.searched.errors.rmseVs, 1e3 * r.baseline.errors.rmseVs, r.searched.errors.torqueRmseNm,
                  r.baseline.errors.torqueRmseNm);
    return text + numbers;
}

} // namespace

Outcome runMotorSearch(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer,
                       RunControl& control) {
    std::unique_ptr<MotorSearchRun> run;
    const Outcome prepared = guarded(project, 0, [&] {
        validate(request);
        run = std::make_unique<MotorSearchRun>(*request.motor, request.seed);
        if (experiment == 0) experiment = createExperiment(project, request);
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
        MotorSink sink(project, experiment, observer, control);
        const std::optional<MotorSearchResult> result = run->run(
            [&](const Snapshot& snapshot, const std::vector<RunEvent>& events) { return sink.take(snapshot, events); });
        Outcome outcome;
        outcome.experiment = experiment;
        outcome.status = result ? ExperimentStatus::Finished : ExperimentStatus::Stopped;
        if (result) {
            outcome.message = sentence(*result);
            const RunEvent finished{RunEvent::Kind::Finished, motorSnapshots(*request.motor), 0, outcome.message};
            project.addCheckpoint(experiment, {finished},
                                  {motorSnapshots(*request.motor), 0, motorResultText(*result)});
            observer.onEvent(finished);
        }
        project.setStatus(experiment, outcome.status, outcome.message);
        return outcome;
    });
}

RunEstimate estimateMotorSearch(const Request& request) {
    validate(request);
    const MotorSearchSpec& whole = *request.motor;
    MotorSearchSpec spec = whole;
    spec.searches = spec.selectionEpochs = 1;
    spec.depthEpochs = spec.activationEpochs = 2; // the first of each allocates
    spec.trainingEpochs = kMotorTrainingPasses;
    std::map<std::string, double> seconds; // of the last epoch of each stage
    RunEstimate estimate;
    MotorSearchRun(spec, request.seed).run([&](const Snapshot& snapshot, const std::vector<RunEvent>&) {
        seconds[snapshot.stage] = snapshot.metric("seconds");
        if (snapshot.stage == "training") estimate.parameters = static_cast<std::int64_t>(snapshot.metric("parameters"));
        return true;
    });
    const double training = seconds["training"] / kMotorTrainingPasses; // one epoch of both networks
    const double search = whole.depthEpochs * seconds["depth"] + whole.activationEpochs * seconds["activation"] + whole.selectionEpochs * training;
    estimate.stepSeconds = seconds["activation"];
    estimate.totalSeconds = whole.searches * search + whole.trainingEpochs * training;
    estimate.peakMb = peakMemoryMb();
    estimate.threads = 1;
    estimate.device = "CPU, 1 thread, float64";
    return estimate;
}

} // namespace dnas
