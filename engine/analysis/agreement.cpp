#include "engine/api/agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace dnas {

namespace {

/// Operations of one genotype on one edge, as one choice that can be compared.
std::set<std::string> choiceOf(const CellGenotype& cell, int from, int to) {
    std::set<std::string> choice;
    for (const GenotypeEdge& edge : cell.edges)
        if (edge.from == from && edge.to == to) choice.insert(edge.operation);
    return choice;
}

EdgeVotes votesOf(const std::vector<Genotype>& genotypes, std::size_t cell, int from, int to) {
    EdgeVotes result{from, to, {}, 0, true, false};
    std::map<std::string, int> counts;
    const std::set<std::string> first = choiceOf(genotypes.front().cells[cell], from, to);
    for (const Genotype& genotype : genotypes) {
        const std::set<std::string> choice = choiceOf(genotype.cells[cell], from, to);
        for (const std::string& operation : choice) ++counts[operation];
        result.unused += choice.empty();
        result.agreed &= choice == first;
    }
    result.agreed &= !first.empty();
    result.votes.assign(counts.begin(), counts.end());
    std::stable_sort(result.votes.begin(), result.votes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return result;
}

/// Nodes of a cell that anything names.
int lastNode(const std::vector<Genotype>& genotypes, std::size_t cell) {
    int last = 1;
    for (const Genotype& genotype : genotypes) {
        for (const GenotypeEdge& edge : genotype.cells[cell].edges) last = std::max(last, edge.to);
        for (int node : genotype.cells[cell].concat) last = std::max(last, node);
    }
    return last;
}

/// Edges that a node has in one genotype, on average and rounded.
int usualEdges(const std::vector<Genotype>& genotypes, std::size_t cell, int node) {
    double sum = 0;
    for (const Genotype& genotype : genotypes) {
        std::set<int> sources;
        for (const GenotypeEdge& edge : genotype.cells[cell].edges)
            if (edge.to == node) sources.insert(edge.from);
        sum += static_cast<double>(sources.size());
    }
    return static_cast<int>(std::lround(sum / static_cast<double>(genotypes.size())));
}

/// Marks the edges of one node that the consensus takes.
void chooseEdges(std::vector<EdgeVotes*> edges, int count) {
    std::stable_sort(edges.begin(), edges.end(), [](const EdgeVotes* a, const EdgeVotes* b) {
        const int left = a->votes.empty() ? 0 : a->votes.front().second, right = b->votes.empty() ? 0 : b->votes.front().second;
        return left > right;
    });
    for (EdgeVotes* edge : edges)
        if (count > 0 && !edge->votes.empty()) {
            edge->inConsensus = true;
            --count;
        }
}

CellAgreement agreementOfCell(const std::vector<Genotype>& genotypes, std::size_t cell) {
    CellAgreement result{genotypes.front().cells[cell].name, {}};
    const int last = lastNode(genotypes, cell);
    for (int to = 2; to <= last; ++to)
        for (int from = 0; from < to; ++from) result.edges.push_back(votesOf(genotypes, cell, from, to));
    for (int to = 2; to <= last; ++to) {
        std::vector<EdgeVotes*> ofNode;
        for (EdgeVotes& edge : result.edges)
            if (edge.to == to) ofNode.push_back(&edge);
        chooseEdges(ofNode, usualEdges(genotypes, cell, to));
    }
    return result;
}

Genotype consensusOf(const std::vector<Genotype>& genotypes, const std::vector<CellAgreement>& cells) {
    Genotype consensus = genotypes.front(); // form, reductions, sequence
    bool pairs = consensus.form == GenotypeForm::Pairs;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        CellGenotype& cell = consensus.cells[i];
        cell.edges.clear();
        for (const EdgeVotes& edge : cells[i].edges)
            if (edge.inConsensus) cell.edges.push_back({edge.votes.front().first, edge.to, edge.from});
        for (std::size_t e = 0; e < cell.edges.size(); ++e) pairs &= cell.edges[e].to == static_cast<int>(e) / 2 + 2;
    }
    if (consensus.form == GenotypeForm::Pairs && !pairs) consensus.form = GenotypeForm::Triples;
    return consensus;
}

bool comparable(const std::vector<Genotype>& genotypes) {
    return !genotypes.empty() && std::all_of(genotypes.begin(), genotypes.end(), [&](const Genotype& g) {
        return g.form != GenotypeForm::Chain && !g.cells.empty() && g.cells.size() == genotypes.front().cells.size() &&
               g.sequence == genotypes.front().sequence;
    });
}

} // namespace

std::string seedlessKey(const Request& request) {
    Request same = request;
    same.seed = 0;
    return requestHash(same);
}

Spread spreadOf(const std::vector<double>& values) {
    Spread spread;
    double sum = 0, squares = 0;
    for (double value : values)
        if (std::isfinite(value)) {
            ++spread.count;
            sum += value;
        }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    spread.mean = spread.count > 0 ? sum / spread.count : nan;
    for (double value : values)
        if (std::isfinite(value)) squares += (value - spread.mean) * (value - spread.mean);
    spread.deviation = spread.count > 1 ? std::sqrt(squares / (spread.count - 1)) : nan;
    return spread;
}

Agreement agreementOf(const std::vector<Genotype>& genotypes) {
    Agreement result;
    if (!comparable(genotypes)) return result;
    result.genotypes = static_cast<int>(genotypes.size());
    for (std::size_t cell = 0; cell < genotypes.front().cells.size(); ++cell)
        result.cells.push_back(agreementOfCell(genotypes, cell));
    for (const CellAgreement& cell : result.cells)
        for (const EdgeVotes& edge : cell.edges) {
            ++(edge.votes.empty() ? result.unused : result.edges);
            result.agreed += edge.agreed;
        }
    result.consensus = consensusOf(genotypes, result.cells);
    return result;
}

} // namespace dnas
