#include "engine/api/rank_correlation.h"

#include "engine/api/distance.h"
#include "engine/api/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace dnas;

using Values = std::vector<double>;

TEST(Ranks, ShareTheMeanAmongEqualValues) {
    EXPECT_EQ(ranks({30, 10, 20}), (Values{3, 1, 2}));
    EXPECT_EQ(ranks({1, 2, 2, 3}), (Values{1, 2.5, 2.5, 4}));
    EXPECT_EQ(ranks({5, 5, 5}), (Values{2, 2, 2}));
    EXPECT_TRUE(ranks({}).empty());
}

TEST(RankCorrelation, IsOneForTheSameOrderAndMinusOneForTheReverse) {
    const Values x{1, 2, 3, 10}, y{0.1, 0.2, 0.9, 0.95}, reversed{4, 3, 2, 1};
    EXPECT_DOUBLE_EQ(spearman(x, y), 1);
    EXPECT_DOUBLE_EQ(kendall(x, y), 1);
    EXPECT_DOUBLE_EQ(spearman(x, reversed), -1);
    EXPECT_DOUBLE_EQ(kendall(x, reversed), -1);
    EXPECT_LT(pearson(x, y), 1);
}

TEST(RankCorrelation, MatchesAnExampleByHand) {
    // Ranks 1..5 against 2 1 4 3 5: sum of squared differences 4, two discordant pairs of ten.
    const Values x{1, 2, 3, 4, 5}, y{2, 1, 4, 3, 5};
    EXPECT_NEAR(spearman(x, y), 1 - 6. * 4 / (5 * 24), 1e-12);
    EXPECT_NEAR(kendall(x, y), (8. - 2) / 10, 1e-12);
}

TEST(RankCorrelation, CorrectsForTies) {
    const Values x{1, 2, 2, 3}, y{1, 2, 3, 4};
    EXPECT_NEAR(kendall(x, y), 5 / std::sqrt(5. * 6), 1e-12); // tau-b
    EXPECT_NEAR(spearman(x, y), 4.5 / std::sqrt(4.5 * 5), 1e-12);
}

TEST(RankCorrelation, IsUndefinedWithoutAnOrder) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const auto& [x, y] : {std::pair<Values, Values>{{}, {}}, {{1}, {2}}, {{1, 1}, {1, 2}}, {{1, nan}, {1, 2}}}) {
        EXPECT_TRUE(std::isnan(spearman(x, y)));
        EXPECT_TRUE(std::isnan(kendall(x, y)));
        EXPECT_TRUE(std::isnan(pearson(x, y)));
    }
    EXPECT_DOUBLE_EQ(spearman({1, 2, infinity}, {1, 2, 3}), 1);
    EXPECT_DOUBLE_EQ(kendall({1, 2, infinity}, {1, 2, 3}), 1);
}

TEST(RankCorrelation, RefusesListsOfDifferentLength) {
    EXPECT_THROW(spearman({1, 2}, {1}), EngineError);
    EXPECT_THROW(kendall({1, 2}, {1}), EngineError);
}

TEST(RankCorrelation, TellsHowTheTwoTablesOfWeightsAgree) {
    const Values& a = operationWeights(WeightTable::Table41);
    const Values& b = operationWeights(WeightTable::Repository);
    EXPECT_DOUBLE_EQ(spearman(a, a), 1);
    EXPECT_GT(spearman(a, b), 0.5);
    EXPECT_LT(spearman(a, b), 1);
}

TEST(CorrelationIntervals, MatchHandComputedValues) {
    // r = 0.5, n = 28: z = 0.549306, s = 1/5, z -+ 0.391993 = 0.157313 and 0.941299.
    const CorrelationInterval p = pearsonInterval(0.5, 28);
    EXPECT_NEAR(p.low, 0.156028, 2e-6);
    EXPECT_NEAR(p.high, 0.735818, 2e-6);
    // s^2 = 1.125 / 25: s = 0.212132, z -+ 0.415771 = 0.133535 and 0.965077.
    const CorrelationInterval s = spearmanInterval(0.5, 28);
    EXPECT_NEAR(s.low, 0.132747, 2e-6);
    EXPECT_NEAR(s.high, 0.746533, 2e-6);
    // s^2 = 0.437 / 24: s = 0.134938, z -+ 0.264474 = 0.284832 and 0.813780.
    const CorrelationInterval k = kendallInterval(0.5, 28);
    EXPECT_NEAR(k.low, 0.277371, 2e-6);
    EXPECT_NEAR(k.high, 0.671670, 2e-6);
}

TEST(CorrelationIntervals, AreSymmetricAndShrinkWithMoreValues) {
    const CorrelationInterval minus = spearmanInterval(-0.4, 20), plus = spearmanInterval(0.4, 20);
    EXPECT_DOUBLE_EQ(minus.low, -plus.high);
    EXPECT_DOUBLE_EQ(minus.high, -plus.low);
    EXPECT_LT(spearmanInterval(0.4, 200).high, plus.high);
    EXPECT_GT(spearmanInterval(0.4, 200).low, plus.low);
}

TEST(CorrelationIntervals, AreUndefinedWithTooFewValuesOrWithoutSpread) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const CorrelationInterval& i :
         {pearsonInterval(0.5, 3), spearmanInterval(0.5, 3), kendallInterval(0.5, 4), pearsonInterval(0.5, 0),
          pearsonInterval(nan, 20), pearsonInterval(1, 20), kendallInterval(-1, 20)}) {
        EXPECT_TRUE(std::isnan(i.low));
        EXPECT_TRUE(std::isnan(i.high));
    }
    EXPECT_FALSE(std::isnan(pearsonInterval(0.5, 4).low));
    EXPECT_FALSE(std::isnan(spearmanInterval(0.5, 4).low));
    EXPECT_FALSE(std::isnan(kendallInterval(0.5, 5).low));
}
