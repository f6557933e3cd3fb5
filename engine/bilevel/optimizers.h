// The optimisers of the two levels, on flat tensors: one operation each instead of one per parameter.
// Their state is a few named tensors, so that a checkpoint holds all of it and second-order rules can read it.
// Source: DARTS section 3.1.1 and its published code; update rules as in PyTorch.
#pragma once

#include "engine/api/recipe.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace dnas {

/// SGD with momentum, L2 weight decay, gradient clipping before the decay.
class WeightOptimizer {
  public:
    WeightOptimizer(const WeightOptimizerSpec& spec, const at::Tensor& flatWeights);

    /// Cosine from learningRate to learningRateMin: lr(e) = min + (max - min) (1 + cos(pi e / epochs)) / 2.
    void setEpoch(int epoch, int epochs);
    void setLearningRate(double rate) { m_learningRate = rate; } ///< of other schedules
    double learningRate() const { return m_learningRate; }
    const WeightOptimizerSpec& spec() const { return m_spec; }

    /// weights -= lr * buffer, buffer = momentum * buffer + clip(gradient) + weightDecay * weights.
    /// @param gradient flat; changed in place. @return its L2 norm before clipping
    double step(at::Tensor& weights, at::Tensor& gradient);

    at::Tensor& momentumBuffer() { return m_buffer; } ///< zeros before the first step

  private:
    WeightOptimizerSpec m_spec;
    double m_learningRate;
    at::Tensor m_buffer;
};

/// Adam with L2 weight decay in the gradient, one state for all groups of alpha. Adam works entry by entry: one for all
/// groups makes the same steps as one for each.
class ArchOptimizer {
  public:
    ArchOptimizer(const ArchOptimizerSpec& spec, const std::vector<at::Tensor>& alpha);

    /// @param alpha leaves, changed in place. @param gradients same shapes
    void step(std::vector<at::Tensor>& alpha, const std::vector<at::Tensor>& gradients);

    void setLearningRate(double rate) { m_learningRate = rate; }
    double learningRate() const { return m_learningRate; }

    std::vector<at::Tensor>& firstMoments() { return m_first; }
    std::vector<at::Tensor>& secondMoments() { return m_second; }
    std::int64_t& stepCount() { return m_steps; }

  private:
    ArchOptimizerSpec m_spec;
    double m_learningRate;
    std::vector<at::Tensor> m_first, m_second;
    std::int64_t m_steps = 0;
};

} // namespace dnas
