// What the engine asks of a GPU beyond its tensors. In a build without CUDA (gpu_absent.cpp) there is none and all of it
// does nothing. Thread rule: the session's thread.
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace dnas {

/// Whether this program was built with a CUDA LibTorch (DNAS_WITH_CUDA) and finds a GPU with a driver.
bool gpuPresent();

/// The name of a CUDA device, such as "NVIDIA GeForce RTX 4070".
std::string gpuName(const c10::Device& device);

/// Its place on the bus, "0000:01:00.0", by which NVML knows it; empty where there is none.
std::string gpuBusId(const c10::Device& device);

/// float32 is float32 and equal runs give equal results: no TF32, no algorithms chosen by racing, none that add in any
/// order where cuDNN, cuBLAS and ATen have others. What is left over is named in engine/core/README.md.
void setupGpu();

/// The stream (cudaStream_t) on which operations of the calling thread are queued; nullptr on the CPU.
void* gpuStream(const c10::Device& device);

/// Waits until all queued operations are done. Before a clock is read.
void synchronize(const c10::Device& device);

/// Peak of the memory that Torch has taken of the device, MB (10^6 bytes); 0 on the CPU.
double gpuPeakMb(const c10::Device& device);

} // namespace dnas
