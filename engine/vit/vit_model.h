// A vision transformer that computes, with or without the gates of a meta-architecture.
// Place: evaluation, throughput, pruning search. Thread rule: belongs to one thread.
// Source: timm's vision_transformer.py, mobilevit.py; gates: thesis equations 6.1 and 6.2. Attention is made of plain matrix products
// and softmax, so that it can be differentiated twice.
#pragma once

#include "engine/api/vit.h"
#include "engine/ops/weight_store.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

/// Values 0 to 1 that weigh modules of the network; undefined = none.
struct VitGates {
    at::Tensor blocks; ///< [depth]: H~ = g H + (1 - g) H_previous (6.1)
    at::Tensor heads;  ///< [heads of all blocks, in order]: (g A) V (6.2)
};

/// Running means and variances, in the order of vitTensors; empty where a network has no batch norms.
struct VitStatistics {
    std::vector<at::Tensor> values;
    bool ofBatch = false; ///< training: those of the batch are used, and move the running ones
};

/// @param parameters in the order of vitTensors(spec), without statistics
/// @param images [batch, channels, size, size], normalised
/// @return logits [batch, classes], or features [batch, width] of a network without head
at::Tensor vitForward(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const at::Tensor& images,
                      const VitGates& gates = {}, const VitStatistics& statistics = {});

class VitModel {
  public:
    /// Random weights, each tensor from its own stream.
    VitModel(const VitSpec& spec, const VitInput& input, c10::ScalarType type, std::uint64_t seed);

    const VitSpec& spec() const { return m_spec; }
    const VitInput& input() const { return m_input; }
    WeightStore& weights() { return m_weights; }
    const WeightStore& weights() const { return m_weights; }
    /// In the order of vitTensors(spec()). @param withGradient leaves of autograd
    std::vector<at::Tensor> parameters(bool withGradient) const;
    VitStatistics statistics(bool ofBatch = false) const;
    at::Tensor forward(const at::Tensor& images, const VitGates& gates = {}) const {
        return vitForward(m_spec, parameters(false), images, gates, statistics());
    }

  private:
    VitSpec m_spec;
    VitInput m_input;
    WeightStore m_weights;
};

/// Reads a file, or makes a preset of random weights. Throws as inspectVit; EngineError(Format) with all tensors that
/// are missing, not in the network, or of another shape.
/// @param seed of a preset's weights
std::unique_ptr<VitModel> loadVit(const std::string& model, const VitOptions& options = {}, c10::ScalarType type = at::kFloat,
                                  std::uint64_t seed = 1);

} // namespace dnas
