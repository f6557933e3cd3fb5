#include "engine/relax/relaxation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {
at::Tensor alpha() { return at::tensor(std::vector<double>{0.0, std::log(2.0), std::log(5.0), -1.0, 0.5, 2.0}).view({2, 3}); }
} // namespace

TEST(Relaxation, SoftmaxFollowsDartsEquation2) {
    const at::Tensor w = relax(SoftmaxRelaxSpec{}, alpha());
    EXPECT_NEAR(w[0][0].item<double>(), 1.0 / 8, 1e-12);
    EXPECT_NEAR(w[0][1].item<double>(), 2.0 / 8, 1e-12);
    EXPECT_NEAR(w[0][2].item<double>(), 5.0 / 8, 1e-12);
    EXPECT_NEAR(w[1].sum().item<double>(), 1.0, 1e-12);
}

TEST(Relaxation, SigmoidLetsOperationsNotCompete) {
    const at::Tensor w = relax(SigmoidRelaxSpec{}, alpha());
    EXPECT_NEAR(w[0][0].item<double>(), 0.5, 1e-12);
    EXPECT_NEAR(w[1][2].item<double>(), 1 / (1 + std::exp(-2.0)), 1e-12);
    at::Tensor changed = alpha();
    changed[1][0] = 9.0;
    EXPECT_EQ(relax(SigmoidRelaxSpec{}, changed)[1][2].item<double>(), w[1][2].item<double>());
}
