#include "engine/bilevel/ablated_pass.h"
#include "engine/objectives/objective.h"
#include "engine/relax/relaxation.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros_like.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// Four individual cells of two nodes with sigmoid mixing, away from their start.
Recipe individualCells(AblationSpec ablation = {}, AlphaSharing sharing = AlphaSharing::PerCell) {
    Recipe recipe = smallRecipe(OperationSet::DartsWithoutNone);
    auto& space = std::get<CellSpaceSpec>(recipe.space);
    space.sharing = sharing;
    space.cells = 4;
    recipe.relax = SigmoidRelaxSpec{};
    recipe.penalties = {ablation};
    return recipe;
}

const ImageShape kImages{1, 8, 8, 4};

struct Bench {
    explicit Bench(const Recipe& recipe, Kernels kernels = Kernels::Plain)
        : state(recipe, kImages, 3, at::kDouble, c10::Device(at::kCPU), kernels) {
        at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < state.alpha().size(); ++i)
            state.alpha()[i].copy_(randomTensor(state.alpha()[i].sizes().vec(), ("alpha" + std::to_string(i)).c_str()));
    }
    std::vector<at::Tensor> gradient(PassResult& result) {
        return state.alphaGradientAt(valid, /*penalties=*/true, /*updateStatistics=*/false, &result);
    }
    /// Written down once more, the slow way: every network from its images on. @param off group whose cells give 0
    double loss(int off = -1) {
        at::NoGradGuard noGrad;
        const ForwardMode mode{true, false, false};
        const CellChain& chain = *state.supernet().chain();
        const auto mixing = relaxAll(state.recipe().relax, state.alpha());
        auto [first, second] = chain.stem(valid.images, mode);
        for (int k = 0; k < chain.cellCount(); ++k) {
            at::Tensor out = chain.cell(k, first, second, mixing[chain.groupOfCell(k)], mode);
            if (chain.groupOfCell(k) == off) out = at::zeros_like(out);
            first = second;
            second = out;
        }
        return objectiveLoss(state.recipe().objective, chain.classify(second, mode), valid.labels).item<double>();
    }
    /// L_CE + w_AB (M_C^i - mean(M_C)) / unit.
    double cellLoss(int cell, double weight, double unit) {
        const double whole = loss();
        const int groups = static_cast<int>(state.alpha().size());
        double mean = 0, own = 0;
        for (int group = 0; group < groups; ++group) {
            const double contribution = whole - loss(group);
            mean += contribution / groups;
            if (group == cell) own = contribution;
        }
        return whole + weight * (own - mean) / unit;
    }
    SearchState state;
    TensorBatch valid = randomBatch(kImages, 4, "valid"), train = randomBatch(kImages, 4, "train");
};

void add(at::Tensor& alpha, std::int64_t index, double value) {
    at::NoGradGuard noGrad;
    alpha.view({-1})[index] += value;
}

double largest(const at::Tensor& tensor) { return tensor.abs().max().item<double>(); }

/// |mean(M_C)| as a pass measured it.
double unitOf(const PassResult& pass) {
    double mean = 0;
    for (double contribution : pass.contributions) mean += contribution / static_cast<double>(pass.contributions.size());
    return std::abs(mean);
}

void expectFiniteDifferences(Bench& bench, double weight) {
    PassResult pass;
    const auto gradient = bench.gradient(pass);
    const double unit = unitOf(pass), h = 1e-5;
    for (std::size_t group = 0; group < gradient.size(); ++group)
        for (std::int64_t i : {9, 30}) {
            at::Tensor& alpha = bench.state.alpha()[group];
            add(alpha, i, h);
            const double up = bench.cellLoss(static_cast<int>(group), weight, unit);
            add(alpha, i, -2 * h);
            const double down = bench.cellLoss(static_cast<int>(group), weight, unit);
            add(alpha, i, h);
            EXPECT_NEAR(gradient[group].view({-1})[i].item<double>(), (up - down) / (2 * h), 2e-7)
                << "group " << group << ", entry " << i;
        }
}

constexpr AblationSpec kAlways{0.5, AblationForm::Described, 1e-6};

} // namespace

// Thesis equations 4.2 to 4.4.
TEST(AblatedPass, GradientOfTheAblationLossMatchesFiniteDifferences) {
    Bench bench(individualCells(kAlways));
    expectFiniteDifferences(bench, kAlways.weight);
}

TEST(AblatedPass, GradientMatchesFiniteDifferencesWhereCellsShareAlpha) {
    Bench bench(individualCells(kAlways, AlphaSharing::ByType));
    expectFiniteDifferences(bench, kAlways.weight);
}

TEST(AblatedPass, ContributionsAreTheLossWithMinusTheLossWithout) {
    Bench bench(individualCells(kAlways));
    PassResult pass;
    bench.gradient(pass);
    ASSERT_EQ(pass.contributions.size(), 4u);
    EXPECT_NEAR(pass.loss, bench.loss(), 1e-12);
    for (int cell = 0; cell < 4; ++cell) EXPECT_NEAR(pass.contributions[cell], bench.loss() - bench.loss(cell), 1e-12) << cell;
    EXPECT_GT(pass.ablation, 0);
    EXPECT_NEAR(pass.total, pass.loss, 1e-12) << "over the cells the ablation loss adds nothing";
}

TEST(AblatedPass, TheSumOverTheCellsHasNoGradientButEachCellHas) {
    // What the cells descend together would be the gradient of 0; what makes the loss work is that each descends its own.
    Bench bench(individualCells(kAlways)), plain(individualCells({0, AblationForm::Described, 1e-6}));
    PassResult pass;
    const auto own = bench.gradient(pass), without = plain.gradient(pass);
    double difference = 0;
    for (std::size_t i = 0; i < own.size(); ++i) difference = std::max(difference, largest(own[i] - without[i]));
    EXPECT_GT(difference, 1e-4);
    bench.gradient(pass);
    const double unit = unitOf(pass), h = 1e-5;
    const auto sum = [&] {
        double total = 0;
        for (int cell = 0; cell < 4; ++cell) total += bench.cellLoss(cell, 1, unit) - bench.loss();
        return total;
    };
    add(bench.state.alpha()[1], 9, h);
    EXPECT_NEAR(sum(), 0, 1e-10);
}

TEST(AblatedPass, WithoutTheLastCellTheNetworkAnswersWithItsBias) {
    Bench bench(individualCells(kAlways));
    PassResult pass;
    bench.gradient(pass);
    at::NoGradGuard noGrad;
    const at::Tensor bias = bench.state.supernet().weights().named().at("classifier.bias");
    const double chance = objectiveLoss(CrossEntropySpec{}, bias.unsqueeze(0).expand({4, 4}), bench.valid.labels).item<double>();
    EXPECT_NEAR(pass.contributions[3], pass.loss - chance, 1e-12);
}

TEST(AblatedPass, TheFusedPathEqualsThePlainOne) {
    for (AblationForm form : {AblationForm::Described, AblationForm::Published}) {
        const AblationSpec spec{0.5, form, 1e-6};
        Bench plain(individualCells(spec)), fused(individualCells(spec), Kernels::Fused);
        PassResult a, b;
        const auto ga = plain.gradient(a), gb = fused.gradient(b);
        for (std::size_t i = 0; i < ga.size(); ++i) EXPECT_LT(largest(ga[i] - gb[i]), 1e-9) << i;
        for (std::size_t i = 0; i < ga.size(); ++i) EXPECT_NEAR(a.contributions[i], b.contributions[i], 1e-9) << i;
    }
}

TEST(AblatedPass, WhatACellRemembersEqualsWhatItWouldComputeAgain) {
    Bench bench(individualCells(kAlways), Kernels::Fused);
    const ForwardMode mode{true, false, false};
    const CellChain& chain = *bench.state.supernet().chain();
    const auto mixing = relaxAll(bench.state.recipe().relax, bench.state.alpha());
    auto [first, second] = chain.stem(bench.valid.images, mode);
    for (int k = 0; k < chain.cellCount(); ++k) {
        CellMemory memory;
        const at::Tensor out = chain.cell(k, first, second, mixing[k], mode, &memory);
        at::NoGradGuard noGrad;
        const at::Tensor otherMixing = at::ones_like(mixing[k]) * 0.3, a = first.detach(), b = second.detach();
        EXPECT_TRUE(at::equal(chain.cell(k, a, b, mixing[k], mode, &memory), out)) << "both inputs known, cell " << k;
        EXPECT_TRUE(at::equal(chain.cell(k, a, b, otherMixing, mode, &memory), chain.cell(k, a, b, otherMixing, mode))) << k;
        EXPECT_TRUE(at::equal(chain.cell(k, a, b * 2, otherMixing, mode, &memory), chain.cell(k, a, b * 2, otherMixing, mode))) << "one known, cell " << k;
        EXPECT_TRUE(at::equal(chain.cell(k, a * 2, b * 3, otherMixing, mode, &memory), chain.cell(k, a * 2, b * 3, otherMixing, mode))) << "none known, cell " << k;
        first = second;
        second = out;
    }
}

TEST(AblatedPass, ThePublishedFormHasNoGradientAndRepeatsBySeed) {
    Bench published(individualCells({0.5, AblationForm::Published, 1e-6})), plain(individualCells({0, AblationForm::Published, 1e-6}));
    PassResult first, second, ignored;
    const auto a = published.gradient(first), b = plain.gradient(ignored);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_LT(largest(a[i] - b[i]), 1e-14) << i;
    EXPECT_TRUE(ignored.contributions.empty()) << "without a weight nothing is measured";
    published.gradient(second);
    EXPECT_EQ(first.contributions, second.contributions);
    published.state.archOptimizer().stepCount() = 1;
    published.gradient(second);
    EXPECT_NE(first.contributions, second.contributions) << "every step draws its own weights";
}

TEST(AblatedPass, IsThePassWithoutAblationWhereTheMeanIsNearZero) {
    Bench bench(individualCells({0.5, AblationForm::Described, 10})), plain(individualCells({0, AblationForm::Described, 10}));
    PassResult pass;
    const auto a = bench.gradient(pass), b = plain.gradient(pass);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_LT(largest(a[i] - b[i]), 1e-14) << i;
}

TEST(AblatedPass, LeavesRunningStatisticsToTheWholeNetwork) {
    Bench bench(individualCells(kAlways)), plain(individualCells({0, AblationForm::Described, 1e-6}));
    for (Bench* b : {&bench, &plain}) b->state.alphaGradientAt(b->valid, true, /*updateStatistics=*/true);
    EXPECT_TRUE(at::equal(bench.state.supernet().weights().statistics(), plain.state.supernet().weights().statistics()));
}

TEST(AblatedPass, WeightsNeverSeeTheValidationBatch) {
    for (AblationForm form : {AblationForm::Described, AblationForm::Published}) {
        Recipe recipe = individualCells({0.5, form, 1e-6});
        recipe.arch.learningRate = 0; // alpha stays: what is left is leakage
        Bench one(recipe), other(recipe);
        other.valid = randomBatch(kImages, 4, "another validation batch");
        for (Bench* bench : {&one, &other}) {
            bench->state.alphaStep(bench->train, bench->valid);
            bench->state.weightStep(bench->train);
        }
        EXPECT_TRUE(at::equal(one.state.supernet().weights().flat(), other.state.supernet().weights().flat()));
    }
}
