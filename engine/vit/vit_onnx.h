// A vision transformer as an ONNX file, operation set 17.
// Place: exportPruned. No LibTorch. Thread rule: pure function.
#pragma once

#include "engine/api/vit.h"
#include "engine/interop/safetensors.h"

#include <map>
#include <string>

namespace dnas {

/// The bytes of an ONNX file: input "images" [batch, channels, size, size] float32, normalised; output "logits"
/// [batch, classes], or "features" of a network without head; the batch is free.
/// @param tensors parameters by timm's names, float32
/// Throws EngineError: Internal (a tensor is missing), Unsupported (more than 2 GB, the limit of the format).
std::string vitOnnx(const VitSpec& spec, const std::map<std::string, TensorEntry>& tensors,
                    const std::map<std::string, std::string>& metadata);

} // namespace dnas
