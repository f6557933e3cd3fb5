// The contrastive losses of the four frameworks, and the queue of MoCo.
// Place: siamese_state.h. Thread rule: losses are pure functions; a queue belongs to one thread.
// Shapes: all features [batch, d], not normalised. Targets (z, keys) get no gradient: the stop-gradient is in here.
// Source: thesis 5.1, 5.2 (SimSiam, Chen & He 2021 eq. 1, 2); SimCLR eq. 1 (Chen et al. 2020); MoCo eq. 1, algorithm 1
// (He et al. 2020); BYOL eq. 2 (Grill et al. 2020).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace dnas {

/// D(p, stopgrad(z)) = -p z / (|p| |z|), mean over the batch (5.2): -1 = the same direction.
at::Tensor negativeCosine(const at::Tensor& p, const at::Tensor& z);

/// (D(p1, stopgrad(z2)) + D(p2, stopgrad(z1))) / 2 (5.1).
at::Tensor simSiamLoss(const at::Tensor& p1, const at::Tensor& p2, const at::Tensor& z1, const at::Tensor& z2);

/// NT-Xent: each of the 2N views must find its partner among the 2N - 1 others by cosine similarity / temperature.
/// Throws EngineError(Usage) for batches below 2, where there is nothing to tell apart.
at::Tensor ntXentLoss(const at::Tensor& z1, const at::Tensor& z2, double temperature);

/// InfoNCE: the query must find its key among the key and the queue's rows.
/// @param queue [entries, d], rows of length 1
at::Tensor infoNceLoss(const at::Tensor& query, const at::Tensor& key, const at::Tensor& queue, double temperature);

/// |p / |p| - z / |z||^2 of both directions, 2 - 2 cos each, summed.
at::Tensor byolLoss(const at::Tensor& p1, const at::Tensor& p2, const at::Tensor& z1, const at::Tensor& z2);

/// target = momentum * target + (1 - momentum) * online, in place. @param online may hold more behind the target's part
void moveTowards(at::Tensor& target, const at::Tensor& online, double momentum);

/// Keys of earlier batches, first in, first out.
class KeyQueue {
  public:
    /// Starts with random directions of the stream "queue".
    KeyQueue(int entries, int width, std::uint64_t seed, c10::ScalarType type, const c10::Device& device);

    /// Overwrites the oldest rows; of more keys than entries the last ones stay. @param keys [n, d], normalised here
    void push(const at::Tensor& keys);

    const at::Tensor& rows() const { return m_rows; } ///< [entries, d]
    std::int64_t& oldest() { return m_oldest; } ///< row that is overwritten next

  private:
    at::Tensor m_rows;
    std::int64_t m_oldest = 0;
};

} // namespace dnas
