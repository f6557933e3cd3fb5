#include "engine/bilevel/optimizers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {
at::Tensor vector(std::vector<double> values) { return at::tensor(values); }
} // namespace

TEST(WeightOptimizer, TwoStepsAreMomentumSgdWithWeightDecay) {
    WeightOptimizerSpec spec{0.1, 0.0, 0.9, 0.01, 0};
    at::Tensor w = vector({1.0});
    WeightOptimizer optimizer(spec, w);
    at::Tensor g = vector({2.0});
    optimizer.step(w, g);
    const double buffer1 = 2.0 + 0.01 * 1.0, w1 = 1.0 - 0.1 * buffer1;
    EXPECT_NEAR(w.item<double>(), w1, 1e-15);
    g = vector({-1.0});
    optimizer.step(w, g);
    const double buffer2 = 0.9 * buffer1 + (-1.0 + 0.01 * w1);
    EXPECT_NEAR(w.item<double>(), w1 - 0.1 * buffer2, 1e-15);
}

TEST(WeightOptimizer, ClipsTheNormBeforeTheDecayAndReportsTheUnclippedOne) {
    WeightOptimizerSpec spec{1.0, 0.0, 0.0, 0.0, 5};
    at::Tensor w = vector({0.0, 0.0}), g = vector({30.0, 40.0});
    WeightOptimizer optimizer(spec, w);
    EXPECT_NEAR(optimizer.step(w, g), 50.0, 1e-12);
    EXPECT_NEAR(w[0].item<double>(), -3.0, 1e-6);
    EXPECT_NEAR(w[1].item<double>(), -4.0, 1e-6);
}

TEST(WeightOptimizer, CosineRunsFromTheLargestToTheSmallestRate) {
    WeightOptimizer optimizer({0.025, 0.001, 0.9, 3e-4, 5}, vector({0.0}));
    optimizer.setEpoch(0, 50);
    EXPECT_DOUBLE_EQ(optimizer.learningRate(), 0.025);
    optimizer.setEpoch(25, 50);
    EXPECT_NEAR(optimizer.learningRate(), (0.025 + 0.001) / 2, 1e-15);
    optimizer.setEpoch(50, 50);
    EXPECT_NEAR(optimizer.learningRate(), 0.001, 1e-15);
}

TEST(ArchOptimizer, StepsFollowAdamWithL2) {
    ArchOptimizerSpec spec{0.1, 0.5, 0.999, 0.2};
    std::vector<at::Tensor> alpha{vector({1.0})};
    ArchOptimizer optimizer(spec, alpha);
    double a = 1.0, m = 0, v = 0;
    const double gradients[] = {0.3, -0.8, 0.1};
    for (int t = 1; t <= 3; ++t) {
        optimizer.step(alpha, {vector({gradients[t - 1]})});
        const double g = gradients[t - 1] + 0.2 * a;
        m = 0.5 * m + 0.5 * g;
        v = 0.999 * v + 0.001 * g * g;
        a -= 0.1 * (m / (1 - std::pow(0.5, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
        EXPECT_NEAR(alpha[0].item<double>(), a, 1e-12) << "step " << t;
    }
}

// D-DARTS has an optimiser for each cell: entry by entry, that is one for all.
TEST(ArchOptimizer, OneForAllGroupsMakesTheStepsOfOneForEach) {
    const ArchOptimizerSpec spec{3e-3, 0.9, 0.999, 1e-3};
    std::vector<at::Tensor> together{vector({0.0, 1.0}), vector({-2.0})}, apart{vector({0.0, 1.0}), vector({-2.0})};
    ArchOptimizer whole(spec, together);
    std::vector<at::Tensor> first{apart[0]}, second{apart[1]};
    ArchOptimizer ofFirst(spec, first), ofSecond(spec, second);
    for (int step = 1; step <= 4; ++step) {
        const at::Tensor a = vector({0.3 * step, -0.01}), b = vector({100.0 / step});
        whole.step(together, {a, b});
        ofFirst.step(first, {a});
        ofSecond.step(second, {b});
    }
    EXPECT_TRUE(at::equal(together[0], first[0]));
    EXPECT_TRUE(at::equal(together[1], second[0]));
}
