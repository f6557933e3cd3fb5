// Options of what is learnt with vision transformers, its request, and what its snapshots tell (engine/api/vit_work.h).
#include "engine/api/error.h"
#include "engine/api/request.h"
#include "engine/api/vit_work.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace dnas {

namespace {

constexpr const char* kWorks[] = {"train", "compare", "correlate"};
constexpr const char* kMethods[] = {"vit-train", "vit-compare", "vit-correlate"};
constexpr const char* kTuned[] = {"head", "last-block", "all"};

void inRange(const char* option, double value, double low, double high) {
    if (value >= low && value <= high) return;
    char text[160];
    std::snprintf(text, sizeof text, "%s is %.9g; allowed: %.9g to %.9g.", option, value, low, high);
    throw EngineError(ErrorCode::Usage, text);
}

std::string shortName(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

VitTuning tuningOf(const Snapshot& snapshot, const std::string& prefix) {
    return {snapshot.metric(prefix + "_before"), snapshot.metric(prefix + "_top1"), snapshot.metric(prefix + "_train_rate"),
            snapshot.metric(prefix + "_test_rate")};
}

} // namespace

const char* name(VitWork work) { return kWorks[static_cast<int>(work)]; }
const char* name(VitTuned tuned) { return kTuned[static_cast<int>(tuned)]; }

VitTuned vitTuned(const std::string& word) {
    for (int i = 0; i < 3; ++i)
        if (word == kTuned[i]) return static_cast<VitTuned>(i);
    throw EngineError(ErrorCode::Usage, "There is no part '" + word + "' to train.", "Known: head, last-block, all.");
}

void validate(const VitWorkSpec& spec) {
    if (spec.model.empty()) throw EngineError(ErrorCode::Usage, "No vision transformer is given.", "Name a file or a preset.");
    validate(spec.network);
    inRange("epochs", spec.epochs, 1, 10000);
    inRange("batch", spec.batch, 1, 4096);
    inRange("rate", spec.rate, 1e-9, 10);
    inRange("weight_decay", spec.weightDecay, 0, 1);
    inRange("warm_up", spec.warmUp, 0, 0.9);
    inRange("label_smoothing", spec.labelSmoothing, 0, 0.9);
    inRange("test_limit", spec.testLimit, 0, 100000000);
    if (spec.work == VitWork::Train) return;
    if (spec.network.depth() == 0) throw EngineError(ErrorCode::Usage, spec.model + " has no blocks: there is nothing to prune.");
    if (spec.work == VitWork::Compare) {
        inRange("data sets of a comparison", static_cast<double>(spec.data.size()), 1, kMaxVitSeries);
        for (auto set = spec.data.begin(); set != spec.data.end(); ++set)
            if (std::find(spec.data.begin(), set, *set) != set) throw EngineError(ErrorCode::Usage, "The data set '" + *set + "' is given twice.");
        inRange("runs", spec.runs, 1, 100);
        prunedSpec(spec.network, spec.mask); // throws where it does not fit
        return;
    }
    inRange("samples", spec.samples, 4, 100000);
    inRange("keep", spec.keep, 0.01, 0.99);
    inRange("inner_step", spec.innerStep, 1e-6, 10);
}

Request makeVitWorkRequest(const VitWorkSpec& spec, const std::string& data, std::uint64_t seed) {
    validate(spec);
    Request request;
    const char* words[] = {"Training, ", "Pruned against whole, ", "Proxies and accuracy, "};
    request.name = words[static_cast<int>(spec.work)] + shortName(spec.model);
    request.recipe.method = kMethods[static_cast<int>(spec.work)];
    request.recipe.epochs = std::min(vitWorkSnapshots(spec), 10000);
    request.recipe.batch = spec.batch;
    request.task.data = spec.work == VitWork::Compare ? spec.data.front() : data;
    request.task.imageSize = spec.network.imageSize; // to which the images are brought
    request.seed = seed;
    request.vitWork = spec;
    return request;
}

int vitWorkSnapshots(const VitWorkSpec& spec) {
    switch (spec.work) {
    case VitWork::Train: return spec.epochs;
    case VitWork::Compare: return spec.runs * static_cast<int>(spec.data.size());
    case VitWork::Correlate: break;
    }
    return spec.samples;
}

std::string maskDigits(const VitMask& mask) {
    std::string digits;
    for (const std::vector<bool>& block : mask) {
        if (!digits.empty()) digits += ' ';
        for (const bool kept : block)
            digits += kept ? '1' : '0';
    }
    return digits;
}

VitMask maskOfDigits(const std::string& digits) {
    VitMask mask;
    std::istringstream stream(digits);
    for (std::string word; stream >> word;) {
        if (word.find_first_not_of("01") != std::string::npos)
            throw EngineError(ErrorCode::Format, "The mask holds '" + word.substr(0, 40) + "'; expected a 0 or 1 a head, a word a block.");
        mask.emplace_back();
        for (const char digit : word)
            mask.back().push_back(digit == '1');
    }
    return mask;
}

std::vector<VitComparison> vitComparisons(const std::vector<SnapshotPtr>& snapshots) {
    std::vector<VitComparison> all;
    for (const SnapshotPtr& s : snapshots)
        all.push_back({s->stage, static_cast<int>(s->metric("run")), tuningOf(*s, "whole"), tuningOf(*s, "pruned")});
    return all;
}

std::string proxyMetric(PruningProxy proxy) { return std::string("proxy_") + proxyInfo(proxy).name; }

std::vector<ProxyCorrelation> proxyCorrelations(const std::vector<SnapshotPtr>& snapshots) {
    std::vector<double> accuracy;
    for (const SnapshotPtr& s : snapshots)
        accuracy.push_back(s->metric("valid_top1"));
    std::vector<ProxyCorrelation> all;
    for (const ProxyInfo& info : pruningProxies()) {
        std::vector<double> values;
        for (const SnapshotPtr& s : snapshots)
            values.push_back(s->metric(proxyMetric(info.proxy)));
        ProxyCorrelation c;
        c.proxy = info.proxy;
        c.spearman = spearman(values, accuracy);
        c.pearson = pearson(values, accuracy);
        c.spearmanInterval = spearmanInterval(c.spearman, values.size());
        c.pearsonInterval = pearsonInterval(c.pearson, values.size());
        all.push_back(c);
    }
    const auto strength = [](const ProxyCorrelation& c) { return std::isnan(c.spearman) ? -1 : std::abs(c.spearman); };
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return strength(a) > strength(b); });
    return all;
}

} // namespace dnas
