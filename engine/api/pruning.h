// Pruning of vision transformers without data (DARIO): what a search is asked for, and what its gates leave.
// Place: a field of Request, `dnas prune`, the pruning view. Thread rule: values and pure functions.
// Source: thesis section 6.1: gates (6.1, 6.2), inner step (6.6), proxies (table 6.1), search (algorithm 5).
#pragma once

#include "engine/api/sample_summary.h"
#include "engine/api/snapshot.h"
#include "engine/api/vit.h"

#include <string>
#include <vector>

namespace dnas {

struct Request;

constexpr const char* kPruningMethod = "dario";
/// "We judiciously opted for the threshold value of 0.65" (section 6.1.2).
constexpr double kThesisThreshold = 0.65;

enum class PruningGranularity { Block, Head, Both };

enum class PruningProxy { L0, L1, L2, Synflow, NormalizedSynflow, Variance, L0Variance, L1Variance, L0L1 };

struct ProxyInfo {
    PruningProxy proxy;
    const char* name;  ///< in files and on the command line: "variance"
    const char* title; ///< of table 6.1
    const char* formula;
    /// A search descends S where a lower value goes with a better accuracy, and -S otherwise: the sign of Spearman's rho
    /// on MAE-ViT-base (table 6.2). Deviation: (6.4) minimises every proxy; only the variance correlates negatively.
    bool minimised;
};
const std::vector<ProxyInfo>& pruningProxies();
const ProxyInfo& proxyInfo(PruningProxy proxy);
/// Throws EngineError(Usage) listing the names.
PruningProxy pruningProxy(const std::string& name);
/// Whether the search follows a differentiable surrogate of the proxy instead of its value: ||.||_0 has no gradient
/// (engine/pruning/proxy.h).
bool hasSurrogate(PruningProxy proxy);
const char* name(PruningGranularity granularity);
PruningGranularity pruningGranularity(const std::string& name);

struct PruningSpec {
    std::string model;       ///< path of a file, or "preset:NAME"
    std::string options;     ///< of the network, "KEY=VALUE" separated by spaces, where the file leaves them open
    std::string fingerprint; ///< of the file's bytes: the search refuses another file; empty for presets
    VitSpec network;         ///< as the file holds it

    PruningGranularity granularity = PruningGranularity::Block;
    PruningProxy proxy = PruningProxy::Variance;
    int iterations = 100; ///< n of algorithm 5, 1..100000
    int warmStart = 10;   ///< k random samples, of which the best is the start, 0..10000; 0: one, not compared
    int runs = 1;         ///< independent searches, 1..100
    /// gamma of (6.6), which the thesis leaves open, as a share: gamma |dR/dtheta| = innerStep |theta| for the network as
    /// it is, so that one value suits all sizes. 1e-6..10.
    double innerStep = 0.01;
    /// lambda of algorithm 5, which the thesis leaves open, as a length: the first step of a run moves the alpha that
    /// moves most by so much, and lambda stays as it is then. 1e-6..100.
    double searchStep = 0.5;
    bool absolute = false;      ///< R_SF of the absolute parameters, as (6.5) is written, instead of those of (6.6)
    double coefficient = 0;     ///< c of a composite proxy, 0..1e12; 0 = both terms are equal for the network as it is
    bool randomBaseline = true; ///< as many random samples beside each run
};

/// Throws EngineError(Usage) naming the option, its value and its range.
void validate(const PruningSpec& spec);

/// Reads the file's description. Throws as inspectVit; Format when the weights do not fit.
PruningSpec makePruningSpec(const std::string& model, const VitOptions& options = {});
/// The request of a pruning, method "dario".
Request makePruningRequest(const PruningSpec& spec, std::uint64_t seed);
/// Snapshots of a whole search: one an iteration of each run.
int pruningSnapshots(const PruningSpec& spec);
VitOptions pruningVitOptions(const PruningSpec& spec);

// ---- what gates leave ----

/// Scale on which gates are compared with the threshold: the thesis says "thresholding alpha" of values in [0, 1].
enum class GateScale { Sigmoid, Raw };

/// Gates of a snapshot: [blocks], and [blocks][heads]; empty where that level is not searched.
struct GateValues {
    std::vector<double> blocks;
    std::vector<std::vector<double>> heads;
};
GateValues gateValues(const Snapshot& snapshot, GateScale scale);

/// A module stays where its gate is at least the threshold; NaN never stays.
VitMask maskAt(const VitSpec& network, const GateValues& gates, double threshold);

/// Every mask that some threshold gives, from all kept to the fewest, with the lowest and the highest threshold of each.
struct ThresholdRange {
    double low = 0, high = 0; ///< the mask holds for low < t <= high; low may be -infinity, high infinity
    VitMask mask;
};
std::vector<ThresholdRange> thresholdSweep(const VitSpec& network, const GateValues& gates);

int keptBlocks(const VitMask& mask);
int keptHeads(const VitMask& mask);

// ---- what a search found ----

// Metrics of a snapshot. What the search compares: "objective", "unpruned", "warm_start", "random" (the best sample so far).
// Values of table 6.1, which are others where the proxy has a surrogate: "proxy", "proxy_unpruned", "proxy_random".

/// One of the independent searches, as far as it is.
struct PruningRunEnd {
    SnapshotPtr last; ///< its gates
    double found = 0, random = 0; ///< values of table 6.1: of its gates, of the best random sample of equal budget
};
struct PruningSummary {
    std::vector<PruningRunEnd> runs;
    int best = -1;               ///< the run whose gates are proposed; -1 = there is none
    double unpruned = 0;         ///< value of table 6.1 of the network as it is
    SampleSummary found, random; ///< over the runs (figure 6.8)
};
/// NaN where a number was not measured: random ones without a random search, those with a surrogate of older projects.
PruningSummary pruningSummary(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots);

/// The snapshot whose gates a search proposes: the last of the run that ended with the best proxy value.
/// @return nullptr where there is none
SnapshotPtr proposedGates(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots);

} // namespace dnas
