#include "engine/api/cell_stack.h"

#include "engine/api/error.h"
#include "engine/api/recipe.h"

#include <algorithm>

namespace dnas {

std::vector<CellPlace> cellStack(const Genotype& genotype, int cells) {
    if (genotype.form == GenotypeForm::Chain)
        throw EngineError(ErrorCode::Unsupported, "A genotype of projector and predictor chains is no cell network.",
                          "Give a genotype of cells: pairs, triples, nested or opt.");
    if (genotype.form == GenotypeForm::Channels)
        throw EngineError(ErrorCode::Unsupported, "A genotype of channels is one network a channel, not one stack of cells.",
                          "Take the networks of its channels one by one.");
    const bool stacked = genotype.form == GenotypeForm::Pairs || genotype.form == GenotypeForm::Triples;
    const std::vector<int> reductions = stacked ? reductionCells(cells) : genotype.reductions;
    const int count = stacked                              ? cells
                      : genotype.form == GenotypeForm::Opt ? static_cast<int>(genotype.sequence.size())
                                                           : static_cast<int>(genotype.cells.size());
    std::vector<CellPlace> places(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        CellPlace& place = places[i];
        place.reduction = std::find(reductions.begin(), reductions.end(), i) != reductions.end();
        place.gene = stacked                              ? (place.reduction ? 1 : 0)
                     : genotype.form == GenotypeForm::Opt ? genotype.sequence[i]
                                                          : i;
    }
    return places;
}

std::set<int> outputNodes(const Genotype& genotype, const CellGenotype& cell) {
    const bool all = genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt;
    std::set<int> nodes;
    for (int node : reachedNodes(cell))
        if (node >= 2 && (all || std::find(cell.concat.begin(), cell.concat.end(), node) != cell.concat.end()))
            nodes.insert(node);
    return nodes;
}

Genotype nestedForm(const Genotype& genotype) {
    if (genotype.form != GenotypeForm::Opt) return genotype;
    Genotype nested;
    nested.form = GenotypeForm::Nested;
    nested.reductions = genotype.reductions;
    for (int gene : genotype.sequence) {
        nested.cells.push_back(genotype.cells.at(static_cast<std::size_t>(gene)));
        nested.cells.back().name = "cell " + std::to_string(nested.cells.size() - 1);
    }
    return nested;
}

} // namespace dnas
