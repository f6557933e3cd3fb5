// What a motor search trains: the multilayer perceptron of thesis figure 6.14, with its layers or its activation mixed.
// Thread rule: belongs to one thread. Everything float64 on the CPU: the networks are small, second derivatives are
// not.
#pragma once

#include "engine/bilevel/optimizers.h"
#include "engine/motor/flux_criterion.h"
#include "engine/ops/weight_store.h"

#include <optional>
#include <string>
#include <vector>

namespace dnas {

/// Which part is searched.
enum class MotorStage {
    Depth,      ///< step 1: every cell layer mixes {Linear + ReLU, Identity}; the activation is ReLU
    Activation, ///< step 2: the layers are fixed, one mixed activation serves all of them
    Training    ///< nothing is mixed
};

struct MotorNetworkSpec {
    MotorStage stage = MotorStage::Training;
    int width = 16;
    int cellLayers = 3; ///< linear layers between the first and the last; mixed ones in the stage Depth
    Activation activation;
    double learningRate = 1e-2, archLearningRate = 0.1;
    double alphaNoise = 1e-3; ///< standard deviation of alpha at the start (DARTS's code)
    double gradientClip = 5;  ///< L2 norm over all weights
};

class MotorNetwork {
  public:
    /// @param name of the random streams: networks of different names start with different weights
    MotorNetwork(const MotorNetworkSpec& spec, const FluxUnits& units, std::uint64_t seed, const std::string& name);

    /// One step of Adam on alpha; first order (DARTS with xi = 0). @return the criterion before it
    double alphaStep(const FluxBatch& batch, CriterionForm form);
    /// One step of Adam on the weights. @return the criterion before it; a step with no finite gradient is left out
    double weightStep(const FluxBatch& batch, CriterionForm form);
    /// The criterion without a step.
    double criterion(const FluxBatch& batch, CriterionForm form);
    void setLearningRate(double rate) { m_weightOptimizer.setLearningRate(rate); }

    /// Groups "depth" [cell layers, 2], "activation unary" [2, 10] or "activation binary" [1, 6]; what is mixed here.
    const std::vector<at::Tensor>& alpha() const { return m_alpha; }
    std::vector<at::Tensor> mixingWeights() const; ///< softmax of each row

    GuardCount& guards() { return m_guards; }
    std::int64_t skippedSteps() const { return m_skippedSteps; }
    at::Tensor& weights() { return m_store.flat(); }
    std::int64_t parameterCount() const { return m_store.parameterCount(); }

    /// The network as a value, for the stage Training.
    FluxNetwork value() const;

  private:
    struct Layer {
        int weight, bias, in, out;
    };
    struct Mixing;
    Layer addLayer(const std::string& name, int in, int out);
    at::Tensor linear(const Layer& layer, const at::Tensor& x, bool withGradient) const;
    at::Tensor forward(const at::Tensor& x, const Mixing& mixing, bool withGradient);
    Mixing mixing(bool withGradient) const;
    at::Tensor criterionTensor(const FluxBatch& batch, CriterionForm form, bool ofWeights);

    MotorNetworkSpec m_spec;
    FluxUnits m_units;
    WeightStore m_store;
    std::vector<Layer> m_layers; ///< first, cell layers, last
    std::vector<at::Tensor> m_alpha;
    std::optional<ArchOptimizer> m_archOptimizer;
    ArchOptimizer m_weightOptimizer;
    GuardCount m_guards;
    std::int64_t m_skippedSteps = 0;
};

} // namespace dnas
