// A build with a CUDA LibTorch.
#include "engine/core/gpu.h"

#include <ATen/Context.h>
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>

#include <cstdio>
#include <cstdlib>

namespace dnas {

bool gpuPresent() { return c10::cuda::device_count() > 0; }

std::string gpuName(const c10::Device& device) { return device.is_cuda() ? at::cuda::getDeviceProperties(device.index())->name : ""; }

std::string gpuBusId(const c10::Device& device) {
    if (!device.is_cuda()) return {};
    const cudaDeviceProp* properties = at::cuda::getDeviceProperties(device.index());
    char text[32];
    std::snprintf(text, sizeof text, "%08x:%02x:%02x.0", properties->pciDomainID, properties->pciBusID, properties->pciDeviceID);
    return text;
}

void setupGpu() {
    static const bool done = [] {
        setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0); // read when cuBLAS starts; without it sums may be split anew
        at::Context& context = at::globalContext();
        context.setAllowTF32CuDNN(false);
        context.setAllowTF32CuBLAS(false);
        context.setBenchmarkCuDNN(false);
        context.setDeterministicCuDNN(true);
        context.setDeterministicAlgorithms(true, /*warn_only=*/true);
        context.setDeterministicFillUninitializedMemory(false); // a look for mistakes that costs a kernel an allocation
        return true;
    }();
    static_cast<void>(done);
}

void* gpuStream(const c10::Device& device) { return device.is_cuda() ? static_cast<void*>(c10::cuda::getCurrentCUDAStream(device.index()).stream()) : nullptr; }

void synchronize(const c10::Device& device) {
    if (device.is_cuda()) c10::cuda::device_synchronize();
}

double gpuPeakMb(const c10::Device& device) {
    if (!device.is_cuda()) return 0;
    constexpr std::size_t kAll = 0; // of the kinds of statistics: small and large blocks together
    return static_cast<double>(c10::cuda::CUDACachingAllocator::getDeviceStats(device.index()).reserved_bytes[kAll].peak) / 1e6;
}

} // namespace dnas
