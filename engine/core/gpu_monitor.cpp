#include "engine/core/gpu_monitor.h"

#include <dlfcn.h>

namespace dnas {

namespace {

constexpr int kSuccess = 0; // NVML_SUCCESS

struct Utilization { // nvmlUtilization_t
    unsigned int gpu, memory;
};

/// NVML_ERROR_FUNCTION_NOT_FOUND where the library lacks the function.
template <class... Arguments> int call(void* library, const char* name, Arguments... arguments) {
    constexpr int kNotFound = 13;
    const auto function = reinterpret_cast<int (*)(Arguments...)>(dlsym(library, name));
    return function ? function(arguments...) : kNotFound;
}

} // namespace

GpuMonitor::GpuMonitor(const std::string& busId, const char* library) : m_library(dlopen(library, RTLD_LAZY | RTLD_LOCAL)) {
    if (!m_library) return;
    const bool found = call(m_library, "nvmlInit_v2") == kSuccess &&
                       call(m_library, "nvmlDeviceGetHandleByPciBusId_v2", busId.c_str(), &m_device) == kSuccess;
    if (!found) m_device = nullptr;
}

GpuMonitor::~GpuMonitor() {
    if (!m_library) return;
    call(m_library, "nvmlShutdown");
    dlclose(m_library);
}

int GpuMonitor::percent() const {
    Utilization utilization{};
    if (!m_device || call(m_library, "nvmlDeviceGetUtilizationRates", m_device, &utilization) != kSuccess) return -1;
    return static_cast<int>(utilization.gpu);
}

} // namespace dnas
