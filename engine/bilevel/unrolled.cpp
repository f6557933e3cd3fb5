#include "engine/bilevel/outer_rule.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/norm.h>

namespace dnas {

namespace {

/// Puts other values into the flat weights for a while. Restores a copy: adding back what was subtracted would round.
class TemporaryWeights {
  public:
    explicit TemporaryWeights(at::Tensor& flat) : m_flat(flat), m_saved(flat.clone()) {}
    ~TemporaryWeights() { set(m_saved); }
    TemporaryWeights(const TemporaryWeights&) = delete;
    TemporaryWeights& operator=(const TemporaryWeights&) = delete;
    void set(const at::Tensor& values) {
        at::NoGradGuard noGrad;
        m_flat.copy_(values);
    }
    const at::Tensor& saved() const { return m_saved; }

  private:
    at::Tensor& m_flat;
    at::Tensor m_saved;
};

} // namespace

std::vector<at::Tensor> unrolledGradient(const UnrolledSpec& rule, SearchState& state, const TensorBatch& train,
                                         const TensorBatch& valid, PassResult& result) {
    WeightOptimizer& optimizer = state.weightOptimizer();
    const double eta = optimizer.learningRate();
    TemporaryWeights weights(state.supernet().weights().flat());
    const at::Tensor w = weights.saved();

    // w' = w - eta (mu b + g + lambda w)
    at::Tensor gradient = state.weightGradientAt(train, /*updateStatistics=*/true);
    gradient.add_(w, optimizer.spec().weightDecay).add_(optimizer.momentumBuffer(), optimizer.spec().momentum);
    weights.set(w - gradient * eta);

    auto [alphaGradient, v] = state.bothGradientsAt(valid, &result);

    // h = [dL_train(w + R v)/dalpha - dL_train(w - R v)/dalpha] / 2R with R = epsilon / ||v||.
    const double norm = v.norm().item<double>();
    if (norm == 0.0) return alphaGradient; // flat in w': the second term vanishes
    const double r = rule.epsilon / norm;
    // Deviation: the shifted passes leave the running statistics alone; they are no steps of the search.
    weights.set(w + v * r);
    const std::vector<at::Tensor> plus = state.alphaGradientAt(train, /*penalties=*/false, /*updateStatistics=*/false);
    weights.set(w - v * r);
    const std::vector<at::Tensor> minus = state.alphaGradientAt(train, /*penalties=*/false, /*updateStatistics=*/false);
    for (std::size_t i = 0; i < alphaGradient.size(); ++i)
        alphaGradient[i] = alphaGradient[i] - (plus[i] - minus[i]) * (eta / (2.0 * r));
    return alphaGradient;
}

} // namespace dnas
