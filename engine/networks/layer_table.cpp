#include "engine/api/layer_table.h"

#include "engine/api/baselines.h"
#include "engine/api/published_genotypes.h"
#include "engine/networks/graphs.h"

#include <algorithm>
#include <cctype>

namespace dnas {

namespace {

std::string kernelText(const Window& window) {
    return " " + std::to_string(window.kernelHeight) + "x" + std::to_string(window.kernelWidth);
}

/// Kernel, and what is not as usual.
std::string windowText(const Window& window) {
    std::string text = kernelText(window);
    const int stride = std::max(window.strideHeight, window.strideWidth);
    if (stride > 1) text += ", stride " + std::to_string(stride);
    return window.dilation > 1 ? text + ", dilated" : text;
}

std::string kindText(const Layer& layer) {
    switch (layer.kind) {
    case LayerKind::Input:
        return "images";
    case LayerKind::Convolution:
        return (layer.window.groups == 1                  ? "convolution"
                : layer.window.groups == layer.inChannels ? "depthwise"
                                                          : "grouped convolution") +
               windowText(layer.window);
    case LayerKind::BatchNorm:
        return "batch norm";
    case LayerKind::Relu:
        return "relu";
    case LayerKind::Relu6:
        return "relu6";
    case LayerKind::MaxPool:
        return "max pool" + windowText(layer.window);
    case LayerKind::AveragePool:
        return "average pool" + windowText(layer.window);
    case LayerKind::GlobalAverage:
        return "global average";
    case LayerKind::Linear:
        return "linear";
    case LayerKind::Add:
        return "sum";
    case LayerKind::Concat:
        return "concatenation";
    case LayerKind::Slice:
        return "one channel";
    case LayerKind::Shift:
        return "shift";
    case LayerKind::DropPath:
        return "drop path";
    }
    return {};
}

bool isNumber(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

/// "cells.3" of "cells.3.node2", "block4" of "block4.rep.0"; empty for layers that stand alone, and for those of a stem.
std::string localBlockOf(const std::string& name) {
    const std::size_t dot = name.find('.');
    const std::string first = name.substr(0, dot);
    if (first.rfind("stem", 0) == 0 || dot == std::string::npos) return {};
    const std::size_t second = name.find('.', dot + 1);
    if (isNumber(name.substr(dot + 1, second - dot - 1))) return name.substr(0, second);
    return first.rfind("block", 0) == 0 ? first : std::string();
}

/// Where the name goes on inside the network of a channel: after "channel_R."; 0 in other networks.
std::size_t localName(const std::string& name) {
    return name.rfind("channel_", 0) == 0 ? name.find('.') + 1 : 0; // 0, too, for the slice itself
}

std::string blockOf(const std::string& name) {
    const std::size_t local = localName(name);
    const std::string block = localBlockOf(name.substr(local));
    return block.empty() ? block : name.substr(0, local) + block;
}

bool isStem(const Layer& layer) {
    return layer.kind == LayerKind::Slice || layer.name.compare(localName(layer.name), 4, "stem") == 0;
}

LayerGraph graphOf(const std::string& network, const NetworkShape& shape) {
    return isBaseline(network) ? handcraftedGraph(baselineOf(network).name, shape)
                               : derivedGraph(resolveGenotype(network), shape);
}

} // namespace

std::vector<LayerRow> layerTable(const std::string& network, const NetworkShape& shape) {
    std::vector<LayerRow> rows;
    bool blockSeen = false;
    for (const Layer& layer : graphOf(network, shape).layers) {
        const LayerCost cost = costOf(layer);
        const std::string block = blockOf(layer.name);
        const bool last = layer.kind == LayerKind::GlobalAverage || layer.kind == LayerKind::Linear;
        const bool inBlock = !block.empty() && !layer.auxiliary && !last;
        blockSeen = blockSeen || inBlock;
        const std::string group = layer.auxiliary ? "auxiliary head"
                                  : inBlock       ? block
                                  : last || (blockSeen && !isStem(layer)) ? "head"
                                                                                            : "stem";
        rows.push_back({layer.name, kindText(layer), group, layer.channels, layer.height, layer.width, cost.parameters,
                        cost.multiplyAdds, layer.auxiliary});
    }
    return rows;
}

std::string layerTableCsv(const std::vector<LayerRow>& rows) {
    std::string csv = "name,kind,group,channels,height,width,parameters,multiply_adds,auxiliary\n";
    for (const LayerRow& row : rows) {
        csv += row.name + ",\"" + row.kind + "\"," + row.group;
        for (const std::int64_t value : {std::int64_t{row.channels}, std::int64_t{row.height}, std::int64_t{row.width},
                                         row.parameters, row.multiplyAdds})
            csv += "," + std::to_string(value);
        csv += row.auxiliary ? ",1\n" : ",0\n";
    }
    return csv;
}

} // namespace dnas
