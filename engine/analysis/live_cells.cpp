// Which cells of a stacked network reach its result. A threshold parse of individual cells (D-DARTS) can leave cells that
// take only one of their inputs, or none: what feeds nothing is dead weight.
#include "engine/api/genotype.h"

#include "engine/api/recipe.h"

#include <algorithm>
#include <array>

namespace dnas {

namespace {

/// The cell of each place of the network; nullptr where the genotype names none.
std::vector<const CellGenotype*> stackOf(const Genotype& genotype, int cells) {
    std::vector<const CellGenotype*> stack;
    const auto add = [&](std::size_t index) {
        stack.push_back(index < genotype.cells.size() ? &genotype.cells[index] : nullptr);
    };
    switch (genotype.form) {
    case GenotypeForm::Chain: break;
    case GenotypeForm::Nested:
        for (std::size_t i = 0; i < genotype.cells.size(); ++i) add(i);
        break;
    case GenotypeForm::Opt:
        for (const int index : genotype.sequence) add(static_cast<std::size_t>(index));
        break;
    case GenotypeForm::Pairs:
    case GenotypeForm::Triples: {
        const std::vector<int> reductions = reductionCells(cells);
        for (int i = 0; i < cells; ++i) add(std::count(reductions.begin(), reductions.end(), i) > 0 ? 1 : 0);
        break;
    }
    }
    return stack;
}

/// Edges by target: sources come before the nodes that they feed.
std::vector<GenotypeEdge> ordered(const CellGenotype& cell) {
    std::vector<GenotypeEdge> edges = cell.edges;
    std::stable_sort(edges.begin(), edges.end(), [](const GenotypeEdge& a, const GenotypeEdge& b) { return a.to < b.to; });
    return edges;
}

/// One cell: which of its inputs exist, and which of them a path joins to its output.
struct Reach {
    bool hasOutput = false;
    std::array<bool, 2> takes{};
};

Reach reachOf(const CellGenotype& cell, const std::array<bool, 2>& inputs) {
    std::set<int> reached;
    for (int node : {0, 1})
        if (inputs[static_cast<std::size_t>(node)]) reached.insert(node);
    const std::vector<GenotypeEdge> edges = ordered(cell);
    for (const GenotypeEdge& edge : edges)
        if (reached.count(edge.from)) reached.insert(edge.to);
    std::set<int> wanted; // nodes from which a path of operations leads to the output
    for (const int node : cell.concat)
        if (node >= 2 && reached.count(node)) wanted.insert(node);
    Reach reach;
    reach.hasOutput = !wanted.empty();
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge)
        if (wanted.count(edge->to) && reached.count(edge->from)) wanted.insert(edge->from);
    reach.takes = {wanted.count(0) > 0, wanted.count(1) > 0};
    return reach;
}

} // namespace

std::vector<CellState> liveCells(const Genotype& genotype, int cells) {
    const std::vector<const CellGenotype*> stack = stackOf(genotype, cells);
    const int count = static_cast<int>(stack.size());
    std::vector<Reach> reach(stack.size());
    const auto exists = [&](int cell) { return cell < 0 || reach[static_cast<std::size_t>(cell)].hasOutput; };
    for (int i = 0; i < count; ++i)
        if (const CellGenotype* cell = stack[static_cast<std::size_t>(i)])
            reach[static_cast<std::size_t>(i)] = reachOf(*cell, {exists(i - 2), exists(i - 1)});

    std::vector<bool> used(stack.size(), false);
    if (count > 0) used.back() = true;
    std::vector<CellState> states(stack.size(), CellState::NoOutput);
    for (int i = count - 1; i >= 0; --i) {
        const Reach& r = reach[static_cast<std::size_t>(i)];
        if (!r.hasOutput) continue;
        states[static_cast<std::size_t>(i)] = used[static_cast<std::size_t>(i)] ? CellState::Live : CellState::Unused;
        if (!used[static_cast<std::size_t>(i)]) continue;
        if (r.takes[1] && i >= 1) used[static_cast<std::size_t>(i) - 1] = true;
        if (r.takes[0] && i >= 2) used[static_cast<std::size_t>(i) - 2] = true;
    }
    return states;
}

} // namespace dnas
