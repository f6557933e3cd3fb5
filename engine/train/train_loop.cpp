#include "engine/train/train_loop.h"

#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/core/gpu.h"
#include "engine/core/memory.h"
#include "engine/data/split.h"
#include "engine/interop/state_dict.h"
#include "engine/search/batch_feed.h"
#include "engine/networks/graphs.h"
#include "engine/train/train_checkpoint.h"
#include "engine/train/trained_network.h"

#include <ATen/ops/cross_entropy_loss.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

namespace dnas {

namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(100);
constexpr int kEvaluationBatch = 128;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ImageShape shapeOf(const ImageSet& set) {
    return {set.fedChannels(), set.height, set.width, set.classes, set.colors};
}

Genotype genotypeOf(const TrainSpec& training) {
    return isBaseline(training.network) ? Genotype{} : parseGenotype(training.network);
}

/// Which training images train and which validate; without a hold-out all of them train.
Split splitOf(const Request& request, const ImageSet& set) {
    const Task& task = request.task;
    std::vector<int> indices = drawSubset(set, task.subset, request.seed, task.stratified);
    if (request.training->holdout <= 0) return {std::move(indices), {}};
    return splitSet(set, indices, 1.0 - request.training->holdout, request.seed, task.stratified);
}

void requireFinite(double value, const std::string& what, int epoch, int step) {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged,
                      what + " became " + (std::isnan(value) ? "NaN" : "infinite") + " at epoch " +
                          std::to_string(epoch + 1) + ", step " + std::to_string(step + 1) + ".",
                      "Lower the learning rate (lr); the last good checkpoint is kept.");
}

} // namespace

std::shared_ptr<const BatchSource> validationSource(const Request& request,
                                                    const std::shared_ptr<const DataSet>& data) {
    if (request.training->holdout > 0) {
        const std::shared_ptr<const ImageSet> images(data, &data->train);
        return std::make_shared<BatchSource>(images, splitOf(request, data->train).alpha, kEvaluationBatch,
                                             BatchUse::Evaluation);
    }
    if (!data->test)
        throw EngineError(ErrorCode::Usage, data->name + " has no test part: nothing would validate the training.",
                          "Hold a part of the training images out, such as --set holdout=0.1.");
    std::vector<int> all(static_cast<std::size_t>(data->test->count));
    std::iota(all.begin(), all.end(), 0);
    return std::make_shared<BatchSource>(std::shared_ptr<const ImageSet>(data, &*data->test), std::move(all),
                                         kEvaluationBatch, BatchUse::Evaluation);
}

TrainLoop::TrainLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device)
    : m_request(request), m_requestText(requestText(request)), m_data(std::move(data)), m_device(device), m_gauge(device),
      m_images(shapeOf(m_data->train)), m_genotype(genotypeOf(*request.training)),
      m_state(request, m_images, at::kFloat, device) {
    Augmentation augmentation;
    augmentation.crop = request.task.crop;
    augmentation.flip = request.task.flip;
    augmentation.cutout = request.task.cutout;
    augmentation.autoAugment = request.training->autoAugment;
    const std::shared_ptr<const ImageSet> images(m_data, &m_data->train);
    m_train = std::make_shared<BatchSource>(images, splitOf(request, m_data->train).weights, request.recipe.batch,
                                            BatchUse::Training, request.seed, "train", augmentation);
    m_validation = validationSource(request, m_data);
}

void TrainLoop::restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history) {
    readTrainCheckpoint(checkpoint.payload, m_state, m_sums, m_requestText);
    m_epoch = checkpoint.epoch;
    m_step = checkpoint.step;
    m_history = std::move(history);
}

void TrainLoop::record(RunObserver& observer, RunEvent::Kind kind, const std::string& text) {
    m_events.push_back({kind, m_epoch, m_step, text});
    observer.onEvent(m_events.back());
}

CheckpointBlob TrainLoop::checkpoint() {
    return {m_epoch, m_step, writeTrainCheckpoint(m_state, m_sums, m_requestText)};
}

LoopEnd TrainLoop::run(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    const int epochs = m_request.recipe.epochs;
    try {
        while (m_epoch < epochs) {
            if (!runEpoch(sink, observer, control)) {
                record(observer, RunEvent::Kind::Stopped, "stopped by the user");
                store(sink, "last");
                sink.storeCheckpoint(m_events, checkpoint());
                return {ExperimentStatus::Stopped, {}};
            }
            reportProgress(observer, "evaluating", true);
            SnapshotPtr snapshot = finishEpoch(observer);
            keepBest(sink, *snapshot);
            m_history.push_back(snapshot);
            const bool early = patienceIsOver();
            if (early)
                record(observer, RunEvent::Kind::StopRule,
                       "no better validation accuracy for " + std::to_string(m_request.training->patience) + " epochs");
            const bool last = early || m_epoch + 1 >= epochs;
            if (last) record(observer, RunEvent::Kind::Finished, "training finished");
            if (last || control.stopAfterEpochRequested()) store(sink, "last");
            ++m_epoch;
            m_step = 0;
            m_sums = {};
            sink.storeEpoch(*snapshot, m_events, checkpoint());
            m_events.clear();
            observer.onSnapshot(snapshot);
            if (early)
                return {ExperimentStatus::Finished, "Ended early: no better validation accuracy for " +
                                                        std::to_string(m_request.training->patience) + " epochs."};
            if (!last && control.stopAfterEpochRequested()) return {ExperimentStatus::Stopped, {}};
        }
    } catch (const EngineError& e) {
        if (e.code() != ErrorCode::Diverged) throw;
        record(observer, RunEvent::Kind::Diverged, e.what());
        return {ExperimentStatus::Diverged, e.full()};
    }
    return {ExperimentStatus::Finished, {}};
}

bool TrainLoop::runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control) {
    m_state.beginEpoch(m_epoch);
    BatchFeed batches(m_train, m_device, m_epoch, m_step);
    for (; m_step < stepsPerEpoch(); ++m_step) {
        waitWhilePaused(sink, observer, control);
        if (control.stopRequested()) return false;
        const auto start = std::chrono::steady_clock::now();
        step(batches.next());
        m_sums.seconds += secondsSince(start);
        reportProgress(observer, "training", false);
    }
    return true;
}

void TrainLoop::step(const TensorBatch& batch) {
    const PassResult result = m_state.step(batch, m_step);
    requireFinite(result.total, "The training loss", m_epoch, m_step);
    requireFinite(result.gradientNorm, "The gradient of the weights", m_epoch, m_step);
    m_sums.train.add(result.logits, batch.labels, result.loss);
    m_lastLoss = result.loss;
}

SnapshotPtr TrainLoop::finishEpoch(RunObserver& observer) {
    const auto start = std::chrono::steady_clock::now();
    RunningMetrics valid;
    const auto channels = channelFeatures(m_state.network().graph()); // none but in a network a channel
    std::vector<std::size_t> layers;
    for (const auto& channel : channels) layers.push_back(channel.second);
    std::vector<RunningMetrics> without(channels.size());
    m_state.withEvaluatedWeights([&] {
        for (int i = 0; i < m_validation->steps(); ++i) {
            const TensorBatch batch = toTensors(m_validation->batch(0, i), m_validation->images(), m_device);
            const std::vector<at::Tensor> logits = m_state.network().forwardWithoutEach(batch.images, layers);
            valid.add(logits[0], batch.labels, at::cross_entropy_loss(logits[0], batch.labels).item<double>());
            for (std::size_t c = 0; c < without.size(); ++c) without[c].add(logits[1 + c], batch.labels, 0);
        }
    });
    m_sums.seconds += secondsSince(start);
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->epoch = m_epoch;
    snapshot->epochs = m_request.recipe.epochs;
    snapshot->genotype = m_genotype;
    addMetrics(*snapshot, valid);
    m_gauge.read(*snapshot);
    for (std::size_t c = 0; c < channels.size(); ++c)
        snapshot->metrics.push_back({"without_" + channels[c].first, without[c].top1()});
    reportProgress(observer, "saving", true);
    return snapshot;
}

void TrainLoop::addMetrics(Snapshot& snapshot, const RunningMetrics& valid) const {
    LayerCost cost; // without the auxiliary head, which is dropped after training
    for (const Layer& layer : m_state.network().graph().layers)
        if (!layer.auxiliary) {
            cost.parameters += costOf(layer).parameters;
            cost.multiplyAdds += costOf(layer).multiplyAdds;
        }
    const std::vector<int> skips = skipCounts(m_genotype);
    const double images = m_sums.train.sums()[3];
    snapshot.metrics = {
        {"train_loss", m_sums.train.loss()},
        {"train_top1", m_sums.train.top1()},
        {"train_top5", m_sums.train.top5()},
        {"valid_loss", valid.loss()},
        {"valid_top1", valid.top1()},
        {"valid_top5", valid.top5()},
        {"objective", kNaN},
        {"lr", m_state.learningRate()},
        {"seconds", m_sums.seconds},
        {"images_per_second", m_sums.seconds > 0 ? images / m_sums.seconds : kNaN},
        {"peak_mb", peakMemoryMb()},
        {"seconds_left", m_sums.seconds * (m_request.recipe.epochs - m_epoch - 1)},
        {"skip_count", skips.empty() ? 0.0 : *std::max_element(skips.begin(), skips.end())},
        {"entropy", kNaN},
        {"margin", kNaN},
        {"parameters", static_cast<double>(cost.parameters)},
        {"multiply_adds", static_cast<double>(cost.multiplyAdds)},
        {"drop_path", m_state.dropPath()},
    };
}

/// Stored before the epoch: a run killed between the two makes the epoch, and these weights, again.
void TrainLoop::keepBest(EpochSink& sink, const Snapshot& snapshot) {
    for (const SnapshotPtr& earlier : m_history)
        if (earlier->metric("valid_top1") >= snapshot.metric("valid_top1")) return;
    store(sink, "best");
}

void TrainLoop::store(EpochSink& sink, const char* kind) {
    const ImageSet& set = m_data->train;
    const std::map<std::string, std::string> metadata =
        weightMetadata(m_request, {m_images, set.mean, set.deviation}, m_epoch + 1);
    m_state.withEvaluatedWeights([&] {
        sink.storeWeights(
            {kind, m_epoch, safetensorsBytes(stateDict(m_state.network().weights()).entries, metadata, "The weights")});
    });
}

bool TrainLoop::patienceIsOver() const {
    const int patience = m_request.training->patience;
    if (patience == 0) return false;
    std::size_t best = 0;
    for (std::size_t i = 1; i < m_history.size(); ++i)
        if (m_history[i]->metric("valid_top1") > m_history[best]->metric("valid_top1")) best = i;
    return m_history.size() - 1 - best >= static_cast<std::size_t>(patience);
}

void TrainLoop::waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control) {
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

double TrainLoop::secondsLeft() const {
    const int done = m_step + 1, epochsLeft = m_request.recipe.epochs - m_epoch - 1;
    if (m_history.empty() && done < 3) return -1;
    const double full =
        m_history.empty() ? m_sums.seconds * stepsPerEpoch() / done : m_history.back()->metric("seconds");
    return std::max(0.0, full * epochsLeft + std::max(0.0, full - m_sums.seconds));
}

void TrainLoop::reportProgress(RunObserver& observer, const char* phase, bool force) {
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

void TrainLoop::measureEvaluation() {
    m_state.withEvaluatedWeights([&] {
        m_state.network().forward(toTensors(m_validation->batch(0, 0), m_validation->images(), m_device).images, {/*training=*/false, false, false});
    });
    checkpoint();
}

void TrainLoop::measureStep() {
    m_state.beginEpoch(0);
    m_state.step(toTensors(m_train->batch(0, 0), m_data->train, m_device), 0);
    synchronize(m_device);
}

double TrainLoop::secondsOfRun(double stepSeconds) const {
    // A step is worth three forward passes of a batch.
    const double evaluation = stepSeconds / 3 * m_validation->imageCount() / m_request.recipe.batch;
    return m_request.recipe.epochs * (stepsPerEpoch() * stepSeconds + evaluation);
}

} // namespace dnas
