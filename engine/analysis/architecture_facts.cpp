#include "engine/analysis/architecture_facts.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr double kOver = 0.9, kUnder = 0.1; // thesis section 4.2.2
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

int mostSkips(const Genotype& genotype) {
    const std::vector<int> counts = skipCounts(genotype);
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

/// A parse that leaves a cell without any node stands for no network: its cost is unknown, the search goes on.
NetworkCost costOf(const Genotype& genotype, const NetworkShape& shape, bool& known) {
    try {
        known = true;
        return networkCost(genotype, shape);
    } catch (const EngineError&) {
        known = false;
        return {};
    }
}

} // namespace

std::vector<EdgeConfidence> confidenceOf(const AlphaGroup& group) {
    std::vector<EdgeConfidence> result;
    for (std::size_t row = 0; row < group.rowCount(); ++row) {
        double sum = 0, best = -std::numeric_limits<double>::infinity(), second = best;
        for (std::size_t column = 0; column < group.columnCount(); ++column) {
            const double w = group.weight(row, column);
            sum += w;
            if (w > best) {
                second = best;
                best = w;
            } else if (w > second) {
                second = w;
            }
        }
        EdgeConfidence confidence;
        confidence.margin = group.columnCount() > 1 ? best - second : 0.0;
        for (std::size_t column = 0; column < group.columnCount(); ++column) {
            const double p = group.weight(row, column) / sum;
            if (p > 0) confidence.entropy -= p * std::log(p);
        }
        result.push_back(confidence);
    }
    return result;
}

DominantOperations dominantOf(const AlphaGroup& group, double threshold) {
    DominantOperations dominant{group.name, threshold, std::vector<int>(group.columnCount(), 0)};
    for (std::size_t row = 0; row < group.rowCount(); ++row)
        for (std::size_t column = 0; column < group.columnCount(); ++column)
            if (group.weight(row, column) > threshold) ++dominant.counts[column];
    return dominant;
}

std::pair<double, double> sharesOf(const std::vector<AlphaGroup>& groups) {
    double over = 0, under = 0, all = 0;
    for (const AlphaGroup& group : groups)
        for (double weight : group.weights) {
            over += weight > kOver;
            under += weight < kUnder;
            all += 1;
        }
    return all > 0 ? std::pair(over / all, under / all) : std::pair(kNaN, kNaN);
}

void addArchitectureFacts(Snapshot& snapshot, double dominantThreshold, const NetworkShape& shape) {
    snapshot.confidence.clear();
    snapshot.dominant.clear();
    double entropy = 0, margin = 0;
    std::size_t rows = 0;
    for (const AlphaGroup& group : snapshot.alpha) {
        snapshot.confidence.push_back(confidenceOf(group));
        snapshot.dominant.push_back(dominantOf(group, dominantThreshold));
        for (const EdgeConfidence& edge : snapshot.confidence.back()) {
            entropy += edge.entropy;
            margin += edge.margin;
            ++rows;
        }
    }
    bool known = false;
    const NetworkCost cost = costOf(snapshot.genotype, shape, known);
    const auto [over, under] = sharesOf(snapshot.alpha);
    const double count = static_cast<double>(rows);
    snapshot.metrics.insert(snapshot.metrics.end(), {{"skip_count", static_cast<double>(mostSkips(snapshot.genotype))},
                                                     {"entropy", rows ? entropy / count : kNaN},
                                                     {"margin", rows ? margin / count : kNaN},
                                                    {"share_over", over},
                                                    {"share_under", under},
                                                     {"parameters", known ? static_cast<double>(cost.parameters) : kNaN},
                                                     {"multiply_adds", known ? static_cast<double>(cost.multiplyAdds) : kNaN}});
}

std::vector<AlphaRow> cellEdges(int nodes) {
    std::vector<AlphaRow> rows;
    for (int to = 2; to < nodes + 2; ++to)
        for (int from = 0; from < to; ++from) rows.push_back({std::to_string(from) + " -> " + std::to_string(to), from, to});
    return rows;
}

AlphaGroup decidedGroup(const CellGenotype& cell, int nodes, const std::vector<std::string>& columns) {
    AlphaGroup group{cell.name, cellEdges(nodes), columns, {}, {}};
    for (const AlphaRow& row : group.rows)
        for (const std::string& operation : columns) {
            const GenotypeEdge wanted{operation, row.to, row.from};
            const bool has = std::find(cell.edges.begin(), cell.edges.end(), wanted) != cell.edges.end();
            group.weights.push_back(has ? 1 : 0);
        }
    group.raw = group.weights;
    return group;
}

} // namespace dnas
