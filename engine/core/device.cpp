#include "engine/core/device.h"

#include "engine/api/error.h"
#include "engine/api/session.h"
#include "engine/core/gpu.h"
#include "engine/core/parallelism.h"

#include <torch/version.h>

#include <fstream>

namespace dnas {

namespace {

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos)
            return line.substr(line.find(": ") + 2);
    return "unknown processor";
}

} // namespace

c10::Device resolveDevice(DeviceChoice choice) {
    const bool cuda = choice != DeviceChoice::Cpu && gpuPresent();
    if (choice == DeviceChoice::Cuda && !cuda)
        throw EngineError(ErrorCode::Unsupported, "device=cuda: no CUDA device can be used here.",
                          "Use device=auto or device=cpu, or build against a CUDA LibTorch on a machine with an NVIDIA GPU.");
    if (!cuda) return c10::Device(c10::kCPU);
    setupGpu();
    return c10::Device(c10::kCUDA, 0);
}

c10::Device usableDevice(DeviceChoice choice) { return resolveDevice(choice == DeviceChoice::Cpu ? choice : DeviceChoice::Auto); }

void requirePrecision(Precision precision, const c10::Device& device) {
    if (precision == Precision::Mixed && !device.is_cuda())
        throw EngineError(ErrorCode::Unsupported, "precision=mixed: this run computes on the CPU, where 16 bits cost accuracy and gain no time.",
                          "Use precision=float32, or a GPU (device=cuda).");
}

std::string describeDevice(const c10::Device& device, int threads, Precision precision) {
    const std::string bits = precision == Precision::Mixed ? ", mixed precision" : ", float32";
    if (device.is_cuda()) return gpuName(device) + bits;
    return "CPU, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads") + bits;
}

std::string machineText(const c10::Device& device) {
    const std::string processor = processorName() + ", " + std::to_string(defaultThreads()) + " processors, float32; ";
    return (device.is_cuda() ? describeDevice(device, 0) + "; " : processor) + engineVersions();
}

std::string thisMachine() { return machineText(c10::Device(c10::kCPU)); }

std::vector<std::string> availableDevices() {
    std::vector<std::string> devices{"cpu"};
    if (gpuPresent()) devices.push_back("cuda");
    return devices;
}

std::string engineVersions() {
    return std::string("DNAS Studio ") + DNAS_VERSION + ", LibTorch " + TORCH_VERSION + ", compiler " + __VERSION__;
}

} // namespace dnas
