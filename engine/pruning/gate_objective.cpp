#include "engine/pruning/gate_objective.h"

#include "engine/api/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace dnas {

namespace {

using Tensors = std::vector<at::Tensor>;

double squaredNorm(const Tensors& tensors) {
    double total = 0;
    for (const at::Tensor& tensor : tensors)
        total += tensor.to(at::kDouble).square().sum().item<double>();
    return total;
}

std::int64_t scalars(const Tensors& tensors) {
    std::int64_t count = 0;
    for (const at::Tensor& tensor : tensors)
        count += tensor.numel();
    return count;
}

void requireFinite(double value, const char* what) {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged, std::string(what) + (std::isnan(value) ? " is not a number." : " is infinite."),
                      "Lower inner_step; check the weights of the file.");
}

void add(std::vector<double>& target, const at::Tensor& values) {
    const at::Tensor dense = values.to(at::kCPU, at::kDouble).contiguous();
    const double* data = dense.data_ptr<double>();
    for (std::size_t i = 0; i < target.size(); ++i)
        target[i] += data[i];
}

} // namespace

GateObjective::GateObjective(const VitModel& model, const PruningSpec& spec, const GateCalibration& calibration)
    : m_model(model), m_proxy(spec.proxy), m_absolute(spec.absolute), m_calibration(calibration), m_theta(model.parameters(true)) {
    const VitSpec& network = model.spec();
    m_ones = at::ones({1, network.channels, network.imageSize, network.imageSize}, m_theta.front().options().requires_grad(false));
    if (m_absolute || needsSynflow(m_proxy))
        for (const at::Tensor& theta : model.parameters(false))
            m_absoluteTheta.push_back(theta.abs().requires_grad_(true));
    const Gradients open = gradients({}, false);
    if (m_calibration.gamma == 0) calibrate(spec, open);
    evaluateUnpruned(open);
}

void GateObjective::calibrate(const PruningSpec& spec, const Gradients& open) {
    at::NoGradGuard noGrad;
    const double theta = std::sqrt(squaredNorm(m_theta)), slope = std::sqrt(squaredNorm(open.sum));
    requireFinite(theta, "The norm of the weights");
    requireFinite(slope, "The gradient of the summed output");
    if (theta == 0 || slope == 0)
        throw EngineError(ErrorCode::Unsupported, "The summed output of the network does not depend on its weights.",
                          "Check the weights: those of a norm or of the head are all zero.");
    m_calibration.gamma = spec.innerStep * theta / slope;
    constexpr double kSoftness = 0.01; // of the root mean square of the weights
    m_calibration.softness = kSoftness * theta / std::sqrt(static_cast<double>(scalars(m_theta)));
    m_calibration.coefficient = spec.coefficient;
    const std::vector<ProxyTerm> two = scaledTerms(m_proxy);
    if (spec.coefficient != 0 || two.empty()) return;
    const Tensors tilde = stepped(open.sum);
    const ProxyInput input{tilde, open.absolute, m_calibration.softness};
    m_calibration.coefficient = std::abs(surrogateValue(two[0], input) / surrogateValue(two[1], input));
}

void GateObjective::evaluateUnpruned(const Gradients& open) {
    at::NoGradGuard noGrad;
    const Tensors tilde = stepped(open.sum);
    const ProxyInput input{tilde, open.absolute, m_calibration.softness};
    m_terms = termsOf(m_proxy, m_calibration.coefficient);
    m_unpruned.value = exactValue(m_terms, input);
    m_unpruned.objective = (proxyInfo(m_proxy).minimised ? 1 : -1) * surrogateValue(m_terms, input);
    requireFinite(m_unpruned.objective, "The proxy of the network as it is");
}

GateObjective::Gradients GateObjective::gradients(const GateVector& values, bool differentiable) const {
    Gradients result;
    VitGates gates;
    std::vector<double> all = values.blocks;
    all.insert(all.end(), values.heads.begin(), values.heads.end());
    if (!all.empty()) {
        result.leaf = at::tensor(all, at::TensorOptions().dtype(at::kDouble)).to(m_ones.options());
        result.leaf.requires_grad_(differentiable);
        const auto blocks = static_cast<std::int64_t>(values.blocks.size()), heads = static_cast<std::int64_t>(values.heads.size());
        if (blocks > 0) gates.blocks = result.leaf.narrow(0, 0, blocks);
        if (heads > 0) gates.heads = result.leaf.narrow(0, blocks, heads);
    }
    const auto gradientOf = [&](const Tensors& theta) {
        const at::Tensor sum = vitForward(m_model.spec(), theta, m_ones, gates, m_model.statistics()).sum();
        Tensors gradient = torch::autograd::grad({sum}, theta, {}, differentiable, differentiable, /*allow_unused=*/true);
        for (std::size_t i = 0; i < gradient.size(); ++i)
            if (!gradient[i].defined()) gradient[i] = at::zeros_like(theta[i]).detach();
        return gradient;
    };
    if (!m_absoluteTheta.empty()) result.absolute = gradientOf(m_absoluteTheta);
    if (m_absolute) // d|theta|/dtheta is the sign
        for (std::size_t i = 0; i < m_theta.size(); ++i)
            result.sum.push_back(result.absolute[i] * m_theta[i].detach().sign());
    else
        result.sum = gradientOf(m_theta);
    if (!needsSynflow(m_proxy)) result.absolute.clear();
    return result;
}

Tensors GateObjective::stepped(const Tensors& gradient) const {
    at::NoGradGuard noGrad;
    Tensors tilde;
    for (std::size_t i = 0; i < m_theta.size(); ++i)
        tilde.push_back(m_theta[i].detach().sub(gradient[i].detach(), m_calibration.gamma));
    return tilde;
}

GateEvaluation GateObjective::evaluate(const GateVector& gates, bool withGradient) const {
    const Gradients g = gradients(gates, withGradient);
    const double sign = proxyInfo(m_proxy).minimised ? 1 : -1;
    Tensors absolute;
    for (const at::Tensor& tensor : g.absolute)
        absolute.push_back(tensor.detach());
    Tensors tilde = stepped(g.sum);
    const ProxyInput input{tilde, absolute, m_calibration.softness};
    GateEvaluation result;
    const double surrogate = surrogateValue(m_terms, input);
    result.value = hasSurrogate(m_proxy) ? exactValue(m_terms, input) : surrogate;
    result.objective = sign * surrogate;
    requireFinite(result.objective, "The proxy");
    if (!withGradient || !g.leaf.defined()) return result;

    ProxyGradient slopes = proxyGradient(m_terms, input);
    tilde.clear();
    Tensors outputs, weights;
    const auto feed = [&](const Tensors& gradient, Tensors& slope, double factor) {
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            if (!gradient[i].requires_grad()) continue; // no gate reaches it
            outputs.push_back(gradient[i]);
            weights.push_back(slope[i].mul_(factor));
        }
    };
    feed(g.sum, slopes.theta, -m_calibration.gamma * sign);
    feed(g.absolute, slopes.absolute, sign);
    result.gradient = {std::vector<double>(gates.blocks.size()), std::vector<double>(gates.heads.size())};
    if (outputs.empty()) return result;
    const at::Tensor slope = torch::autograd::grad(outputs, {g.leaf}, weights, {}, false, /*allow_unused=*/true)[0];
    if (!slope.defined()) return result;
    requireFinite(slope.sum().item<double>(), "The gradient of the proxy");
    const auto blocks = static_cast<std::int64_t>(gates.blocks.size());
    add(result.gradient.blocks, slope.narrow(0, 0, blocks));
    add(result.gradient.heads, slope.narrow(0, blocks, static_cast<std::int64_t>(gates.heads.size())));
    return result;
}

} // namespace dnas
