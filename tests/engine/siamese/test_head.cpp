#include "engine/siamese/head.h"

#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

HeadWidths smallWidths() {
    HeadWidths widths;
    widths.features = 6;
    widths.output = 10;
    widths.predictor = 4;
    return widths;
}

const ForwardMode kTraining{/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/true};

struct Built {
    WeightStore store;
    Head head;
    explicit Built(HeadPlan plan) : head({store, "head."}, std::move(plan)) { store.allocate(at::kDouble, at::kCPU, 3); }
};

std::vector<std::vector<std::string>> allOperations(int layers) {
    return std::vector<std::vector<std::string>>(static_cast<std::size_t>(layers), chainOperations(true));
}

} // namespace

TEST(Head, PoolsOverTheFeatureAxisAsANaiveLoopDoes) {
    const at::Tensor x = randomTensor({3, 5}, "x");
    const at::Tensor largest = poolFeatures(x, HeadLayerKind::MaxPool), mean = poolFeatures(x, HeadLayerKind::AveragePool);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 5; ++j) {
            double sum = 0, most = -1e9;
            for (int k = std::max(0, j - 1); k <= std::min(4, j + 1); ++k) {
                sum += x[i][k].item<double>();
                most = std::max(most, x[i][k].item<double>());
            }
            EXPECT_DOUBLE_EQ(largest[i][j].item<double>(), most);
            EXPECT_NEAR(mean[i][j].item<double>(), sum / 3, 1e-12); // the border counts as zero
        }
}

TEST(Head, MixedLayersAreTheWeightedSumOfTheirOperations) { // 5.3
    WeightStore store;
    Head mixed({store, "mixed."}, predictorPlan(allOperations(1), smallWidths()));
    store.allocate(at::kDouble, at::kCPU, 3);
    const at::Tensor x = randomTensor({4, 10}, "x");
    at::Tensor expected = at::zeros({4, 10}, x.options());
    const at::Tensor weights = at::softmax(randomTensor({1, 7}, "alpha"), 1);
    for (int k = 0; k < 7; ++k) {
        at::Tensor only = at::zeros({1, 7}, x.options());
        only[0][k] = 1;
        expected = expected + mixed.forward(x, only, kTraining) * weights[0][k];
    }
    EXPECT_TRUE(mixed.forward(x, weights, kTraining).allclose(expected, 1e-10, 1e-12));
}

TEST(Head, GivesTheWidthOfTheFrameworkWhateverTheBackbonesIs) {
    for (SiameseFramework framework : {SiameseFramework::SimSiam, SiameseFramework::SimClr, SiameseFramework::Moco,
                                       SiameseFramework::Byol}) {
        Built chain(projectorPlan(framework, allOperations(3), smallWidths()));
        const at::Tensor weights = at::ones({3, 7}, at::TensorOptions().dtype(at::kDouble)) / 7;
        EXPECT_EQ(chain.head.forward(randomTensor({4, 6}, "x"), weights, kTraining).sizes().vec(),
                  (std::vector<std::int64_t>{4, 10}));
        Built handcrafted(handcraftedProjector(framework, smallWidths()));
        EXPECT_EQ(handcrafted.head.forward(randomTensor({4, 6}, "x"), {}, kTraining).size(1), 10);
    }
    Built predictor(handcraftedPredictor(smallWidths()));
    EXPECT_EQ(predictor.head.forward(randomTensor({4, 10}, "z"), {}, kTraining).size(1), 10);
}

TEST(Head, RegistersExactlyTheParametersThatThePlanCounts) {
    const HeadPlan plan = projectorPlan(SiameseFramework::SimSiam, allOperations(2), smallWidths());
    EXPECT_EQ(Built(plan).store.parameterCount(), parameterCount(plan));
}

TEST(Head, OperationsOfOneLayerOfADerivedChainAreSummed) {
    Built both(predictorPlan({{"linear_elu", "identity"}}, smallWidths()));
    const at::Tensor x = randomTensor({4, 10}, "x");
    const at::Tensor ones = at::ones({1, 2}, x.options());
    EXPECT_TRUE(both.head.forward(x, {}, kTraining).equal(both.head.forward(x, ones, kTraining)));
}

TEST(Head, GradientOfAlphaAgreesWithFiniteDifferences) {
    Built chain(projectorPlan(SiameseFramework::SimSiam, allOperations(2), smallWidths()));
    const at::Tensor x = randomTensor({5, 6}, "x"), direction = randomTensor({5, 10}, "d");
    const auto value = [&](const at::Tensor& alpha) {
        return (chain.head.forward(x, at::softmax(alpha, 1), kTraining) * direction).sum();
    };
    at::Tensor alpha = randomTensor({2, 7}, "alpha").requires_grad_(true);
    const at::Tensor gradient = torch::autograd::grad({value(alpha)}, {alpha}).front();
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 7; ++column) {
            at::Tensor shift = at::zeros({2, 7}, x.options());
            shift[row][column] = 1e-6;
            const double difference =
                (value(alpha.detach() + shift) - value(alpha.detach() - shift)).item<double>() / 2e-6;
            EXPECT_NEAR(gradient[row][column].item<double>(), difference, 1e-6);
        }
}
