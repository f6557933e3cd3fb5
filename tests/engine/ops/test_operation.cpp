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
    EXPECT_EQ(namesOf("conv_3x1_1x3", {4, 1, true}),
              (std::vector<std::string>{"op.1.weight", "op.2.weight", "op.3.running_mean", "op.3.running_var"}));
    EXPECT_EQ(namesOf("conv_7x1_1x7", {4, 1, true}),
              (std::vector<std::string>{"1.weight", "2.weight", "3.running_mean", "3.running_var"}));
}

// Thesis section 4.1.4 (S_o): composition of all twelve, layer by layer, in the order of the published state dicts.
// Sizes for C = 4: depthwise k x k = 4 k^2, pointwise 4 -> 4 = 16, full k x k 4 -> 4 = 16 k^2, a norm's statistics 4 + 4.
struct Composition {
    const char* operation;
    std::vector<std::vector<std::int64_t>> weights[2]; ///< shapes of the convolutions, at stride 1 and 2
    int norms[2];
};

const std::vector<std::vector<std::int64_t>> kNothing, kReduce{{2, 4, 1, 1}, {2, 4, 1, 1}};

std::vector<Composition> compositions() {
    const std::vector<std::vector<std::int64_t>> sep3{{4, 1, 3, 3}, {4, 4, 1, 1}, {4, 1, 3, 3}, {4, 4, 1, 1}},
        sep5{{4, 1, 5, 5}, {4, 4, 1, 1}, {4, 1, 5, 5}, {4, 4, 1, 1}}, dil3{{4, 1, 3, 3}, {4, 4, 1, 1}}, dil5{{4, 1, 5, 5}, {4, 4, 1, 1}},
        pair3{{4, 4, 1, 3}, {4, 4, 3, 1}}, pair7{{4, 4, 1, 7}, {4, 4, 7, 1}}, full1{{4, 4, 1, 1}}, full3{{4, 4, 3, 3}},
        bottleneck{{4, 4, 1, 1}, {4, 4, 3, 3}, {16, 4, 1, 1}, {4, 16, 1, 1}};
    return {{"conv_3x1_1x3", {pair3, pair3}, {1, 1}},       {"conv_7x1_1x7", {pair7, pair7}, {1, 1}},
            {"max_pool_3x3", {kNothing, kNothing}, {1, 1}}, {"avg_pool_3x3", {kNothing, kNothing}, {1, 1}},
            {"skip_connect", {kNothing, kReduce}, {0, 1}},  {"simple_conv_1x1", {full1, full1}, {1, 1}},
            {"simple_conv_3x3", {full3, full3}, {1, 1}},    {"sep_conv_3x3", {sep3, sep3}, {2, 2}},
            {"sep_conv_5x5", {sep5, sep5}, {2, 2}},         {"dil_conv_3x3", {dil3, dil3}, {1, 1}},
            {"dil_conv_5x5", {dil5, dil5}, {1, 1}},         {"bottleneck_1x3x1", {bottleneck, bottleneck}, {4, 4}}};
}

TEST(Operation, TheTwelveOfDartOptiHaveTheirExactComposition) {
    std::vector<std::string> names;
    for (const Composition& c : compositions()) {
        names.push_back(c.operation);
        for (int stride : {1, 2}) {
            SCOPED_TRACE(std::string(c.operation) + ", stride " + std::to_string(stride));
            WeightStore store;
            const auto operation = makeOperation(c.operation, LayerScope{store, ""}, {4, stride, true});
            store.allocate(at::kDouble, c10::Device(at::kCPU), 1);
            std::vector<std::vector<std::int64_t>> weights;
            int norms = 0;
            for (const auto& [name, tensor] : store.named()) {
                norms += name.find("running_mean") != std::string::npos;
                if (tensor.dim() == 4) weights.push_back(tensor.sizes().vec());
            }
            EXPECT_EQ(weights, c.weights[stride - 1]);
            EXPECT_EQ(norms, c.norms[stride - 1]);
            const at::Tensor x = randomTensor({2, 4, 8, 8}, "x");
            const std::vector<std::int64_t> out{2, 4, 8 / stride, 8 / stride};
            EXPECT_EQ(operation->forward(x, at::relu(x), {true, false, true}).sizes().vec(), out);
        }
    }
    EXPECT_EQ(names, operationNames(OperationSet::DartOpti)) << "and these are all, in the published order";
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
