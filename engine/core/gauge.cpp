#include "engine/core/gauge.h"

#include "engine/core/gpu.h"
#include "engine/core/memory.h"

namespace dnas {

Gauge::Gauge(const c10::Device& device) : m_device(device) {
    if (device.is_cuda()) m_monitor.emplace(gpuBusId(device));
}

void Gauge::read(StepProgress& progress) const {
    progress.peakMb = peakMemoryMb();
    if (!m_monitor) return;
    progress.gpuPeakMb = gpuPeakMb(m_device);
    progress.gpuPercent = m_monitor->percent();
}

void Gauge::read(Snapshot& snapshot) const {
    if (m_monitor) snapshot.metrics.push_back({"gpu_peak_mb", gpuPeakMb(m_device)});
}

} // namespace dnas
