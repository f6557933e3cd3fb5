#include "engine/api/sample_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Student's t for a two-sided interval of 95 %, by the degrees of freedom.
double studentT(int freedom) {
    constexpr double kTable[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};
    return freedom <= 10 ? kTable[freedom - 1] : 1.96 + 2.4 / freedom;
}

double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace

SampleSummary summaryOf(std::vector<double> values) {
    values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); }), values.end());
    if (values.empty()) return {0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
    std::sort(values.begin(), values.end());
    SampleSummary s;
    s.count = static_cast<int>(values.size());
    s.low = values.front();
    s.lowerQuartile = quantile(values, 0.25);
    s.median = quantile(values, 0.5);
    s.upperQuartile = quantile(values, 0.75);
    s.high = values.back();
    double squares = 0;
    for (const double value : values)
        s.mean += value / s.count;
    for (const double value : values)
        squares += (value - s.mean) * (value - s.mean);
    s.interval = s.count > 1 ? studentT(s.count - 1) * std::sqrt(squares / (s.count - 1) / s.count) : kNaN;
    return s;
}

} // namespace dnas
