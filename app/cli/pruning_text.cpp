#include "app/cli/pruning_text.h"

#include "app/cli/text_table.h"

#include <cmath>
#include <cstdio>

namespace dnas::cli {

namespace {

/// What the gates change of a proxy shows in its last digits.
std::string digits(double value) {
    if (std::isnan(value)) return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.8g", value);
    return text;
}

std::string meanText(const SampleSummary& s) {
    if (std::isnan(s.interval)) return digits(s.mean);
    char interval[32];
    std::snprintf(interval, sizeof interval, " +- %.2g", s.interval);
    return digits(s.mean) + interval;
}

std::string keptTitle() { return "blocks at " + fixed(kThesisThreshold, 2); }

} // namespace

std::string pruningText(const PruningSpec& spec, const PruningSummary& summary) {
    const ProxyInfo& info = proxyInfo(spec.proxy);
    TextTable table({"run", "found", "random", keptTitle(), "surrogate"});
    if (!hasSurrogate(spec.proxy)) table = TextTable({"run", "found", "random", keptTitle()});
    for (std::size_t run = 0; run < summary.runs.size(); ++run) {
        const PruningRunEnd& end = summary.runs[run];
        const bool best = static_cast<int>(run) == summary.best && summary.runs.size() > 1;
        std::vector<std::string> row{std::to_string(run + 1) + (best ? " (best)" : ""), digits(end.found), digits(end.random), fixed(end.last->metric("kept_blocks"), 0)};
        if (hasSurrogate(spec.proxy)) row.push_back(digits(end.last->metric("objective")));
        table.add(row);
    }
    std::string text = std::string(info.title) + " (" + info.formula + "), " + (info.minimised ? "minimised" : "maximised") + ":\n\n" + table.text();
    text += "\nDifferentiable search " + meanText(summary.found);
    if (summary.random.count > 0) text += ", random search " + meanText(summary.random);
    text += ", unpruned " + digits(summary.unpruned);
    if (summary.found.count > 1) text += " (means of " + std::to_string(summary.found.count) + " runs with 95 % intervals)";
    text += ".\n";
    if (hasSurrogate(spec.proxy)) text += "The L0 norm has no gradient: the search followed its surrogate, and run and sample are chosen by it.\n";
    return text;
}

std::string pruningTable(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots) {
    std::vector<std::string> heads{"epoch", "run", "proxy", "random", "unpruned", keptTitle(), "parameters", "multiply-adds", "seconds"};
    if (hasSurrogate(spec.proxy)) heads.push_back("surrogate");
    TextTable table(heads);
    for (const SnapshotPtr& s : snapshots) {
        const PruningSummary now = pruningSummary(spec, {s}); // values of table 6.1, in projects of earlier versions too
        std::vector<std::string> row{std::to_string(s->epoch + 1), s->stage, digits(now.runs[0].found), digits(now.runs[0].random), digits(now.unpruned),
                                     fixed(s->metric("kept_blocks"), 0), magnitude(s->metric("parameters")), magnitude(s->metric("multiply_adds")),
                                     fixed(s->metric("seconds"), 2)};
        if (hasSurrogate(spec.proxy)) row.push_back(digits(s->metric("objective")));
        table.add(row);
    }
    return table.text();
}

Json gatesJson(const FoundMask& found) { return {{"run", found.run}, {"epoch", found.epoch}, {"chosen", found.origin}}; }

Json summaryJson(const SampleSummary& s) {
    return {{"count", s.count}, {"low", number(s.low)}, {"lower_quartile", number(s.lowerQuartile)}, {"median", number(s.median)},
            {"upper_quartile", number(s.upperQuartile)}, {"high", number(s.high)}, {"mean", number(s.mean)}, {"interval", number(s.interval)}};
}

Json pruningJson(const PruningSpec& spec, const PruningSummary& summary) {
    const ProxyInfo& info = proxyInfo(spec.proxy);
    Json runs = Json::array();
    for (std::size_t run = 0; run < summary.runs.size(); ++run) {
        const PruningRunEnd& end = summary.runs[run];
        Json row{{"run", run + 1}, {"epoch", end.last->epoch + 1}, {"found", number(end.found)}, {"random", number(end.random)},
                 {"kept_blocks", number(end.last->metric("kept_blocks"))}};
        if (hasSurrogate(spec.proxy)) row["surrogate"] = number(end.last->metric("objective"));
        runs.push_back(row);
    }
    return {{"proxy", info.name}, {"minimised", info.minimised}, {"unpruned", number(summary.unpruned)}, {"found", summaryJson(summary.found)},
            {"random", summaryJson(summary.random)}, {"best", summary.best + 1}, {"runs", runs}};
}

} // namespace dnas::cli
