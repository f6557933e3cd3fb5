// ReLU - depthwise convolution - 1x1 convolution - affine batch norm as one differentiable function: what separable and
// dilated convolutions of derived networks consist of. Place: engine/networks on the CPU; the plain layers are its oracle.
// Thread rule: as the fused cell.
#pragma once

#include "engine/ops/layers.h"

#include <ATen/core/Tensor.h>

namespace dnas {

class FusedSeparable {
  public:
    /// Whether the kernels know such a pair: square "same" kernels of 3 or 5, dilation and stride 1 or 2, as many channels
    /// behind it as before.
    static bool supports(const Convolution::Shape& depthwise, const Convolution::Shape& pointwise);

    FusedSeparable(const Convolution& depthwise, const Convolution& pointwise, const BatchNorm& norm)
        : m_depthwise(depthwise), m_pointwise(pointwise), m_norm(norm) {}

    /// Gradients in training mode only, first derivatives.
    /// @param x [N, C, H, W] before the ReLU, float or double, on the CPU
    /// @return [N, C, H', W'], channels-last
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;

    const Convolution& depthwise() const { return m_depthwise; }
    const BatchNorm& norm() const { return m_norm; }

  private:
    Convolution m_depthwise, m_pointwise;
    BatchNorm m_norm;
};

} // namespace dnas
