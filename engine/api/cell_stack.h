// Which gene stands at which place of the network that a genotype stands for, and what a gene's cell gives on.
// Place: whatever walks a network cell by cell: its cost, its liveness, the distance to another, deeper networks.
#pragma once

#include "engine/api/genotype.h"

#include <set>
#include <vector>

namespace dnas {

struct CellPlace {
    int gene = 0; ///< index into Genotype::cells
    bool reduction = false;
};

/// The cells of the network, first to last. Nested and Opt say themselves how many there are; Pairs and Triples are
/// stacked to `cells` with reductions at cells/3 and 2*cells/3. Throws EngineError(Unsupported) for chains, which are
/// no cells.
std::vector<CellPlace> cellStack(const Genotype& genotype, int cells = 20);

/// Nodes whose outputs a cell concatenates: those of `concat` that exist; all that exist in Nested and Opt, whose
/// `concat` the published networks ignore.
std::set<int> outputNodes(const Genotype& genotype, const CellGenotype& cell);

/// Opt as Nested: the genes repeated along the sequence, as D-DARTS writes its results. Other forms as they are.
Genotype nestedForm(const Genotype& genotype);

} // namespace dnas
