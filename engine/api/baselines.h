// Handcrafted networks, trained by the same recipe as what a search found, to compare with.
// Place: `dnas train`, `dnas latency`, the Pareto view. Pure functions.
#pragma once

#include "engine/api/cost.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

struct Baseline {
    std::string name;  ///< "resnet18", given by users as "baseline:resnet18"
    std::string title; ///< "ResNet-18"
    std::string source;
    int side = 224;              ///< of the paper's images
    std::int64_t parameters = 0; ///< of the paper's form: 1000 classes, ImageNet stem
    std::int64_t multiplyAdds = 0;
};

const std::vector<Baseline>& baselines();

/// Whether a network is given as "baseline:...".
bool isBaseline(const std::string& network);

/// Of "baseline:NAME". Throws EngineError(Usage) listing the names.
const Baseline& baselineOf(const std::string& network);

/// Parameters and multiply-adds of any trainable network: "baseline:NAME", or a genotype as resolveGenotype takes it.
/// Throws EngineError as networkCost.
NetworkCost costOfNetwork(const std::string& network, const NetworkShape& shape);

} // namespace dnas
