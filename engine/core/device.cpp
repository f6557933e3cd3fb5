#include "engine/core/device.h"

#include "engine/api/error.h"
#include "engine/api/session.h"

#include <ATen/Context.h>
#include <torch/version.h>

namespace dnas {

c10::Device resolveDevice(DeviceChoice choice) {
    const bool cuda = at::hasCUDA();
    if (choice == DeviceChoice::Cuda && !cuda)
        throw EngineError(ErrorCode::Unsupported, "device=cuda: no CUDA device can be used here.",
                          "Use device=auto or device=cpu, or build against a CUDA LibTorch on a machine with an NVIDIA GPU.");
    return choice != DeviceChoice::Cpu && cuda ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
}

std::string describeDevice(const c10::Device& device, int threads) {
    if (device.is_cuda()) return "CUDA " + std::to_string(static_cast<int>(device.index())) + ", float32";
    return "CPU, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads") + ", float32";
}

std::vector<std::string> availableDevices() {
    std::vector<std::string> devices{"cpu"};
    if (at::hasCUDA()) devices.push_back("cuda");
    return devices;
}

std::string engineVersions() {
    return std::string("DNAS Studio ") + DNAS_VERSION + ", LibTorch " + TORCH_VERSION + ", compiler " + __VERSION__;
}

} // namespace dnas
