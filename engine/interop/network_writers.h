// Layer graphs in the forms of other programs: ONNX files and PyTorch code.
// Place: exportWeights. No LibTorch. Thread rule: pure functions.
#pragma once

#include "engine/interop/safetensors.h"
#include "engine/networks/layer_graph.h"

#include <map>
#include <string>

namespace dnas {

constexpr int kOnnxOpset = 17;

/// The bytes of an ONNX file: input "images" [batch, C, H, W] float32, output "logits" [batch, classes]; the batch is
/// free. The auxiliary head is left out. Nodes are named after their layers.
/// @param tensors parameters and statistics by their state_dict names, float32
/// Throws EngineError: Internal (a tensor is missing), Unsupported (more than 2 GB, the limit of the format).
std::string onnxBytes(const LayerGraph& graph, const std::map<std::string, TensorEntry>& tensors,
                      const std::string& name, const std::map<std::string, std::string>& metadata);

/// A Python module that builds the network in PyTorch: class Network, whose state_dict has the names of the safetensors
/// file, and load(path), which reads that file without further packages.
std::string pytorchCode(const LayerGraph& graph, const std::string& name);

} // namespace dnas
