#include "engine/siamese/siamese_work.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/data/split.h"
#include "engine/siamese/chain_facts.h"
#include "engine/siamese/monitor.h"
#include "engine/siamese/stored_encoder.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kBankImages = 5000, kQueryImages = 1000; // of the k-NN monitor: enough for a percent, cheap enough an epoch
constexpr int kScatterImages = 300, kMonitorImages = 256, kEvaluationBatch = 128;

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

ImageShape shapeOf(const ImageSet& set) { return {set.channels, set.height, set.width, set.classes}; }

std::vector<int> firstOf(const std::vector<int>& indices, int count) {
    return {indices.begin(), indices.begin() + std::min<std::ptrdiff_t>(count, std::ptrdiff_t(indices.size()))};
}

Split splitOf(const Request& request, const ImageSet& set) {
    const Task& task = request.task;
    std::vector<int> indices = drawSubset(set, task.subset, request.seed, task.stratified);
    if (request.siamese->stage != SiameseStage::Search) return {std::move(indices), {}};
    return splitSet(set, indices, task.trainPortion, request.seed, task.stratified);
}

/// Neighbours, ranks and axes of what is no number would be none either.
void requireFinite(const at::Tensor& features, int epoch) {
    if (features.isfinite().all().item<bool>()) return;
    throw EngineError(ErrorCode::Diverged, "The features are no finite numbers at the end of epoch " + std::to_string(epoch + 1) + ".",
                      "Lower the learning rate (lr); the last good checkpoint is kept.");
}

/// One image has nothing to differ from: batch norms and contrastive losses need two.
void requirePairs(const std::vector<int>& indices, const char* what) {
    if (indices.size() >= 2) return;
    throw EngineError(ErrorCode::Usage,
                      std::string(what) + " has " + std::to_string(indices.size()) + " image; learning without labels compares at least 2.",
                      "Use more images (subset, train_portion).");
}

} // namespace

FeatureSet featuresOf(const Network& network, const BatchSource& source, const c10::Device& device) {
    at::NoGradGuard noGrad;
    std::vector<at::Tensor> features, labels;
    for (int i = 0; i < source.steps(); ++i) {
        const TensorBatch batch = toTensors(source.batch(0, i), source.images(), device);
        features.push_back(network.forward(batch.images, {/*training=*/false, false, false}).cpu());
        labels.push_back(batch.labels.cpu());
    }
    return {at::cat(features), at::cat(labels)};
}

SiameseWork::SiameseWork(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device)
    : m_request(request), m_data(std::move(data)), m_device(device),
      m_state(request, shapeOf(m_data->train), at::kFloat, device) {
    const Split split = splitOf(request, m_data->train);
    const std::shared_ptr<const ImageSet> images(m_data, &m_data->train);
    Augmentation augmentation;
    augmentation.views = request.siamese->views;
    const auto pairs = [&](const std::vector<int>& indices, const char* name) {
        return std::make_shared<BatchSource>(images, indices, request.recipe.batch, BatchUse::Training, request.seed, name, augmentation);
    };
    requirePairs(split.weights, "The part that trains the weights");
    m_train = pairs(split.weights, "train");
    if (m_state.searches()) {
        requirePairs(split.alpha, "The part that trains alpha");
        m_alpha = pairs(split.alpha, "alpha");
    }
    // Queries are images that trained no weight: the test part, else alpha's half. A pretraining without a test part asks
    // with a fifth of its own images, drawn from all classes (image folders are sorted by class).
    std::vector<int> bank = split.weights, queries = split.alpha;
    RandomStream(request.seed, "monitor").shuffle(bank);
    std::shared_ptr<const ImageSet> queryImages = images;
    if (m_data->test) {
        queryImages = {m_data, &*m_data->test};
        queries = drawSubset(*m_data->test, std::min(kQueryImages, m_data->test->count), request.seed, false);
    } else if (queries.empty()) {
        const std::ptrdiff_t cut = std::ptrdiff_t(bank.size()) - std::max<std::ptrdiff_t>(1, std::ptrdiff_t(bank.size()) / 5);
        queries.assign(bank.begin() + cut, bank.end());
        bank.resize(std::size_t(cut));
    }
    RandomStream(request.seed, "monitor/queries").shuffle(queries);
    m_bank = std::make_unique<BatchSource>(images, firstOf(bank, kBankImages), kEvaluationBatch, BatchUse::Evaluation);
    m_queries = std::make_unique<BatchSource>(queryImages, firstOf(queries, kQueryImages), kEvaluationBatch, BatchUse::Evaluation);
}

void SiameseWork::beginEpoch(int epoch, int step) {
    m_state.beginEpoch(epoch);
    m_trainBatches = std::make_unique<BatchFeed>(m_train, m_device, epoch, step);
    // The two halves may differ in size: alpha's makes as many steps as the weights' do.
    if (m_alpha) m_alphaBatches = std::make_unique<BatchFeed>(m_alpha, m_device, epoch, step, m_train->steps());
}

StepResult SiameseWork::step(int epoch, int step) {
    StepResult result;
    if (m_alpha)
        result.objective = m_state.alphaStep(m_alphaBatches->next().images);
    const TensorBatch views = m_trainBatches->next();
    const double progress = (epoch + double(step) / steps()) / m_request.recipe.epochs;
    result.loss = m_state.weightStep(views.images, progress);
    result.images = int(views.images.size(0) / 2);
    m_waited = m_trainBatches->waitedSeconds() + (m_alpha ? m_alphaBatches->waitedSeconds() : 0);
    return result;
}

NamedValues SiameseWork::finishEpoch(Snapshot& snapshot) {
    m_trainBatches.reset();
    m_alphaBatches.reset();
    NamedValues metrics{{"lr", m_state.learningRate()}, {"data_wait", m_waited}};
    describeAlpha(snapshot, metrics);
    describeFeatures(snapshot, metrics);
    return metrics;
}

void SiameseWork::describeAlpha(Snapshot& snapshot, NamedValues& metrics) const {
    SiameseSpec derived = *m_request.siamese;
    if (m_state.searches()) {
        const std::vector<at::Tensor> mixing = m_state.mixing();
        for (std::size_t i = 0; i < m_state.alpha().size(); ++i)
            snapshot.alpha.push_back(chainGroup(i == 0 ? "encoder" : "predictor", chainOperations(derived.pooling),
                                                valuesOf(m_state.alpha()[i]), valuesOf(mixing[i])));
        snapshot.genotype = parseChains(snapshot.alpha);
        addChainFacts(snapshot, m_request.recipe.dominantThreshold, metrics);
        derived.stage = SiameseStage::Pretrain;
        derived.heads = genotypeText(snapshot.genotype);
    } else if (derived.heads != kHandcraftedHeads) {
        snapshot.genotype = parseGenotype(derived.heads);
    }
    const LayerCost cost = costOfSiamese(derived, m_state.network().backbone());
    metrics.push_back({"parameters", double(cost.parameters)});
    metrics.push_back({"multiply_adds", double(cost.multiplyAdds)});
}

void SiameseWork::describeFeatures(Snapshot& snapshot, NamedValues& metrics) {
    const ImageSet& images = m_queries->images();
    const FeatureSet queries = featuresOf(m_state.network().backboneNetwork(), *m_queries, m_device);
    requireFinite(queries.features, snapshot.epoch);
    if (m_request.siamese->neighbours > 0) {
        const FeatureSet bank = featuresOf(m_state.network().backboneNetwork(), *m_bank, m_device);
        const double accuracy = neighbourAccuracy(bank.features, bank.labels, queries.features, queries.labels,
                                                  m_request.siamese->neighbours, images.classes);
        metrics.push_back({"valid_top1", accuracy}); // what lists and curves of all runs show
        metrics.push_back({"knn_top1", accuracy});
    }
    const BatchSource some(std::shared_ptr<const ImageSet>(m_data, &images),
                           [&] {
                               std::vector<int> indices;
                               for (int i = 0; i < std::min(kMonitorImages, m_queries->imageCount()); ++i)
                                   indices.push_back(m_queries->index(i));
                               return indices;
                           }(),
                           kMonitorImages, BatchUse::Evaluation);
    const at::Tensor z = m_state.projected(toTensors(some.batch(0, 0), images, m_device).images).cpu();
    const double width = double(z.size(1));
    requireFinite(z, snapshot.epoch);
    metrics.push_back({"feature_std", directionDeviation(z)});
    metrics.push_back({"feature_std_ideal", 1 / std::sqrt(width)});
    metrics.push_back({"effective_rank", effectiveRank(z)});

    const std::int64_t shown = std::min<std::int64_t>(kScatterImages, queries.features.size(0));
    double explained[2];
    const at::Tensor axes = principalAxes(queries.features.narrow(0, 0, shown), explained);
    FeatureScatter& scatter = snapshot.scatter;
    for (std::int64_t i = 0; i < shown; ++i) {
        scatter.x.push_back(axes[i][0].item<double>());
        scatter.y.push_back(axes[i][1].item<double>());
        scatter.labels.push_back(int(queries.labels[i].item<std::int64_t>()));
    }
    scatter.classNames = images.classNames;
    scatter.classNames.resize(std::size_t(images.classes));
    scatter.explainedX = explained[0];
    scatter.explainedY = explained[1];
}

std::vector<std::string> SiameseWork::warnings(const Snapshot& snapshot) const {
    return collapseWarnings(snapshot, m_request.siamese->framework, m_request.siamese->output);
}

std::string SiameseWork::weights(int epochs) {
    const ImageSet& set = m_data->train;
    return encoderBytes(m_request, m_state.network().weights(), {shapeOf(set), set.mean, set.deviation}, epochs);
}

double SiameseWork::evaluationSeconds(double stepSeconds) const {
    // A step passes both views of a batch forward and back, in searches of two batches; an evaluation each image once.
    const double passes = (m_alpha ? 8 : 6) * double(m_request.recipe.batch);
    return stepSeconds * (m_bank->imageCount() + m_queries->imageCount() + kMonitorImages) / passes;
}

} // namespace dnas
