// Arguments that the commands of vision transformers share.
#pragma once

#include "app/cli/command_line.h"
#include "engine/api/pruning.h"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dnas::cli {

struct VitArguments {
    std::string model;
    std::vector<std::string> settings; ///< KEY=VALUE
};

void addVitOptions(CLI::App& command, VitArguments& a);
/// Throws EngineError(Usage) for a setting without '='.
VitOptions vitOptionsOf(const VitArguments& a);

/// A pruning of a project, which of its gates, and their threshold.
struct MaskArguments {
    std::string project, experiment, out, kept;
    double threshold = kThesisThreshold;
    int run = 0;   ///< from 1; 0 = the best
    int epoch = 0; ///< iteration from 1, over all runs as `dnas show` counts; 0 = the last of the run
    bool raw = false, json = false;
};
void addMaskOptions(CLI::App& command, MaskArguments& a);
struct FoundMask {
    PruningSpec spec;
    VitMask mask;
    std::uint64_t seed = 0; ///< of the search: decides a preset's weights
    int run = 0, epoch = 0; ///< of the gates, from 1
    std::string origin;     ///< for people: "run 3, best of 5"
};
/// Throws EngineError(Usage): no pruning, no iteration yet, no such run, iteration or kept mask, a threshold that is no number.
FoundMask foundMask(const MaskArguments& a);

/// prune tune, prune correlate. @param bodies what each does
void addPruneWorkCommands(CLI::App& prune, std::map<CLI::App*, Command>& bodies);

} // namespace dnas::cli
