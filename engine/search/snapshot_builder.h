// Turns the state of a search into a snapshot: the only place where tensors become vectors.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/snapshot.h"
#include "engine/bilevel/search_state.h"

namespace dnas {

/// Alpha groups with labels, raw values and mixing weights.
std::vector<AlphaGroup> alphaGroups(const SearchState& state);

/// Everything that follows from alpha: groups, confidence, dominant operations, genotype, and the metrics skip_count,
/// entropy, margin, share_over, share_under, parameters, multiply_adds. The caller adds epoch and the measured metrics.
/// @param images shape of the task; the derived network is counted as it would be retrained: 36 channels, 20 cells
///        (individual cells: as many as were searched)
void describeAlpha(const SearchState& state, const ImageShape& images, Snapshot& snapshot);

/// The metrics distance_start (where the search has a starting point) and distance_previous: M, published form, table 4.1.
/// NaN where there is no epoch before. @param previous snapshot; nullptr for the first epoch
void describeDistances(const SpaceSpec& space, const Snapshot* previous, Snapshot& snapshot);

} // namespace dnas
