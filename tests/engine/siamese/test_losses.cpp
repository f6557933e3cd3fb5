#include "engine/siamese/losses.h"

#include "engine/api/error.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace dnas;
using namespace dnas::test;

namespace {

const at::TensorOptions kDoubles = at::TensorOptions().dtype(at::kDouble);

void expectGradient(const std::function<at::Tensor(const at::Tensor&)>& loss, std::vector<std::int64_t> shape) {
    at::Tensor x = randomTensor(std::move(shape), "start").requires_grad_(true);
    const at::Tensor gradient = torch::autograd::grad({loss(x)}, {x}).front().flatten();
    const at::Tensor start = x.detach();
    for (std::int64_t i = 0; i < start.numel(); ++i) {
        at::Tensor shift = at::zeros_like(start);
        shift.view(-1)[i] = 1e-6;
        EXPECT_NEAR(gradient[i].item<double>(), (loss(start + shift) - loss(start - shift)).item<double>() / 2e-6, 1e-7);
    }
}

} // namespace

TEST(Losses, NegativeCosineIsMinusOneForOneDirectionAndZeroAcross) { // 5.2
    const at::Tensor axes = at::eye(2, kDoubles);
    EXPECT_DOUBLE_EQ(negativeCosine(axes * 3, axes * 0.5).item<double>(), -1);
    EXPECT_DOUBLE_EQ(negativeCosine(axes, axes.flip(0)).item<double>(), 0);
    EXPECT_DOUBLE_EQ(negativeCosine(axes, -axes).item<double>(), 1);
    EXPECT_EQ(negativeCosine(at::zeros({2, 2}, kDoubles), axes).item<double>(), 0); // no NaN without a direction
}

TEST(Losses, SimSiamIsTheMeanOfBothDirectionsAndStopsTheGradientOfItsTargets) { // 5.1
    const at::Tensor p1 = randomTensor({3, 4}, "p1"), p2 = randomTensor({3, 4}, "p2");
    at::Tensor z1 = randomTensor({3, 4}, "z1").requires_grad_(true), z2 = randomTensor({3, 4}, "z2");
    double expected = 0;
    for (int i = 0; i < 3; ++i)
        for (const auto& [p, z] : {std::pair(p1[i], z2[i]), std::pair(p2[i], z1[i].detach())})
            expected -= ((p * z).sum() / (p.norm() * z.norm())).item<double>() / 6;
    EXPECT_NEAR(simSiamLoss(p1, p2, z1, z2).item<double>(), expected, 1e-12);
    EXPECT_FALSE(simSiamLoss(p1, p2, z1, z2).requires_grad());
}

TEST(Losses, NtXentHasItsClosedFormForOrthogonalPairs) {
    // Partners agree, everything else is orthogonal: -log(e^(1/T) / (e^(1/T) + 2N - 2)).
    const at::Tensor z = at::eye(3, kDoubles) * 2;
    const double e = std::exp(1 / 0.5);
    EXPECT_NEAR(ntXentLoss(z, z, 0.5).item<double>(), -std::log(e / (e + 4)), 1e-12);
    // All alike: every one of the 2N - 1 others is as near as the partner.
    const at::Tensor same = at::ones({3, 4}, kDoubles);
    EXPECT_NEAR(ntXentLoss(same, same, 0.5).item<double>(), std::log(5.0), 1e-12);
}

TEST(Losses, NtXentNeedsSomethingToContrast) {
    EXPECT_THROW(ntXentLoss(at::ones({1, 4}, kDoubles), at::ones({1, 4}, kDoubles), 0.5), EngineError);
}

TEST(Losses, InfoNceHasItsClosedForm) {
    const at::Tensor q = at::eye(2, kDoubles), queue = -at::eye(2, kDoubles);
    const double t = 0.2, key = std::exp(1 / t), opposite = std::exp(-1 / t);
    EXPECT_NEAR(infoNceLoss(q, q * 5, queue, t).item<double>(), -std::log(key / (key + opposite + 1)), 1e-12);
}

TEST(Losses, ByolIsFourForOrthogonalAndZeroForEqualDirections) {
    const at::Tensor axes = at::eye(2, kDoubles);
    EXPECT_NEAR(byolLoss(axes, axes, axes * 2, axes).item<double>(), 0, 1e-12);
    EXPECT_NEAR(byolLoss(axes, axes, axes.flip(0), axes.flip(0)).item<double>(), 4, 1e-12);
}

TEST(Losses, GradientsAgreeWithFiniteDifferences) {
    const at::Tensor other = randomTensor({3, 4}, "other"), queue = at::eye(4, kDoubles);
    expectGradient([&](const at::Tensor& x) { return simSiamLoss(x, other, other, other + 1); }, {3, 4});
    expectGradient([&](const at::Tensor& x) { return ntXentLoss(x, other, 0.5); }, {3, 4});
    expectGradient([&](const at::Tensor& x) { return ntXentLoss(other, x, 0.5); }, {3, 4});
    expectGradient([&](const at::Tensor& x) { return infoNceLoss(x, other, queue, 0.2); }, {3, 4});
    expectGradient([&](const at::Tensor& x) { return byolLoss(x, other, other, other + 1); }, {3, 4});
}

TEST(Losses, MomentumMovesTheTargetByItsShare) {
    at::Tensor target = at::zeros({2}, kDoubles);
    const at::Tensor online = at::ones({3}, kDoubles); // one weight more: the predictor's
    moveTowards(target, online, 0.9);
    EXPECT_NEAR(target[0].item<double>(), 0.1, 1e-15);
    moveTowards(target, online, 0.9);
    EXPECT_NEAR(target[1].item<double>(), 0.19, 1e-15);
}

TEST(KeyQueue, OverwritesTheOldestKeysFirstAndWrapsAround) {
    KeyQueue queue(5, 1, 1, at::kDouble, at::kCPU);
    const auto push = [&](double value, int count) { queue.push(at::full({count, 1}, value, kDoubles)); };
    push(3, 4);
    push(-2, 3); // rows 4, 0, 1
    const std::vector<double> expected{-1, -1, 1, 1, -1};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(queue.rows()[i].item<double>(), expected[static_cast<std::size_t>(i)]) << i;
    EXPECT_EQ(queue.oldest(), 2);
}

TEST(KeyQueue, KeepsTheLastOfMoreKeysThanItHolds) {
    KeyQueue queue(2, 1, 1, at::kDouble, at::kCPU);
    at::Tensor keys = at::ones({5, 1}, kDoubles);
    keys[3] = -1;
    queue.push(keys);
    EXPECT_EQ(queue.rows()[0].item<double>(), -1);
    EXPECT_EQ(queue.rows()[1].item<double>(), 1);
}

TEST(KeyQueue, StartsWithDirectionsOfLengthOneThatFollowTheSeed) {
    KeyQueue first(8, 4, 1, at::kDouble, at::kCPU), same(8, 4, 1, at::kDouble, at::kCPU), other(8, 4, 2, at::kDouble, at::kCPU);
    EXPECT_TRUE(first.rows().norm(2, {1}).allclose(at::ones({8}, kDoubles)));
    EXPECT_TRUE(first.rows().equal(same.rows()));
    EXPECT_FALSE(first.rows().equal(other.rows()));
}
