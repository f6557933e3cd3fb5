#include "engine/core/random_streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using dnas::RandomStream;

TEST(RandomStream, IsAFunctionOfSeedNameEpochAndStep) {
    EXPECT_EQ(RandomStream(1, "a", 2, 3).next(), RandomStream(1, "a", 2, 3).next());
    const auto first = RandomStream(1, "a", 2, 3).next();
    EXPECT_NE(first, RandomStream(2, "a", 2, 3).next());
    EXPECT_NE(first, RandomStream(1, "b", 2, 3).next());
    EXPECT_NE(first, RandomStream(1, "a", 3, 2).next());
}

TEST(RandomStream, NormalHasMeanZeroAndDeviationOne) {
    RandomStream stream(4, "normal");
    double sum = 0, squares = 0;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
        const double x = stream.normal();
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / kDraws, 0, 0.03);
    EXPECT_NEAR(std::sqrt(squares / kDraws), 1, 0.03);
}

TEST(RandomStream, BelowCoversItsRangeAndNoMore) {
    RandomStream stream(4, "below");
    std::vector<int> seen(7, 0);
    for (int i = 0; i < 7000; ++i) ++seen.at(stream.below(7));
    EXPECT_GT(*std::min_element(seen.begin(), seen.end()), 850);
}

TEST(RandomStream, ShuffleKeepsEveryElement) {
    std::vector<int> values{0, 1, 2, 3, 4, 5, 6, 7};
    RandomStream(9, "shuffle").shuffle(values);
    EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
    std::sort(values.begin(), values.end());
    EXPECT_EQ(values, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}
