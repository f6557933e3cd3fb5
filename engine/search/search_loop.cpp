#include "engine/search/search_loop.h"

#include "engine/api/cell_arrangement.h"
#include "engine/api/error.h"
#include "engine/core/gpu.h"
#include "engine/core/memory.h"
#include "engine/data/split.h"
#include "engine/objectives/objective.h"
#include "engine/schedules/warm_start.h"
#include "engine/search/batch_feed.h"
#include "engine/search/snapshot_builder.h"
#include "engine/stopping/stop_rule.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

namespace dnas {

namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(100);
constexpr int kEvaluationBatch = 128;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

SearchLoop::SearchLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device)
    : m_request(request), m_requestText(requestText(request)), m_data(std::move(data)), m_device(device), m_gauge(device) {
    const ImageSet& set = m_data->train;
    m_images = {set.fedChannels(), set.height, set.width, set.classes, set.colors};
    const Task& task = request.task;
    const Split split = splitSet(set, drawSubset(set, task.subset, request.seed, task.stratified), task.trainPortion,
                                 request.seed, task.stratified);
    Augmentation augmentation;
    augmentation.crop = task.crop;
    augmentation.flip = task.flip;
    augmentation.cutout = task.cutout;
    const std::shared_ptr<const ImageSet> images(m_data, &m_data->train);
    const int batch = request.recipe.batch;
    m_train = std::make_shared<BatchSource>(images, split.weights, batch, BatchUse::Training, request.seed, "train", augmentation);
    m_valid = std::make_shared<BatchSource>(images, split.alpha, batch, BatchUse::Training, request.seed, "valid", augmentation);
    m_evaluation = std::make_shared<BatchSource>(images, split.alpha, kEvaluationBatch, BatchUse::Evaluation);
    m_state = std::make_unique<SearchState>(request.recipe, m_images, request.seed, at::kFloat, device, request.resources.kernels,
                                            request.resources.recompute, request.resources.precision);
}

int SearchLoop::stepsPerEpoch() const { return m_train->steps(); }

void SearchLoop::restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history) {
    readCheckpoint(checkpoint.payload, *m_state, m_sums, m_requestText);
    m_epoch = checkpoint.epoch;
    m_step = checkpoint.step;
    m_history = std::move(history);
}

bool SearchLoop::alphaFrozen() const { return m_epoch < warmStartEpochs(m_request.recipe); }

void SearchLoop::record(RunObserver& observer, RunEvent::Kind kind, const std::string& text) {
    m_events.push_back({kind, m_epoch, m_step, text});
    observer.onEvent(m_events.back());
}

void SearchLoop::requireFinite(double value, const char* what) const {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged,
                      std::string(what) + " became " + (std::isnan(value) ? "NaN" : "infinite") + " at epoch " +
                          std::to_string(m_epoch + 1) + ", step " + std::to_string(m_step + 1) + " of " +
                          std::to_string(stepsPerEpoch()) + ".",
                      "Lower the learning rates (lr, arch_lr) or the weights of the penalties; the last good checkpoint is kept.");
}

CheckpointBlob SearchLoop::checkpoint() { return {m_epoch, m_step, writeCheckpoint(*m_state, m_sums, m_requestText)}; }

LoopEnd SearchLoop::run(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    const int epochs = m_request.recipe.epochs;
    if (m_epoch == 0 && m_step == 0)
        if (const std::string warning = startWarning(std::get<CellSpaceSpec>(m_request.recipe.space)); !warning.empty())
            record(observer, RunEvent::Kind::Warning, warning);
    try {
        while (m_epoch < epochs) {
            if (runEpoch(sink, observer, control) == EpochEnd::StopRequested) {
                record(observer, RunEvent::Kind::Stopped, "stopped by the user");
                sink.storeCheckpoint(m_events, checkpoint());
                return {ExperimentStatus::Stopped, {}};
            }
            reportProgress(observer, "evaluating", true);
            SnapshotPtr snapshot = finishEpoch(observer);
            m_history.push_back(snapshot);
            const std::optional<std::string> reason = stopReason(m_request.recipe.stops, m_history);
            if (reason) record(observer, RunEvent::Kind::StopRule, *reason);
            const bool last = reason || m_epoch + 1 >= epochs;
            if (last) record(observer, RunEvent::Kind::Finished, "search finished");
            ++m_epoch;
            m_step = 0;
            m_sums = {};
            sink.storeEpoch(*snapshot, m_events, checkpoint());
            m_events.clear();
            observer.onSnapshot(snapshot);
            if (reason) return {ExperimentStatus::Finished, "Ended by a stop rule: " + *reason + "."};
            if (!last && control.stopAfterEpochRequested()) return {ExperimentStatus::Stopped, {}};
        }
    } catch (const EngineError& e) {
        if (e.code() != ErrorCode::Diverged) throw;
        record(observer, RunEvent::Kind::Diverged, e.what());
        return {ExperimentStatus::Diverged, e.full()};
    }
    return {ExperimentStatus::Finished, {}};
}

SearchLoop::EpochEnd SearchLoop::runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    m_state->setEpoch(m_epoch);
    const int steps = stepsPerEpoch();
    const bool frozen = alphaFrozen();
    if (m_step == 0 && !frozen && m_epoch > 0 && m_epoch == warmStartEpochs(m_request.recipe))
        record(observer, RunEvent::Kind::WarmStartEnded, "alpha starts to step");

    BatchFeed train(m_train, m_device, m_epoch, m_step);
    std::optional<BatchFeed> valid; // as many steps as the training part has, whatever its own length
    if (!frozen) valid.emplace(m_valid, m_device, m_epoch, m_step, steps);
    for (; m_step < steps; ++m_step) {
        waitWhilePaused(sink, observer, control);
        if (control.stopRequested()) return EpochEnd::StopRequested;
        m_stepStart = std::chrono::steady_clock::now();
        const TensorBatch trainBatch = train.next();
        std::optional<TensorBatch> validBatch;
        if (valid) validBatch = valid->next();
        step(trainBatch, validBatch);
        m_sums.seconds += secondsSince(m_stepStart);
        reportProgress(observer, "searching", false);
    }
    return EpochEnd::Complete;
}

void SearchLoop::step(const TensorBatch& train, const std::optional<TensorBatch>& valid) {
    if (valid) {
        const PassResult alpha = m_state->alphaStep(train, *valid);
        requireFinite(alpha.total, "The loss of the alpha step");
        m_sums.objective[0] += alpha.total;
        m_sums.objective[1] += 1;
        m_sums.contributions.resize(alpha.contributions.size());
        for (std::size_t i = 0; i < alpha.contributions.size(); ++i) m_sums.contributions[i] += alpha.contributions[i];
        m_sums.ablation += alpha.ablation;
    }
    const PassResult weights = m_state->weightStep(train);
    requireFinite(weights.loss, "The training loss");
    requireFinite(weights.gradientNorm, "The gradient of the weights");
    m_sums.train.add(weights.logits, train.labels, weights.loss);
    m_lastLoss = weights.loss;
}

void SearchLoop::evaluate(RunningMetrics& metrics, std::vector<RunningMetrics>& without) const {
    at::NoGradGuard noGrad;
    const auto add = [this](RunningMetrics& sums, const at::Tensor& logits, const at::Tensor& labels) {
        sums.add(logits, labels, objectiveLoss(m_request.recipe.objective, logits, labels).item<double>());
    };
    for (int i = 0; i < m_evaluation->steps(); ++i) {
        const TensorBatch batch = toTensors(m_evaluation->batch(0, i), m_data->train, m_device);
        const EvaluatedBatch evaluated = m_state->evaluateChannels(batch.images);
        add(metrics, evaluated.logits, batch.labels);
        without.resize(evaluated.without.size());
        for (std::size_t c = 0; c < without.size(); ++c) add(without[c], evaluated.without[c], batch.labels);
    }
}

void SearchLoop::addChannels(const std::vector<RunningMetrics>& without, Snapshot& snapshot) const {
    for (std::size_t c = 0; c < without.size(); ++c)
        snapshot.metrics.push_back({"without_" + m_state->supernet().ensemble()->channels()[c], without[c].top1()});
}

SnapshotPtr SearchLoop::finishEpoch(RunObserver& observer) {
    const auto start = std::chrono::steady_clock::now();
    RunningMetrics valid;
    std::vector<RunningMetrics> without;
    evaluate(valid, without);
    m_sums.seconds += secondsSince(start);

    auto snapshot = std::make_shared<Snapshot>();
    snapshot->epoch = m_epoch;
    snapshot->epochs = m_request.recipe.epochs;
    snapshot->alphaFrozen = alphaFrozen();
    const double images = m_sums.train.sums()[3];
    snapshot->metrics = {
        {"train_loss", m_sums.train.loss()},
        {"train_top1", m_sums.train.top1()},
        {"train_top5", m_sums.train.top5()},
        {"valid_loss", valid.loss()},
        {"valid_top1", valid.top1()},
        {"valid_top5", valid.top5()},
        {"objective", m_sums.objective[1] > 0 ? m_sums.objective[0] / m_sums.objective[1] : kNaN},
        {"lr", m_state->weightOptimizer().learningRate()},
        {"seconds", m_sums.seconds},
        {"images_per_second", m_sums.seconds > 0 ? images / m_sums.seconds : kNaN},
        {"peak_mb", peakMemoryMb()},
        {"seconds_left", m_sums.seconds * (m_request.recipe.epochs - m_epoch - 1)},
    };
    describeAlpha(*m_state, m_images, *snapshot);
    describeDistances(m_request.recipe.space, m_history.empty() ? nullptr : m_history.back().get(), *snapshot);
    m_gauge.read(*snapshot);
    addContributions(*snapshot);
    addChannels(without, *snapshot);
    reportProgress(observer, "saving", true);
    return snapshot;
}

void SearchLoop::addContributions(Snapshot& snapshot) const {
    if (!activeAblation(m_request.recipe)) return;
    const double steps = m_sums.objective[1]; // 0 while alpha is frozen
    for (std::size_t i = 0; i < m_state->alpha().size(); ++i)
        snapshot.metrics.push_back({"contribution_" + std::to_string(i), steps > 0 ? m_sums.contributions[i] / steps : kNaN});
    snapshot.metrics.push_back({"ablation_loss", steps > 0 ? m_sums.ablation / steps : kNaN});
}

void SearchLoop::waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    if (!control.pauseRequested() || control.stopRequested()) return;
    record(observer, RunEvent::Kind::Paused, "paused");
    sink.storeCheckpoint(m_events, checkpoint()); // a paused run may wait for days: nothing must be lost
    m_events.clear();
    sink.setPaused(true);
    while (control.pauseRequested() && !control.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    sink.setPaused(false);
    record(observer, RunEvent::Kind::Resumed, "resumed");
}

double SearchLoop::secondsLeft() const {
    const int steps = stepsPerEpoch(), done = m_step + 1;
    const int epochsLeft = m_request.recipe.epochs - m_epoch - 1;
    // Epochs alike: the last finished one is the best guess; before that, what this one has taken so far.
    const double full = m_history.empty() ? m_sums.seconds * steps / std::max(1, done) : m_history.back()->metric("seconds");
    if (m_history.empty() && done < 3) return -1;
    return std::max(0.0, full * epochsLeft + std::max(0.0, full - m_sums.seconds));
}

void SearchLoop::reportProgress(RunObserver& observer, const char* phase, bool force) {
    const auto now = std::chrono::steady_clock::now();
    if (!force && now - m_lastProgress < kProgressInterval) return;
    m_lastProgress = now;
    StepProgress progress;
    progress.epoch = m_epoch;
    progress.epochs = m_request.recipe.epochs;
    progress.steps = stepsPerEpoch();
    progress.step = std::min(m_step + 1, progress.steps);
    progress.trainLoss = m_lastLoss;
    progress.imagesPerSecond = m_sums.seconds > 0 ? m_sums.train.sums()[3] / m_sums.seconds : 0;
    progress.secondsLeft = secondsLeft();
    m_gauge.read(progress);
    progress.phase = phase;
    observer.onProgress(progress);
}

double SearchLoop::secondsOfRun(double stepSeconds) const {
    const Recipe& recipe = m_request.recipe;
    // A step is worth five forward passes of a batch: forward and input gradients for alpha, and both gradients for w.
    const double evaluation = stepSeconds / 5 * m_evaluation->imageCount() / recipe.batch;
    return recipe.epochs * (stepsPerEpoch() * stepSeconds + evaluation);
}

void SearchLoop::measureEvaluation() {
    m_state->evaluateChannels(toTensors(m_evaluation->batch(0, 0), m_data->train, m_device).images);
    checkpoint();
}

void SearchLoop::measureStep() {
    step(toTensors(m_train->batch(0, 0), m_data->train, m_device), toTensors(m_valid->batch(0, 0), m_data->train, m_device));
    synchronize(m_device);
}

} // namespace dnas
