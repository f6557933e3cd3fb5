// Where tensors live: CPU, or a CUDA device when LibTorch was built with one and a GPU is present.
#pragma once

#include "engine/api/device.h"

#include <c10/core/Device.h>

#include <string>

namespace dnas {

/// Auto takes CUDA when it is there. Throws EngineError(Unsupported) when CUDA is asked for and missing.
c10::Device resolveDevice(DeviceChoice choice);

/// As resolveDevice, but the CPU where CUDA is asked for and missing: for looks at what a run with another device made.
c10::Device usableDevice(DeviceChoice choice);

/// Throws EngineError(Unsupported) where the device does not compute with this precision.
void requirePrecision(Precision precision, const c10::Device& device);

/// "CPU, 2 threads, float32" or "NVIDIA ..., mixed precision".
std::string describeDevice(const c10::Device& device, int threads, Precision precision = Precision::Float32);

/// What times are of: processor or GPU, versions. Of measurements.
std::string machineText(const c10::Device& device);

} // namespace dnas
