// Tensors of a safetensors file as ATen tensors, and weights into a network by their state_dict names.
#pragma once

#include "engine/interop/safetensors.h"
#include "engine/ops/weight_store.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace dnas {

/// A copy of the named tensor. Throws EngineError(Format) naming the file and the tensor when it is missing.
at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name);
/// A copy of an entry's data.
at::Tensor tensorOf(const TensorEntry& entry);
/// Throws EngineError(Unsupported) for types that the format has not.
TensorType tensorTypeOf(const at::Tensor& tensor);

/// Copies `<prefix><name>` into every parameter and statistic of the store; counters of batches are skipped.
/// @param ignore names that begin with it may be surplus ("" = none)
/// Throws EngineError(Format) listing what is missing, surplus, or of another shape.
void loadWeights(const SafetensorsFile& file, const std::string& prefix, WeightStore& store, const std::string& ignore = {});

} // namespace dnas
