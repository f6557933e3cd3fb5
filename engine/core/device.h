// Where tensors live: CPU, or a CUDA device when LibTorch was built with one and a GPU is present.
#pragma once

#include "engine/api/request.h"

#include <c10/core/Device.h>

#include <string>

namespace dnas {

/// Auto takes CUDA when it is there. Throws EngineError(Unsupported) when CUDA is asked for and missing.
c10::Device resolveDevice(DeviceChoice choice);

/// "CPU, 2 threads, float32" or "NVIDIA ..., float32".
std::string describeDevice(const c10::Device& device, int threads);

} // namespace dnas
