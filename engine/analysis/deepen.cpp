#include "engine/api/deepen.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/recipe.h"

namespace dnas {

std::vector<int> depthMap(int searched, int cells, DepthMap map) {
    constexpr int kMostCells = 4096;
    if (cells < 1 || cells > kMostCells)
        throw EngineError(ErrorCode::Usage, "The number of cells is '" + std::to_string(cells) + "'; allowed: 1 to " +
                                                std::to_string(kMostCells) + ".");
    const int first = searched / 3, second = 2 * searched / 3; // m, m2: the searched reduction cells
    const int between = second - 1 - first, after = searched - 1 - second;
    if (cells > searched && (first < 1 || between < 1 || after < 1))
        throw EngineError(ErrorCode::Usage,
                          "Algorithm 2 makes no deeper network of " + std::to_string(searched) +
                              " searched cells: it repeats the cells before, between and after the two reductions at a "
                              "third and two thirds.",
                          "Search at least 5 cells, or ask for at most " + std::to_string(searched) + " cells.");
    std::vector<int> places;
    for (int i = 0; i < cells; ++i) {
        if (cells <= searched)
            places.push_back(i);
        else if (i < cells / 3)
            places.push_back(map == DepthMap::Described ? i % first : i % searched / 3);
        else if (i == cells / 3)
            places.push_back(first);
        else if (i < 2 * cells / 3)
            places.push_back(i % between + first + 1);
        else if (i == 2 * cells / 3)
            places.push_back(second);
        else
            places.push_back(i % after + second + 1);
    }
    return places;
}

Genotype deepen(const Genotype& genotype, int cells, DepthMap map) {
    if (genotype.form != GenotypeForm::Nested && genotype.form != GenotypeForm::Opt)
        throw EngineError(
            ErrorCode::Unsupported,
            "Only genotypes of individual cells are deepened; a pair of cells is stacked to any depth as it is.");
    const std::vector<CellPlace> searched = cellStack(genotype);
    const int count = static_cast<int>(searched.size());
    if (cells == count) return genotype;
    if (cells > count && genotype.reductions.size() != 2)
        throw EngineError(ErrorCode::Usage,
                          "Algorithm 2 places two reduction cells; this genotype has " +
                              std::to_string(genotype.reductions.size()) + ".",
                          "Ask for at most " + std::to_string(count) + " cells.");
    Genotype deeper = genotype;
    deeper.form = GenotypeForm::Opt;
    deeper.sequence.clear();
    for (int place : depthMap(count, cells, map))
        deeper.sequence.push_back(searched[place].gene);
    deeper.reductions.clear();
    if (cells > count)
        deeper.reductions = reductionCells(cells);
    else
        for (int reduction : genotype.reductions)
            if (reduction < cells) deeper.reductions.push_back(reduction);
    for (std::size_t gene = 0; gene < deeper.cells.size(); ++gene)
        deeper.cells[gene].name = "gene " + std::to_string(gene);
    return deeper;
}

const char* name(DepthMap map) {
    return map == DepthMap::Described ? "described" : "published";
}

DepthMap depthMapOf(const std::string& word) {
    for (DepthMap map : {DepthMap::Described, DepthMap::Published})
        if (word == name(map)) return map;
    throw EngineError(ErrorCode::Usage, "Unknown depth map '" + word + "'.", "Known: described, published.");
}

} // namespace dnas
