#include "engine/api/error.h"
#include "engine/api/metric_filter.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

bool accepts(const std::string& text) {
    return MetricFilter::parse(text).accepts([](const std::string& metric) {
        if (metric == "top1") return 0.75;
        if (metric == "skip_count") return 2.0;
        if (metric == "parameters") return 2.5e6;
        return static_cast<double>(NAN);
    });
}

std::string errorOf(const std::string& text) {
    try {
        MetricFilter::parse(text);
    } catch (const EngineError& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST(MetricFilter, ComparesWithEverySign) {
    EXPECT_TRUE(accepts("top1 > 0.7"));
    EXPECT_TRUE(accepts("top1>=75%"));
    EXPECT_FALSE(accepts("top1 < 0.7"));
    EXPECT_TRUE(accepts("skips <= 2"));
    EXPECT_TRUE(accepts("skips = 2"));
    EXPECT_TRUE(accepts("skips == 2"));
    EXPECT_FALSE(accepts("skips != 2"));
    EXPECT_TRUE(accepts("parameters < 3M"));
    EXPECT_FALSE(accepts("parameters < 300k"));
}

TEST(MetricFilter, AllConditionsMustHold) {
    EXPECT_TRUE(accepts("top1 > 0.7 and skips <= 2, parameters > 1M"));
    EXPECT_FALSE(accepts("top1 > 0.7 and skips < 2"));
}

TEST(MetricFilter, AnEmptyTextAcceptsEverythingAMissingValueNothing) {
    EXPECT_TRUE(accepts("  "));
    EXPECT_FALSE(accepts("lr > 0"));
    EXPECT_FALSE(accepts("lr != 0"));
}

TEST(MetricFilter, SaysWhereAndWhatIsWrong) {
    EXPECT_EQ(errorOf("top1"), "column 5: expected one of < <= > >= = !=, but the text ends.");
    EXPECT_NE(errorOf("top1 > high").find("column 8: expected a number"), std::string::npos);
    EXPECT_NE(errorOf("> 3").find("column 1: expected the name of a metric"), std::string::npos);
    EXPECT_NE(errorOf("top1 > 1 or skips > 2").find("column 10: expected 'and'"), std::string::npos);
    EXPECT_NE(errorOf("top1 > nan").find("a number"), std::string::npos);
}

TEST(MetricFilter, NamesTheMetricThatNobodyKnows) {
    EXPECT_EQ(MetricFilter::parse("top1 > 0.7, entropi < 1").unknownName({"top1", "entropy"}), "entropi");
    EXPECT_EQ(MetricFilter::parse("skips < 1").unknownName({"skip_count"}), "");
}
