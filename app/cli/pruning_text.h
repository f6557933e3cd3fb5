// What a pruning search found, for a terminal. Place: dnas show, dnas prune and its subcommands.
#pragma once

#include "app/cli/json_output.h"
#include "app/cli/vit_arguments.h"

#include "engine/api/pruning.h"

#include <string>

namespace dnas::cli {

/// Ends of the runs, and their means with 95 % intervals beside random search and the network as it is (figure 6.8).
std::string pruningText(const PruningSpec& spec, const PruningSummary& summary);
/// {"proxy", "minimised", "unpruned", "best", "found": {"mean", "interval", ..}, "random", "runs": [..]}
Json pruningJson(const PruningSpec& spec, const PruningSummary& summary);
/// Every iteration: proxy, random sample, what the threshold of the thesis leaves.
std::string pruningTable(const PruningSpec& spec, const std::vector<SnapshotPtr>& snapshots);

/// {"run", "epoch", "chosen"}: whose gates a mask is of.
Json gatesJson(const FoundMask& found);
/// The five of a box plot, mean and interval.
Json summaryJson(const SampleSummary& summary);

} // namespace dnas::cli
