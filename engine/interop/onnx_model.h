// What every ONNX file of this project has: versions, producer, metadata; and the format's numbers.
// Place: the three writers (networks of layers, vision transformers, flux networks).
#pragma once

#include "engine/interop/network_writers.h"
#include "onnx_subset.pb.h"

#include <cstddef>
#include <map>
#include <string>

namespace dnas {

/// onnx.TensorProto.DataType
constexpr int kOnnxFloat = 1, kOnnxInt64 = 7;
constexpr std::size_t kLargestOnnx = 2'000'000'000; ///< bytes; protobuf's limit of a message

inline onnx::ModelProto emptyOnnxModel(const std::map<std::string, std::string>& metadata) {
    constexpr int kIrVersion = 8; // of opset 17
    onnx::ModelProto model;
    model.set_ir_version(kIrVersion);
    model.set_producer_name("DNAS Studio");
    model.set_producer_version(DNAS_VERSION);
    model.add_opset_import()->set_version(kOnnxOpset);
    model.mutable_opset_import(0)->set_domain("");
    for (const auto& [key, value] : metadata) {
        onnx::StringStringEntryProto& entry = *model.add_metadata_props();
        entry.set_key(key);
        entry.set_value(value);
    }
    return model;
}

} // namespace dnas
