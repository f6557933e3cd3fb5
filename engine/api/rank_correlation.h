// How well two lists of scores agree on an order.
// Place: the operation benchmark against table 4.1, correlation plots.
// Source: Spearman 1904 (Pearson's correlation of the ranks, ties share their mean rank); Kendall 1945 (tau-b).
#pragma once

#include <vector>

namespace dnas {

/// Ranks from 1; equal values share the mean of the ranks that they span.
std::vector<double> ranks(const std::vector<double>& values);

/// Each -1 to 1. NaN where there is no order to compare: fewer than two values, all values of a list equal, or a NaN
/// among them. Throw EngineError(Usage) when the lists differ in length.
double pearson(const std::vector<double>& x, const std::vector<double>& y);
double spearman(const std::vector<double>& x, const std::vector<double>& y);
double kendall(const std::vector<double>& x, const std::vector<double>& y); ///< tau-b

} // namespace dnas
