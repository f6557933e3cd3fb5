// Which cells of a network reach its output. A cell that nobody listens to costs parameters and computes nothing: the
// published encodings of handcrafted networks read input 0 only, so that every other cell is dead.
// Place: warnings of `dnas network` and `dnas distance`, the branch views.
// Rule: the last cell feeds the classifier; cell i is input 1 of cell i+1 and input 0 of cell i+2. A cell listens to an
// input when a path of operations other than `none` leads from it to a node that the cell concatenates.
#pragma once

#include "engine/api/genotype.h"

#include <string>
#include <vector>

namespace dnas {

/// Whether a cell of the network does anything for its result.
enum class CellState {
    Live,     ///< its output reaches the classifier
    NoOutput, ///< no path of operations leads from its inputs to its output: it computes nothing
    Unused    ///< it computes something, but no live cell takes it
};

/// State of each cell of the network, in the order of the stack; the stem stands for what is before cell 0.
/// Pairs and Triples are stacked to `cells`, the other forms have their own number. Chains have no cells: empty.
std::vector<CellState> cellStates(const Genotype& genotype, int cells = 20);

/// One flag a cell of the network, in order: Nested, Opt. Pairs and Triples have no depth of their own: two flags,
/// whether any normal, any reduction cell of the published 20 is live. Throws EngineError(Unsupported) for chains.
std::vector<bool> liveCells(const Genotype& genotype);

/// One flag a cell of the network; Pairs and Triples are stacked to `cells`, the other forms have their own number.
std::vector<bool> liveCells(const Genotype& genotype, int cells);

/// A sentence that names the dead cells and says why; empty when there are none.
std::string deadCellWarning(const std::vector<bool>& live);

} // namespace dnas
