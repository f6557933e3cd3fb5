#include "engine/ops/layers.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/slice.h>

namespace dnas {

namespace {
constexpr double kBatchNormEpsilon = 1e-5;
constexpr double kBatchNormMomentum = 0.1;

/// Whether the image is better thinned out before the convolution. oneDNN 2.6.3 (Debian 12) writes beyond the image's
/// gradient of a 1x1 convolution with strides where one AVX-512 register holds more than all channels; from 16 channels
/// on it is right, and up to twice as fast backwards as the detour.
bool overrunsItsGradient(const Convolution::Shape& shape) {
    constexpr int kLanes = 16; // of float32
    return shape.in < kLanes && shape.kernelHeight == 1 && shape.kernelWidth == 1 && shape.padHeight == 0 &&
           shape.padWidth == 0 && (shape.strideHeight > 1 || shape.strideWidth > 1);
}
} // namespace

Convolution::Convolution(const LayerScope& scope, const Shape& shape) : m_store(&scope.store), m_shape(shape) {
    const std::int64_t perFilter = static_cast<std::int64_t>(shape.in / shape.groups) * shape.kernelHeight * shape.kernelWidth;
    m_weight = scope.store.addParameter(scope.prefix + "weight",
                                        {shape.out, shape.in / shape.groups, shape.kernelHeight, shape.kernelWidth},
                                        Initial::FanIn, perFilter);
}

Convolution::Shape Convolution::square(int in, int out, int kernel, int stride) {
    Shape shape;
    shape.in = in;
    shape.out = out;
    shape.kernelHeight = shape.kernelWidth = kernel;
    shape.strideHeight = shape.strideWidth = stride;
    shape.padHeight = shape.padWidth = (kernel - 1) / 2;
    return shape;
}

Convolution::Shape Convolution::depthwise(int channels, int kernel, int stride, int dilation) {
    Shape shape = square(channels, channels, kernel, stride);
    shape.padHeight = shape.padWidth = dilation * (kernel - 1) / 2;
    shape.dilation = dilation;
    shape.groups = channels;
    return shape;
}

at::Tensor Convolution::forward(const at::Tensor& x, const ForwardMode& mode) const {
    const at::Tensor& filters = weight(mode);
    if (overrunsItsGradient(m_shape)) {
        const at::Tensor thinned = x.slice(2, 0, x.size(2), m_shape.strideHeight).slice(3, 0, x.size(3), m_shape.strideWidth);
        return at::conv2d(thinned, filters, {}, {1, 1}, at::IntArrayRef({0, 0}), {1, 1}, m_shape.groups);
    }
    return at::conv2d(x, filters, {}, {m_shape.strideHeight, m_shape.strideWidth}, {m_shape.padHeight, m_shape.padWidth},
                      {m_shape.dilation, m_shape.dilation}, m_shape.groups);
}

BatchNorm::BatchNorm(const LayerScope& scope, int channels, bool affine) : m_store(&scope.store) {
    if (affine) {
        m_weight = scope.store.addParameter(scope.prefix + "weight", {channels}, Initial::One);
        m_bias = scope.store.addParameter(scope.prefix + "bias", {channels}, Initial::Zero);
    }
    m_mean = scope.store.addBuffer(scope.prefix + "running_mean", channels, 0.0);
    m_variance = scope.store.addBuffer(scope.prefix + "running_var", channels, 1.0);
}

at::Tensor BatchNorm::forward(const at::Tensor& x, const ForwardMode& mode) const {
    const at::Tensor none;
    const bool affine = m_weight >= 0;
    const bool statistics = !mode.training || mode.updateStatistics;
    return at::batch_norm(x, affine ? m_store->parameter(m_weight, mode.weightGradient) : none,
                          affine ? m_store->parameter(m_bias, mode.weightGradient) : none,
                          statistics ? m_store->buffer(m_mean) : none, statistics ? m_store->buffer(m_variance) : none,
                          mode.training, kBatchNormMomentum, kBatchNormEpsilon, /*cudnn_enabled=*/true);
}

FactorizedReduce::FactorizedReduce(const LayerScope& scope, int in, int out, bool affine) {
    m_first = Convolution(scope.in("conv_1"), {in, out / 2, 1, 1, 2, 2});
    m_second = Convolution(scope.in("conv_2"), {in, out - out / 2, 1, 1, 2, 2});
    m_norm = BatchNorm(scope.in("bn"), out, affine);
}

at::Tensor FactorizedReduce::forward(const at::Tensor& rectified, const ForwardMode& mode) const {
    return m_norm.forward(raw(rectified, mode), mode);
}

at::Tensor FactorizedReduce::raw(const at::Tensor& rectified, const ForwardMode& mode) const {
    at::Tensor shifted = rectified.slice(2, 1).slice(3, 1);
    const std::int64_t padRight = rectified.size(3) % 2, padBottom = rectified.size(2) % 2;
    if (padRight || padBottom) shifted = at::constant_pad_nd(shifted, {0, padRight, 0, padBottom}, 0);
    return at::cat({m_first.forward(rectified, mode), m_second.forward(shifted, mode)}, 1);
}

ReluConvBn::ReluConvBn(const LayerScope& scope, const Convolution::Shape& shape, bool affine) {
    m_convolution = Convolution(scope.in("op").in(1), shape);
    m_norm = BatchNorm(scope.in("op").in(2), shape.out, affine);
}

at::Tensor ReluConvBn::forward(const at::Tensor& rectified, const ForwardMode& mode) const {
    return m_norm.forward(m_convolution.forward(rectified, mode), mode);
}

Linear::Linear(const LayerScope& scope, int in, int out, bool bias) : m_store(&scope.store) {
    m_weight = scope.store.addParameter(scope.prefix + "weight", {out, in}, Initial::FanIn, in);
    if (bias) m_bias = scope.store.addParameter(scope.prefix + "bias", {out}, Initial::FanIn, in);
}

at::Tensor Linear::forward(const at::Tensor& x, const ForwardMode& mode) const {
    return at::linear(x, m_store->parameter(m_weight, mode.weightGradient),
                      m_bias >= 0 ? m_store->parameter(m_bias, mode.weightGradient) : at::Tensor());
}

} // namespace dnas
