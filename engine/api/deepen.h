// A deeper network from a searched one of individual cells, without searching again.
// Place: `dnas network --cells L --depth-map M`, retraining of D-DARTS networks.
// Source: thesis algorithm 2; the published code of D-DARTS maps the first third differently (an operator's
// precedence).
#pragma once

#include "engine/api/genotype.h"

#include <string>
#include <vector>

namespace dnas {

enum class DepthMap {
    Described, ///< algorithm 2: cells before the first reduction repeat i mod (|C| div 3)
    Published  ///< the code: (i mod |C|) div 3 there; the other thirds are the same
};

/// For each of `cells` places the searched cell that stands there. Up to |C| cells: the first ones, as they are.
/// Throws EngineError(Usage) where algorithm 2 has no cell to repeat: fewer than 5 searched cells, or `cells` out
/// of 1..4096.
std::vector<int> depthMap(int searched, int cells, DepthMap map);

/// The genotype of a network of `cells` cells: Opt, its genes repeated along the depth map, its reductions at cells/3
/// and 2*cells/3, where algorithm 2 places the searched ones. Up to the searched number of cells: cut off, reductions
/// as they are. Throws EngineError: Unsupported for pairs, triples (which stack to any depth) and chains; Usage as
/// depthMap, and where a deeper network is asked of one that has not two reduction cells, which is all that algorithm 2
/// knows.
Genotype deepen(const Genotype& genotype, int cells, DepthMap map = DepthMap::Described);

const char* name(DepthMap map);
/// Throws EngineError(Usage) listing the words: described, published.
DepthMap depthMapOf(const std::string& name);

} // namespace dnas
