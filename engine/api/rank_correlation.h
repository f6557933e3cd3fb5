// How well two lists of scores agree on an order.
// Place: the operation benchmark against table 4.1, correlation plots.
// Source: Spearman 1904 (Pearson's correlation of the ranks, ties share their mean rank); Kendall 1945 (tau-b).
// Intervals: Fisher's z transformation (Fisher 1921) with the variances that Bonett and Wright 2000 (Psychometrika 65,
// equations 3 to 5) recommend.
#pragma once

#include <cstddef>
#include <vector>

namespace dnas {

/// Ranks from 1; equal values share the mean of the ranks that they span.
std::vector<double> ranks(const std::vector<double>& values);

/// Each -1 to 1. NaN where there is no order to compare: fewer than two values, all values of a list equal, or a NaN
/// among them. Throw EngineError(Usage) when the lists differ in length.
double pearson(const std::vector<double>& x, const std::vector<double>& y);
double spearman(const std::vector<double>& x, const std::vector<double>& y);
double kendall(const std::vector<double>& x, const std::vector<double>& y); ///< tau-b

/// A confidence interval of a correlation.
struct CorrelationInterval {
    double low = 0, high = 0; ///< NaN where there is none
};

/// The 95 % intervals tanh(atanh r +- 1.96 s) of coefficients found on n values; s^2 = 1 / (n - 3) for Pearson's,
/// (1 + r^2 / 2) / (n - 3) for Spearman's, 0.437 / (n - 4) for Kendall's. Approximate, poor below some 10 values.
/// NaN for NaN, for |r| = 1 (z is infinite), and below 4 (Kendall: 5) values.
CorrelationInterval pearsonInterval(double r, std::size_t n);
CorrelationInterval spearmanInterval(double r, std::size_t n);
CorrelationInterval kendallInterval(double tau, std::size_t n);

} // namespace dnas
