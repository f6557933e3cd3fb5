// The networks that can be trained, as layer graphs: those that genotypes stand for, and handcrafted ones.
// Place: made for training, counting, measuring and export. Standard library only. Thread rule: pure functions.
// Source: DARTS's published evaluation networks (pairs: names `cells.I._ops.K`, drop path on each operation but skips);
// FairDARTS's (triples: names `cells.I._ops.TO.FROM.K`, drop path on the sum of a node, nodes without operations
// vanish); D-DARTS and DARTOpti (one gene a cell, otherwise as FairDARTS). ResNet: He et al. 2016; MobileNetV2: Sandler
// et al. 2018, names of both as in torchvision. Xception: Chollet 2017, names as in timm.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/genotype.h"
#include "engine/networks/layer_graph.h"

#include <string>
#include <utility>
#include <vector>

namespace dnas {

/// Throws EngineError for genotypes that are no cell networks, cells without any node, images that do not survive the
/// reductions, and feature maps that the auxiliary head cannot take.
LayerGraph derivedGraph(const Genotype& genotype, const NetworkShape& shape);

/// What an operation is called in its cell, behind `_ops.`: "K" of pairs, "TO.FROM.K" of the others. @param edge index
std::string operationName(const Genotype& genotype, const CellGenotype& cell, std::size_t edge);

/// Layers of a graph of channels that give the features of each channel, by the channels' names; empty for other graphs.
std::vector<std::pair<std::string, std::size_t>> channelFeatures(const LayerGraph& graph);

/// One operation in its evaluation form; its output stands in place of logits.
LayerGraph operationGraph(const std::string& operation, int channels, int side, int stride);

/// @param name of engine/api/baselines.h; channels and cells of the shape are not used. Stem::ImageNet is the network
/// of the paper, Stem::Cifar the same without the early reductions, for small images.
LayerGraph handcraftedGraph(const std::string& name, const NetworkShape& shape);

/// ResNet-18 or -50 whose first stage has `width` channels instead of 64. @param depth 18 or 50
LayerGraph residualGraph(int depth, int width, const NetworkShape& shape);

} // namespace dnas
