#include "engine/api/rank_correlation.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace dnas {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kNormal95 = 1.959963984540054; // 97.5 % quantile of the normal distribution

void requireSameLength(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.size() != y.size())
        throw EngineError(ErrorCode::Usage, "A correlation needs lists of the same length; given are " +
                                                std::to_string(x.size()) + " and " + std::to_string(y.size()) +
                                                " values.");
}

bool hasNan(const std::vector<double>& values) {
    return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

int sign(double value) {
    return (value > 0) - (value < 0);
}

/// @param variance of z, times the degrees of freedom n - spent
CorrelationInterval fisherInterval(double r, std::size_t n, double variance, std::size_t spent) {
    if (n <= spent || !(std::abs(r) < 1)) return {kUndefined, kUndefined};
    const double z = std::atanh(r), reach = kNormal95 * std::sqrt(variance / static_cast<double>(n - spent));
    return {std::tanh(z - reach), std::tanh(z + reach)};
}

} // namespace

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
        while (last < order.size() && values[order[last]] == values[order[first]])
            ++last;
        for (std::size_t i = first; i < last; ++i)
            result[order[i]] = static_cast<double>(first + 1 + last) / 2;
    }
    return result;
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
    requireSameLength(x, y);
    const double n = static_cast<double>(x.size());
    const double meanX = std::accumulate(x.begin(), x.end(), 0.0) / n,
                 meanY = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - meanX) * (y[i] - meanY);
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : kUndefined;
}

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
    requireSameLength(x, y);
    if (hasNan(x) || hasNan(y)) return kUndefined; // which cannot be ranked
    return pearson(ranks(x), ranks(y));
}

double kendall(const std::vector<double>& x, const std::vector<double>& y) {
    requireSameLength(x, y);
    if (hasNan(x) || hasNan(y)) return kUndefined;
    std::int64_t agreement = 0, orderedX = 0, orderedY = 0; // of pairs
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const int dx = sign(x[i] - x[j]), dy = sign(y[i] - y[j]);
            agreement += dx * dy;
            orderedX += dx != 0;
            orderedY += dy != 0;
        }
    const double scale = std::sqrt(static_cast<double>(orderedX)) * std::sqrt(static_cast<double>(orderedY));
    return scale > 0 ? static_cast<double>(agreement) / scale : kUndefined;
}

CorrelationInterval pearsonInterval(double r, std::size_t n) {
    return fisherInterval(r, n, 1, 3);
}
CorrelationInterval spearmanInterval(double r, std::size_t n) {
    return fisherInterval(r, n, 1 + r * r / 2, 3);
}
CorrelationInterval kendallInterval(double tau, std::size_t n) {
    return fisherInterval(tau, n, 0.437, 4);
}

} // namespace dnas
