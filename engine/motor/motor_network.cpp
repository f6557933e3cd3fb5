#include "engine/motor/motor_network.h"

#include "engine/core/random_streams.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace dnas {

/// What alpha says, as mixing weights; undefined where nothing is mixed.
struct MotorNetwork::Mixing {
    at::Tensor depth; ///< [cell layers, 2]
    ActivationMix activation;
};

namespace {

constexpr double kWeightBeta1 = 0.9, kWeightBeta2 = 0.999;

ArchOptimizerSpec adam(double learningRate, double beta1) {
    return {learningRate, beta1, kWeightBeta2, 0};
}

/// [out, in] row-major on the heap of the library to plain values.
std::vector<double> values(const at::Tensor& tensor) {
    const at::Tensor dense = tensor.contiguous();
    return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
}

at::Tensor startOfAlpha(std::int64_t rows, std::int64_t columns, double noise, std::uint64_t seed,
                        const std::string& name) {
    at::Tensor alpha = at::empty({rows, columns}, at::TensorOptions().dtype(at::kDouble));
    RandomStream random(seed, "motor/alpha/" + name);
    for (std::int64_t i = 0; i < rows * columns; ++i)
        alpha.data_ptr<double>()[i] = noise * random.normal();
    return alpha.requires_grad_();
}

} // namespace

MotorNetwork::MotorNetwork(const MotorNetworkSpec& spec, const FluxUnits& units, std::uint64_t seed,
                           const std::string& name)
    : m_spec(spec), m_units(units), m_weightOptimizer({}, {}) {
    m_layers.push_back(addLayer(name + ".first", 2, spec.width));
    for (int k = 0; k < spec.cellLayers; ++k)
        m_layers.push_back(addLayer(name + ".cell." + std::to_string(k), spec.width, spec.width));
    m_layers.push_back(addLayer(name + ".last", spec.width, 2));
    m_store.allocate(at::kDouble, at::kCPU, seed);
    m_weightOptimizer = ArchOptimizer(adam(spec.learningRate, kWeightBeta1), {m_store.flat()});
    if (spec.stage == MotorStage::Depth) m_alpha = {startOfAlpha(spec.cellLayers, 2, spec.alphaNoise, seed, "depth")};
    if (spec.stage == MotorStage::Activation)
        m_alpha = {startOfAlpha(2, static_cast<std::int64_t>(unaryNames().size()), spec.alphaNoise, seed, "unary"),
                   startOfAlpha(1, static_cast<std::int64_t>(binaryNames().size()), spec.alphaNoise, seed, "binary")};
    if (!m_alpha.empty()) m_archOptimizer.emplace(adam(spec.archLearningRate, ArchOptimizerSpec{}.beta1), m_alpha);
}

MotorNetwork::Layer MotorNetwork::addLayer(const std::string& name, int in, int out) {
    return {m_store.addParameter(name + ".weight", {out, in}, Initial::FanIn, in),
            m_store.addParameter(name + ".bias", {out}, Initial::FanIn, in), in, out};
}

at::Tensor MotorNetwork::linear(const Layer& layer, const at::Tensor& x, bool withGradient) const {
    return at::linear(x, m_store.parameter(layer.weight, withGradient), m_store.parameter(layer.bias, withGradient));
}

std::vector<at::Tensor> MotorNetwork::mixingWeights() const {
    std::vector<at::Tensor> weights;
    for (const at::Tensor& group : m_alpha)
        weights.push_back(at::softmax(group, 1));
    return weights;
}

MotorNetwork::Mixing MotorNetwork::mixing(bool withGradient) const {
    at::AutoGradMode gradients(withGradient);
    const std::vector<at::Tensor> weights = mixingWeights();
    if (m_spec.stage == MotorStage::Depth) return {weights[0], {}};
    if (m_spec.stage == MotorStage::Activation) return {{}, {weights[0], weights[1]}};
    return {};
}

at::Tensor MotorNetwork::forward(const at::Tensor& x, const Mixing& mixing, bool withGradient) {
    const auto activated = [&](const at::Tensor& h) {
        if (mixing.depth.defined()) return at::relu(h);
        return mixing.activation.unary.defined() ? activate(mixing.activation, h, m_guards)
                                                 : activate(m_spec.activation, h, m_guards);
    };
    at::Tensor h = activated(linear(m_layers.front(), x, withGradient));
    for (std::size_t k = 1; k + 1 < m_layers.size(); ++k) {
        const at::Tensor next = activated(linear(m_layers[k], h, withGradient));
        if (!mixing.depth.defined()) {
            h = next;
            continue;
        }
        const at::Tensor weights = mixing.depth[static_cast<std::int64_t>(k) - 1];
        h = weights[0] * next + weights[1] * h;
    }
    return linear(m_layers.back(), h, withGradient);
}

at::Tensor MotorNetwork::criterionTensor(const FluxBatch& batch, CriterionForm form, bool ofWeights) {
    const Mixing mix = mixing(!ofWeights);
    const NetworkFunction network = [&](const at::Tensor& x) { return forward(x, mix, ofWeights); };
    return fluxCriterion(network, batch, m_units, form, m_guards);
}

double MotorNetwork::alphaStep(const FluxBatch& batch, CriterionForm form) {
    const at::Tensor loss = criterionTensor(batch, form, false);
    std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, m_alpha);
    bool finite = std::isfinite(loss.item<double>());
    for (const at::Tensor& gradient : gradients)
        finite = finite && std::isfinite(gradient.sum().item<double>());
    if (finite)
        m_archOptimizer->step(m_alpha, gradients);
    else
        ++m_skippedSteps;
    return loss.item<double>();
}

double MotorNetwork::weightStep(const FluxBatch& batch, CriterionForm form) {
    const at::Tensor loss = criterionTensor(batch, form, true);
    at::Tensor gradient =
        m_store.flatten(torch::autograd::grad({loss}, m_store.leaves(), {}, {}, false, /*allow_unused=*/true));
    at::NoGradGuard noGradients;
    const double norm = gradient.norm().item<double>();
    if (!std::isfinite(norm)) {
        ++m_skippedSteps;
        return loss.item<double>();
    }
    if (norm > m_spec.gradientClip) gradient.mul_(m_spec.gradientClip / norm);
    std::vector<at::Tensor> flat = {m_store.flat()};
    m_weightOptimizer.step(flat, {gradient});
    return loss.item<double>();
}

double MotorNetwork::criterion(const FluxBatch& batch, CriterionForm form) {
    const GuardCount before = m_guards; // measuring is no training
    const double value = criterionTensor(batch, form, true).item<double>();
    m_guards = before;
    return value;
}

FluxNetwork MotorNetwork::value() const {
    FluxNetwork network;
    network.activation = m_spec.activation;
    network.centre = m_units.centre;
    network.currentScale = m_units.currentScale;
    network.offset = m_units.offset;
    network.fluxScale = m_units.fluxScale;
    for (const Layer& layer : m_layers)
        network.layers.push_back({layer.in, layer.out, values(m_store.parameter(layer.weight, false)),
                                  values(m_store.parameter(layer.bias, false))});
    if (m_units.fixedOffset) {
        const FluxDq found = fluxOf(network, {0, 0});
        network.offset.dVs += m_units.offset.dVs - found.dVs;
        network.offset.qVs += m_units.offset.qVs - found.qVs;
    }
    return network;
}

} // namespace dnas
