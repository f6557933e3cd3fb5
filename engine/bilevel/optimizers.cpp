#include "engine/bilevel/optimizers.h"

#include "engine/schedules/cosine.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace dnas {

namespace {
constexpr double kAdamEpsilon = 1e-8;
constexpr double kClipEpsilon = 1e-6; // of PyTorch's clip_grad_norm_
} // namespace

WeightOptimizer::WeightOptimizer(const WeightOptimizerSpec& spec, const at::Tensor& flatWeights)
    : m_spec(spec), m_learningRate(spec.learningRate), m_buffer(at::zeros_like(flatWeights)) {}

void WeightOptimizer::setEpoch(int epoch, int epochs) {
    m_learningRate = cosineRate(m_spec.learningRate, m_spec.learningRateMin, epoch, epochs);
}

double WeightOptimizer::step(at::Tensor& weights, at::Tensor& gradient) {
    at::NoGradGuard noGrad;
    const double norm = gradient.norm().item<double>();
    if (m_spec.gradientClip > 0 && norm > m_spec.gradientClip - kClipEpsilon)
        gradient.mul_(m_spec.gradientClip / (norm + kClipEpsilon));
    gradient.add_(weights, m_spec.weightDecay);
    m_buffer.mul_(m_spec.momentum).add_(gradient);
    weights.add_(m_buffer, -m_learningRate);
    return norm;
}

ArchOptimizer::ArchOptimizer(const ArchOptimizerSpec& spec, const std::vector<at::Tensor>& alpha)
    : m_spec(spec), m_learningRate(spec.learningRate) {
    for (const at::Tensor& group : alpha) {
        m_first.push_back(at::zeros_like(group).detach());
        m_second.push_back(at::zeros_like(group).detach());
    }
}

void ArchOptimizer::step(std::vector<at::Tensor>& alpha, const std::vector<at::Tensor>& gradients) {
    at::NoGradGuard noGrad;
    ++m_steps;
    const double correction1 = 1.0 - std::pow(m_spec.beta1, static_cast<double>(m_steps));
    const double correction2 = 1.0 - std::pow(m_spec.beta2, static_cast<double>(m_steps));
    for (std::size_t i = 0; i < alpha.size(); ++i) {
        const at::Tensor g = gradients[i] + alpha[i] * m_spec.weightDecay;
        m_first[i].mul_(m_spec.beta1).add_(g, 1.0 - m_spec.beta1);
        m_second[i].mul_(m_spec.beta2).addcmul_(g, g, 1.0 - m_spec.beta2);
        const at::Tensor denominator = (m_second[i].sqrt() / std::sqrt(correction2)).add_(kAdamEpsilon);
        alpha[i].addcdiv_(m_first[i], denominator, -m_learningRate / correction1);
    }
}

} // namespace dnas
