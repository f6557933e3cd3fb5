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

/// A pruning of a project and a threshold of its gates.
struct MaskArguments {
    std::string project, experiment, out, kept;
    double threshold = kThesisThreshold;
    bool raw = false, json = false;
};
void addMaskOptions(CLI::App& command, MaskArguments& a);
struct FoundMask {
    PruningSpec spec;
    VitMask mask;
};
/// Throws EngineError(Usage): no pruning, no iteration yet, no kept mask of this name.
FoundMask foundMask(const MaskArguments& a);

/// prune tune, prune correlate. @param bodies what each does
void addPruneWorkCommands(CLI::App& prune, std::map<CLI::App*, Command>& bodies);

} // namespace dnas::cli
