// The elementary layers from which candidate operations, cells and networks are composed.
// Place: thin values over a WeightStore; the arithmetic is ATen's. This is the plain path and the oracle of faster ones.
// Conventions: images [batch, channels, height, width]; convolutions have no bias; batch norm eps 1e-5, momentum 0.1.
#pragma once

#include "engine/ops/weight_store.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace dnas {

/// How a forward pass is made.
struct ForwardMode {
    bool training = true;         ///< batch statistics (true) or running statistics (false)
    bool weightGradient = false;  ///< gradients with respect to the weights are wanted
    bool updateStatistics = true; ///< training only: running statistics follow this batch
    bool recompute = false;       ///< fused cells keep nothing for the backward pass and compute it again there
};

/// Registers layers under a prefix: names("cells.0") + "preprocess0" ...
struct LayerScope {
    WeightStore& store;
    std::string prefix; ///< "" or ends with '.'
    LayerScope in(const std::string& name) const { return {store, prefix + name + "."}; }
    LayerScope in(int index) const { return in(std::to_string(index)); }
};

class Convolution {
  public:
    struct Shape {
        int in = 1, out = 1;
        int kernelHeight = 1, kernelWidth = 1;
        int strideHeight = 1, strideWidth = 1;
        int padHeight = 0, padWidth = 0;
        int dilation = 1, groups = 1;
    };
    Convolution() = default;
    /// Parameter `<prefix>weight`: [out, in/groups, kernelHeight, kernelWidth].
    Convolution(const LayerScope& scope, const Shape& shape);
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;
    const Shape& shape() const { return m_shape; }
    const at::Tensor& weight(const ForwardMode& mode) const { return m_store->parameter(m_weight, mode.weightGradient); }

    /// Square kernel, "same" padding at stride 1.
    static Shape square(int in, int out, int kernel, int stride = 1);
    /// One filter a channel.
    static Shape depthwise(int channels, int kernel, int stride, int dilation);

  private:
    WeightStore* m_store = nullptr;
    Shape m_shape;
    int m_weight = -1;
};

class BatchNorm {
  public:
    BatchNorm() = default;
    /// Parameters `<prefix>weight`, `<prefix>bias` when affine; buffers `<prefix>running_mean`, `<prefix>running_var`.
    BatchNorm(const LayerScope& scope, int channels, bool affine);
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;
    const at::Tensor& runningMean() const { return m_store->buffer(m_mean); }
    const at::Tensor& runningVariance() const { return m_store->buffer(m_variance); }
    bool affine() const { return m_weight >= 0; }
    const at::Tensor& weight(const ForwardMode& mode) const { return m_store->parameter(m_weight, mode.weightGradient); }
    const at::Tensor& bias(const ForwardMode& mode) const { return m_store->parameter(m_bias, mode.weightGradient); }

  private:
    WeightStore* m_store = nullptr;
    int m_weight = -1, m_bias = -1, m_mean = -1, m_variance = -1;
};

/// ReLU, two 1x1 convolutions of stride 2 on the image and on the image shifted by one pixel, concatenated, batch norm.
/// Deviation: an odd side is accepted; the shifted image is padded by a row and column of zeros (the published code
/// fails there).
class FactorizedReduce {
  public:
    FactorizedReduce() = default;
    FactorizedReduce(const LayerScope& scope, int in, int out, bool affine);
    /// @param rectified ReLU(x), so that a caller who has it need not compute it again
    at::Tensor forward(const at::Tensor& rectified, const ForwardMode& mode) const;
    at::Tensor raw(const at::Tensor& rectified, const ForwardMode& mode) const; ///< before the batch norm
    const BatchNorm& norm() const { return m_norm; }

  private:
    Convolution m_first, m_second;
    BatchNorm m_norm;
};

/// ReLU - convolution - batch norm. Names: `<prefix>op.1`, `<prefix>op.2`.
class ReluConvBn {
  public:
    ReluConvBn() = default;
    ReluConvBn(const LayerScope& scope, const Convolution::Shape& shape, bool affine);
    at::Tensor forward(const at::Tensor& rectified, const ForwardMode& mode) const;

  private:
    Convolution m_convolution;
    BatchNorm m_norm;
};

/// y = x W^T + b. Parameters `<prefix>weight` [out, in], and with a bias `<prefix>bias` [out].
class Linear {
  public:
    Linear() = default;
    Linear(const LayerScope& scope, int in, int out, bool bias = true);
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;

  private:
    WeightStore* m_store = nullptr;
    int m_weight = -1, m_bias = -1;
};

} // namespace dnas
