#include "engine/ops/layers.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/isfinite.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

constexpr ForwardMode kTraining{/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/false};

struct Pass {
    at::Tensor y, image, filters; ///< output, gradients of the image and of the filters
};

/// @param strided with ATen's strided convolution instead of the layer's
Pass passOf(const Convolution::Shape& shape, std::vector<std::int64_t> image, c10::ScalarType type, bool strided) {
    WeightStore store;
    const Convolution layer(LayerScope{store, ""}, shape);
    store.allocate(type, c10::Device(at::kCPU), 1);
    const at::Tensor x =
        randomTensor(std::move(image), "image", type).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_(true);
    const at::Tensor& filters = layer.weight(kTraining);
    const at::Tensor y = strided ? at::conv2d(x, filters, {}, {shape.strideHeight, shape.strideWidth}) : layer.forward(x, kTraining);
    const std::vector<at::Tensor> gradients =
        torch::autograd::grad({y}, {x, filters}, {randomTensor(y.sizes().vec(), "gradient", type)});
    return {y.detach(), gradients[0], gradients[1]};
}

} // namespace

TEST(Convolution, OfOnePixelWithStridesIsTheStridedOneForAnyNumberOfChannels) {
    for (const int channels : {3, 8, 12, 16, 20})
        for (const auto& [strideHeight, strideWidth] : {std::pair{2, 2}, {1, 2}, {3, 2}})
            for (const int side : {7, 8}) {
                SCOPED_TRACE(std::to_string(channels) + " channels, side " + std::to_string(side));
                const Convolution::Shape shape{channels, 4, 1, 1, strideHeight, strideWidth};
                const std::vector<std::int64_t> image{3, channels, side, side + 1};
                const Pass own = passOf(shape, image, at::kDouble, false), plain = passOf(shape, image, at::kDouble, true);
                EXPECT_TRUE(at::allclose(own.y, plain.y, 1e-12, 1e-12));
                EXPECT_TRUE(at::allclose(own.image, plain.image, 1e-12, 1e-12));
                EXPECT_TRUE(at::allclose(own.filters, plain.filters, 1e-12, 1e-12));
            }
}

// A batch of 57 at width 4 ended the program (oneDNN 2.6.3 with AVX-512: beyond the end of the image's gradient).
TEST(Convolution, OfFewChannelsWithStridesStaysInsideItsGradient) {
    for (const int channels : {3, 4, 8, 12})
        for (int repeat = 0; repeat < 4; ++repeat) {
            const Convolution::Shape shape{channels, 4, 1, 1, 2, 2};
            const std::vector<std::int64_t> image{57, channels, 32, 32};
            const Pass own = passOf(shape, image, at::kFloat, false), exact = passOf(shape, image, at::kDouble, true);
            EXPECT_TRUE(at::allclose(own.image.to(at::kDouble), exact.image, 1e-4, 1e-5)) << channels;
            EXPECT_TRUE(at::allclose(own.filters.to(at::kDouble), exact.filters, 1e-3, 1e-2)) << channels;
        }
}

TEST(FactorizedReduce, OfFewChannelsHasFiniteGradientsForAnOddBatch) {
    WeightStore store;
    const FactorizedReduce reduce(LayerScope{store, ""}, 12, 4, /*affine=*/true);
    store.allocate(at::kFloat, c10::Device(at::kCPU), 1);
    const at::Tensor x = randomTensor({57, 12, 16, 16}, "image", at::kFloat)
                             .contiguous(at::MemoryFormat::ChannelsLast)
                             .requires_grad_(true);
    const at::Tensor y = reduce.forward(x, kTraining);
    const at::Tensor gradient = torch::autograd::grad({y}, {x}, {randomTensor(y.sizes().vec(), "gradient", at::kFloat)})[0];
    EXPECT_TRUE(at::isfinite(gradient).all().item<bool>());
}
