// A head on LibTorch: projector or predictor, searched (each stage a weighted sum), derived or handcrafted.
// Place: part of siamese_network.h. Thread rule: belongs to the thread of its weights.
// Source: thesis equation 5.3; the layers are those of engine/api/heads.h.
#pragma once

#include "engine/api/heads.h"
#include "engine/ops/layers.h"

#include <variant>
#include <vector>

namespace dnas {

/// Max or average of window 3, stride 1, padding 1 over the last axis of [batch, features].
at::Tensor poolFeatures(const at::Tensor& x, HeadLayerKind kind);

class Head {
  public:
    /// Registers `<prefix>STAGE.BLOCK.LAYER.*`; the blocks of stages with one block as `<prefix>STAGE.LAYER.*`.
    Head(const LayerScope& scope, HeadPlan plan);

    /// @param x [batch, features]
    /// @param weights mixing weights [searched stages, blocks] of a supernet (5.3); undefined: blocks are summed
    at::Tensor forward(const at::Tensor& x, const at::Tensor& weights, const ForwardMode& mode) const;

    const HeadPlan& plan() const { return m_plan; }

  private:
    using Module = std::variant<std::monostate, Linear, BatchNorm>;
    at::Tensor block(std::size_t stage, std::size_t index, const at::Tensor& x, const ForwardMode& mode) const;

    HeadPlan m_plan;
    std::vector<std::vector<std::vector<Module>>> m_modules; ///< [stage][block][layer]
};

} // namespace dnas
