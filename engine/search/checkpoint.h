// The whole training state as bytes: weights, running statistics, alpha, both optimisers, and the sums of the epoch in
// progress. Random streams and data order need no state: they are functions of seed, epoch and step (random_streams.h).
// Place: written by the search loop, stored and checksummed by the project file.
#pragma once

#include "engine/bilevel/search_state.h"
#include "engine/search/running_metrics.h"

#include <string>

namespace dnas {

/// What an epoch in progress has gathered.
struct EpochSums {
    RunningMetrics train;
    std::array<double, 2> objective{}; ///< sum of the alpha step's losses, number of steps
    std::vector<double> contributions; ///< sums over the steps, one a group of alpha; empty without an ablation loss
    double ablation = 0;               ///< sum over the steps of the mean |L_AB|
    double seconds = 0;                ///< spent in this epoch so far
};

/// @param requestText canonical text of the request; reading refuses the state of another request
std::string writeCheckpoint(SearchState& state, EpochSums& sums, const std::string& requestText);

/// Throws EngineError(Format) that names what does not fit: version, request, a tensor's name or shape.
void readCheckpoint(const std::string& bytes, SearchState& state, EpochSums& sums, const std::string& requestText);

} // namespace dnas
