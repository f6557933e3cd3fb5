// What one cell has that another has not: equal, added, removed and changed edges.
// Place: comparing two runs. A pure function of values.
#pragma once

#include "engine/api/genotype.h"

#include <string>
#include <vector>

namespace dnas {

enum class EdgeChange { Equal, Added, Removed, Changed };

struct EdgeDifference {
    EdgeChange change = EdgeChange::Equal;
    int from = 0, to = 0;
    std::string before, after; ///< operations; empty where the edge has none
};

struct CellDifference {
    std::vector<EdgeDifference> edges; ///< in the order of the conventions
    int equal = 0, added = 0, removed = 0, changed = 0;
};

/// An edge whose operation differs has changed. Where cells put several operations on an edge, those that only one has
/// are paired in order; what is left over was added or removed.
CellDifference differenceOf(const CellGenotype& before, const CellGenotype& after);

} // namespace dnas
