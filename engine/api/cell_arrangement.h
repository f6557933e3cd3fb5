// How the cells of a search space are laid out: which group of alpha mixes which cell, which cells reduce, and what each
// group starts from.
// Place: read by the supernet, by the parse of alpha to a genotype, and by views that draw individual cells.
// Source: DARTS section 3.1.1 (stacked cells); D-DARTS section 4.1.1 (individual cells); DARTOpti section 4.1.4 (cells
// of an encoded network, identical ones sharing alpha).
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/recipe.h"

#include <optional>
#include <string>
#include <vector>

namespace dnas {

struct CellArrangement {
    int nodes = 0;
    std::vector<std::string> groups; ///< names of alpha's groups: "normal" and "reduce", "cell 0" .., or "gene 0" ..
    std::vector<int> groupOfCell;    ///< one a cell of the network
    std::vector<int> reductions;     ///< indices of the reduction cells
    std::vector<CellGenotype> start; ///< what each group encodes at the beginning; empty without a starting point
};

/// Throws EngineError as startGenotype.
CellArrangement arrangementOf(const CellSpaceSpec& space);

/// The starting point; nullopt where the space has none. Throws EngineError(Usage) where it is neither the name of a
/// published genotype nor a genotype's text. Never reads files.
std::optional<Genotype> startGenotype(const CellSpaceSpec& space);

/// Takes a starting point as users give it (resolveGenotype), and makes the space that of its cells: their number where
/// the genotype has its own, nodes, alpha shared by identical cells unless every cell has its own. Empty: none.
/// Throws EngineError as resolveGenotype; then the space is unchanged.
void setStart(CellSpaceSpec& space, const std::string& given);

/// A sentence about cells of the starting point that do not reach the network's output (liveness.h), for whoever is about
/// to search from it; empty where all do, and without a starting point. Throws EngineError as startGenotype.
std::string startWarning(const CellSpaceSpec& space);

/// Intermediate nodes that the genotype's cells need.
int nodesOf(const Genotype& genotype);

/// Whether the genotype says itself how many cells its network has (Nested, Opt).
bool hasOwnDepth(const Genotype& genotype);

} // namespace dnas
