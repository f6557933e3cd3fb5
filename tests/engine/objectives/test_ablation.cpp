#include "engine/objectives/ablation.h"

#include <gtest/gtest.h>

using namespace dnas;

// Thesis equations 4.2 and 4.3: losses 1.0 with, 1.4, 1.2, 1.6 without: M_C = -0.4, -0.2, -0.6, mean -0.4.
TEST(Ablation, ComparesContributionsWithTheirMean) {
    const AblationLoss loss = ablationLoss(1.0, {1.4, 1.2, 1.6}, 0.05);
    ASSERT_EQ(loss.contributions.size(), 3u);
    EXPECT_NEAR(loss.contributions[0], -0.4, 1e-12);
    EXPECT_NEAR(loss.unit, 0.4, 1e-12);
    EXPECT_NEAR(loss.values[0], 0.0, 1e-12);
    EXPECT_NEAR(loss.values[1], 0.5, 1e-12) << "helps less than the others: a larger loss";
    EXPECT_NEAR(loss.values[2], -0.5, 1e-12);
    EXPECT_NEAR(loss.networkWeight(), 1 / (3 * 0.4), 1e-12);
    EXPECT_NEAR(loss.spread(), 1.0 / 3, 1e-12);
}

TEST(Ablation, SumsToZeroOverTheCells) {
    const AblationLoss loss = ablationLoss(0.7, {2.3, 0.71, 0.69, 1.1, 0.9}, 0.05);
    double sum = 0;
    for (double value : loss.values) sum += value;
    EXPECT_NEAR(sum, 0, 1e-12);
    EXPECT_GT(loss.spread(), 0.1);
}

TEST(Ablation, KeepsItsDirectionWhenTheMeanChangesItsSign) {
    // The second cell helps more than the first (its contribution is lower), whatever the mean.
    for (double shift : {-1.0, 1.0}) {
        const AblationLoss loss = ablationLoss(shift, {-0.1, 0.1}, 0.05);
        EXPECT_GT(loss.values[0], 0) << shift;
        EXPECT_LT(loss.values[1], 0) << shift;
    }
}

TEST(Ablation, IsZeroWhereTheMeanIsNearZero) {
    const AblationLoss loss = ablationLoss(1.0, {1.5, 0.52}, 0.05); // mean -0.01
    EXPECT_EQ(loss.values, (std::vector<double>{0, 0}));
    EXPECT_EQ(loss.networkWeight(), 0);
    EXPECT_NEAR(loss.contributions[0], -0.5, 1e-12) << "contributions are told anyway";
    EXPECT_EQ(ablationLoss(1.0, {1.0, 1.0}, 1e-6).values, (std::vector<double>{0, 0})) << "equation 4.3, second case";
}

TEST(Ablation, SaysNothingOfASingleGroup) {
    EXPECT_EQ(ablationLoss(1.0, {2.0}, 0.05).values, std::vector<double>{0});
}
