#include "engine/objectives/objective.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {
double sigma(double x) { return 1 / (1 + std::exp(-x)); }
} // namespace

TEST(Objective, CrossEntropyOfEqualLogitsIsTheLogOfTheClasses) {
    const at::Tensor logits = at::zeros({3, 5}, at::kDouble), labels = at::zeros({3}, at::kLong);
    EXPECT_NEAR(objectiveLoss(CrossEntropySpec{}, logits, labels).item<double>(), std::log(5.0), 1e-12);
}

TEST(Objective, ZeroOneLossFollowsThesisEquation3_1OverAllEntries) {
    const std::vector<at::Tensor> alpha{at::tensor(std::vector<double>{0.0, 3.0}), at::tensor(std::vector<double>{-2.0})};
    const double expected = -(std::pow(sigma(0) - .5, 2) + std::pow(sigma(3) - .5, 2) + std::pow(sigma(-2) - .5, 2)) / 3;
    EXPECT_NEAR(zeroOneLoss(alpha).item<double>(), expected, 1e-14);
}

TEST(Objective, ZeroOneGradientMatchesFiniteDifferences) {
    const double value = 0.7, h = 1e-6;
    const auto loss = [](double x) { return zeroOneLoss({at::tensor(std::vector<double>{x, 1.5})}).item<double>(); };
    at::Tensor alpha = at::tensor(std::vector<double>{value, 1.5}).requires_grad_(true);
    const at::Tensor gradient = torch::autograd::grad({zeroOneLoss({alpha})}, {alpha})[0];
    EXPECT_NEAR(gradient[0].item<double>(), (loss(value + h) - loss(value - h)) / (2 * h), 1e-9);
}

TEST(Objective, PenaltiesAreWeightedAndAbsentWhenThereAreNone) {
    const std::vector<at::Tensor> alpha{at::tensor(std::vector<double>{3.0})};
    EXPECT_FALSE(penaltyLoss({}, alpha).defined());
    EXPECT_NEAR(penaltyLoss({ZeroOnePenaltySpec{10}}, alpha).item<double>(), 10 * zeroOneLoss(alpha).item<double>(), 1e-14);
}

// D-DARTS: L01^i is the mean over cell i; its gradient is not diluted by the number of cells.
TEST(Objective, EachGroupDescendsItsOwnZeroOneLoss) {
    std::vector<at::Tensor> alpha;
    for (const char* name : {"a", "b", "c"}) alpha.push_back(test::randomTensor({5, 4}, name).requires_grad_(true));
    const at::Tensor loss = penaltyLoss({ZeroOnePenaltySpec{7, ZeroOneScope::Group}}, alpha);
    EXPECT_NEAR(loss.item<double>(), 7 * zeroOneLoss(alpha).item<double>(), 1e-14) << "the value is the mean over the groups";
    const auto gradients = torch::autograd::grad({loss}, alpha);
    for (std::size_t i = 0; i < alpha.size(); ++i) {
        const auto own = torch::autograd::grad({zeroOneLoss({alpha[i]}) * 7}, {alpha[i]});
        EXPECT_LT((gradients[i] - own[0]).abs().max().item<double>(), 1e-14);
    }
}

TEST(Objective, AnAblationLossIsNoPenaltyOnAlphaAlone) {
    EXPECT_FALSE(penaltyLoss({AblationSpec{}}, {test::randomTensor({2, 2}, "a")}).defined());
}

// Thesis equation 3.13, edge by edge; several groups count whole.
TEST(BetaDecay, IsTheMeanLogOfSummedExponentialsOfEachGroup) {
    const std::vector<at::Tensor> alpha{test::randomTensor({14, 8}, "normal"), test::randomTensor({14, 8}, "reduce")};
    double expected = 0;
    for (const at::Tensor& group : alpha)
        for (int edge = 0; edge < 14; ++edge) {
            double sum = 0;
            for (int k = 0; k < 8; ++k) sum += std::exp(group[edge][k].item<double>());
            expected += std::log(sum) / 14;
        }
    EXPECT_NEAR(betaDecayLoss(alpha).item<double>(), expected, 1e-12);
    EXPECT_NEAR(betaDecayLoss({at::zeros({3, 5}, at::kDouble)}).item<double>(), std::log(5.0), 1e-14);
}

TEST(BetaDecay, SurvivesAlphaThatWouldOverflow) {
    EXPECT_NEAR(betaDecayLoss({at::tensor(std::vector<double>{1000, 1000}).reshape({1, 2})}).item<double>(), 1000 + std::log(2.0), 1e-9);
}

TEST(BetaDecay, GradientMatchesFiniteDifferencesAndTheSoftmax) {
    const double h = 1e-6;
    const at::Tensor values = test::randomTensor({5, 4}, "alpha");
    const at::Tensor alpha = values.clone().requires_grad_(true);
    const at::Tensor gradient = torch::autograd::grad({betaDecayLoss({alpha})}, {alpha})[0];
    for (int edge = 0; edge < 5; ++edge)
        for (int k = 0; k < 4; ++k) {
            const auto shifted = [&](double by) {
                at::Tensor moved = values.clone();
                moved[edge][k] += by;
                return betaDecayLoss({moved}).item<double>();
            };
            EXPECT_NEAR(gradient[edge][k].item<double>(), (shifted(h) - shifted(-h)) / (2 * h), 1e-8);
        }
    EXPECT_LT((gradient * 5 - values.softmax(-1)).abs().max().item<double>(), 1e-14);
}

// Thesis equation 3.14 and the published 50 * epoch / 100.
TEST(BetaDecay, GrowsAlongTheRampAndStandsWhenConstant) {
    const std::vector<at::Tensor> alpha{test::randomTensor({3, 4}, "alpha")};
    const double loss = betaDecayLoss(alpha).item<double>();
    const auto weighted = [&](BetaSchedule schedule, double progress) {
        return penaltyLoss({BetaDecaySpec{50, schedule}}, alpha, progress).item<double>();
    };
    EXPECT_EQ(weighted(BetaSchedule::Ramp, 0), 0);
    EXPECT_NEAR(weighted(BetaSchedule::Ramp, 30.0 / 100), 15 * loss, 1e-12);
    EXPECT_NEAR(weighted(BetaSchedule::Constant, 0), 50 * loss, 1e-12);
    EXPECT_NEAR(weighted(BetaSchedule::Constant, 0.3), 50 * loss, 1e-12);
}
