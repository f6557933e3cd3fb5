#include "engine/stopping/stop_rule.h"

#include "engine/api/operations.h"

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

bool hasWeights(const std::string& operation) {
    const OperationInfo* info = findOperation(operation);
    return info && info->family != OperationFamily::None && info->family != OperationFamily::Pool &&
           info->family != OperationFamily::Skip;
}

/// For every edge of every group the columns with weights, best first.
std::vector<std::vector<std::size_t>> ranking(const Snapshot& snapshot) {
    std::vector<std::vector<std::size_t>> result;
    for (const AlphaGroup& group : snapshot.alpha)
        for (std::size_t row = 0; row < group.rowCount(); ++row) {
            std::vector<std::size_t> columns;
            for (std::size_t column = 0; column < group.columnCount(); ++column)
                if (hasWeights(group.columns[column])) columns.push_back(column);
            std::stable_sort(columns.begin(), columns.end(),
                             [&](std::size_t a, std::size_t b) { return group.rawAt(row, a) > group.rawAt(row, b); });
            result.push_back(std::move(columns));
        }
    return result;
}

/// Skip connections of the normal cell, or of the individual cell that has most.
int skipConnections(const Genotype& genotype) {
    const std::vector<int> counts = skipCounts(genotype);
    if (counts.empty()) return 0;
    if (genotype.form == GenotypeForm::Channels) { // of the normal cell that has most
        int most = 0;
        for (std::size_t i = 0; i < counts.size(); i += 2) most = std::max(most, counts[i]);
        return most;
    }
    const bool pair = genotype.form == GenotypeForm::Pairs || genotype.form == GenotypeForm::Triples;
    return pair ? counts.front() : *std::max_element(counts.begin(), counts.end());
}

struct Reason {
    const std::vector<SnapshotPtr>& history;

    std::optional<std::string> operator()(const SkipCountStopSpec& rule) const {
        const Snapshot& last = *history.back();
        const int skips = skipConnections(last.genotype);
        // While alpha is frozen, its ranking is that of the start and says nothing.
        if (last.epoch < rule.fromEpoch || last.alphaFrozen || skips < rule.limit) return std::nullopt;
        return std::to_string(skips) + " skip connections in a cell, limit " + std::to_string(rule.limit);
    }

    std::optional<std::string> operator()(const DistanceStableSpec& rule) const {
        const auto needed = static_cast<std::size_t>(rule.epochs);
        if (history.size() < needed) return std::nullopt;
        const double last = history.back()->metric("distance_start");
        for (std::size_t i = history.size() - needed; i < history.size(); ++i) {
            // While alpha is frozen, the genotype cannot move. NaN (a parse without any cell) is no agreement.
            if (history[i]->alphaFrozen || history[i]->epoch < rule.fromEpoch) return std::nullopt;
            const double change = std::isnan(last) ? history[i]->metric("distance_previous") : std::abs(history[i]->metric("distance_start") - last);
            if (!(change <= rule.tolerance)) return std::nullopt;
        }
        return "the distance from " + std::string(std::isnan(last) ? "the epoch before" : "the starting point") + " is stable for " +
               std::to_string(rule.epochs) + " epochs";
    }

    std::optional<std::string> operator()(const RankStableStopSpec& rule) const {
        const auto needed = static_cast<std::size_t>(rule.epochs) + 1;
        if (history.size() < needed) return std::nullopt;
        const auto last = ranking(*history.back());
        for (std::size_t i = history.size() - needed; i < history.size(); ++i)
            if (history[i]->alphaFrozen || ranking(*history[i]) != last) return std::nullopt;
        return "the ranking of the operations with weights is unchanged for " + std::to_string(rule.epochs) + " epochs";
    }
};

} // namespace

std::optional<std::string> stopReason(const StopSpec& rule, const std::vector<SnapshotPtr>& history) {
    if (history.empty()) return std::nullopt;
    return std::visit(Reason{history}, rule);
}

std::optional<std::string> stopReason(const std::vector<StopSpec>& rules, const std::vector<SnapshotPtr>& history) {
    for (const StopSpec& rule : rules)
        if (std::optional<std::string> reason = stopReason(rule, history)) return reason;
    return std::nullopt;
}

} // namespace dnas
