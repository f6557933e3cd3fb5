// How busy a GPU is, asked of the driver's library NVML, which is opened when it is there: no build needs it.
// Place: the progress of runs on a GPU. Source: NVML API reference, nvmlDeviceGetUtilizationRates.
// Thread rule: one thread.
#pragma once

#include <string>

namespace dnas {

class GpuMonitor {
  public:
    /// @param busId of the device, see gpuBusId() @param library name or path of NVML
    explicit GpuMonitor(const std::string& busId, const char* library = "libnvidia-ml.so.1");
    ~GpuMonitor();
    GpuMonitor(const GpuMonitor&) = delete;
    GpuMonitor& operator=(const GpuMonitor&) = delete;

    /// Share of the last sample period in which something ran on the device, percent; -1 where NVML cannot tell.
    int percent() const;

  private:
    void* m_library = nullptr;
    void* m_device = nullptr;
};

} // namespace dnas
