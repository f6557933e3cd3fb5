#include "engine/api/liveness.h"

#include "engine/api/cell_stack.h"

#include <algorithm>
#include <array>

namespace dnas {

namespace {

/// Which of the inputs 0 and 1 a cell listens to: walks back from the concatenated nodes.
std::array<bool, 2> usedInputs(const Genotype& genotype, const CellGenotype& cell) {
    std::set<int> wanted = outputNodes(genotype, cell);
    std::vector<GenotypeEdge> edges = cell.edges;
    std::stable_sort(edges.begin(), edges.end(),
                     [](const GenotypeEdge& a, const GenotypeEdge& b) { return a.to > b.to; });
    for (const GenotypeEdge& edge : edges)
        if (wanted.count(edge.to) && edge.operation != "none") wanted.insert(edge.from);
    return {wanted.count(0) > 0, wanted.count(1) > 0};
}

} // namespace

std::vector<bool> liveCells(const Genotype& genotype, int cells) {
    const std::vector<CellPlace> places = cellStack(genotype, cells);
    std::vector<std::array<bool, 2>> used;
    for (const CellGenotype& cell : genotype.cells)
        used.push_back(usedInputs(genotype, cell));
    std::vector<bool> live(places.size(), false);
    for (std::size_t i = places.size(); i-- > 0;) {
        if (i + 1 == places.size()) live[i] = true; // the classifier listens to it
        if (!live[i]) continue;
        const std::array<bool, 2>& inputs = used[places[i].gene];
        if (inputs[1] && i >= 1) live[i - 1] = true;
        if (inputs[0] && i >= 2) live[i - 2] = true;
    }
    return live;
}

std::vector<bool> liveCells(const Genotype& genotype) {
    constexpr int kPublishedCells = 20;
    const std::vector<bool> live = liveCells(genotype, kPublishedCells);
    if (genotype.form != GenotypeForm::Pairs && genotype.form != GenotypeForm::Triples) return live;
    std::vector<bool> types(genotype.cells.size(), false);
    const std::vector<CellPlace> places = cellStack(genotype, kPublishedCells);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (live[i]) types[places[i].gene] = true;
    return types;
}

std::string deadCellWarning(const std::vector<bool>& live) {
    constexpr int kNamed = 8;
    std::string dead;
    int count = 0;
    for (std::size_t i = 0; i < live.size(); ++i)
        if (!live[i] && ++count <= kNamed) dead += (count > 1 ? ", " : "") + std::to_string(i);
    if (count == 0) return {};
    if (count > kNamed) dead += ", ...";
    return (count == 1 ? "Cell " + dead + " does" : "Cells " + dead + " do") +
           " not reach the output of the network (" + std::to_string(count) + " of " + std::to_string(live.size()) +
           "): no later cell reads " + (count == 1 ? "it" : "them") + " on the way to the classifier.";
}

} // namespace dnas
