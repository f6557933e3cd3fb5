#include "engine/siamese/losses.h"

#include "engine/api/error.h"
#include "engine/core/random_streams.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <string>

namespace dnas {

namespace {

constexpr double kSmallest = 1e-8; // as in equation 5.5: features of length 0 have no direction

at::Tensor unit(const at::Tensor& x) {
    return x / x.norm(2, {1}, /*keepdim=*/true).clamp_min(kSmallest);
}

at::Tensor cosine(const at::Tensor& p, const at::Tensor& z) { return (unit(p) * unit(z.detach())).sum(1).mean(); }

} // namespace

at::Tensor negativeCosine(const at::Tensor& p, const at::Tensor& z) { return -cosine(p, z); }

at::Tensor simSiamLoss(const at::Tensor& p1, const at::Tensor& p2, const at::Tensor& z1, const at::Tensor& z2) {
    return (negativeCosine(p1, z2) + negativeCosine(p2, z1)) * 0.5;
}

at::Tensor ntXentLoss(const at::Tensor& z1, const at::Tensor& z2, double temperature) {
    const std::int64_t n = z1.size(0);
    if (n < 2)
        throw EngineError(ErrorCode::Usage, "A batch of " + std::to_string(n) + " image has nothing to contrast.",
                          "Use a batch of at least 2.");
    const at::Tensor z = unit(at::cat({z1, z2}));
    const at::Tensor self = at::eye(2 * n, z.options()).to(at::kBool);
    const at::Tensor logits =
        (at::matmul(z, z.t()) / temperature).masked_fill(self, -std::numeric_limits<double>::infinity());
    const at::Tensor first = at::arange(n, z.options().dtype(at::kLong));
    return at::cross_entropy_loss(logits, at::cat({first + n, first}));
}

at::Tensor infoNceLoss(const at::Tensor& query, const at::Tensor& key, const at::Tensor& queue, double temperature) {
    const at::Tensor q = unit(query);
    const at::Tensor positive = (q * unit(key.detach())).sum(1, /*keepdim=*/true);
    const at::Tensor logits = at::cat({positive, at::matmul(q, queue.t())}, 1) / temperature;
    return at::cross_entropy_loss(logits, at::zeros({q.size(0)}, q.options().dtype(at::kLong)));
}

at::Tensor byolLoss(const at::Tensor& p1, const at::Tensor& p2, const at::Tensor& z1, const at::Tensor& z2) {
    return (cosine(p1, z2) + cosine(p2, z1)) * -2.0 + 4.0;
}

void moveTowards(at::Tensor& target, const at::Tensor& online, double momentum) {
    at::NoGradGuard noGrad;
    target.mul_(momentum).add_(online.narrow(0, 0, target.size(0)), 1.0 - momentum);
}

KeyQueue::KeyQueue(int entries, int width, std::uint64_t seed, c10::ScalarType type, const c10::Device& device) {
    const at::Tensor start = at::empty({entries, width}, at::TensorOptions().dtype(at::kDouble));
    RandomStream random(seed, "queue");
    double* values = start.data_ptr<double>();
    for (std::int64_t i = 0; i < start.numel(); ++i)
        values[i] = random.normal();
    m_rows = unit(start).to(device, type);
}

void KeyQueue::push(const at::Tensor& keys) {
    at::NoGradGuard noGrad;
    const std::int64_t entries = m_rows.size(0), count = std::min(keys.size(0), entries);
    const at::Tensor rows = unit(keys.narrow(0, keys.size(0) - count, count));
    const std::int64_t untilEnd = std::min(count, entries - m_oldest);
    m_rows.narrow(0, m_oldest, untilEnd).copy_(rows.narrow(0, 0, untilEnd));
    if (untilEnd < count) m_rows.narrow(0, 0, count - untilEnd).copy_(rows.narrow(0, untilEnd, count - untilEnd));
    m_oldest = (m_oldest + count) % entries;
}

} // namespace dnas
