#include "engine/api/liveness.h"

#include "engine/api/cell_stack.h"

#include <algorithm>
#include <array>

namespace dnas {

namespace {

/// One cell: whether a path leads through it, and from which of its inputs.
struct Reach {
    bool hasOutput = false;
    std::array<bool, 2> takes{};
};

/// @param exists which of the inputs carry anything
Reach reachOf(const Genotype& genotype, const CellGenotype& cell, const std::array<bool, 2>& exists) {
    std::vector<GenotypeEdge> edges;
    for (const GenotypeEdge& edge : cell.edges)
        if (edge.operation != "none") edges.push_back(edge);
    std::stable_sort(edges.begin(), edges.end(),
                     [](const GenotypeEdge& a, const GenotypeEdge& b) { return a.to < b.to; });
    std::set<int> reached;
    for (int input : {0, 1})
        if (exists[static_cast<std::size_t>(input)]) reached.insert(input);
    for (const GenotypeEdge& edge : edges)
        if (reached.count(edge.from)) reached.insert(edge.to);
    std::set<int> wanted; // nodes from which a path leads to the output
    for (int node : outputNodes(genotype, cell))
        if (reached.count(node)) wanted.insert(node);
    Reach reach;
    reach.hasOutput = !wanted.empty();
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge)
        if (wanted.count(edge->to) && reached.count(edge->from)) wanted.insert(edge->from);
    reach.takes = {wanted.count(0) > 0, wanted.count(1) > 0};
    return reach;
}

} // namespace

std::vector<CellState> cellStates(const Genotype& genotype, int cells) {
    if (genotype.form == GenotypeForm::Chain) return {};
    if (genotype.form == GenotypeForm::Channels) {
        std::vector<CellState> all;
        for (const ChannelGenotype& part : channelGenotypes(genotype)) {
            const std::vector<CellState> states = cellStates(part.genotype, cells);
            all.insert(all.end(), states.begin(), states.end());
        }
        return all;
    }
    const std::vector<CellPlace> places = cellStack(genotype, cells);
    std::vector<Reach> reach(places.size());
    const auto exists = [&](std::size_t i, std::size_t back) { return i < back || reach[i - back].hasOutput; };
    for (std::size_t i = 0; i < places.size(); ++i)
        reach[i] = reachOf(genotype, genotype.cells[places[i].gene], {exists(i, 2), exists(i, 1)});
    std::vector<bool> used(places.size(), false);
    if (!used.empty()) used.back() = true; // the classifier listens to it
    std::vector<CellState> states(places.size(), CellState::NoOutput);
    for (std::size_t i = places.size(); i-- > 0;) {
        if (!reach[i].hasOutput) continue;
        states[i] = used[i] ? CellState::Live : CellState::Unused;
        if (!used[i]) continue;
        if (reach[i].takes[1] && i >= 1) used[i - 1] = true;
        if (reach[i].takes[0] && i >= 2) used[i - 2] = true;
    }
    return states;
}

std::vector<bool> liveCells(const Genotype& genotype, int cells) {
    if (genotype.form == GenotypeForm::Chain) (void)cellStack(genotype, cells); // refuses it
    std::vector<bool> live;
    for (CellState state : cellStates(genotype, cells))
        live.push_back(state == CellState::Live);
    return live;
}

std::vector<bool> liveCells(const Genotype& genotype) {
    constexpr int kPublishedCells = 20;
    if (genotype.form == GenotypeForm::Channels) {
        std::vector<bool> all;
        for (const ChannelGenotype& part : channelGenotypes(genotype)) {
            const std::vector<bool> types = liveCells(part.genotype);
            all.insert(all.end(), types.begin(), types.end());
        }
        return all;
    }
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
