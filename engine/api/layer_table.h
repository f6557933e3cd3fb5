// The layers of a trainable network with their shapes and costs, in the order in which they are computed.
// Place: the layer table of the window. Pure function, no tensors are made. Convention: that of cost.h, so that the
// sums over all rows are networkCost's (costOfNetwork's for handcrafted networks).
#pragma once

#include "engine/api/cost.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

struct LayerRow {
    std::string name; ///< "cells.0.preprocess0.op.1", as in the field's PyTorch state_dicts
    std::string kind; ///< "convolution 3x3", "depthwise 5x5, dilated", "batch norm", "relu"; never translated
    std::string
        group; ///< part of the network that it belongs to: "stem", "cells.3", "layer1.0", "auxiliary head", "head"
    int channels = 0, height = 0, width = 0; ///< of the output
    std::int64_t parameters = 0, multiplyAdds = 0;
    bool auxiliary = false; ///< only needed in training
};

/// @param network "baseline:NAME", or a genotype as resolveGenotype takes it. Rows of a group need not stand together.
/// Throws EngineError as networkCost; Usage for an auxiliary head of a handcrafted network.
std::vector<LayerRow> layerTable(const std::string& network, const NetworkShape& shape);

/// "name,kind,group,channels,height,width,parameters,multiply_adds,auxiliary" and a line each.
std::string layerTableCsv(const std::vector<LayerRow>& rows);

} // namespace dnas
