// Batches as tensors on the device of a run, in order, made ahead of their use.
// Place: between the prefetching loader (data/prefetcher.h) and the steps of all loops. On a GPU the next batch is copied
// from page-locked memory on a stream of its own while the step before computes. The batches are the same everywhere.
// Thread rule: belongs to the loop's thread.
#pragma once

#include "engine/bilevel/search_state.h"
#include "engine/data/prefetcher.h"

#include <c10/core/Stream.h>

#include <memory>
#include <optional>

namespace dnas {

/// One batch, copied. Images come as [N, H, W, C] and are seen as [N, C, H, W]: channels-last.
TensorBatch toTensors(const Batch& batch, const ImageSet& images, const c10::Device& device);

class BatchFeed {
  public:
    /// Parameters as those of the Prefetcher.
    BatchFeed(std::shared_ptr<const BatchSource> source, const c10::Device& device, int epoch, int step, int stepsPerEpoch = 0);
    ~BatchFeed();

    TensorBatch next();
    /// Seconds that next() has spent waiting for the loader.
    double waitedSeconds() const { return m_prefetcher.waitedSeconds(); }

  private:
    struct Transfer;
    std::unique_ptr<Transfer> begin();

    std::shared_ptr<const BatchSource> m_source;
    c10::Device m_device;
    Prefetcher m_prefetcher;
    std::optional<c10::Stream> m_side; ///< on which batches travel
    std::unique_ptr<Transfer> m_ahead; ///< on its way; on the CPU there is none
};

} // namespace dnas
