#include "engine/api/operation_benchmark.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr int kCells = 3, kPlaces = 4, kRuns = 4;
constexpr const char* kReplaced = "simple_conv_3x3";

/// Indices of the gene's edges that are benchmarked: its convolutions, first to last.
std::vector<std::size_t> placesOf(const CellGenotype& gene) {
    std::vector<std::size_t> places;
    for (std::size_t edge = 0; edge < gene.edges.size(); ++edge)
        if (gene.edges[edge].operation == kReplaced) places.push_back(edge);
    return places;
}

Genotype proxy() {
    const CellGenotype gene = publishedGenotype("ResNet18").cells.front();
    Genotype network;
    network.form = GenotypeForm::Nested;
    network.cells.assign(kCells, gene);
    network.reductions = {1, 2}; // as ResNet18: all but the first
    return network;
}

Request trialRequest(const OperationBenchmarkSpec& spec, const std::string& operation, int position) {
    Genotype network = proxy();
    CellGenotype& cell = network.cells[static_cast<std::size_t>(position / kPlaces)];
    cell.edges[placesOf(cell)[static_cast<std::size_t>(position % kPlaces)]].operation = operation;
    Request request = makeTraining(genotypeText(network), Preset::Paper);
    const bool quick = spec.preset == Preset::Quick;
    // With the operation that is there already, all positions are the proxy itself: one training for all of them.
    request.training->label = operation == kReplaced ? std::string("proxy") : operation + " at " + std::to_string(position);
    request.training->channels = quick ? 8 : 64;
    request.training->auxiliary = false;
    request.training->dropPath = 0;
    request.recipe.epochs = quick ? 3 : 10;
    request.recipe.batch = quick ? 64 : 256;
    request.task.data = spec.data;
    request.task.subset = quick ? 2000 : 0;
    if (quick) request.training->holdout = 0.4; // the whole test part would take most of the time
    request.task.cutout = 0;
    return request;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

OperationScore scoreOf(const std::string& operation, const std::vector<double>& best) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    OperationScore score{operation, none, none, static_cast<int>(best.size())};
    if (best.empty()) return score;
    double mean = 0, squares = 0;
    for (double value : best) mean += value / static_cast<double>(best.size());
    for (double value : best) squares += (value - mean) * (value - mean) / static_cast<double>(best.size());
    score.score = 100 * median(best);
    score.deviation = 100 * std::sqrt(squares);
    return score;
}

} // namespace

std::vector<OperationTrial> operationTrials(const OperationBenchmarkSpec& spec) {
    if (spec.runs < 0 || spec.runs > 100)
        throw EngineError(ErrorCode::Usage, "runs is " + std::to_string(spec.runs) + "; allowed: 0 to 100, 0 = of the preset.");
    const bool quick = spec.preset == Preset::Quick;
    const int runs = spec.runs > 0 ? spec.runs : quick ? 1 : kRuns;
    std::vector<int> positions = spec.positions;
    for (int position = 0; spec.positions.empty() && position < kCells * kPlaces; position += quick ? kPlaces : 1) positions.push_back(position);
    for (int position : positions)
        if (position < 0 || position >= kCells * kPlaces)
            throw EngineError(ErrorCode::Usage, "Position " + std::to_string(position) + " is none of the proxy; allowed: 0 to 11.");
    std::vector<OperationTrial> trials;
    for (const std::string& operation : operationNames(OperationSet::DartOpti))
        for (int position : positions) {
            Request request = trialRequest(spec, operation, position);
            for (int run = 1; run <= runs; ++run) {
                request.seed = static_cast<std::uint64_t>(run);
                request.name = request.training->label + ", run " + std::to_string(run);
                trials.push_back({operation, position, request});
            }
        }
    return trials;
}

std::vector<OperationScore> operationScores(const std::vector<OperationTrial>& trials, const std::map<std::string, double>& reached) {
    std::map<std::string, std::map<int, double>> best; // of each operation at each position
    for (const OperationTrial& trial : trials) {
        const auto found = reached.find(requestHash(trial.request));
        if (found == reached.end() || !std::isfinite(found->second)) continue;
        auto [place, isNew] = best[trial.operation].emplace(trial.position, found->second);
        if (!isNew) place->second = std::max(place->second, found->second);
    }
    std::vector<OperationScore> scores;
    for (const std::string& operation : operationNames(OperationSet::DartOpti)) {
        std::vector<double> values;
        for (const auto& [position, value] : best[operation]) values.push_back(value);
        scores.push_back(scoreOf(operation, values));
    }
    return scores;
}

} // namespace dnas
