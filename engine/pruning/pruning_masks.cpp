// From gates to masks: thresholds, sweeps, the run that ended best (engine/api/pruning.h).
#include "engine/api/error.h"
#include "engine/api/pruning.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> sortedGates(const GateValues& gates) {
    std::vector<double> values = gates.blocks;
    for (const std::vector<double>& block : gates.heads)
        values.insert(values.end(), block.begin(), block.end());
    values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }), values.end());
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

} // namespace

GateValues gateValues(const Snapshot& snapshot, GateScale scale) {
    GateValues gates;
    for (const AlphaGroup& group : snapshot.alpha) {
        const std::vector<double>& values = scale == GateScale::Raw ? group.raw : group.weights;
        if (group.name == "blocks") gates.blocks = values;
        if (group.name != "heads") continue;
        const auto columns = static_cast<std::ptrdiff_t>(group.columnCount());
        for (std::size_t row = 0; row < group.rowCount(); ++row) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row) * columns;
            gates.heads.emplace_back(begin, begin + columns);
        }
    }
    return gates;
}

VitMask maskAt(const VitSpec& network, const GateValues& gates, double threshold) {
    VitMask mask = fullMask(network);
    for (std::size_t k = 0; k < mask.size(); ++k) {
        const bool shut = k < gates.blocks.size() && !(gates.blocks[k] >= threshold);
        for (std::size_t head = 0; head < mask[k].size(); ++head) {
            const bool cut = k < gates.heads.size() && head < gates.heads[k].size() && !(gates.heads[k][head] >= threshold);
            if (shut || cut) mask[k][head] = false;
        }
    }
    return mask;
}

std::vector<ThresholdRange> thresholdSweep(const VitSpec& network, const GateValues& gates) {
    std::vector<ThresholdRange> ranges;
    double low = -kInfinity;
    std::vector<double> ends = sortedGates(gates);
    ends.push_back(kInfinity);
    for (double high : ends) { // between two gates the mask is that of the upper one as threshold
        VitMask mask = maskAt(network, gates, high);
        if (!ranges.empty() && ranges.back().mask == mask) // a head of a block that is shut anyway
            ranges.back().high = high;
        else
            ranges.push_back({low, high, std::move(mask)});
        low = high;
    }
    return ranges;
}

int keptBlocks(const VitMask& mask) {
    return static_cast<int>(std::count_if(mask.begin(), mask.end(), [](const std::vector<bool>& block) {
        return std::find(block.begin(), block.end(), true) != block.end();
    }));
}

int keptHeads(const VitMask& mask) {
    std::ptrdiff_t kept = 0;
    for (const std::vector<bool>& block : mask)
        kept += std::count(block.begin(), block.end(), true);
    return static_cast<int>(kept);
}

PruningSummary pruningSummary(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots) {
    const bool surrogate = hasSurrogate(spec.proxy);
    const double sign = proxyInfo(spec.proxy).minimised ? 1 : -1;
    /// Projects of earlier versions hold what the search compared only.
    const auto exact = [&](const Snapshot& s, const char* metric, const char* compared) {
        const double value = s.metric(metric);
        return std::isnan(value) && !surrogate ? s.metric(compared) : value;
    };
    PruningSummary summary;
    std::vector<double> found, random;
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        if (i + 1 < snapshots.size() && snapshots[i + 1]->stage == snapshots[i]->stage) continue;
        const Snapshot& end = *snapshots[i];
        const auto objective = [&](int run) { return sign * summary.runs[static_cast<std::size_t>(run)].last->metric("objective"); };
        summary.runs.push_back({snapshots[i], exact(end, "proxy", "objective"), exact(end, "proxy_random", "random")});
        const int run = static_cast<int>(summary.runs.size()) - 1;
        if (summary.best < 0 || std::isnan(objective(summary.best)) || objective(run) < objective(summary.best)) summary.best = run;
        summary.unpruned = exact(end, "proxy_unpruned", "unpruned");
        found.push_back(summary.runs.back().found);
        random.push_back(summary.runs.back().random);
    }
    summary.found = summaryOf(found);
    summary.random = summaryOf(random);
    return summary;
}

SnapshotPtr proposedGates(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots) {
    const PruningSummary summary = pruningSummary(spec, snapshots);
    return summary.best < 0 ? nullptr : summary.runs[static_cast<std::size_t>(summary.best)].last;
}

} // namespace dnas
