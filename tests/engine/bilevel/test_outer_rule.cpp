#include "engine/bilevel/outer_rule.h"
#include "engine/objectives/objective.h"
#include "engine/relax/relaxation.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

struct Bench {
    explicit Bench(Recipe recipe = smallRecipe()) : state(recipe, kSmallImages, 3, at::kDouble, c10::Device(at::kCPU)) {
        at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < state.alpha().size(); ++i)
            state.alpha()[i].copy_(randomTensor(state.alpha()[i].sizes().vec(), i ? "alpha1" : "alpha0"));
    }
    double lossOn(const TensorBatch& batch) {
        at::NoGradGuard noGrad;
        const at::Tensor logits = state.supernet().forward(batch.images, relaxAll(state.recipe().relax, state.alpha()), {true, false, false});
        return objectiveLoss(state.recipe().objective, logits, batch.labels).item<double>();
    }
    SearchState state;
    TensorBatch train = randomBatch(kSmallImages, 6, "train"), valid = randomBatch(kSmallImages, 6, "valid");
};

void add(at::Tensor& alpha, std::int64_t index, double value) {
    at::NoGradGuard noGrad;
    alpha.view({-1})[index] += value;
}

} // namespace

TEST(OuterRule, FirstOrderGradientMatchesFiniteDifferences) {
    Bench bench;
    PassResult pass;
    const auto gradient = outerGradient(FirstOrderSpec{}, bench.state, bench.train, bench.valid, pass);
    const double h = 1e-5;
    for (std::int64_t i : {0, 5, 12, 25}) {
        at::Tensor& alpha = bench.state.alpha()[0];
        add(alpha, i, h);
        const double up = bench.lossOn(bench.valid);
        add(alpha, i, -2 * h);
        const double down = bench.lossOn(bench.valid);
        add(alpha, i, h);
        EXPECT_NEAR(gradient[0].view({-1})[i].item<double>(), (up - down) / (2 * h), 1e-8) << "entry " << i;
    }
}

// DARTS eq. 6: the unrolled gradient is that of L_val(w - eta dL_train/dw, alpha); here by making the virtual step for
// shifted alpha and looking at the loss.
TEST(OuterRule, UnrolledGradientMatchesTheVirtualStepOfDartsEquation6) {
    Bench bench;
    WeightOptimizer& optimizer = bench.state.weightOptimizer();
    at::Tensor& flat = bench.state.supernet().weights().flat();
    const at::Tensor start = flat.clone();
    const double eta = optimizer.learningRate(), decay = optimizer.spec().weightDecay;

    PassResult pass;
    // The published epsilon of 0.01 averages over the kinks of this tiny network; the limit is what equation 6 says.
    const auto gradient = outerGradient(UnrolledSpec{1e-6}, bench.state, bench.train, bench.valid, pass);
    EXPECT_TRUE(at::equal(flat, start)) << "weights must come back bit for bit";
    const auto first = outerGradient(FirstOrderSpec{}, bench.state, bench.train, bench.valid, pass);

    const auto unrolledLoss = [&] {
        const at::Tensor g = bench.state.weightGradientAt(bench.train, false) + start * decay;
        at::NoGradGuard noGrad;
        flat.copy_(start - g * eta);
        const double loss = bench.lossOn(bench.valid);
        flat.copy_(start);
        return loss;
    };
    const double h = 1e-6;
    double largestCorrection = 0;
    for (std::int64_t i : {1, 6, 13, 30}) {
        at::Tensor& alpha = bench.state.alpha()[0];
        add(alpha, i, h);
        const double up = unrolledLoss();
        add(alpha, i, -2 * h);
        const double down = unrolledLoss();
        add(alpha, i, h);
        const double value = gradient[0].view({-1})[i].item<double>();
        EXPECT_NEAR(value, (up - down) / (2 * h), 2e-5) << "entry " << i;
        largestCorrection = std::max(largestCorrection, std::abs(value - first[0].view({-1})[i].item<double>()));
    }
    EXPECT_GT(largestCorrection, 1e-4) << "the second-order term must be visible, else this test proves nothing";
}

TEST(OuterRule, TheWeightStepDoesNotDependOnTheValidationBatch) {
    for (const OuterRuleSpec& rule : {OuterRuleSpec{FirstOrderSpec{}}, OuterRuleSpec{UnrolledSpec{}}}) {
        Recipe recipe = smallRecipe();
        recipe.outer = rule;
        recipe.arch.learningRate = 0; // alpha stays: what is left is leakage
        Bench one(recipe), other(recipe);
        other.valid = randomBatch(kSmallImages, 6, "another validation batch");
        for (Bench* bench : {&one, &other}) {
            bench->state.alphaStep(bench->train, bench->valid);
            bench->state.weightStep(bench->train);
        }
        EXPECT_TRUE(at::equal(one.state.supernet().weights().flat(), other.state.supernet().weights().flat()));
    }
}

TEST(OuterRule, TheAlphaStepLeavesTheWeightsAlone) {
    Bench bench;
    const at::Tensor before = bench.state.supernet().weights().flat().clone();
    bench.state.alphaStep(bench.train, bench.valid);
    EXPECT_TRUE(at::equal(bench.state.supernet().weights().flat(), before));
}

TEST(OuterRule, PenaltiesReachAlphaOnly) {
    Recipe with = smallRecipe(), without = smallRecipe();
    with.penalties = {ZeroOnePenaltySpec{10}};
    Bench one(with), other(without);
    PassResult pass;
    const auto a = outerGradient(FirstOrderSpec{}, one.state, one.train, one.valid, pass);
    EXPECT_LT(pass.total, pass.loss);
    const auto b = outerGradient(FirstOrderSpec{}, other.state, other.train, other.valid, pass);
    EXPECT_GT((a[0] - b[0]).abs().max().item<double>(), 1e-3);
    EXPECT_TRUE(at::equal(one.state.weightGradientAt(one.train, false), other.state.weightGradientAt(other.train, false)));
}
