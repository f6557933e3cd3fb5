// What a recipe must satisfy, whatever its method.
#include "engine/api/cell_arrangement.h"
#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/recipe.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace dnas {

namespace {

void require(bool condition, const std::string& message, const std::string& hint = {}) {
    if (!condition) throw EngineError(ErrorCode::Usage, message, hint);
}

void inRange(const char* option, double value, double minimum, double maximum) {
    if (value >= minimum && value <= maximum) return; // false for NaN
    std::ostringstream text;
    text << option << " is " << value << "; allowed: " << minimum << " to " << maximum << ".";
    throw EngineError(ErrorCode::Usage, text.str());
}

void validateSpace(const CellSpaceSpec& space) {
    inRange("channels", space.channels, 1, 512);
    inRange("cells", space.cells, space.startFrom.empty() ? 3 : 1, 40);
    inRange("nodes", space.nodes, 1, 8);
    inRange("stem multiplier", space.stemMultiplier, 1, 16);
    require(space.stem != Stem::ImageNet || space.channels % 2 == 0, "The ImageNet stem needs an even number of channels; channels is " +
                                                                         std::to_string(space.channels) + ".");
}

void validateNetworks(const Recipe& recipe, const CellSpaceSpec& space) {
    inRange("meta_features", space.metaFeatures, 1, 4096);
    if (space.networks == NetworkCount::One) return;
    require(space.sharing == AlphaSharing::ByType && space.startFrom.empty(),
            "Networks of single channels share alpha by type, normal and reduce of each channel.", "Set sharing=by-type and no start_from.");
    for (const PenaltySpec& penalty : recipe.penalties)
        require(!std::holds_alternative<AblationSpec>(penalty), "The ablation loss takes the cells of one network apart, not of one a channel.",
                "Set networks=one.");
}

void validateStart(const CellSpaceSpec& space) {
    const std::optional<Genotype> start = startGenotype(space);
    const bool byGene = space.sharing == AlphaSharing::ByGene;
    if (!start) return require(!byGene, "Alpha by gene needs a starting point, whose cells say which are alike.", "Set start_from, or sharing=per-cell.");
    require(space.sharing != AlphaSharing::ByType, "With a starting point, alpha is shared by cells that begin alike, not by type.",
            "Set sharing=by-gene or sharing=per-cell.");
    const auto fits = [](const char* what, int value, int needed) {
        require(value == needed, std::string(what) + " is " + std::to_string(value) + ", but the starting point has " + std::to_string(needed) + ".",
                "Set start_from again: it sets both.");
    };
    fits("nodes", space.nodes, nodesOf(*start));
    if (hasOwnDepth(*start)) fits("cells", space.cells, static_cast<int>(cellStack(*start).size()));
    const std::vector<std::string>& candidates = operationNames(space.operations);
    for (const CellGenotype& cell : start->cells)
        for (const GenotypeEdge& edge : cell.edges)
            require(std::find(candidates.begin(), candidates.end(), edge.operation) != candidates.end(),
                    "The starting point uses '" + edge.operation + "', which is no candidate of this search.", "Set operations=dartopti for all of S_o.");
}

/// Each kind of part at most once: a second one would be ignored or counted twice.
template <class Variant> void eachKindOnce(const char* axis, const std::vector<Variant>& parts) {
    std::set<std::size_t> kinds;
    for (const Variant& part : parts)
        require(kinds.insert(part.index()).second, std::string("The recipe names the same kind of ") + axis + " twice.", "Keep one of them.");
}

struct PenaltyRule {
    const Recipe& recipe;
    void operator()(const ZeroOnePenaltySpec& p) const {
        inRange("w01", p.weight, 0, 1000);
        // With softmax the weights of an edge sum to one: pulling each towards 0 or 1 apart contradicts the relaxation.
        require(std::holds_alternative<SigmoidRelaxSpec>(recipe.relax),
                "The zero-one penalty needs the sigmoid relaxation: it pushes every sigma(alpha) towards 0 or 1.");
    }
    void operator()(const AblationSpec& p) const {
        inRange("w_ab", p.weight, 0, 100);
        inRange("smallest_mean", p.smallestMean, 1e-6, 10);
        require(std::holds_alternative<FirstOrderSpec>(recipe.outer),
                "The ablation loss needs the first order of the alpha step: it has no unrolled form.", "Set order=first.");
    }
    void operator()(const BetaDecaySpec& p) const {
        inRange("beta_weight", p.weight, 0, 1000);
        require(std::holds_alternative<SoftmaxRelaxSpec>(recipe.relax),
                "Beta-decay needs the softmax relaxation: its gradient is softmax(alpha), the weights of the mixture.");
    }
};

struct ScheduleRule {
    const Recipe& recipe;
    void operator()(const WarmStartSpec& warm) const {
        inRange("warm_start", warm.epochs, 0, 10000);
        require(warm.epochs < recipe.epochs, "warm_start (" + std::to_string(warm.epochs) +
                                                 " epochs) leaves no epoch for the search (epochs is " +
                                                 std::to_string(recipe.epochs) + ").");
    }
    void operator()(const ArchCosineSpec& cosine) const {
        inRange("arch_lr_min", cosine.learningRateMin, 0, 100);
        require(cosine.learningRateMin <= recipe.arch.learningRate,
                "arch_lr_min must not be larger than arch_lr: the cosine runs from arch_lr down to arch_lr_min.");
    }
};

struct StopRule {
    void operator()(const SkipCountStopSpec& s) const {
        inRange("stop_skips", s.limit, 1, 64);
        inRange("from_epoch", s.fromEpoch, 0, 10000);
    }
    void operator()(const RankStableStopSpec& s) const { inRange("stop_stable_ranks", s.epochs, 1, 10000); }
    void operator()(const DistanceStableSpec& s) const {
        inRange("stop_distance_tolerance", s.tolerance, 0, 1);
        inRange("stop_stable_distance", s.epochs, 1, 10000);
        inRange("stop_distance_from", s.fromEpoch, 0, 10000);
    }
};
} // namespace

void validate(const Recipe& recipe) {
    std::visit(validateSpace, recipe.space);
    std::visit(validateStart, recipe.space);
    std::visit([&](const CellSpaceSpec& space) { validateNetworks(recipe, space); }, recipe.space);
    inRange("epochs", recipe.epochs, 1, 10000);
    inRange("batch", recipe.batch, 2, 4096);
    inRange("lr", recipe.weights.learningRate, 0, 100);
    inRange("lr_min", recipe.weights.learningRateMin, 0, 100);
    inRange("momentum", recipe.weights.momentum, 0, 0.9999);
    inRange("weight_decay", recipe.weights.weightDecay, 0, 1);
    inRange("grad_clip", recipe.weights.gradientClip, 0, 1e6);
    inRange("arch_lr", recipe.arch.learningRate, 0, 100);
    inRange("arch_beta1", recipe.arch.beta1, 0, 0.99999);
    inRange("arch_beta2", recipe.arch.beta2, 0, 0.99999);
    inRange("arch_weight_decay", recipe.arch.weightDecay, 0, 1);
    inRange("threshold", recipe.discretize.threshold, 0, 1);
    inRange("edges_per_node", recipe.discretize.edgesPerNode, 1, 8);
    inRange("skip_cap", recipe.discretize.skipCap, -1, 64);
    inRange("kept_edges", recipe.discretize.keptEdges, 0, 8);
    inRange("dominant_threshold", recipe.dominantThreshold, 0, 1);
    require(recipe.weights.learningRateMin <= recipe.weights.learningRate,
            "lr_min must not be larger than lr: the cosine runs from lr down to lr_min.");
    if (const auto* unrolled = std::get_if<UnrolledSpec>(&recipe.outer)) inRange("epsilon", unrolled->epsilon, 1e-6, 1);
    for (const PenaltySpec& penalty : recipe.penalties) std::visit(PenaltyRule{recipe}, penalty);
    eachKindOnce("penalty", recipe.penalties);
    eachKindOnce("schedule", recipe.schedules);
    eachKindOnce("stop rule", recipe.stops);
    for (const ScheduleSpec& schedule : recipe.schedules) std::visit(ScheduleRule{recipe}, schedule);
    for (const StopSpec& stop : recipe.stops) std::visit(StopRule{}, stop);
}

std::vector<int> reductionCells(int cells) {
    const int first = cells / 3, second = 2 * cells / 3;
    return first == second ? std::vector<int>{first} : std::vector<int>{first, second};
}

} // namespace dnas
