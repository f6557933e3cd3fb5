// Random genotypes of a run's space: what the search is better than, if it is.
// Place: `dnas baseline` and the window's random baseline; kept in the project like any run, one genotype an "epoch".
// Source: Li and Talwalkar 2019 (random search with the same space); Yang et al. 2020 (average of random architectures).
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/project.h"

#include <cstdint>

namespace dnas {

constexpr const char* kBaselineMethod = "random"; ///< method of the stored runs
constexpr int kMostBaselineSamples = 10000;

/// A genotype drawn uniformly from what the request's parse can yield: every node takes edgesPerNode (or all, if there are
/// fewer) distinct inputs, each with any operation but `none`. The same seed and index give the same genotype.
Genotype randomGenotype(const Request& request, std::uint64_t seed, std::uint64_t index);

/// `count` of them as a finished run in the space of `request`: method "random", everything measured NaN, parameters,
/// multiply-adds and skips known. Throws EngineError(Usage): count out of 1 to kMostBaselineSamples.
FinishedRun randomBaseline(const Request& request, int count, std::uint64_t seed);

/// Whether the genotypes of both could have come from the same space and are counted alike: spaces, edges per node and
/// images are equal.
bool sameSpace(const Request& a, const Request& b);

/// Where a value stands among the finite ones of a sample: share that is smaller, ties counted half. NaN without any.
double rankAmong(double value, const std::vector<double>& sample);

} // namespace dnas
