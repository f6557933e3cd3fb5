#include "engine/train/train_state.h"

#include "engine/api/baselines.h"
#include "engine/api/genotype_text.h"
#include "engine/networks/graphs.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace dnas {

namespace {

constexpr double kDecayOfEpoch = 0.97; // DARTS on ImageNet

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
    return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, /*ignore_index=*/-100, smoothing);
}

/// The weights must lie in memory before optimiser and average are made from them.
at::Tensor& allocated(WeightStore& weights, c10::ScalarType type, const c10::Device& device, std::uint64_t seed) {
    weights.allocate(type, device, seed);
    return weights.flat();
}

} // namespace

NetworkShape trainingShape(const TrainSpec& spec, const ImageShape& images) {
    return trainingShape(spec, images.channels, images.height, images.width, images.classes);
}

LayerGraph trainingGraph(const TrainSpec& spec, const ImageShape& images) {
    const NetworkShape shape = trainingShape(spec, images);
    return isBaseline(spec.network) ? handcraftedGraph(baselineOf(spec.network).name, shape)
                                    : derivedGraph(parseGenotype(spec.network), shape);
}

TrainState::TrainState(const Request& request, const ImageShape& images, c10::ScalarType type,
                       const c10::Device& device)
    : m_spec(*request.training), m_rates(request.recipe.weights), m_epochs(request.recipe.epochs), m_seed(request.seed),
      m_network(trainingGraph(m_spec, images)),
      m_optimizer(m_rates, allocated(m_network.weights(), type, device, m_seed)), m_device(device), m_scale(request.resources.precision) {
    if (!averages()) return;
    m_averageWeights = m_network.weights().flat().clone();
    m_averageStatistics = m_network.weights().statistics().clone();
}

void TrainState::beginEpoch(int epoch) {
    m_epoch = epoch;
    m_dropPath = m_spec.dropPath * epoch / m_epochs;
    if (m_spec.schedule == RateSchedule::Cosine)
        m_optimizer.setEpoch(epoch, m_epochs);
    else
        m_optimizer.setLearningRate(m_rates.learningRate * std::pow(kDecayOfEpoch, epoch));
}

at::Tensor TrainState::lossOf(const NetworkOutput& output, const at::Tensor& labels, PassResult& result) const {
    const at::Tensor loss = crossEntropy(output.logits, labels, m_spec.labelSmoothing);
    result.loss = loss.item<double>();
    result.logits = output.logits.detach();
    if (!output.auxiliary.defined()) return loss;
    return loss + crossEntropy(output.auxiliary, labels, m_spec.labelSmoothing) * m_spec.auxiliaryWeight;
}

PassResult TrainState::step(const TensorBatch& batch, int step) {
    RandomStream random(m_seed, "drop_path", static_cast<std::uint64_t>(m_epoch), static_cast<std::uint64_t>(step));
    WeightStore& weights = m_network.weights();
    PassResult result;
    const at::Tensor total = [&] {
        const Autocast cast(m_scale.precision(), m_device);
        const NetworkOutput output = m_network.run(
            batch.images, {/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/true}, {m_dropPath, &random});
        return lossOf(output, batch.labels, result);
    }();
    result.total = total.item<double>();
    std::vector<at::Tensor> gradients =
        torch::autograd::grad({m_scale.scaled(total)}, weights.leaves(), {}, {}, false, /*allow_unused=*/true);
    m_scale.unscale(gradients);
    at::Tensor gradient = weights.flatten(gradients);
    if (m_scale.accept({gradient})) result.gradientNorm = m_optimizer.step(weights.flat(), gradient);
    if (averages()) average();
    return result;
}

void TrainState::average() {
    at::NoGradGuard noGrad;
    m_averageWeights.mul_(m_spec.averageDecay).add_(m_network.weights().flat(), 1.0 - m_spec.averageDecay);
    m_averageStatistics.mul_(m_spec.averageDecay).add_(m_network.weights().statistics(), 1.0 - m_spec.averageDecay);
}

void TrainState::withEvaluatedWeights(const std::function<void()>& body) {
    at::NoGradGuard noGrad;
    if (!averages()) return body();
    WeightStore& weights = m_network.weights();
    const at::Tensor own = weights.flat().clone(), ownStatistics = weights.statistics().clone();
    const auto put = [&](const at::Tensor& values, const at::Tensor& statistics) {
        weights.flat().copy_(values);
        weights.statistics().copy_(statistics);
    };
    put(m_averageWeights, m_averageStatistics);
    try {
        body();
    } catch (...) {
        put(own, ownStatistics); // a run that goes on after a failed evaluation has its own weights
        throw;
    }
    put(own, ownStatistics);
}

} // namespace dnas
