// Everything that a search trains, and the two steps in which it does: alpha on the validation batch, weights on the
// training batch. The gradients of the two levels never mix: each is asked for by name and nothing accumulates.
// Source: DARTS algorithm 1 (thesis algorithm in section 2.6).
#pragma once

#include "engine/api/recipe.h"
#include "engine/bilevel/optimizers.h"
#include "engine/core/mixed_precision.h"
#include "engine/spaces/supernet.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace dnas {

/// A batch as tensors on the device of the run.
struct TensorBatch {
    at::Tensor images; ///< [N, C, H, W], float, channels-last
    at::Tensor labels; ///< [N], int64
};

/// Loss and logits of one forward pass.
struct PassResult {
    double loss = 0;     ///< objective alone
    double total = 0;    ///< objective and penalties
    at::Tensor logits;   ///< detached
    double gradientNorm = 0; ///< weight step: L2 norm before clipping; 0 where mixed precision skipped the step
    std::vector<double> contributions; ///< M_C of each group of alpha, with an ablation loss (thesis eq. 4.2)
    double ablation = 0;               ///< mean over the groups of |L_AB|
};

struct EvaluatedBatch {
    at::Tensor logits;               ///< [N, classes]
    std::vector<at::Tensor> without; ///< of an ensemble: logits with the features of each channel set to zero
};

class SearchState {
  public:
    /// Builds supernet, alpha and optimisers. @param type float32 for runs, float64 for verification
    /// @param recompute cells are computed again in the backward pass: less memory, more time
    SearchState(const Recipe& recipe, const ImageShape& images, std::uint64_t seed, c10::ScalarType type,
                const c10::Device& device, Kernels kernels = Kernels::Plain, bool recompute = false,
                Precision precision = Precision::Float32);

    /// Sets the learning rates of both levels, and the weights of the penalties that grow with the epochs.
    void setEpoch(int epoch);
    /// One alpha step by the recipe's outer rule.
    PassResult alphaStep(const TensorBatch& train, const TensorBatch& valid);
    /// One weight step. Does not see any validation batch.
    PassResult weightStep(const TensorBatch& train);
    /// Logits with running statistics, no gradients.
    at::Tensor evaluate(const at::Tensor& images) const;
    /// The same, and what an ensemble answers without each of its channels.
    EvaluatedBatch evaluateChannels(const at::Tensor& images) const;

    /// Gradient of the outer rule, without stepping. @param result the pass on the validation batch
    std::vector<at::Tensor> alphaGradient(const TensorBatch& train, const TensorBatch& valid, PassResult& result);

    const Recipe& recipe() const { return m_recipe; }
    Supernet& supernet() { return *m_supernet; }
    const Supernet& supernet() const { return *m_supernet; }
    std::vector<at::Tensor>& alpha() { return m_alpha; } ///< leaves, [rows, columns] each
    const std::vector<at::Tensor>& alpha() const { return m_alpha; }
    WeightOptimizer& weightOptimizer() { return *m_weightOptimizer; }
    ArchOptimizer& archOptimizer() { return *m_archOptimizer; }
    LossScale& lossScale() { return m_scale; }

    /// Gradient of objective (and, if asked, penalties) with respect to alpha at the current weights.
    std::vector<at::Tensor> alphaGradientAt(const TensorBatch& batch, bool penalties, bool updateStatistics,
                                            PassResult* result = nullptr);
    /// Gradient with respect to the weights, flat.
    at::Tensor weightGradientAt(const TensorBatch& batch, bool updateStatistics, PassResult* result = nullptr);
    /// Both at once (one forward pass), as the unrolled rule needs them.
    std::pair<std::vector<at::Tensor>, at::Tensor> bothGradientsAt(const TensorBatch& batch, PassResult* result);

  private:
    ForwardMode trainingMode(bool weightGradient, bool updateStatistics) const {
        return {/*training=*/true, weightGradient, updateStatistics, m_recompute};
    }
    at::Tensor forward(const TensorBatch& batch, const std::vector<at::Tensor>& alpha, const ForwardMode& mode, at::Tensor& loss) const;
    /// Gradients of the loss, whatever its scale.
    std::vector<at::Tensor> gradients(const at::Tensor& total, const std::vector<at::Tensor>& inputs, bool allowUnused) const;
    std::vector<at::Tensor> ablatedAlphaGradient(const AblationSpec& spec, const TensorBatch& batch, bool updateStatistics,
                                                 PassResult* result);

    Recipe m_recipe;
    std::uint64_t m_seed;
    bool m_recompute;
    c10::Device m_device;
    LossScale m_scale;
    double m_progress = 0; ///< epoch / epochs
    std::unique_ptr<Supernet> m_supernet;
    std::vector<at::Tensor> m_alpha;
    std::unique_ptr<WeightOptimizer> m_weightOptimizer;
    std::unique_ptr<ArchOptimizer> m_archOptimizer;
};

} // namespace dnas
