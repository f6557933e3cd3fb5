#include "engine/data/split.h"
#include "tests/engine/data/fixtures.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace dnas::test {
namespace {

/// 100 images: 50 of class 0, 30 of class 1, 20 of class 2, in turn.
ImageSet unevenSet() {
    ImageSet set;
    set.count = 100, set.channels = set.height = set.width = 1, set.classes = 3;
    for (int i = 0; i < 100; ++i)
        set.labels.push_back(i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2);
    return set;
}

std::vector<int> countClasses(const ImageSet& set, const std::vector<int>& indices) {
    std::vector<int> counts(set.classes);
    for (int i : indices)
        ++counts[set.labels[i]];
    return counts;
}

TEST(Split, PartsAreDisjointTogetherCompleteAndFixedBySeed) {
    const ImageSet set = unevenSet();
    const std::vector<int> all = drawSubset(set, 0, 1, false);
    const Split split = splitSet(set, all, 0.7, 5, false);
    EXPECT_EQ(split.weights.size(), 70u);
    std::set<int> both(split.weights.begin(), split.weights.end());
    both.insert(split.alpha.begin(), split.alpha.end());
    EXPECT_EQ(both.size(), 100u);
    EXPECT_TRUE(std::is_sorted(split.alpha.begin(), split.alpha.end()));
    EXPECT_EQ(splitSet(set, all, 0.7, 5, false).weights, split.weights);
    EXPECT_NE(splitSet(set, all, 0.7, 6, false).weights, split.weights);
}

TEST(Split, StratifiedPartsKeepTheSharesOfClasses) {
    const ImageSet set = unevenSet();
    const std::vector<int> subset = drawSubset(set, 50, 9, true);
    EXPECT_EQ(countClasses(set, subset), (std::vector<int>{25, 15, 10}));
    const Split split = splitSet(set, subset, 0.5, 9, true);
    EXPECT_EQ(countClasses(set, split.weights), (std::vector<int>{13, 7, 5})); // 12.5, 7.5, 5: the tie goes to class 0
    EXPECT_EQ(countClasses(set, split.alpha), (std::vector<int>{12, 8, 5}));
}

TEST(LabelledParts, TheTestPartJudgesAndWithoutOneAFifthThatIsHeldOut) {
    auto data = std::make_shared<DataSet>();
    data->train = unevenSet();
    const LabelledParts held = labelledParts(data, 50, true, 3);
    EXPECT_EQ(countClasses(data->train, held.train), (std::vector<int>{20, 12, 8}));
    EXPECT_EQ(countClasses(data->train, held.valid), (std::vector<int>{5, 3, 2}));
    EXPECT_EQ(held.validImages.get(), &data->train);
    data->test = unevenSet();
    data->test->count = 30;
    const LabelledParts tested = labelledParts(data, 50, true, 3);
    EXPECT_EQ(tested.train.size(), 50u);
    EXPECT_EQ(tested.valid.size(), 30u);
    EXPECT_EQ(tested.validImages.get(), &*data->test);
}

TEST(Split, SubsetsOfDifferentSeedsDiffer) {
    const ImageSet set = unevenSet();
    EXPECT_EQ(drawSubset(set, 20, 1, false), drawSubset(set, 20, 1, false));
    EXPECT_NE(drawSubset(set, 20, 1, false), drawSubset(set, 20, 2, false));
    EXPECT_EQ(drawSubset(set, 100, 1, false).size(), 100u);
}

TEST(Split, PortionsThatAreExactInDecimalGiveExactCounts) {
    const ImageSet set = unevenSet();
    const std::vector<int> all = drawSubset(set, 0, 1, false);
    for (int percent = 1; percent < 100; ++percent)
        EXPECT_EQ(int(splitSet(set, all, percent / 100.0, 1, false).weights.size()), percent);
}

TEST(Split, ImpossibleRequestsAreUsageErrorsWithTheValue) {
    const ImageSet set = unevenSet();
    const std::vector<int> all = drawSubset(set, 0, 1, false);
    EXPECT_TRUE(contains(errorOf([&] { drawSubset(set, 101, 1, false); }).full(), "1 to 100"));
    EXPECT_EQ(errorOf([&] { drawSubset(set, -1, 1, false); }).code(), ErrorCode::Usage);
    EXPECT_TRUE(contains(errorOf([&] { splitSet(set, all, 1.0, 1, false); }).what(), "none to train alpha"));
    EXPECT_TRUE(contains(errorOf([&] { splitSet(set, all, 0.001, 1, false); }).what(), "none to train the weights"));
    EXPECT_TRUE(contains(errorOf([&] { splitSet(set, all, 1.5, 1, false); }).what(), "1.5 is out of range"));
    EXPECT_EQ(errorOf([&] { splitSet(set, all, std::nan(""), 1, false); }).code(), ErrorCode::Usage);
}

} // namespace
} // namespace dnas::test
