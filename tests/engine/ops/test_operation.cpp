#include "engine/api/error.h"
#include "engine/api/operations.h"
#include "engine/ops/operation.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

at::Tensor apply(const std::string& name, const OperationForm& form, const at::Tensor& x) {
    WeightStore store;
    const auto operation = makeOperation(name, LayerScope{store, ""}, form);
    store.allocate(at::kDouble, c10::Device(at::kCPU), 1);
    return operation->forward(x, at::relu(x), {true, false, true});
}

std::vector<std::string> namesOf(const std::string& operation, const OperationForm& form) {
    WeightStore store;
    const auto layer = makeOperation(operation, LayerScope{store, ""}, form);
    store.allocate(at::kFloat, c10::Device(at::kCPU), 1);
    std::vector<std::string> names;
    for (const auto& [name, tensor] : store.named()) names.push_back(name);
    return names;
}

} // namespace

TEST(Operation, EveryOperationKeepsChannelsAndDividesTheSidesRoundingUp) {
    for (const OperationInfo& info : allOperations())
        for (int side : {7, 8})
            for (int stride : {1, 2}) {
                const at::Tensor y = apply(info.name, {4, stride, true}, randomTensor({2, 4, side, side + 2}, "x"));
                if (info.family == OperationFamily::None) {
                    EXPECT_FALSE(y.defined());
                    continue;
                }
                const std::vector<std::int64_t> expected{2, 4, (side + stride - 1) / stride, (side + 2 + stride - 1) / stride};
                EXPECT_EQ(y.sizes().vec(), expected) << info.name << " stride " << stride << " side " << side;
            }
}

TEST(Operation, AverageDoesNotCountThePadding) {
    const at::Tensor ones = at::ones({1, 2, 3, 3}, at::kDouble);
    const at::Tensor y = apply("avg_pool_3x3", {2, 1, false}, ones);
    EXPECT_TRUE(y.equal(ones));
}

TEST(Operation, PoolsAreNormalisedInTheSearchFormOnly) {
    EXPECT_EQ(namesOf("max_pool_3x3", {4, 1, true}), (std::vector<std::string>{"1.running_mean", "1.running_var"}));
    EXPECT_TRUE(namesOf("max_pool_3x3", {4, 1, false}).empty());
}

TEST(Operation, NamesAreThoseOfThePublishedStateDicts) {
    EXPECT_EQ(namesOf("sep_conv_3x3", {4, 1, true}),
              (std::vector<std::string>{"op.1.weight", "op.2.weight", "op.3.running_mean", "op.3.running_var", "op.5.weight",
                                        "op.6.weight", "op.7.running_mean", "op.7.running_var"}));
    EXPECT_EQ(namesOf("skip_connect", {4, 2, true}),
              (std::vector<std::string>{"bn.running_mean", "bn.running_var", "conv_1.weight", "conv_2.weight"}));
    EXPECT_EQ(namesOf("dil_conv_5x5", {4, 1, false}),
              (std::vector<std::string>{"op.1.weight", "op.2.weight", "op.3.bias", "op.3.running_mean", "op.3.running_var",
                                        "op.3.weight"}));
}

TEST(Operation, SkipIsTheIdentityAtStrideOne) {
    const at::Tensor x = randomTensor({1, 4, 5, 5}, "x");
    EXPECT_TRUE(apply("skip_connect", {4, 1, true}, x).equal(x));
}

TEST(Operation, DilatedConvolutionReachesTwoPixelsFar) {
    // A single bright pixel spreads to offsets -2, 0, 2 of a 3x3 kernel with dilation 2, and nowhere between.
    at::Tensor x = at::zeros({1, 1, 9, 9}, at::kDouble);
    x[0][0][4][4] = 1.0;
    const at::Tensor y = apply("dil_conv_3x3", {1, 1, true}, x);
    const double background = y[0][0][0][0].item<double>();
    EXPECT_NE(y[0][0][2][2].item<double>(), background);
    EXPECT_NE(y[0][0][6][4].item<double>(), background);
    EXPECT_EQ(y[0][0][3][4].item<double>(), background);
    EXPECT_EQ(y[0][0][1][4].item<double>(), background);
}

TEST(Operation, AnUnknownNameIsAnErrorThatNamesIt) {
    WeightStore store;
    try {
        makeOperation("conv_9x9", LayerScope{store, ""}, {4, 1, true});
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("conv_9x9"), std::string::npos);
    }
}
