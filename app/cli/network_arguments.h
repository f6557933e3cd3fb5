// Which network, at what size: the arguments that `dnas network` and `dnas latency` share, so that both speak of the same one.
// Thread rule: pure functions; a genotype's file is read.
#pragma once

#include "engine/api/cost.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dnas::cli {

struct NetworkArguments {
    std::string network; ///< a genotype's name, file or text, or baseline:NAME
    std::string input, depthMap;
    std::vector<int> reductions;
    int channels = 0, cells = 0, classes = 0; ///< 0 = the usual number
    bool auxiliary = false, imageNet = false;
};

void addNetworkOptions(CLI::App& command, NetworkArguments& a);

/// The genotype with the depth and the reductions that were asked for.
/// Throws EngineError as resolveGenotype; Usage where these need individual cells.
Genotype networkGenotype(const NetworkArguments& a);

/// Shape of the network: that of the genotype, of the handcrafted one, or without a network the usual.
/// Throws EngineError as networkGenotype; Usage where a handcrafted network is given what only cells have.
NetworkShape shapeOf(const NetworkArguments& a);

} // namespace dnas::cli
