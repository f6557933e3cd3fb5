// What the forward passes of both families share: tensors one after the other, and the gated transformer block.
// Place: vit_model.cpp (patches), mobile_vit_pass.cpp (convolutional stages). Thread rule: one pass, one thread.
// Source: timm's vision_transformer.py; gates: thesis equations 6.1 and 6.2.
#pragma once

#include "engine/vit/vit_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>

namespace dnas {

class VitPass {
  protected:
    VitPass(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const VitGates& gates)
        : m_spec(spec), m_parameters(parameters), m_gates(gates) {}

    const at::Tensor& next() { return m_parameters[m_next++]; }

    at::Tensor linear(const at::Tensor& x) {
        const at::Tensor& weight = next();
        return at::linear(x, weight, next());
    }

    at::Tensor norm(const at::Tensor& x) {
        const at::Tensor& weight = next();
        return at::layer_norm(x, {x.size(-1)}, weight, next(), m_spec.epsilon);
    }

    /// The next block, weighed by its gate (6.1). @param x [batch, tokens, width]
    at::Tensor block(const at::Tensor& x);

    const VitSpec& m_spec;

  private:
    at::Tensor attention(const at::Tensor& x);
    at::Tensor mlp(const at::Tensor& x);
    at::Tensor ungated(const at::Tensor& x);

    const std::vector<at::Tensor>& m_parameters;
    const VitGates& m_gates;
    std::size_t m_next = 0;
    int m_block = 0;
    std::int64_t m_head = 0; ///< of all blocks
};

/// Of a MobileViT; arguments and result as vitForward.
at::Tensor mobileForward(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const at::Tensor& images,
                         const VitGates& gates, const VitStatistics& statistics);

} // namespace dnas
