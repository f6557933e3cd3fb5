// An order of things in which neighbours are alike: for the rows of a distance heatmap.
// Place: the distance heatmap. Source: agglomerative clustering with average linkage (UPGMA; Sokal and Michener 1958).
#pragma once

#include <cstddef>
#include <vector>

namespace dnas {

/// Indices 0 to n-1 in the order of the leaves of the tree. Branches that join are turned so that the ends at which
/// they meet are as near as can be. Equal distances join in the order of the indices: the same matrix gives the same
/// order.
/// @param distances [n, n], symmetric; NaN counts as farther than everything. Throws EngineError(Usage) when it is not
/// [n, n].
std::vector<int> clusterOrder(const std::vector<double>& distances, std::size_t n);

} // namespace dnas
