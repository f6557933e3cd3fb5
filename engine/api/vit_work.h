// What is learnt with vision transformers: training from scratch and fine-tuning, the pruned network against the whole one
// over several data sets, and the correlation of the proxies with the accuracy of random prunings.
// Place: a field of Request; `dnas vit train`, `dnas prune tune`, `dnas prune correlate`; the window's dialogs.
// Thread rule: values and pure functions; makeVitWork reads a file: not for the window's thread.
// Source: thesis section 6.1.2: tables 6.2 and 6.3, figures 6.4, 6.5, 6.12, 6.13.
#pragma once

#include "engine/api/pruning.h"
#include "engine/api/rank_correlation.h"
#include "engine/api/sample_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace dnas {

enum class VitWork {
    Train,    ///< one network on one data set; its weights are kept
    Compare,  ///< the network as it is and as the mask leaves it, each fine-tuned on every data set, in every run
    Correlate ///< random prunings, each fine-tuned on one data set, beside their proxies
};

/// What steps move; the rest stays as the file holds it, running statistics included.
enum class VitTuned {
    Head,
    LastBlock, ///< the last block and all that follows it ("We fine-tuned the last block together with the classification head")
    All
};

constexpr int kMaxVitSeries = 64; ///< data sets of a comparison

struct VitWorkSpec {
    VitWork work = VitWork::Train;
    std::string model;       ///< as PruningSpec::model; of a preset, trained from random weights
    std::string options;     ///< as PruningSpec::options
    std::string fingerprint; ///< as PruningSpec::fingerprint
    VitSpec network;         ///< as the file holds it; a preset takes the images and classes of the data
    VitTuned tuned = VitTuned::All;
    /// Compare: what steps move in the whole network; nothing = what they move in the pruned one. Section 6.1.2 trains
    /// the last block with the head "for pruned models", which train so much faster.
    std::optional<VitTuned> wholeTuned;
    int epochs = 10;             ///< of each training, 1..10000
    int batch = 64;              ///< 1..4096
    double rate = 1e-3;          ///< of AdamW, after the warm-up; falls to 0 by a cosine; 1e-9..10
    double weightDecay = 0.05;   ///< decoupled (Loshchilov and Hutter 2019), of tensors of two and more dimensions; 0..1
    double warmUp = 0.05;        ///< share of the steps in which the rate rises, 0..0.9
    double labelSmoothing = 0.1; ///< 0..0.9
    int testLimit = 0;           ///< only the first so many images of the test part; 0 = all

    VitMask mask;                  ///< Compare
    std::vector<std::string> data; ///< Compare: data specs; the others learn from Task::data
    int runs = 3;                  ///< Compare: independent ones, 1..100
    int samples = 100;             ///< Correlate: random prunings, 4..100000
    PruningGranularity granularity = PruningGranularity::Head; ///< Correlate: what a sample drops (the thesis: heads)
    double keep = 0.5;             ///< Correlate: probability that a module stays, 0.01..0.99
    double innerStep = 0.01;       ///< Correlate: as PruningSpec::innerStep
};

const char* name(VitWork work);
const char* name(VitTuned tuned);
/// Throw EngineError(Usage) listing the names.
VitTuned vitTuned(const std::string& name);

/// Throws EngineError(Usage) naming the option, its value and its range.
void validate(const VitWorkSpec& spec);
/// Reads the file's description; everything else is the usual. Throws as makePruningSpec.
VitWorkSpec makeVitWork(VitWork work, const std::string& model, const VitOptions& options = {});
/// @param data of Train and Correlate; of a comparison it follows from the spec. Throws as validate.
Request makeVitWorkRequest(const VitWorkSpec& spec, const std::string& data, std::uint64_t seed);
/// Snapshots of a whole run: epochs, pairs of trainings, or samples.
int vitWorkSnapshots(const VitWorkSpec& spec);
/// "1011 0000 1111": a digit a head, a word a block; "" = no mask. The inverse throws EngineError(Format).
std::string maskDigits(const VitMask& mask);
VitMask maskOfDigits(const std::string& digits);

// ---- what a comparison found ----

/// One network in one run on one data set.
struct VitTuning {
    double before = 0;     ///< top-1 without training; NaN where its head tells other classes
    double after = 0;      ///< top-1 after fine-tuning
    double trainRate = 0;  ///< images a second in training
    double testRate = 0;   ///< in inference
};
struct VitComparison {
    std::string data; ///< name of the data set, or its data spec where two have the same name
    int run = 0;
    VitTuning whole, pruned;
    double improvement() const { return pruned.after - whole.after; } ///< figure 6.12
};
/// One a snapshot, in their order.
std::vector<VitComparison> vitComparisons(const std::vector<SnapshotPtr>& snapshots);

// ---- what a study of correlations found ----

struct ProxyCorrelation {
    PruningProxy proxy = PruningProxy::Variance;
    double spearman = 0, pearson = 0;
    CorrelationInterval spearmanInterval, pearsonInterval; ///< 95 %, rank_correlation.h
};
/// Of the top-1 accuracy with each proxy over all samples, in the order of |Spearman|, as in tables 6.2 and 6.3; those
/// without a number last.
std::vector<ProxyCorrelation> proxyCorrelations(const std::vector<SnapshotPtr>& snapshots);
/// Name of the metric that holds a proxy's value.
std::string proxyMetric(PruningProxy proxy);

} // namespace dnas
