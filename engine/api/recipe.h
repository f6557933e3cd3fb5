// A published method as a value: a recipe composes parts from orthogonal axes. The search loop contains no method name.
// Place: one page per method in engine/methods/ fills a Recipe; the engine's factories, the text form (recipe_text.h)
// and the options table (options.h) visit its variants exhaustively, so that a forgotten part is a compile error.
// Every default is the value of the paper that introduced the part, or of its published code (see engine/README.md).
#pragma once

#include "engine/api/operations.h"

#include <string>
#include <variant>
#include <vector>

namespace dnas {

// ---- space: what can be chosen, who shares alpha ----

enum class Stem {
    Cifar,   ///< conv 3x3 to stem_multiplier * C channels, batch norm; any number of input channels
    ImageNet, ///< two stride-2 convolutions before c_{k-2}, a third before c_{k-1}: resolution / 8
    ImageNetBy4 ///< of trainings: the second convolution has stride 1, as D-DARTS publishes it: resolution / 4
};

enum class AlphaSharing {
    ByType, ///< one matrix for normal cells, one for reduction cells (DARTS)
    PerCell, ///< one matrix a cell (D-DARTS)
    ByGene   ///< with a starting point: one matrix for all cells that begin alike (DARTOpti)
};

enum class NetworkCount {
    One,
    PerChannel ///< each channel of the images has its own network and alpha; a meta-learner joins their features (ColorNAS)
};

enum class AlphaStart {
    Zeros,     ///< FairDARTS, D-DARTS
    SmallNoise ///< 1e-3 * N(0, 1) (DARTS)
};

/// DARTS cells (Liu et al. 2019, section 2.1): nodes 0, 1 are the outputs of the two previous cells, each of `nodes`
/// intermediate nodes sums a mixed operation from every earlier node; reductions at cells/3 and 2*cells/3, or where the
/// starting point has them. What follows from these fields: cell_arrangement.h.
struct CellSpaceSpec {
    OperationSet operations = OperationSet::Darts;
    AlphaSharing sharing = AlphaSharing::ByType;
    AlphaStart start = AlphaStart::SmallNoise;
    int channels = 16;       ///< C of the first cells, 1..512; doubles at each reduction
    int cells = 8;           ///< 3..40
    int nodes = 4;           ///< intermediate nodes a cell, 1..8; the cell's output concatenates all of them
    int stemMultiplier = 3;  ///< stem channels = stemMultiplier * channels (CIFAR stem)
    Stem stem = Stem::Cifar;
    /// Architecture at which the search begins: a published genotype's name, or a genotype's text; empty = none. Its
    /// operations start at alpha 10, the others as `start` says (DARTOpti; thesis section 4.1.4).
    std::string startFrom;
    NetworkCount networks = NetworkCount::One;
    int metaFeatures = 128; ///< PerChannel: hidden units of the meta-learner, 1..4096
};
using SpaceSpec = std::variant<CellSpaceSpec>;

// ---- relaxation: alpha to mixing weights ----

/// w_o = exp(alpha_o) / sum_o' exp(alpha_o') on each edge (thesis eq. 2.7).
struct SoftmaxRelaxSpec {};
/// w_o = 1 / (1 + exp(-alpha_o)), operations do not compete (FairDARTS).
struct SigmoidRelaxSpec {};
using RelaxSpec = std::variant<SoftmaxRelaxSpec, SigmoidRelaxSpec>;

// ---- outer rule: how alpha steps on the validation batch ----

/// dL_val(w, alpha)/dalpha (DARTS with xi = 0).
struct FirstOrderSpec {};
/// dL_val(w - eta dL_train/dw, alpha)/dalpha by finite differences (DARTS eq. 7, 8).
struct UnrolledSpec {
    double epsilon = 0.01; ///< R = epsilon / ||v||_2, 1e-6..1
};
using OuterRuleSpec = std::variant<FirstOrderSpec, UnrolledSpec>;

// ---- objective and penalties ----

/// Cross-entropy of the logits.
struct CrossEntropySpec {};
using ObjectiveSpec = std::variant<CrossEntropySpec>;

enum class ZeroOneScope {
    Network, ///< one mean over all entries of alpha (FairDARTS)
    Group    ///< every group has its own mean (D-DARTS, whose cells have losses of their own)
};

/// L01 = -mean over alpha entries of (sigma(alpha) - 0.5)^2 (FairDARTS; thesis eq. 3.1).
struct ZeroOnePenaltySpec {
    double weight = 10; ///< w01, 0..1000
    ZeroOneScope scope = ZeroOneScope::Network;
};

enum class AblationForm {
    Described, ///< a deactivated cell adds nothing; L_AB has a gradient
    Published  ///< a deactivated cell mixes at random; L_AB is a number without gradient
};

/// L_AB^i = (M_C^i - mean(M_C)) / |mean(M_C)|: what group i of alpha contributes, compared with the others (thesis eq. 4.2
/// to 4.5). Groups descend their own L_AB^i: summed over the groups it is 0. See engine/methods/ddarts.cpp.
struct AblationSpec {
    double weight = 0.5; ///< w_AB, 0..100; 0 = not measured
    AblationForm form = AblationForm::Described;
    double smallestMean = 0.05; ///< L_AB is 0 where |mean(M_C)| is smaller, in nats, 1e-6..10
};

enum class BetaSchedule {
    Ramp,    ///< weight * epoch / epochs, epochs counted from 0: the published 50 * epoch / 100 for a search of any length
    Constant ///< weight, from the first epoch on
};

/// L_Beta: mean over the edges of a group of log(sum_k exp(alpha_k)), summed over the groups (thesis eq. 3.13). Added to the
/// validation loss with the factor lambda (eq. 3.14). See engine/methods/beta_darts.cpp.
struct BetaDecaySpec {
    double weight = 50; ///< lambda, of the ramp its end, 0..1000
    BetaSchedule schedule = BetaSchedule::Ramp;
};
using PenaltySpec = std::variant<ZeroOnePenaltySpec, AblationSpec, BetaDecaySpec>;

// ---- optimisers ----

/// SGD with momentum on the weights, learning rate annealed by a cosine over the epochs, gradient norm clipped.
struct WeightOptimizerSpec {
    double learningRate = 0.025;
    double learningRateMin = 0.001;
    double momentum = 0.9;
    double weightDecay = 3e-4;
    double gradientClip = 5; ///< L2 norm over all weights; 0 = off
};

/// Adam on alpha, weight decay as L2 in the gradient.
struct ArchOptimizerSpec {
    double learningRate = 3e-4;
    double beta1 = 0.5;
    double beta2 = 0.999;
    double weightDecay = 1e-3;
};

// ---- schedules ----

/// Alpha does not step during the first `epochs` epochs.
struct WarmStartSpec {
    int epochs = 0;
};
/// Alpha's learning rate follows a cosine over the epochs, from that of its optimiser down to this one (D-DARTS).
struct ArchCosineSpec {
    double learningRateMin = 1e-3;
};
using ScheduleSpec = std::variant<WarmStartSpec, ArchCosineSpec>;

// ---- stop rules (the planned number of epochs always ends a run) ----

/// Stop when a cell's genotype holds at least `limit` skip connections (DARTS+, criterion 1).
struct SkipCountStopSpec {
    int limit = 2;      ///< 1..64
    int fromEpoch = 0;  ///< not before this epoch
};
/// Stop when the ranking of the operations with weights is unchanged on every edge for `epochs` epochs (DARTS+, criterion 2).
struct RankStableStopSpec {
    int epochs = 10;
};
/// Stop when the distance M of the genotype from the starting point stays within `tolerance` for `epochs` epochs; without
/// a starting point, when each epoch's distance from the one before does (thesis section 4.2.4).
struct DistanceStableSpec {
    double tolerance = 1e-3; ///< 0..1
    int epochs = 5;          ///< 1..10000
    int fromEpoch = 10;      ///< epochs before this one (from 0) do not count
};
using StopSpec = std::variant<SkipCountStopSpec, RankStableStopSpec, DistanceStableSpec>;

// ---- discretisation ----

enum class ParseMethod {
    Darts,   ///< the best operation on each of the top edges of every node, `none` excluded
    Sparse,  ///< the same, and only where the weight reaches the threshold
    Edge,    ///< on every edge the two best operations that reach the threshold
    Complete ///< every operation on every edge that reaches the threshold
};

struct DiscretizeSpec {
    ParseMethod method = ParseMethod::Darts;
    double threshold = 0.85; ///< of the mixing weight, 0..1; unused by Darts
    int edgesPerNode = 2;    ///< Darts, Sparse: 1..8
    int skipCap = -1;        ///< largest number of skip connections a cell may keep; -1 = no limit
    int keptEdges = 0;       ///< Sparse: so many of the best edges of a node stay whatever their weight, 0..8
    bool operator==(const DiscretizeSpec& o) const {
        return method == o.method && threshold == o.threshold && edgesPerNode == o.edgesPerNode && skipCap == o.skipCap &&
               keptEdges == o.keptEdges;
    }
};

// ---- the recipe ----

struct Recipe {
    std::string method; ///< id of the catalogue, e.g. "fairdarts"
    SpaceSpec space;
    RelaxSpec relax;
    OuterRuleSpec outer;
    ObjectiveSpec objective;
    std::vector<PenaltySpec> penalties;
    std::vector<ScheduleSpec> schedules;
    std::vector<StopSpec> stops;
    DiscretizeSpec discretize;
    WeightOptimizerSpec weights;
    ArchOptimizerSpec arch;
    int epochs = 50;
    int batch = 64;
    double dominantThreshold = 0.9; ///< mixing weight above which an operation counts as dominant
};

/// Throws EngineError(Usage) with a sentence that says which parts do not go together or which value is out of range.
void validate(const Recipe& recipe);

/// Indices of the reduction cells: cells/3 and 2*cells/3 (once each, DARTS section 3.1.1).
std::vector<int> reductionCells(int cells);

const char* name(ParseMethod method);
/// Throws EngineError(Usage) listing the names.
ParseMethod parseMethod(const std::string& name);

} // namespace dnas
