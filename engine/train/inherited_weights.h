// The weights of a derived network taken from the supernet in which it was found.
// Place: the discretisation gap. Thread rule: belongs to the thread of both networks.
// Convolutions and classifiers keep their values, found by name: operation `op` of an edge stands in the supernet at
// `_ops.EDGE._ops.COLUMN`. Where a parse left nodes out, a cell reads fewer channels than in the supernet: it keeps the
// weights of those that are left. The scale and shift of batch norms have no counterpart behind a supernet's operations
// (its batch norms are not affine): they stay 1 and 0, which is the same function. Statistics are not taken over.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/recipe.h"
#include "engine/ops/weight_store.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dnas {

/// Where a parameter of the derived network stands in the supernet.
struct InheritedSource {
    std::string name;
    std::vector<std::int64_t> columns; ///< input channels to take; empty = all
};

/// By the prefixes of the derived network's names; names without such a prefix are the same in both.
/// @param genotype parsed from alpha of this space
std::map<std::string, InheritedSource> inheritedPrefixes(const CellSpaceSpec& space, const Genotype& genotype);

struct Inheritance {
    std::int64_t parameters = 0; ///< of the derived network
    std::int64_t inherited = 0;  ///< of these
    std::vector<std::string> fresh; ///< names of parameters that keep the values of their initialisation
};

/// Copies what has a counterpart of the same shape; everything else is left as it was. Both stores are allocated, on
/// the same device.
Inheritance inheritWeights(const WeightStore& supernet, const CellSpaceSpec& space, const Genotype& genotype,
                           WeightStore& derived);

} // namespace dnas
