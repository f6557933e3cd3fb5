// Backbone, projector and predictor with all their weights in one store.
// Place: siamese_state.h has one that learns and, for MoCo and BYOL, one that follows; probes and retrieval load one.
// Thread rule: belongs to one thread.
// Convention: registered in the order backbone, `encoder.`, `predictor.`: without its predictor a network's flat weights
// are the beginning of those with it.
#pragma once

#include "engine/api/siamese.h"
#include "engine/networks/network.h"
#include "engine/siamese/head.h"
#include "engine/spaces/supernet.h"

#include <optional>
#include <vector>

namespace dnas {

class SiameseNetwork {
  public:
    /// @param predictor false: the branch without one. weights().allocate makes the weights.
    SiameseNetwork(const SiameseSpec& spec, const ImageShape& images, bool predictor);

    at::Tensor features(const at::Tensor& images, const ForwardMode& mode) const { return m_backbone.forward(images, mode); }
    /// @param mixing weights of the projector's layers [layers, operations]; undefined for given heads
    at::Tensor project(const at::Tensor& features, const at::Tensor& mixing, const ForwardMode& mode) const {
        return m_encoder.forward(features, mixing, mode);
    }
    at::Tensor predict(const at::Tensor& z, const at::Tensor& mixing, const ForwardMode& mode) const {
        return m_predictor->forward(z, mixing, mode);
    }

    WeightStore& weights() { return m_backbone.weights(); }
    const Network& backboneNetwork() const { return m_backbone; }
    const LayerGraph& backbone() const { return m_backbone.graph(); }
    int featureWidth() const { return m_features; }

  private:
    Network m_backbone;
    int m_features;
    Head m_encoder;
    std::optional<Head> m_predictor;
};

} // namespace dnas
