// Tensors of Hugging Face's ViT and MobileViT under timm's names.
// Place: vit_file.cpp. No Torch. Thread rule: pure function.
// Source: transformers' modeling_vit.py, modeling_mobilevit.py (query, key, value apart; MobileViT's input is BGR).
#pragma once

#include "engine/interop/safetensors.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

struct NamedTensors {
    std::map<std::string, TensorEntry> tensors;
    std::vector<std::unique_ptr<std::vector<std::byte>>> owned; ///< bytes of those that were joined or turned round
};

/// Names that are none of Hugging Face's stay as they are.
NamedTensors withTimmNames(const std::map<std::string, TensorEntry>& tensors);

} // namespace dnas
