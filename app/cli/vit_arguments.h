// Arguments that the commands of vision transformers share.
#pragma once

#include "engine/api/vit.h"

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

} // namespace dnas::cli
