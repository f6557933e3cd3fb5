// A build without CUDA.
#include "engine/core/gpu.h"

namespace dnas {

bool gpuPresent() { return false; }
std::string gpuName(const c10::Device&) { return {}; }
std::string gpuBusId(const c10::Device&) { return {}; }
void setupGpu() {}
void* gpuStream(const c10::Device&) { return nullptr; }
void synchronize(const c10::Device&) {}
double gpuPeakMb(const c10::Device&) { return 0; }

} // namespace dnas
