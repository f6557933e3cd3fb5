// What follows from the alpha and the genotype of an epoch: confidence of edges, dominant operations, and the five metrics
// that describe the architecture.
// Place: the snapshot builder of a search, and the makers of runs without one (imported logs, random baselines).
// Thread rule: pure functions.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/snapshot.h"

#include <utility>

namespace dnas {

/// Entropy (nats, of the weights normalised to sum 1) and margin of each row.
std::vector<EdgeConfidence> confidenceOf(const AlphaGroup& group);

/// Number of entries a column with weight > threshold.
DominantOperations dominantOf(const AlphaGroup& group, double threshold);

/// Fractions of all mixing weights over 0.9 and under 0.1 (thesis figure 4.4); NaN without any.
std::pair<double, double> sharesOf(const std::vector<AlphaGroup>& groups);

/// From `alpha` and `genotype` of the snapshot: confidence, dominant operations, and the metrics skip_count, entropy,
/// margin, share_over, share_under, parameters, multiply_adds, appended. A genotype that stands for no network has NaN parameters.
void addArchitectureFacts(Snapshot& snapshot, double dominantThreshold, const NetworkShape& shape);

/// Alpha of a decided cell: weight (and alpha) 1 where the cell has the operation, 0 elsewhere, on every edge between
/// `nodes` intermediate nodes. Any parse with a threshold in (0, 1) gives the cell back.
AlphaGroup decidedGroup(const CellGenotype& cell, int nodes, const std::vector<std::string>& columns);

/// "0 -> 2", ...: rows of a cell with `nodes` intermediate nodes, in the order of the conventions.
std::vector<AlphaRow> cellEdges(int nodes);

} // namespace dnas
