#include "engine/siamese/probe_work.h"

#include "engine/data/split.h"
#include "engine/interop/state_dict.h"
#include "engine/siamese/backbone.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/std.h>
#include <ATen/ops/tensor.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <numeric>

namespace dnas {

namespace {

constexpr int kFeatureBatch = 128;

double accuracy(const at::Tensor& logits, const at::Tensor& labels) {
    return logits.argmax(1).eq(labels).to(at::kDouble).mean().item<double>();
}

} // namespace

ProbeWork::ProbeWork(const Request& request, std::shared_ptr<const DataSet> data, StoredEncoder encoder, const c10::Device& device)
    : m_request(request), m_encoder(std::move(encoder)), m_device(device), m_classes(data->train.classes) {
    requireChannels(*data, m_encoder.shape);
    LabelledParts parts = labelledParts(data, request.task.subset, request.task.stratified, request.seed);
    m_steps = std::max(1, int(parts.train.size()) / request.recipe.batch);
    m_trainImages = std::make_unique<BatchSource>(parts.trainImages, std::move(parts.train), kFeatureBatch, BatchUse::Evaluation);
    m_validImages = std::make_unique<BatchSource>(parts.validImages, std::move(parts.valid), kFeatureBatch, BatchUse::Evaluation);
    m_linear = Linear({m_store, "linear."}, featureCount(m_encoder.network->graph()), m_classes);
    m_store.allocate(at::kFloat, c10::Device(at::kCPU), request.seed);
    m_optimizer = std::make_unique<WeightOptimizer>(request.recipe.weights, m_store.flat());
}

void ProbeWork::computeFeatures() {
    m_encoder.network->weights().moveTo(m_device);
    m_train = featuresOf(*m_encoder.network, *m_trainImages, m_device);
    m_valid = featuresOf(*m_encoder.network, *m_validImages, m_device);
    const at::Tensor mean = m_train.features.mean(0, true);
    const at::Tensor deviation = at::std(m_train.features, {0}, false, true).clamp_min(1e-6);
    for (FeatureSet* set : {&m_train, &m_valid})
        set->features = (set->features - mean) / deviation;
}

void ProbeWork::beginEpoch(int epoch, int /*step*/) {
    if (!m_train.features.defined()) computeFeatures();
    m_optimizer->setEpoch(epoch, m_request.recipe.epochs);
    std::vector<int> order(std::size_t(m_train.features.size(0)));
    std::iota(order.begin(), order.end(), 0);
    RandomStream(m_request.seed, "probe/order", std::uint64_t(epoch)).shuffle(order);
    m_order = at::tensor(order, at::kLong);
}

StepResult ProbeWork::step(int /*epoch*/, int step) {
    const std::int64_t begin = std::int64_t{step} * m_request.recipe.batch;
    const at::Tensor rows = m_order.narrow(0, begin, std::min<std::int64_t>(m_request.recipe.batch, m_order.size(0) - begin));
    const at::Tensor logits = m_linear.forward(m_train.features.index_select(0, rows), {true, /*weightGradient=*/true, false});
    const at::Tensor loss = at::cross_entropy_loss(logits, m_train.labels.index_select(0, rows));
    at::Tensor gradient = m_store.flatten(torch::autograd::grad({loss}, m_store.leaves()));
    m_optimizer->step(m_store.flat(), gradient);
    return {loss.item<double>(), kNotMeasured, int(rows.size(0))};
}

NamedValues ProbeWork::finishEpoch(Snapshot&) {
    at::NoGradGuard noGrad;
    const ForwardMode mode{false, false, false};
    const at::Tensor train = m_linear.forward(m_train.features, mode), valid = m_linear.forward(m_valid.features, mode);
    return {{"lr", m_optimizer->learningRate()},
            {"train_top1", accuracy(train, m_train.labels)},
            {"valid_loss", at::cross_entropy_loss(valid, m_valid.labels).item<double>()},
            {"valid_top1", accuracy(valid, m_valid.labels)},
            {"parameters", double(m_store.parameterCount())}};
}

std::map<std::string, at::Tensor> ProbeWork::tensors() {
    return {{"weights", m_store.flat()}, {"momentum", m_optimizer->momentumBuffer()}};
}

std::string ProbeWork::weights(int epochs) {
    const std::map<std::string, std::string> metadata{
        {"format", "pt"}, {"encoder", m_encoder.weights}, {"epochs", std::to_string(epochs)}, {"request", requestHash(m_request)}};
    return safetensorsBytes(stateDict(m_store).entries, metadata, "The weights");
}

} // namespace dnas
