#include "engine/search/snapshot_builder.h"

#include "engine/api/cell_arrangement.h"
#include "engine/api/cell_stack.h"
#include "engine/api/discretize.h"
#include "engine/api/distance.h"
#include "engine/api/error.h"
#include "engine/relax/relaxation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr int kRetrainChannels = 36, kRetrainCells = 20; // DARTS section 3.2.1
constexpr double kOver = 0.9, kUnder = 0.1;        // thesis section 4.2.2
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor host = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    const double* data = host.data_ptr<double>();
    return {data, data + host.numel()};
}

int mostSkips(const Genotype& genotype) {
    const std::vector<int> counts = skipCounts(genotype);
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

/// A parse that leaves a cell without any node stands for no network: its cost is unknown, the search goes on.
NetworkCost costOf(const Genotype& genotype, const Recipe& recipe, const ImageShape& images, bool& known) {
    NetworkShape shape;
    shape.channels = kRetrainChannels;
    shape.cells = kRetrainCells;
    shape.classes = images.classes;
    shape.inputChannels = images.channels;
    shape.height = images.height;
    shape.width = images.width;
    shape.stem = std::visit([](const CellSpaceSpec& cells) { return cells.stem; }, recipe.space);
    try {
        known = true;
        return networkCost(genotype, shape);
    } catch (const EngineError&) {
        known = false;
        return {};
    }
}

} // namespace

std::vector<AlphaGroup> alphaGroups(const SearchState& state) {
    std::vector<AlphaGroup> groups;
    const std::vector<AlphaLayout>& layout = state.supernet().alphaLayout();
    for (std::size_t i = 0; i < layout.size(); ++i)
        groups.push_back({layout[i].name, layout[i].rows, layout[i].columns, valuesOf(state.alpha()[i]),
                          valuesOf(relax(state.recipe().relax, state.alpha()[i].detach()))});
    return groups;
}

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

void describeDistances(const SpaceSpec& space, const Snapshot* previous, Snapshot& snapshot) {
    // Individual cells of a search that began from shared genes are compared with the genes where they stand.
    const bool nested = snapshot.genotype.form == GenotypeForm::Nested;
    if (const std::optional<Genotype> start = startGenotype(std::get<CellSpaceSpec>(space)))
        snapshot.metrics.push_back({"distance_start", distance(nested ? nestedForm(*start) : *start, snapshot.genotype)});
    snapshot.metrics.push_back({"distance_previous", previous ? distance(previous->genotype, snapshot.genotype) : kNaN});
}

void describeAlpha(const SearchState& state, const ImageShape& images, Snapshot& snapshot) {
    const Recipe& recipe = state.recipe();
    snapshot.alpha = alphaGroups(state);
    snapshot.confidence.clear();
    snapshot.dominant.clear();
    double entropy = 0, margin = 0;
    std::size_t rows = 0;
    for (const AlphaGroup& group : snapshot.alpha) {
        snapshot.confidence.push_back(confidenceOf(group));
        snapshot.dominant.push_back(dominantOf(group, recipe.dominantThreshold));
        for (const EdgeConfidence& edge : snapshot.confidence.back()) {
            entropy += edge.entropy;
            margin += edge.margin;
            ++rows;
        }
    }
    snapshot.genotype = parseGenotypeIn(std::get<CellSpaceSpec>(recipe.space), snapshot.alpha, recipe.discretize);
    bool known = false;
    const NetworkCost cost = costOf(snapshot.genotype, recipe, images, known);
    const auto [over, under] = sharesOf(snapshot.alpha);
    const double count = static_cast<double>(rows);
    snapshot.metrics.insert(snapshot.metrics.end(),
                            {{"skip_count", static_cast<double>(mostSkips(snapshot.genotype))},
                             {"entropy", rows ? entropy / count : kNaN},
                             {"margin", rows ? margin / count : kNaN},
                             {"share_over", over},
                             {"share_under", under},
                             {"parameters", known ? static_cast<double>(cost.parameters) : kNaN},
                             {"multiply_adds", known ? static_cast<double>(cost.multiplyAdds) : kNaN}});
}

} // namespace dnas
