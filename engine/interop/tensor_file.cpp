#include "engine/interop/tensor_file.h"

#include "engine/api/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>
#include <vector>

namespace dnas {

namespace {

c10::ScalarType scalarType(TensorType type) {
    switch (type) {
    case TensorType::F64: return at::kDouble;
    case TensorType::F32: return at::kFloat;
    case TensorType::F16: return at::kHalf;
    case TensorType::BF16: return at::kBFloat16;
    case TensorType::I64: return at::kLong;
    case TensorType::I32: return at::kInt;
    case TensorType::I16: return at::kShort;
    case TensorType::I8: return at::kChar;
    case TensorType::U8: return at::kByte;
    case TensorType::Bool: return at::kBool;
    }
    throw EngineError(ErrorCode::Internal, "unknown tensor type");
}

bool startsWith(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

bool endsWith(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i) text += (i ? ", " : "") + names[i];
    return names.size() > kShown ? text + " and " + std::to_string(names.size() - kShown) + " more" : text;
}

} // namespace

at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name) { return tensorOf(file.at(name)); }

TensorType tensorTypeOf(const at::Tensor& tensor) {
    for (const TensorType type : {TensorType::F64, TensorType::F32, TensorType::F16, TensorType::BF16, TensorType::I64, TensorType::I32,
                                  TensorType::I16, TensorType::I8, TensorType::U8, TensorType::Bool})
        if (scalarType(type) == tensor.scalar_type()) return type;
    throw EngineError(ErrorCode::Unsupported, "Tensors of this type cannot be written as safetensors.");
}

at::Tensor tensorOf(const TensorEntry& entry) {
    at::Tensor copy = at::empty(entry.shape, at::TensorOptions().dtype(scalarType(entry.type)));
    if (entry.size > 0) std::memcpy(copy.data_ptr(), entry.data, entry.size);
    return copy;
}

void loadWeights(const SafetensorsFile& file, const std::string& prefix, WeightStore& store, const std::string& ignore) {
    at::NoGradGuard noGrad;
    std::map<std::string, at::Tensor> targets = store.named();
    std::vector<std::string> surplus, missing, misshapen;
    for (const std::string& name : file.names()) {
        if (!startsWith(name, prefix)) continue;
        const std::string key = name.substr(prefix.size());
        if (endsWith(key, "num_batches_tracked") || (!ignore.empty() && startsWith(key, ignore))) continue;
        const auto target = targets.find(key);
        if (target == targets.end()) {
            surplus.push_back(key);
            continue;
        }
        const at::Tensor source = tensorOf(file, name);
        if (source.sizes() == target->second.sizes())
            target->second.copy_(source);
        else
            misshapen.push_back(key);
        targets.erase(target);
    }
    for (const auto& [name, tensor] : targets) missing.push_back(name);
    if (surplus.empty() && missing.empty() && misshapen.empty()) return;
    std::string message = file.path() + ": the weights do not fit the network.";
    if (!missing.empty()) message += " Missing: " + listed(missing) + ".";
    if (!surplus.empty()) message += " Not in the network: " + listed(surplus) + ".";
    if (!misshapen.empty()) message += " Of another shape: " + listed(misshapen) + ".";
    throw EngineError(ErrorCode::Format, message, "Check channels, cells, classes and operations in the file's metadata.");
}

} // namespace dnas
