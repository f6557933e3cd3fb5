#include "engine/siamese/work_loop.h"

#include "engine/api/error.h"
#include "engine/core/gpu.h"
#include "engine/core/memory.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/tensor_file.h"

#include <ATen/core/grad_mode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <thread>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgressInterval = std::chrono::milliseconds(100);
constexpr const char* kKind = "dnas siamese checkpoint 1";
constexpr const char* kName = "The checkpoint";

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The checkpoint cannot be used: " + what + ".",
                      "Start the run again, or resume with the version that wrote it.");
}

void requireFinite(double value, const char* what, int epoch, int step) {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged,
                      std::string(what) + " became " + (std::isnan(value) ? "NaN" : "infinite") + " at epoch " +
                          std::to_string(epoch + 1) + ", step " + std::to_string(step + 1) + ".",
                      "Lower the learning rate (lr); the last good checkpoint is kept.");
}

} // namespace

WorkLoop::WorkLoop(const Request& request, std::unique_ptr<LoopWork> work, const c10::Device& device)
    : m_request(request), m_requestText(requestText(request)), m_work(std::move(work)), m_device(device), m_gauge(device) {}

CheckpointBlob WorkLoop::checkpoint() {
    HostTensors tensors;
    for (const auto& [name, tensor] : m_work->tensors())
        tensors.add(name, tensor.detach());
    nlohmann::json progress{{"sums", m_sums}};
    for (const auto& [name, counter] : m_work->counters())
        progress[name] = *counter;
    return {m_epoch, m_step,
            safetensorsBytes(tensors.entries,
                             {{"kind", kKind}, {"request", m_requestText}, {"progress", progress.dump()}}, kName)};
}

void WorkLoop::restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history) {
    const auto* begin = reinterpret_cast<const std::byte*>(checkpoint.payload.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + checkpoint.payload.size()}, kName);
    const auto text = [&](const char* key) {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() ? std::string() : found->second;
    };
    if (text("kind") != kKind) refuse("it is of another kind or version");
    if (text("request") != m_requestText) refuse("it belongs to another request");
    const std::map<std::string, at::Tensor> targets = m_work->tensors();
    for (const auto& [name, target] : targets)
        if (tensorOf(file, name).sizes() != target.sizes()) refuse("tensor '" + name + "' has another shape");
    try {
        const nlohmann::json progress = nlohmann::json::parse(text("progress"));
        m_sums = progress.at("sums").get<std::array<double, kSums>>();
        for (const auto& [name, counter] : m_work->counters())
            *counter = progress.at(name).get<std::int64_t>();
    } catch (const nlohmann::json::exception& e) {
        refuse(std::string("its progress cannot be read (") + e.what() + ")");
    }
    at::NoGradGuard noGrad;
    for (const auto& [name, target] : targets)
        at::Tensor(target).copy_(tensorOf(file, name));
    m_epoch = checkpoint.epoch;
    m_step = checkpoint.step;
    m_history = std::move(history);
}

void WorkLoop::record(RunObserver& observer, RunEvent::Kind kind, const std::string& text) {
    m_events.push_back({kind, m_epoch, m_step, text});
    observer.onEvent(m_events.back());
}

LoopEnd WorkLoop::run(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    try {
        while (m_epoch < m_request.recipe.epochs) {
            if (!runEpoch(sink, observer, control)) {
                record(observer, RunEvent::Kind::Stopped, "stopped by the user");
                sink.storeWeights({"last", m_epoch, m_work->weights(m_epoch)});
                sink.storeCheckpoint(m_events, checkpoint());
                return {ExperimentStatus::Stopped, {}};
            }
            reportProgress(observer, "evaluating", true);
            const SnapshotPtr snapshot = finishEpoch(observer);
            warn(observer, *snapshot);
            m_history.push_back(snapshot);
            const bool last = m_epoch + 1 >= m_request.recipe.epochs;
            if (last) record(observer, RunEvent::Kind::Finished, std::string(m_work->phase()) + " finished");
            // Stored before the epoch: a run killed between the two makes the epoch, and these weights, again.
            if (last || control.stopAfterEpochRequested()) sink.storeWeights({"last", m_epoch, m_work->weights(m_epoch + 1)});
            ++m_epoch;
            m_step = 0;
            m_sums = {};
            sink.storeEpoch(*snapshot, m_events, checkpoint());
            m_events.clear();
            observer.onSnapshot(snapshot);
            if (!last && control.stopAfterEpochRequested()) return {ExperimentStatus::Stopped, {}};
        }
    } catch (const EngineError& e) {
        if (e.code() != ErrorCode::Diverged) throw;
        record(observer, RunEvent::Kind::Diverged, e.what());
        return {ExperimentStatus::Diverged, e.full()};
    }
    return {ExperimentStatus::Finished, {}};
}

bool WorkLoop::runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    m_work->beginEpoch(m_epoch, m_step);
    for (; m_step < m_work->steps(); ++m_step) {
        waitWhilePaused(sink, observer, control);
        if (control.stopRequested()) return false;
        const auto start = Clock::now();
        const StepResult result = m_work->step(m_epoch, m_step);
        requireFinite(result.loss, "The training loss", m_epoch, m_step);
        m_sums[Seconds] += secondsSince(start);
        m_sums[Loss] += result.loss;
        m_sums[LossSteps] += 1;
        m_sums[Images] += result.images;
        if (!std::isnan(result.objective)) {
            m_sums[Objective] += result.objective;
            m_sums[ObjectiveSteps] += 1;
        }
        m_lastLoss = result.loss;
        reportProgress(observer, m_work->phase(), false);
    }
    return true;
}

SnapshotPtr WorkLoop::finishEpoch(RunObserver& observer) {
    const auto start = Clock::now();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->epoch = m_epoch;
    snapshot->epochs = m_request.recipe.epochs;
    NamedValues measured = m_work->finishEpoch(*snapshot);
    m_sums[Seconds] += secondsSince(start);
    snapshot->metrics = metrics(std::move(measured));
    m_gauge.read(*snapshot);
    reportProgress(observer, "saving", true);
    return snapshot;
}

double WorkLoop::mean(Sum sum, Sum count) const {
    return m_sums[count] > 0 ? m_sums[sum] / m_sums[count] : kNotMeasured;
}

/// Those of every snapshot in their order, then what only this work measures.
NamedValues WorkLoop::metrics(NamedValues measured) const {
    const double seconds = m_sums[Seconds];
    NamedValues result{{"train_loss", mean(Loss, LossSteps)}};
    for (const char* name : {"train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5"})
        result.push_back({name, kNotMeasured});
    result.push_back({"objective", mean(Objective, ObjectiveSteps)});
    result.push_back({"lr", kNotMeasured});
    result.push_back({"seconds", seconds});
    result.push_back({"images_per_second", seconds > 0 ? m_sums[Images] / seconds : kNotMeasured});
    result.push_back({"peak_mb", peakMemoryMb()});
    result.push_back({"seconds_left", seconds * (m_request.recipe.epochs - m_epoch - 1)});
    for (const char* name : {"skip_count", "entropy", "margin", "parameters", "multiply_adds"})
        result.push_back({name, kNotMeasured});
    if (m_sums[ObjectiveSteps] > 0) measured.insert(measured.begin(), {"valid_loss", mean(Objective, ObjectiveSteps)});
    for (auto& [name, value] : measured) {
        const auto known = std::find_if(result.begin(), result.end(), [&, &key = name](const auto& m) { return m.first == key; });
        if (known != result.end())
            known->second = value;
        else
            result.push_back({name, value});
    }
    return result;
}

/// Once where a sign appears; again where it was gone in between.
void WorkLoop::warn(RunObserver& observer, const Snapshot& snapshot) {
    const std::vector<std::string> before = m_history.empty() ? std::vector<std::string>{} : m_work->warnings(*m_history.back());
    for (const std::string& text : m_work->warnings(snapshot))
        if (std::find(before.begin(), before.end(), text) == before.end())
            record(observer, RunEvent::Kind::Warning, "epoch " + std::to_string(m_epoch + 1) + ": " + text);
}

void WorkLoop::waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    if (!control.pauseRequested() || control.stopRequested()) return;
    record(observer, RunEvent::Kind::Paused, "paused");
    sink.storeCheckpoint(m_events, checkpoint()); // a paused run may wait for days: nothing must be lost
    m_events.clear();
    sink.setPaused(true);
    while (control.pauseRequested() && !control.stopRequested())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    sink.setPaused(false);
    record(observer, RunEvent::Kind::Resumed, "resumed");
}

double WorkLoop::secondsLeft() const {
    const int done = m_step + 1, epochsLeft = m_request.recipe.epochs - m_epoch - 1;
    if (m_history.empty() && done < 3) return -1;
    const double full =
        m_history.empty() ? m_sums[Seconds] * m_work->steps() / done : m_history.back()->metric("seconds");
    return std::max(0.0, full * epochsLeft + std::max(0.0, full - m_sums[Seconds]));
}

void WorkLoop::reportProgress(RunObserver& observer, const char* phase, bool force) {
    const auto now = Clock::now();
    if (!force && now - m_lastProgress < kProgressInterval) return;
    m_lastProgress = now;
    StepProgress progress;
    progress.epoch = m_epoch;
    progress.epochs = m_request.recipe.epochs;
    progress.steps = m_work->steps();
    progress.step = std::min(m_step + 1, progress.steps);
    progress.trainLoss = m_lastLoss;
    progress.imagesPerSecond = m_sums[Seconds] > 0 ? m_sums[Images] / m_sums[Seconds] : 0;
    progress.secondsLeft = secondsLeft();
    m_gauge.read(progress);
    progress.phase = phase;
    observer.onProgress(progress);
}

void WorkLoop::measureStep() {
    m_work->beginEpoch(0, 0);
    m_work->step(0, 0);
    synchronize(m_device);
}

double WorkLoop::secondsOfRun(double stepSeconds) const {
    return m_request.recipe.epochs * (m_work->steps() * stepSeconds + m_work->evaluationSeconds(stepSeconds));
}

} // namespace dnas
