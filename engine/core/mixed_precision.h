// Mixed precision: convolutions in 16 bits, and a scaled loss so that small gradients do not vanish in them.
// Place: around the forward pass and the gradients of the states of search and training. In float32 all of it does nothing.
// Source: Micikevicius et al. 2018, sections 3.2 and 4; growth and backoff as PyTorch's GradScaler.
// Thread rule: autocasting belongs to the calling thread.
#pragma once

#include "engine/api/device.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <vector>

namespace dnas {

/// While it lives, operations that gain by it compute in 16 bits: float16 on a GPU, bfloat16 on the CPU (for tests).
class Autocast {
  public:
    Autocast(Precision precision, const c10::Device& device);
    ~Autocast();
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

  private:
    bool m_active, m_before = false;
    c10::DeviceType m_type;
};

class LossScale {
  public:
    explicit LossScale(Precision precision) : m_precision(precision) {}

    Precision precision() const { return m_precision; }
    bool mixed() const { return m_precision == Precision::Mixed; }
    at::Tensor scaled(const at::Tensor& loss) const;
    /// Divides gradients by the scale. Undefined ones are left alone.
    void unscale(std::vector<at::Tensor>& gradients) const;
    /// Whether a step may be made with these gradients, and what that says about the scale: halved where one is not finite,
    /// doubled after 2000 good ones in a row. In float32 always true. Where the smallest scale does not help either, true:
    /// what is not finite then is the loss itself, and the loop says so.
    bool accept(const std::vector<at::Tensor>& gradients);

    /// What a checkpoint keeps.
    double& scale() { return m_scale; }
    int& goodSteps() { return m_good; }

  private:
    Precision m_precision;
    double m_scale = 65536;
    int m_good = 0;
};

} // namespace dnas
