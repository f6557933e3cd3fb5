// From the alpha of chains to their genotype and to what an epoch's metrics say of them.
// Place: snapshots of searches of siamese heads; what-if parses of the window. Pure functions.
#pragma once

#include "engine/api/siamese.h"
#include "engine/api/snapshot.h"
#include "engine/networks/layer_graph.h"

#include <string>
#include <utility>
#include <vector>

namespace dnas {

/// Rows "layer 1", "layer 2", ...; values [layers, operations], row-major.
AlphaGroup chainGroup(const std::string& name, std::vector<std::string> operations, std::vector<double> raw,
                      std::vector<double> weights);

/// The operation of the largest mixing weight of each layer, the first of equal ones (thesis algorithm 4).
Genotype parseChains(const std::vector<AlphaGroup>& alpha);

/// Confidence and dominant operations of the snapshot; metrics skip_count, skip_share (of all layers), entropy, margin.
void addChainFacts(Snapshot& snapshot, double dominantThreshold, std::vector<std::pair<std::string, double>>& metrics);

/// Backbone and both heads of a pretraining.
LayerCost costOfSiamese(const SiameseSpec& spec, const LayerGraph& backbone);

} // namespace dnas
