#include "engine/search/running_metrics.h"

#include <ATen/ops/all.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <limits>

namespace dnas {

void RunningMetrics::add(const at::Tensor& logits, const at::Tensor& labels, double loss) {
    const std::int64_t guesses = std::min<std::int64_t>(5, logits.size(1));
    // A row with NaN or an infinity is no answer; topk would put NaN first.
    const at::Tensor answers = at::isfinite(logits).all(1, /*keepdim=*/true);
    const at::Tensor hits = std::get<1>(logits.topk(guesses, 1)).eq(labels.unsqueeze(1)).logical_and(answers).to(at::kDouble);
    const auto count = static_cast<double>(logits.size(0));
    m_sums[0] += loss * count;
    m_sums[1] += hits.select(1, 0).sum().item<double>();
    m_sums[2] += hits.sum().item<double>();
    m_sums[3] += count;
}

double RunningMetrics::mean(std::size_t i) const {
    return m_sums[3] > 0 ? m_sums[i] / m_sums[3] : std::numeric_limits<double>::quiet_NaN();
}

} // namespace dnas
