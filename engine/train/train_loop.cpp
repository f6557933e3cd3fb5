#include "engine/train/train_loop.h"

#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/core/gpu.h"
#include "engine/data/split.h"
#include "engine/interop/state_dict.h"
#include "engine/networks/graphs.h"
#include "engine/train/train_checkpoint.h"
#include "engine/train/trained_network.h"

#include <ATen/ops/cross_entropy_loss.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dnas {

namespace {

constexpr int kEvaluationBatch = 128;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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
    : EpochLoop(request, device), m_data(std::move(data)),
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

std::string TrainLoop::writeState() {
    return writeTrainCheckpoint(m_state, m_sums, requestText());
}

void TrainLoop::readState(const std::string& bytes) {
    readTrainCheckpoint(bytes, m_state, m_sums, requestText());
}

void TrainLoop::beginEpoch(RunObserver&) {
    m_state.beginEpoch(epoch());
    m_batches.emplace(m_train, device(), epoch(), step());
}

void TrainLoop::makeStep() {
    const TensorBatch batch = m_batches->next();
    const PassResult result = m_state.step(batch, step());
    requireFinite(result.total, "The training loss");
    requireFinite(result.gradientNorm, "The gradient of the weights");
    m_sums.train.add(result.logits, batch.labels, result.loss);
    setLoss(result.loss);
}

void TrainLoop::finishEpoch(Snapshot& snapshot) {
    RunningMetrics valid;
    const auto channels = channelFeatures(m_state.network().graph()); // none but in a network a channel
    std::vector<std::size_t> layers;
    for (const auto& channel : channels) layers.push_back(channel.second);
    std::vector<RunningMetrics> without(channels.size());
    timed([&] {
        m_state.withEvaluatedWeights([&] {
            for (int i = 0; i < m_validation->steps(); ++i) {
                const TensorBatch batch = toTensors(m_validation->batch(0, i), m_validation->images(), device());
                const std::vector<at::Tensor> logits = m_state.network().forwardWithoutEach(batch.images, layers);
                valid.add(logits[0], batch.labels, at::cross_entropy_loss(logits[0], batch.labels).item<double>());
                for (std::size_t c = 0; c < without.size(); ++c) without[c].add(logits[1 + c], batch.labels, 0);
            }
        });
    });
    snapshot.genotype = m_genotype;
    addMetrics(snapshot, valid);
    for (std::size_t c = 0; c < channels.size(); ++c)
        snapshot.metrics.push_back({"without_" + channels[c].first, without[c].top1()});
}

void TrainLoop::addMetrics(Snapshot& snapshot, const RunningMetrics& valid) {
    LayerCost cost; // without the auxiliary head, which is dropped after training
    for (const Layer& layer : m_state.network().graph().layers)
        if (!layer.auxiliary) {
            cost.parameters += costOf(layer).parameters;
            cost.multiplyAdds += costOf(layer).multiplyAdds;
        }
    const std::vector<int> skips = skipCounts(m_genotype);
    snapshot.metrics = {
        {"train_loss", m_sums.train.loss()},
        {"train_top1", m_sums.train.top1()},
        {"train_top5", m_sums.train.top5()},
        {"valid_loss", valid.loss()},
        {"valid_top1", valid.top1()},
        {"valid_top5", valid.top5()},
        {"objective", kNaN},
        {"lr", m_state.learningRate()},
        {"skip_count", skips.empty() ? 0.0 : *std::max_element(skips.begin(), skips.end())},
        {"entropy", kNaN},
        {"margin", kNaN},
        {"parameters", static_cast<double>(cost.parameters)},
        {"multiply_adds", static_cast<double>(cost.multiplyAdds)},
        {"drop_path", m_state.dropPath()},
    };
    for (auto& metric : resourceMetrics()) snapshot.metrics.push_back(std::move(metric));
}

/// Stored before the epoch: a run killed between the two makes the epoch, and these weights, again.
void TrainLoop::finished(EpochSink& sink, RunObserver&, const Snapshot& snapshot) {
    for (const SnapshotPtr& earlier : history())
        if (earlier->metric("valid_top1") >= snapshot.metric("valid_top1")) return;
    store(sink, "best");
}

void TrainLoop::store(EpochSink& sink, const char* kind) {
    const ImageSet& set = m_data->train;
    const std::map<std::string, std::string> metadata =
        weightMetadata(request(), {m_images, set.mean, set.deviation}, epoch() + 1);
    m_state.withEvaluatedWeights([&] {
        sink.storeWeights(
            {kind, epoch(), safetensorsBytes(stateDict(m_state.network().weights()).entries, metadata, "The weights")});
    });
}

void TrainLoop::storeLast(EpochSink& sink, int) {
    store(sink, "last");
}

std::optional<EpochLoop::EarlyEnd> TrainLoop::earlyEnd() const {
    const int patience = request().training->patience;
    if (patience == 0 || history().empty()) return std::nullopt;
    std::size_t best = 0;
    for (std::size_t i = 1; i < history().size(); ++i)
        if (history()[i]->metric("valid_top1") > history()[best]->metric("valid_top1")) best = i;
    if (history().size() - 1 - best < static_cast<std::size_t>(patience)) return std::nullopt;
    const std::string why = "no better validation accuracy for " + std::to_string(patience) + " epochs";
    return EarlyEnd{why, "Ended early: " + why + "."};
}

void TrainLoop::measureEvaluation() {
    m_state.withEvaluatedWeights([&] {
        m_state.network().forward(toTensors(m_validation->batch(0, 0), m_validation->images(), device()).images, {/*training=*/false, false, false});
    });
    writeState();
}

void TrainLoop::measureStep() {
    m_state.beginEpoch(0);
    m_state.step(toTensors(m_train->batch(0, 0), m_data->train, device()), 0);
    synchronize(device());
}

double TrainLoop::secondsOfRun(double stepSeconds) const {
    // A step is worth three forward passes of a batch.
    const double evaluation = stepSeconds / 3 * m_validation->imageCount() / request().recipe.batch;
    return request().recipe.epochs * (stepsPerEpoch() * stepSeconds + evaluation);
}

} // namespace dnas
