// Everything that a training changes, and the step in which it does.
// Place: driven by train_loop.h. Thread rule: belongs to one thread.
// Source: DARTS section 3.2.1 and its published train.py: SGD with momentum, gradient clip, auxiliary loss, drop path
// that grows with the epochs; label smoothing (Szegedy et al. 2016); moving average of the weights (Polyak).
#pragma once

#include "engine/api/cost.h"
#include "engine/api/request.h"
#include "engine/bilevel/optimizers.h"
#include "engine/bilevel/search_state.h"
#include "engine/networks/network.h"

#include <functional>
#include <memory>

namespace dnas {

/// The network of a training request for images of this shape. Throws EngineError as derivedGraph, handcraftedGraph.
LayerGraph trainingGraph(const TrainSpec& spec, const ImageShape& images);
/// Shape of that network, auxiliary head included where the request has one.
NetworkShape trainingShape(const TrainSpec& spec, const ImageShape& images);

class TrainState {
  public:
    TrainState(const Request& request, const ImageShape& images, c10::ScalarType type, const c10::Device& device);

    /// Learning rate and drop path of the epoch.
    void beginEpoch(int epoch);
    /// @param step names the random stream of the drop path, together with the epoch
    PassResult step(const TensorBatch& batch, int step);
    /// Calls `body` with the weights that count: the moving average where there is one.
    void withEvaluatedWeights(const std::function<void()>& body);

    double learningRate() const { return m_optimizer.learningRate(); }
    double dropPath() const { return m_dropPath; }
    Network& network() { return m_network; }
    const Network& network() const { return m_network; }
    WeightOptimizer& optimizer() { return m_optimizer; }
    LossScale& lossScale() { return m_scale; }
    bool averages() const { return m_spec.averageDecay > 0; }
    at::Tensor& averageWeights() { return m_averageWeights; }       ///< flat; undefined without averaging
    at::Tensor& averageStatistics() { return m_averageStatistics; } ///< flat; undefined without averaging

  private:
    at::Tensor lossOf(const NetworkOutput& output, const at::Tensor& labels, PassResult& result) const;
    void average();

    TrainSpec m_spec;
    WeightOptimizerSpec m_rates;
    int m_epochs, m_epoch = 0;
    std::uint64_t m_seed;
    Network m_network;
    WeightOptimizer m_optimizer;
    c10::Device m_device;
    LossScale m_scale;
    double m_dropPath = 0;
    at::Tensor m_averageWeights, m_averageStatistics;
};

} // namespace dnas
