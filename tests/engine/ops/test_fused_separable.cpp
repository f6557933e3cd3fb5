// Halves of separable convolutions as one function against the plain layers, in whole derived networks.
#include "engine/api/genotype_text.h"
#include "engine/networks/derived_network.h"
#include "engine/networks/graphs.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

// Both kernels, both dilations, both strides, a shared ReLU and one of its own.
const char* const kAllHalves =
    "Genotype(normal=[('sep_conv_3x3', 0), ('dil_conv_5x5', 1), ('sep_conv_5x5', 0), ('dil_conv_3x3', 2), ('skip_connect', 1), "
    "('sep_conv_3x3', 3), ('max_pool_3x3', 0), ('sep_conv_5x5', 4)], normal_concat=[2, 3, 4, 5], reduce=[('sep_conv_3x3', 0), "
    "('sep_conv_5x5', 1), ('dil_conv_3x3', 0), ('dil_conv_5x5', 1), ('skip_connect', 2), ('dil_conv_3x3', 3), ('avg_pool_3x3', 0), "
    "('sep_conv_3x3', 2)], reduce_concat=[2, 3, 4, 5])";

struct Case {
    int channels, height, width, images;
};

double relative(const at::Tensor& actual, const at::Tensor& expected) {
    return ((actual - expected).abs().max() / expected.abs().max().clamp_min(1e-30)).item<double>();
}

std::unique_ptr<Network> networkOf(const Case& c, Kernels kernels, c10::ScalarType type) {
    NetworkShape shape;
    shape.channels = c.channels;
    shape.cells = 4;
    shape.height = c.height;
    shape.width = c.width;
    shape.auxiliary = false;
    auto network = std::make_unique<Network>(derivedGraph(parseGenotype(kAllHalves), shape), kernels);
    network->weights().allocate(type, c10::Device(at::kCPU), 3);
    at::NoGradGuard noGrad; // gamma and beta start at one and zero: no test of them
    for (auto& [name, tensor] : network->weights().named())
        if (tensor.dim() == 1 && name.find("running") == std::string::npos) tensor.add_(0.3 * randomTensor(tensor.sizes().vec(), name.c_str()).to(type));
    return network;
}

struct Errors {
    double training, gradient, statistics, evaluation;
    double largest() const { return std::max({training, gradient, statistics, evaluation}); }
};

Errors compare(const Case& c, c10::ScalarType type, const char* name) {
    const auto plain = networkOf(c, Kernels::Plain, type), fused = networkOf(c, Kernels::Fused, type);
    const at::Tensor images = randomTensor({c.images, 3, c.height, c.width}, name, type), weights = randomTensor({c.images, 10}, "loss", type);
    const ForwardMode training{/*training=*/true, /*weightGradient=*/true};
    Errors errors{};
    at::Tensor outputs[2];
    std::vector<at::Tensor> gradients[2];
    int i = 0;
    for (Network* network : {plain.get(), fused.get()}) {
        outputs[i] = network->forward(images, training);
        gradients[i] = torch::autograd::grad({(outputs[i] * weights).sum()}, network->weights().leaves());
        ++i;
    }
    errors.training = relative(outputs[1], outputs[0]);
    const auto& leaves = plain->weights().leaves();
    double largest = 0; // batch norm removes the scale of most weights: some gradients are rounding noise beside others
    for (const at::Tensor& gradient : gradients[0]) largest = std::max(largest, gradient.abs().max().item<double>());
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf)
        errors.gradient = std::max(errors.gradient, (gradients[1][leaf] - gradients[0][leaf]).abs().max().item<double>() / largest);
    errors.statistics = relative(fused->weights().statistics(), plain->weights().statistics());
    at::NoGradGuard noGrad;
    errors.evaluation = relative(fused->forward(images, {/*training=*/false}), plain->forward(images, {/*training=*/false}));
    return errors;
}

class FusedSeparableTest : public testing::TestWithParam<Case> {};

} // namespace

TEST_P(FusedSeparableTest, EqualsThePlainLayersInFloat64) {
    const Errors errors = compare(GetParam(), at::kDouble, "images");
    EXPECT_LT(errors.training, 1e-9);
    EXPECT_LT(errors.gradient, 1e-9);
    EXPECT_LT(errors.statistics, 1e-9);
    EXPECT_LT(errors.evaluation, 1e-9);
}

// The best of three batches: a ReLU whose input lies within rounding of zero goes one way here and the other there.
TEST_P(FusedSeparableTest, EqualsThePlainLayersInFloat32) {
    double best = 1;
    for (const char* name : {"a", "b", "c"}) best = std::min(best, compare(GetParam(), at::kFloat, name).largest());
    EXPECT_LT(best, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Sizes, FusedSeparableTest,
                         testing::Values(Case{8, 16, 16, 3}, Case{16, 16, 16, 4}, Case{4, 16, 16, 2}, Case{6, 13, 17, 3}, Case{12, 12, 9, 5}, Case{20, 8, 8, 2}));

TEST(FusedSeparable, GradientsOfTheImagesAlone) {
    const Case c{12, 12, 12, 3};
    at::Tensor gradients[2];
    int i = 0;
    for (Kernels kernels : {Kernels::Plain, Kernels::Fused}) {
        const auto network = networkOf(c, kernels, at::kDouble);
        const at::Tensor images = randomTensor({c.images, 3, c.height, c.width}, "images").requires_grad_(true);
        gradients[i++] = torch::autograd::grad({network->forward(images, {/*training=*/true, /*weightGradient=*/false}).sum()}, {images})[0];
    }
    EXPECT_LT(relative(gradients[1], gradients[0]), 1e-9);
}

TEST(FusedSeparable, LeavesGradientsInEvaluationToThePlainLayers) {
    const auto network = networkOf({8, 8, 8, 2}, Kernels::Fused, at::kDouble);
    const at::Tensor images = randomTensor({2, 3, 8, 8}, "images").requires_grad_(true);
    EXPECT_NO_THROW(torch::autograd::grad({network->forward(images, {/*training=*/false}).sum()}, {images}));
}

TEST(FusedSeparable, TheSameBatchGivesTheSameBits) {
    std::vector<at::Tensor> gradients[2];
    for (auto& found : gradients) {
        const auto network = networkOf({12, 16, 16, 5}, Kernels::Fused, at::kFloat);
        const at::Tensor images = randomTensor({5, 3, 16, 16}, "images", at::kFloat);
        found = torch::autograd::grad({network->forward(images, {/*training=*/true, /*weightGradient=*/true}).sum()}, network->weights().leaves());
    }
    for (std::size_t leaf = 0; leaf < gradients[0].size(); ++leaf) EXPECT_TRUE(at::equal(gradients[0][leaf], gradients[1][leaf]));
}

TEST(FusedSeparable, KnowsWhatTheKernelsDoNot) {
    using C = Convolution;
    EXPECT_TRUE(FusedSeparable::supports(C::depthwise(8, 5, 2, 2), C::square(8, 8, 1)));
    EXPECT_FALSE(FusedSeparable::supports(C::depthwise(8, 7, 1, 1), C::square(8, 8, 1)));
    EXPECT_FALSE(FusedSeparable::supports(C::square(8, 8, 3), C::square(8, 8, 1))) << "not depthwise";
    EXPECT_FALSE(FusedSeparable::supports(C::depthwise(8, 3, 1, 1), C::square(8, 16, 1)));
    EXPECT_FALSE(FusedSeparable::supports(C::depthwise(8, 3, 1, 1), C::square(8, 8, 3)));
}
