// A trained network as a file that other programs read.
// Place: `dnas export-weights`. Thread rule: blocking; not for the window's thread.
#pragma once

#include "engine/api/project.h"
#include "engine/api/request.h"

#include <cstdint>
#include <string>

namespace dnas {

struct WeightExport {
    std::string format;  ///< "safetensors", "ONNX, opset 17", "PyTorch module"
    std::string weights; ///< "best weights, of epoch 12"
    int tensors = 0;
    std::int64_t parameters = 0;
};

/// By the ending of `out`: .safetensors (tensors named as the field's PyTorch state_dicts), .onnx (input "images"
/// [batch, channels, height, width], normalised; output "logits"; the auxiliary head is left out), .py (a PyTorch
/// module of the same network; its function load(path) reads the .safetensors; not of vision transformers). The metadata
/// say what images the network takes: "images" (JSON: channels, height, width, classes, mean, deviation), "color_model",
/// "classes" (JSON: names, where known); of a vision transformer the options of vitOptions.
/// @param weights "best", "last", or a weight file. Throws EngineError: Usage (another ending), as loadTrained, Format
/// (the file cannot be written); nothing is left behind then.
WeightExport exportWeights(ProjectReader& project, std::int64_t experiment, const std::string& weights,
                           const std::string& out);

/// The same of weights that no project holds. @param request a training: network and image size @param weights the file
/// @param data data spec of the images that the network takes; empty = as the file says, else as its tensors tell
WeightExport exportFile(const Request& request, const std::string& weights, const std::string& data, const std::string& out);

} // namespace dnas
