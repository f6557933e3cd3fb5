#include "engine/core/mixed_precision.h"

#include <ATen/TensorOperators.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/isfinite.h>
#include <torch/version.h>

namespace dnas {

namespace {

// LibTorch 2.4 has one function for all devices.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool castEnabled(c10::DeviceType type) { return at::autocast::is_autocast_enabled(type); }
void enableCast(c10::DeviceType type, bool on) { at::autocast::set_autocast_enabled(type, on); }
void setCastType(c10::DeviceType type, c10::ScalarType to) { at::autocast::set_autocast_dtype(type, to); }
#else
bool castEnabled(c10::DeviceType type) { return type == c10::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled(); }
void enableCast(c10::DeviceType type, bool on) { type == c10::kCPU ? at::autocast::set_cpu_enabled(on) : at::autocast::set_enabled(on); }
void setCastType(c10::DeviceType type, c10::ScalarType to) { type == c10::kCPU ? at::autocast::set_autocast_cpu_dtype(to) : at::autocast::set_autocast_gpu_dtype(to); }
#endif

} // namespace

Autocast::Autocast(Precision precision, const c10::Device& device) : m_active(precision == Precision::Mixed), m_type(device.type()) {
    if (!m_active) return;
    m_before = castEnabled(m_type);
    setCastType(m_type, device.is_cpu() ? at::kBFloat16 : at::kHalf);
    enableCast(m_type, true);
    at::autocast::increment_nesting();
}

Autocast::~Autocast() {
    if (!m_active) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache(); // casted weights would outlive their step
    enableCast(m_type, m_before);
}

at::Tensor LossScale::scaled(const at::Tensor& loss) const { return mixed() ? loss * m_scale : loss; }

void LossScale::unscale(std::vector<at::Tensor>& gradients) const {
    if (!mixed()) return;
    for (at::Tensor& gradient : gradients)
        if (gradient.defined()) gradient = gradient / m_scale;
}

bool LossScale::accept(const std::vector<at::Tensor>& gradients) {
    constexpr int kGrowth = 2000;
    constexpr double kSmallest = 1;
    if (!mixed()) return true;
    bool finite = true;
    for (const at::Tensor& gradient : gradients)
        if (gradient.defined()) finite = finite && at::isfinite(gradient.sum()).item<bool>();
    if (finite) {
        if (++m_good == kGrowth) {
            m_scale *= 2;
            m_good = 0;
        }
        return true;
    }
    m_good = 0;
    if (m_scale <= kSmallest) return true;
    m_scale /= 2;
    return false;
}

} // namespace dnas
