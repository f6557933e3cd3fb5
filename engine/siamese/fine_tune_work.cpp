#include "engine/siamese/fine_tune_work.h"

#include "engine/data/split.h"
#include "engine/siamese/backbone.h"
#include "engine/siamese/siamese_work.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/csrc/autograd/autograd.h>

namespace dnas {

namespace {

constexpr int kEvaluationBatch = 128;

std::int64_t correct(const at::Tensor& logits, const at::Tensor& labels) {
    return logits.argmax(1).eq(labels).sum().item<std::int64_t>();
}

} // namespace

FineTuneWork::FineTuneWork(const Request& request, const std::shared_ptr<const DataSet>& data, const StoredEncoder& encoder,
                           const c10::Device& device)
    : m_request(request), m_shape(encoder.shape), m_device(device),
      m_network(withClassifier(encoder.network->graph(), data->train.classes)) {
    requireChannels(*data, m_shape);
    LabelledParts parts = labelledParts(data, request.task.subset, request.task.stratified, request.seed);
    m_shape.images.classes = data->train.classes;
    Augmentation augmentation;
    augmentation.crop = request.task.crop;
    augmentation.flip = request.task.flip;
    augmentation.cutout = request.task.cutout;
    m_train = std::make_shared<BatchSource>(parts.trainImages, std::move(parts.train), request.recipe.batch, BatchUse::Training,
                                            request.seed, "train", augmentation);
    m_valid = std::make_unique<BatchSource>(parts.validImages, std::move(parts.valid), kEvaluationBatch, BatchUse::Evaluation);
    for (const Layer& layer : m_network.graph().layers)
        m_multiplyAdds += costOf(layer).multiplyAdds;
    WeightStore &own = m_network.weights(), &learnt = encoder.network->weights();
    own.allocate(at::kFloat, c10::Device(at::kCPU), request.seed);
    own.flat().narrow(0, 0, learnt.flat().size(0)).copy_(learnt.flat()); // the classifier is the last layer
    own.statistics().copy_(learnt.statistics());
    own.moveTo(device);
    m_optimizer = std::make_unique<WeightOptimizer>(request.recipe.weights, own.flat());
}

void FineTuneWork::beginEpoch(int epoch, int step) {
    m_optimizer->setEpoch(epoch, m_request.recipe.epochs);
    m_batches = std::make_unique<BatchFeed>(m_train, m_device, epoch, step);
}

StepResult FineTuneWork::step(int /*epoch*/, int /*step*/) {
    const TensorBatch batch = m_batches->next();
    WeightStore& store = m_network.weights();
    const at::Tensor logits = m_network.forward(batch.images, {/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/true});
    const at::Tensor loss = at::cross_entropy_loss(logits, batch.labels);
    at::Tensor gradient = store.flatten(torch::autograd::grad({loss}, store.leaves()));
    m_optimizer->step(store.flat(), gradient);
    m_correct += correct(logits.detach(), batch.labels);
    m_seen += batch.images.size(0);
    return {loss.item<double>(), kNotMeasured, int(batch.images.size(0))};
}

NamedValues FineTuneWork::finishEpoch(Snapshot&) {
    const double waited = m_batches ? m_batches->waitedSeconds() : 0, trained = m_seen > 0 ? double(m_correct) / double(m_seen) : kNotMeasured;
    m_batches.reset();
    m_correct = m_seen = 0;
    const FeatureSet valid = featuresOf(m_network, *m_valid, m_device); // the logits
    at::NoGradGuard noGrad;
    return {{"lr", m_optimizer->learningRate()},
            {"data_wait", waited},
            {"train_top1", trained},
            {"valid_loss", at::cross_entropy_loss(valid.features, valid.labels).item<double>()},
            {"valid_top1", double(correct(valid.features, valid.labels)) / double(valid.labels.size(0))},
            {"parameters", double(m_network.weights().parameterCount())},
            {"multiply_adds", double(m_multiplyAdds)}};
}

std::map<std::string, at::Tensor> FineTuneWork::tensors() {
    return {{"weights", m_network.weights().flat()},
            {"statistics", m_network.weights().statistics()},
            {"momentum", m_optimizer->momentumBuffer()}};
}

std::string FineTuneWork::weights(int epochs) { return encoderBytes(m_request, m_network.weights(), m_shape, epochs); }

double FineTuneWork::evaluationSeconds(double stepSeconds) const {
    return stepSeconds * m_valid->imageCount() / (3.0 * m_request.recipe.batch); // a step passes forward and back
}

} // namespace dnas
