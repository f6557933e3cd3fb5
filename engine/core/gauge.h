// What a run takes of the machine, for its progress: memory of the process, on a GPU also of the GPU, and how busy that is.
// Thread rule: the session's thread.
#pragma once

#include "engine/api/snapshot.h"
#include "engine/core/gpu_monitor.h"

#include <c10/core/Device.h>

#include <optional>

namespace dnas {

class Gauge {
  public:
    explicit Gauge(const c10::Device& device);
    void read(StepProgress& progress) const;
    /// Adds gpu_peak_mb on a GPU.
    void read(Snapshot& snapshot) const;

  private:
    c10::Device m_device;
    std::optional<GpuMonitor> m_monitor;
};

} // namespace dnas
