#include "engine/api/baseline.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/color_model.h"
#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/core/random_streams.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dnas {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> choosableOperations(OperationSet set) {
    std::vector<std::string> names = operationNames(set);
    names.erase(std::remove(names.begin(), names.end(), "none"), names.end());
    return names;
}

CellGenotype randomCell(const std::string& name, int nodes, int edgesPerNode, const std::vector<std::string>& operations, RandomStream& stream) {
    CellGenotype cell{name, {}, {}};
    for (int to = 2; to < nodes + 2; ++to) {
        std::vector<int> inputs(static_cast<std::size_t>(to));
        std::iota(inputs.begin(), inputs.end(), 0);
        stream.shuffle(inputs);
        inputs.resize(static_cast<std::size_t>(std::min(edgesPerNode, to)));
        std::sort(inputs.begin(), inputs.end());
        for (int from : inputs) cell.edges.push_back({operations[stream.below(operations.size())], to, from});
        cell.concat.push_back(to);
    }
    return cell;
}

/// The parse by which a view reads a random genotype back out of its alpha.
DiscretizeSpec decidedParse(const DiscretizeSpec& rule) { return {ParseMethod::Darts, 0.5, rule.edgesPerNode, -1}; }

Snapshot snapshotOf(const Request& request, const NetworkShape& shape, std::uint64_t seed, int index, int count) {
    const auto& space = std::get<CellSpaceSpec>(request.recipe.space);
    Snapshot snapshot;
    snapshot.epoch = index;
    snapshot.epochs = count;
    snapshot.genotype = randomGenotype(request, seed, static_cast<std::uint64_t>(index));
    for (const CellGenotype& cell : snapshot.genotype.cells)
        snapshot.alpha.push_back(decidedGroup(cell, space.nodes, operationNames(space.operations)));
    for (const char* name : {"train_loss", "train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5", "objective", "lr", "seconds",
                             "images_per_second", "peak_mb", "seconds_left"})
        snapshot.metrics.emplace_back(name, kNaN);
    addArchitectureFacts(snapshot, request.recipe.dominantThreshold, shape);
    return snapshot;
}

} // namespace

Genotype randomGenotype(const Request& request, std::uint64_t seed, std::uint64_t index) {
    const auto& space = std::get<CellSpaceSpec>(request.recipe.space);
    const int edges = request.recipe.discretize.edgesPerNode;
    const std::vector<std::string> operations = choosableOperations(space.operations);
    RandomStream stream(seed, "baseline/genotype", index);
    Genotype genotype;
    if (space.sharing == AlphaSharing::PerCell) {
        genotype.form = GenotypeForm::Nested;
        genotype.reductions = reductionCells(space.cells);
        for (int cell = 0; cell < space.cells; ++cell)
            genotype.cells.push_back(randomCell("cell " + std::to_string(cell), space.nodes, edges, operations, stream));
        return genotype;
    }
    if (space.networks == NetworkCount::PerChannel) {
        genotype.form = GenotypeForm::Channels;
        const int channels = retrainShape(request).inputChannels;
        for (const std::string& channel : channelNames(request.task.colors, channels))
            for (const char* type : {" normal", " reduce"})
                genotype.cells.push_back(randomCell(channel + type, space.nodes, edges, operations, stream));
        return genotype;
    }
    genotype.form = edges == 2 ? GenotypeForm::Pairs : GenotypeForm::Triples;
    for (const char* name : {"normal", "reduce"}) genotype.cells.push_back(randomCell(name, space.nodes, edges, operations, stream));
    return genotype;
}

FinishedRun randomBaseline(const Request& request, int count, std::uint64_t seed) {
    if (count < 1 || count > kMostBaselineSamples)
        throw EngineError(ErrorCode::Usage, "The number of random genotypes is " + std::to_string(count) + "; allowed: 1 to " +
                                                std::to_string(kMostBaselineSamples) + ".");
    FinishedRun run;
    run.request = request;
    run.request.name = "Random cells";
    run.request.seed = seed;
    run.request.recipe.method = kBaselineMethod;
    run.request.recipe.epochs = count;
    run.request.recipe.schedules.clear(); // a warm start of more epochs than there are genotypes would be refused
    run.request.recipe.stops.clear();
    run.request.recipe.discretize = decidedParse(request.recipe.discretize);
    run.environment = "drawn at random, not trained";
    const NetworkShape shape = retrainShape(request);
    for (int index = 0; index < count; ++index) run.snapshots.push_back(snapshotOf(run.request, shape, seed, index, count));
    run.events = {{RunEvent::Kind::Note, 0, 0, std::to_string(count) + " random genotypes in the space of " + request.recipe.method}};
    return run;
}

bool sameSpace(const Request& a, const Request& b) {
    const auto& first = std::get<CellSpaceSpec>(a.recipe.space);
    const auto& second = std::get<CellSpaceSpec>(b.recipe.space);
    const bool individual = first.sharing == AlphaSharing::PerCell;
    return first.operations == second.operations && first.sharing == second.sharing && first.nodes == second.nodes &&
           first.stem == second.stem && (!individual || first.cells == second.cells) &&
           a.recipe.discretize.edgesPerNode == b.recipe.discretize.edgesPerNode && a.task.data == b.task.data &&
           a.task.imageSize == b.task.imageSize && a.task.colors == b.task.colors && first.networks == second.networks;
}

double rankAmong(double value, const std::vector<double>& sample) {
    double below = 0;
    int count = 0;
    for (double other : sample) {
        if (!std::isfinite(other)) continue;
        ++count;
        below += other < value ? 1 : other == value ? 0.5 : 0;
    }
    return count == 0 || std::isnan(value) ? kNaN : below / count;
}

} // namespace dnas
