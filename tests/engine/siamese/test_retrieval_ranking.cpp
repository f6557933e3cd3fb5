#include "engine/api/retrieval.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

RetrievalIndex planeIndex(const std::vector<double>& degrees, const std::vector<std::string>& names) {
    RetrievalIndex index;
    index.width = 2;
    for (std::size_t i = 0; i < degrees.size(); ++i) {
        const double angle = degrees[i] * 3.14159265358979 / 180;
        index.features.push_back(float(std::cos(angle)));
        index.features.push_back(float(std::sin(angle)));
        index.items.push_back({names[i], {}, true});
    }
    groupItems(index.items);
    return index;
}

} // namespace

TEST(Retrieval, AveragePrecisionOfRankingsComputedByHand) {
    EXPECT_DOUBLE_EQ(averagePrecision({true, true, false}, 2), 1);
    EXPECT_DOUBLE_EQ(averagePrecision({true, false, true}, 2), (1.0 + 2.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(averagePrecision({false, true, false, true, true}, 3), (1.0 / 2 + 2.0 / 4 + 3.0 / 5) / 3);
    EXPECT_DOUBLE_EQ(averagePrecision({true}, 4), 0.25); // three were not found
    EXPECT_DOUBLE_EQ(averagePrecision({false, false}, 1), 0);
    EXPECT_DOUBLE_EQ(averagePrecision({}, 1), 0);
    EXPECT_TRUE(std::isnan(averagePrecision({false}, 0)));
}

TEST(Retrieval, HolidaysNamesGiveTheGroupAndItsFirstImageAsTheQuery) {
    std::vector<RetrievalItem> items{{"jpg/100000.jpg", {}, true}, {"jpg/100001.jpg", {}, true}, {"jpg/100100.jpg", {}, true}};
    groupItems(items);
    EXPECT_EQ(items[0].group, "1000");
    EXPECT_EQ(items[1].group, "1000");
    EXPECT_EQ(items[2].group, "1001");
    EXPECT_TRUE(items[0].query && items[2].query);
    EXPECT_FALSE(items[1].query);
}

TEST(Retrieval, OtherNamesAreGroupedByTheirFolderAndAllAsk) {
    std::vector<RetrievalItem> items{{"Greek/character01/0394_01.png", {}, true}, {"Greek/character02/0395_01.png", {}, true}, {"100000.jpg", {}, true}};
    groupItems(items);
    EXPECT_EQ(items[0].group, "Greek/character01");
    EXPECT_EQ(items[1].group, "Greek/character02");
    EXPECT_EQ(items[2].group, "");
    EXPECT_TRUE(items[0].query && items[1].query && items[2].query);
}

TEST(Retrieval, RanksByCosineAboveTheThresholdWithoutTheQueryItself) { // 5.5
    const RetrievalIndex index = planeIndex({0, 90, 30, 180}, {"a/0.png", "a/1.png", "b/2.png", "b/3.png"});
    const std::vector<RetrievalHit> all = rankItems(index, index.features.data(), -2, 0);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].item, 2);
    EXPECT_NEAR(all[0].similarity, std::cos(30 * 3.14159265358979 / 180), 1e-6);
    EXPECT_EQ(all[2].item, 3);
    EXPECT_EQ(rankItems(index, index.features.data(), 0.5, 0).size(), 1u);
}

TEST(Retrieval, MeanAveragePrecisionIsTheMeanOverQueriesWithPartners) {
    // Angles: a at 0 and 40, b at 10 and 60, and one image alone in its group.
    const RetrievalIndex index = planeIndex({0, 40, 10, 60, 200}, {"a/0", "a/1", "b/2", "b/3", "c/4"});
    // a0: b2, a1 -> 1/2. a1 (at 40): b3 at 20, b2 at 30, a0 -> 1/3. b2: a0, a1, b3 -> 1/3. b3: a1 at 20, b2 at 50 -> 1/2.
    const RetrievalScore score = evaluateRetrieval(index);
    EXPECT_EQ(score.queries, 4);
    EXPECT_NEAR(score.meanAveragePrecision, (1.0 / 2 + 1.0 / 3 + 1.0 / 3 + 1.0 / 2) / 4, 1e-12);
    EXPECT_EQ(score.precisionAt1, 0);
    EXPECT_NEAR(evaluateRetrieval(index, 0.999).meanAveragePrecision, 0, 1e-12);
}

TEST(Retrieval, WithoutPartnersThereIsNoScore) {
    const RetrievalIndex one = planeIndex({0}, {"a/0"});
    EXPECT_EQ(evaluateRetrieval(one).queries, 0);
    EXPECT_TRUE(std::isnan(evaluateRetrieval(one).meanAveragePrecision));
}
