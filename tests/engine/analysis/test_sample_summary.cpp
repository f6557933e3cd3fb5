#include "engine/api/sample_summary.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

TEST(SampleSummary, IsThatOfABoxPlotWithMeanAndInterval) {
    const SampleSummary s = summaryOf({3, 1, 2, 5, std::nan(""), 4});
    EXPECT_EQ(s.count, 5);
    EXPECT_EQ(s.low, 1);
    EXPECT_EQ(s.lowerQuartile, 2);
    EXPECT_EQ(s.median, 3);
    EXPECT_EQ(s.upperQuartile, 4);
    EXPECT_EQ(s.high, 5);
    EXPECT_EQ(s.mean, 3);
    EXPECT_NEAR(s.interval, 2.776 * std::sqrt(2.5 / 5), 1e-12);
    EXPECT_TRUE(std::isnan(summaryOf({7}).interval));
    EXPECT_TRUE(std::isnan(summaryOf({}).median));
}
