#include "engine/objectives/objective.h"

#include <ATen/TensorOperators.h>
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
