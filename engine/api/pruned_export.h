// A pruned vision transformer as a file.
// Place: `dnas prune apply`, the pruning view. Thread rule: blocking; not for the window's thread.
#pragma once

#include "engine/api/vit_work.h"

#include <cstdint>
#include <string>

namespace dnas {

struct PrunedExport {
    std::string format; ///< "safetensors", "ONNX, opset 17", "mask"
    VitSpec network;    ///< what is left
    VitCost before, after;
};

/// By the ending of `out`: .safetensors (timm's names, options in the metadata: every command takes the file), .onnx
/// (input "images", normalised; output "logits"), .json (the mask alone). Throws EngineError: Usage (another ending, a mask of another shape), as inspectVit, Format (weights
/// that do not fit, a file that cannot be written).
/// @param seed of the request: a preset's weights are those that were searched
PrunedExport exportPruned(const PruningSpec& spec, const VitMask& mask, const std::string& out, std::uint64_t seed = 1);

/// {"model", "fingerprint", "blocks", "heads": [[0, 2], ...]}: the heads that each block keeps.
std::string maskText(const PruningSpec& spec, const VitMask& mask);

/// A mask among the kept genotypes of a project (KeptGenotype::genotype): "mask 1011 0000 1111".
inline std::string keptMaskText(const VitMask& mask) { return "mask " + maskDigits(mask); }
/// Empty for what is no mask.
inline VitMask keptMask(const std::string& text) { return text.rfind("mask ", 0) == 0 ? maskOfDigits(text.substr(5)) : VitMask(); }

} // namespace dnas
