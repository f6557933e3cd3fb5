// Sums over the steps of an epoch. Plain numbers, so that a checkpoint inside an epoch can hold them.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace dnas {

class RunningMetrics {
  public:
    /// @param logits [N, classes] @param labels [N] @param loss mean over the batch
    void add(const at::Tensor& logits, const at::Tensor& labels, double loss);

    double loss() const { return mean(0); } ///< NaN while nothing was added
    double top1() const { return mean(1); } ///< fraction
    double top5() const { return mean(2); } ///< fraction; of min(5, classes) guesses

    /// loss sum, hits in one guess, hits in five, images
    std::array<double, 4>& sums() { return m_sums; }
    const std::array<double, 4>& sums() const { return m_sums; }

  private:
    double mean(std::size_t i) const;
    std::array<double, 4> m_sums{};
};

} // namespace dnas
