#include "engine/search/epoch_loop.h"

#include "engine/api/error.h"
#include "engine/core/memory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

namespace dnas {

namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(100);
constexpr auto kPauseInterval = std::chrono::milliseconds(50);

} // namespace

EpochLoop::EpochLoop(const Request& request, const c10::Device& device)
    : m_request(request), m_requestText(dnas::requestText(request)), m_device(device), m_gauge(device) {}

void EpochLoop::restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history) {
    readState(checkpoint.payload);
    m_epoch = checkpoint.epoch;
    m_step = checkpoint.step;
    m_history = std::move(history);
}

void EpochLoop::record(RunObserver& observer, RunEvent::Kind kind, const std::string& text) {
    m_events.push_back({kind, m_epoch, m_step, text});
    observer.onEvent(m_events.back());
}

void EpochLoop::requireFinite(double value, const char* what) const {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged,
                      std::string(what) + " became " + (std::isnan(value) ? "NaN" : "infinite") + " at epoch " + std::to_string(m_epoch + 1) + ", step " +
                          std::to_string(m_step + 1) + " of " + std::to_string(stepsPerEpoch()) + ".",
                      divergenceHint());
}

LoopEnd EpochLoop::run(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    if (m_epoch == 0 && m_step == 0) begin(observer);
    try {
        return runEpochs(sink, observer, control);
    } catch (const EngineError& e) {
        if (e.code() != ErrorCode::Diverged) throw;
        record(observer, RunEvent::Kind::Diverged, e.what());
        return {ExperimentStatus::Diverged, e.full()};
    }
}

LoopEnd EpochLoop::runEpochs(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    const int epochs = m_request.recipe.epochs;
    while (m_epoch < epochs) {
        if (!runSteps(sink, observer, control)) {
            record(observer, RunEvent::Kind::Stopped, "stopped by the user");
            storeLast(sink, m_epoch);
            sink.storeCheckpoint(m_events, checkpoint());
            return {ExperimentStatus::Stopped, {}};
        }
        reportProgress(observer, "evaluating", true);
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->epoch = m_epoch;
        snapshot->epochs = epochs;
        finishEpoch(*snapshot);
        m_gauge.read(*snapshot);
        reportProgress(observer, "saving", true);
        finished(sink, observer, *snapshot);
        m_history.push_back(snapshot);
        const std::optional<EarlyEnd> early = earlyEnd();
        if (early) record(observer, RunEvent::Kind::StopRule, early->event);
        const bool last = early || m_epoch + 1 >= epochs;
        if (last) record(observer, RunEvent::Kind::Finished, std::string(noun()) + " finished");
        if (last || control.stopAfterEpochRequested()) storeLast(sink, m_epoch + 1);
        ++m_epoch;
        m_step = 0;
        clearSums();
        sink.storeEpoch(*snapshot, m_events, checkpoint());
        m_events.clear();
        observer.onSnapshot(snapshot);
        if (early) return {ExperimentStatus::Finished, early->message};
        if (!last && control.stopAfterEpochRequested()) return {ExperimentStatus::Stopped, {}};
    }
    return {ExperimentStatus::Finished, {}};
}

bool EpochLoop::runSteps(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    beginEpoch(observer);
    bool stopped = false;
    for (; m_step < stepsPerEpoch(); ++m_step) {
        waitWhilePaused(sink, observer, control);
        stopped = control.stopRequested();
        if (stopped) break;
        timed([this] { makeStep(); });
        reportProgress(observer, phase(), false);
    }
    endSteps();
    return !stopped;
}

void EpochLoop::waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    if (!control.pauseRequested() || control.stopRequested()) return;
    record(observer, RunEvent::Kind::Paused, "paused");
    sink.storeCheckpoint(m_events, checkpoint()); // a paused run may wait for days: nothing must be lost
    m_events.clear();
    sink.setPaused(true);
    while (control.pauseRequested() && !control.stopRequested()) std::this_thread::sleep_for(kPauseInterval);
    sink.setPaused(false);
    record(observer, RunEvent::Kind::Resumed, "resumed");
}

double EpochLoop::secondsLeft() {
    const int steps = stepsPerEpoch(), done = m_step + 1, epochsLeft = m_request.recipe.epochs - m_epoch - 1;
    if (m_history.empty() && done < 3) return -1;
    // Epochs alike: the last finished one is the best guess; before that, what this one has taken so far.
    const double full = m_history.empty() ? seconds() * steps / done : m_history.back()->metric("seconds");
    return std::max(0.0, full * epochsLeft + std::max(0.0, full - seconds()));
}

void EpochLoop::reportProgress(RunObserver& observer, const char* phase, bool force) {
    const auto now = std::chrono::steady_clock::now();
    if (!force && now - m_lastProgress < kProgressInterval) return;
    m_lastProgress = now;
    StepProgress progress;
    progress.epoch = m_epoch;
    progress.epochs = m_request.recipe.epochs;
    progress.steps = stepsPerEpoch();
    progress.step = std::min(m_step + 1, progress.steps);
    progress.trainLoss = m_lastLoss;
    progress.imagesPerSecond = seconds() > 0 ? images() / seconds() : 0;
    progress.secondsLeft = secondsLeft();
    m_gauge.read(progress);
    progress.phase = phase;
    observer.onProgress(progress);
}

std::vector<std::pair<std::string, double>> EpochLoop::resourceMetrics() {
    const double spent = seconds();
    return {{"seconds", spent},
            {"images_per_second", spent > 0 ? images() / spent : std::numeric_limits<double>::quiet_NaN()},
            {"peak_mb", peakMemoryMb()},
            {"seconds_left", spent * (m_request.recipe.epochs - m_epoch - 1)}};
}

} // namespace dnas
