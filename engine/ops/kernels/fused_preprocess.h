// ReLU - 1x1 convolution - batch norm as one differentiable function: what brings a previous cell's output, with its many
// channels, to a cell's own. Place: the cell supernet's preprocess on the CPU; the plain layers are its oracle.
// Thread rule: as the fused cell.
#pragma once

#include "engine/ops/layers.h"

#include <ATen/core/Tensor.h>

namespace dnas {

class FusedPreprocess {
  public:
    /// Whole vectors only: both numbers of channels must be multiples of 8.
    static bool supports(int in, int out) { return in % 8 == 0 && out % 8 == 0; }

    /// @param scope of a ReluConvBn without affine parameters, whose weights are registered already
    FusedPreprocess(const LayerScope& scope, int in, int out);

    /// @param x [N, in, H, W], float or double, on the CPU. @return [N, out, H, W], channels-last
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;

    int in() const { return m_in; }
    int out() const { return m_out; }
    const at::Tensor& runningMean() const { return m_store->buffer(m_mean); }
    const at::Tensor& runningVariance() const { return m_store->buffer(m_variance); }

  private:
    const WeightStore* m_store;
    int m_in, m_out;
    int m_weight, m_mean, m_variance;
};

} // namespace dnas
