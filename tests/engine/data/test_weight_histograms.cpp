#include "engine/api/error.h"
#include "engine/api/weight_histograms.h"
#include "engine/interop/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace dnas;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class T> TensorEntry entryOf(const std::vector<T>& values, TensorType type) {
    return {type,
            {static_cast<std::int64_t>(values.size())},
            reinterpret_cast<const std::byte*>(values.data()),
            values.size() * sizeof(T)};
}

std::vector<WeightHistogram> histogramsOf(const std::map<std::string, TensorEntry>& tensors) {
    return weightHistograms(safetensorsBytes(tensors, {}, "test"));
}

template <class T> WeightHistogram histogramOf(const std::vector<T>& values, TensorType type) {
    return histogramsOf({{"w", entryOf(values, type)}}).at(0);
}

std::int64_t sumOf(const WeightHistogram& h) {
    return std::accumulate(h.bins.begin(), h.bins.end(), std::int64_t{0});
}

} // namespace

TEST(WeightHistograms, CountValuesInBinsOfEqualWidth) {
    std::vector<float> values; // one value in the middle of each of the 41 bins over [-20.5, 20.5], and both ends
    for (int i = -20; i <= 20; ++i)
        values.push_back(static_cast<float>(i));
    values.push_back(-20.5f);
    values.push_back(20.5f);
    values.push_back(0.1f);
    const WeightHistogram h = histogramOf(values, TensorType::F32);
    EXPECT_EQ(h.name, "w");
    EXPECT_EQ(h.shape, std::vector<std::int64_t>{44});
    EXPECT_EQ(h.count, 44);
    EXPECT_EQ(h.minimum, -20.5);
    EXPECT_EQ(h.maximum, 20.5);
    EXPECT_EQ(h.bins.front(), 2);
    EXPECT_EQ(h.bins.back(), 2);
    EXPECT_EQ(h.bins[20], 2);
    EXPECT_EQ(h.bins[7], 1);
    EXPECT_EQ(h.nearZero, 2) << "0 and 0.1 are below 1 % of 20.5";
    EXPECT_DOUBLE_EQ(h.nearZeroShare(), 2 / 44.0);
}

TEST(WeightHistograms, MeasureMeanAndDeviation) {
    const WeightHistogram h = histogramOf(std::vector<double>{2, 4, 4, 4, 5, 5, 7, 9}, TensorType::F64);
    EXPECT_DOUBLE_EQ(h.mean, 5);
    EXPECT_DOUBLE_EQ(h.deviation, 2);
}

TEST(WeightHistograms, LeaveOutWhatIsNotFiniteAndCountIt) {
    const WeightHistogram h = histogramOf(std::vector<double>{1, kNan, 3, INFINITY, -INFINITY}, TensorType::F64);
    EXPECT_EQ(h.count, 5);
    EXPECT_EQ(h.nonFinite, 3);
    EXPECT_DOUBLE_EQ(h.mean, 2);
    EXPECT_EQ(h.minimum, 1);
    EXPECT_EQ(h.maximum, 3);
    EXPECT_EQ(sumOf(h), 2);
    const WeightHistogram none = histogramOf(std::vector<double>{kNan, kNan}, TensorType::F64);
    EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.minimum) && std::isnan(none.nearZeroShare()));
    EXPECT_EQ(sumOf(none), 0);
}

TEST(WeightHistograms, PutEqualValuesIntoTheMiddle) {
    const WeightHistogram h = histogramOf(std::vector<float>{0.5f, 0.5f, 0.5f}, TensorType::F32);
    EXPECT_EQ(h.bins[20], 3);
    EXPECT_EQ(sumOf(h), 3);
    EXPECT_EQ(h.deviation, 0);
    EXPECT_EQ(h.nearZero, 0);
    EXPECT_EQ(histogramOf(std::vector<float>{0, 0}, TensorType::F32).nearZero, 2);
}

TEST(WeightHistograms, ReadHalvesAndSurviveTheLargestNumbers) {
    // 1, -2, 65504, 2^-24, infinity, NaN
    const std::vector<std::uint16_t> halves{0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00};
    const WeightHistogram h = histogramOf(halves, TensorType::F16);
    EXPECT_EQ(h.minimum, -2);
    EXPECT_EQ(h.maximum, 65504);
    EXPECT_EQ(h.nonFinite, 2);
    EXPECT_DOUBLE_EQ(h.mean, (1 - 2 + 65504 + std::ldexp(1, -24)) / 4);
    EXPECT_EQ(histogramOf(std::vector<std::uint16_t>{0x3f80, 0xc000}, TensorType::BF16).mean, -0.5); // 1, -2
    const WeightHistogram wide = histogramOf(std::vector<double>{-1e308, 1e308, 0}, TensorType::F64);
    EXPECT_EQ(wide.bins.front(), 1);
    EXPECT_EQ(wide.bins[20], 1);
    EXPECT_EQ(wide.bins.back(), 1);
}

TEST(WeightHistograms, StandInTheOrderOfTheNetworkWithoutCounters) {
    const std::vector<float> one{1};
    const std::vector<std::int64_t> counter{7};
    TensorEntry empty = entryOf(std::vector<float>{}, TensorType::F32);
    const auto all = histogramsOf({{"cells.10.w", entryOf(one, TensorType::F32)},
                                   {"cells.2.w", entryOf(one, TensorType::F32)},
                                   {"cells.2.num_batches_tracked", entryOf(counter, TensorType::I64)},
                                   {"none", empty}});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].name, "cells.2.w");
    EXPECT_EQ(all[1].name, "cells.10.w");
    EXPECT_EQ(all[2].count, 0);
    EXPECT_TRUE(std::isnan(all[2].mean));
}

TEST(WeightHistograms, RefuseWhatIsNoSafetensorsFile) {
    const std::vector<float> values(100, 1.0f);
    const std::string bytes = safetensorsBytes({{"w", entryOf(values, TensorType::F32)}}, {}, "test");
    EXPECT_NO_THROW(weightHistograms(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_THROW(weightHistograms(std::string_view(bytes).substr(0, size)), EngineError) << size;
    EXPECT_THROW(weightHistograms("not a file of weights at all"), EngineError);
}
