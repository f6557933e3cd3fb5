#include "engine/siamese/monitor.h"

#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace dnas;
using namespace dnas::test;

namespace {

const at::TensorOptions kDoubles = at::TensorOptions().dtype(at::kDouble);

Snapshot snapshotWith(double loss, double deviation, double rank, double skips) {
    Snapshot snapshot;
    snapshot.metrics = {{"train_loss", loss}, {"feature_std", deviation}, {"effective_rank", rank}, {"skip_share", skips}};
    return snapshot;
}

} // namespace

TEST(Monitor, DeviationIsZeroForOneDirectionAndOneOverRootDForEvenlySpreadOnes) {
    EXPECT_NEAR(directionDeviation(at::ones({10, 16}, kDoubles) * 3), 0, 1e-12);
    const at::Tensor even = at::cat({at::eye(16, kDoubles), -at::eye(16, kDoubles)});
    EXPECT_NEAR(directionDeviation(even), 1 / std::sqrt(16.0), 0.01);
}

TEST(Monitor, EffectiveRankIsTheNumberOfEqualDirections) {
    const at::Tensor even = at::cat({at::eye(5, kDoubles), -at::eye(5, kDoubles)});
    EXPECT_NEAR(effectiveRank(even), 5, 1e-9);
    EXPECT_NEAR(effectiveRank(at::cat({even, at::zeros({10, 20}, kDoubles)}, 1)), 5, 1e-9); // fewer rows than columns
    EXPECT_EQ(effectiveRank(at::ones({8, 4}, kDoubles)), 0);
}

TEST(Monitor, NeighboursVoteByTheirSimilarity) {
    const at::Tensor bank = at::tensor({1.0, 0.0, 0.6, 0.8, 0.0, 1.0}, kDoubles).view({3, 2});
    const at::Tensor labels = at::tensor({0, 1, 1}, at::kLong);
    const at::Tensor query = at::tensor({1.0, 0.1}, kDoubles).view({1, 2});
    const at::Tensor zero = at::tensor({0}, at::kLong);
    EXPECT_EQ(neighbourAccuracy(bank, labels, query, zero, 1, 2), 1);
    // Cosines 0.995, 0.677, 0.0995: e^9.95 outvotes e^6.77 + e^0.995.
    EXPECT_EQ(neighbourAccuracy(bank, labels, query, zero, 3, 2), 1);
    EXPECT_EQ(neighbourAccuracy(bank, labels, query, zero, 100, 2), 1); // more than there are
    EXPECT_EQ(neighbourAccuracy(bank, labels, at::tensor({0.3, 1.0}, kDoubles).view({1, 2}), zero, 2, 2), 0);
}

TEST(Monitor, PrincipalAxesKeepDistancesOfPlanarPoints) {
    const at::Tensor plane = randomTensor({20, 2}, "plane") * at::tensor({3.0, 1.0}, kDoubles);
    const at::Tensor points = at::matmul(plane, at::tensor({0.6, 0.8, 0.0, 0.0, 0.0, 1.0}, kDoubles).view({2, 3}));
    double explained[2];
    const at::Tensor axes = principalAxes(points, explained);
    EXPECT_NEAR(explained[0] + explained[1], 1, 1e-9);
    EXPECT_GT(explained[0], explained[1]);
    for (int i = 1; i < 20; ++i)
        EXPECT_NEAR((axes[i] - axes[0]).norm().item<double>(), (points[i] - points[0]).norm().item<double>(), 1e-9);
    principalAxes(at::ones({4, 3}, kDoubles), explained); // equal points: no axes, no NaN
    EXPECT_EQ(explained[0], 0);
}

TEST(Monitor, WarnsOfEachSignOfCollapseAndOfNoneInAHealthyEpoch) {
    const double ideal = 1 / std::sqrt(256.0);
    EXPECT_TRUE(collapseWarnings(snapshotWith(-0.8, 0.9 * ideal, 40, 0.2), SiameseFramework::SimSiam, 256).empty());
    EXPECT_EQ(collapseWarnings(snapshotWith(-0.99, 0.1 * ideal, 1.2, 0.5), SiameseFramework::SimSiam, 256).size(), 4u);
    // Contrastive losses have no lowest value that would say anything; a pretraining has no skips to count.
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(collapseWarnings(snapshotWith(0.001, ideal, 40, nan), SiameseFramework::SimClr, 256).empty());
}
