#include "engine/search/batch_feed.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace dnas {

namespace {

/// Views of the batch's own memory.
TensorBatch hostViews(const Batch& batch, const ImageSet& images) {
    const at::Tensor pixels = at::from_blob(const_cast<float*>(batch.images.data()), {batch.count, images.height, images.width, images.fedChannels()},
                                            at::TensorOptions().dtype(at::kFloat));
    const at::Tensor labels = at::from_blob(const_cast<std::int64_t*>(batch.labels.data()), {batch.count}, at::TensorOptions().dtype(at::kLong));
    return {pixels.permute({0, 3, 1, 2}), labels};
}

/// The same values in page-locked memory, from which a GPU copies by itself. Other devices take any memory.
at::Tensor staged(const at::Tensor& host, const c10::Device& device) {
    const at::Tensor memory = at::empty(host.sizes(), host.options().pinned_memory(device.is_cuda()), host.suggest_memory_format());
    return memory.copy_(host);
}

} // namespace

TensorBatch toTensors(const Batch& batch, const ImageSet& images, const c10::Device& device) {
    const TensorBatch host = hostViews(batch, images);
    return {host.images.to(device, at::kFloat, /*non_blocking=*/false, /*copy=*/true), host.labels.to(device, at::kLong, /*non_blocking=*/false, /*copy=*/true)};
}

/// A batch on its way to the device, and the event of its arrival.
struct BatchFeed::Transfer {
    Transfer(const Batch& batch, const ImageSet& set, const c10::Device& device, const c10::Stream& side) : arrived(device.type()) {
        const TensorBatch host = hostViews(batch, set);
        memory = {staged(host.images, device), staged(host.labels, device)};
        const c10::StreamGuard guard(side);
        tensors = {memory.images.to(device, /*non_blocking=*/true), memory.labels.to(device, /*non_blocking=*/true)};
        arrived.record(side);
    }
    /// What the stream of the step does from now on comes after the arrival; the memory is not given to others before
    /// that stream is done with it.
    TensorBatch take(const c10::Stream& step) {
        arrived.block(step);
        tensors.images.record_stream(step);
        tensors.labels.record_stream(step);
        return tensors;
    }
    TensorBatch memory, tensors; ///< `memory` lives as long as the copy may read it
    c10::Event arrived;
};

BatchFeed::BatchFeed(std::shared_ptr<const BatchSource> source, const c10::Device& device, int epoch, int step, int stepsPerEpoch)
    : m_source(std::move(source)), m_device(device), m_prefetcher(m_source, epoch, step, stepsPerEpoch) {}

BatchFeed::~BatchFeed() = default;

std::unique_ptr<BatchFeed::Transfer> BatchFeed::begin() {
    const c10::impl::VirtualGuardImpl streams(m_device.type());
    if (!m_side) m_side = streams.getStreamFromGlobalPool(m_device);
    return std::make_unique<Transfer>(m_prefetcher.next(), m_source->images(), m_device, *m_side);
}

TensorBatch BatchFeed::next() {
    if (m_device.is_cpu()) return toTensors(m_prefetcher.next(), m_source->images(), m_device);
    const std::unique_ptr<Transfer> ready = m_ahead ? std::move(m_ahead) : begin();
    m_ahead = begin();
    return ready->take(c10::impl::VirtualGuardImpl(m_device.type()).getStream(m_device));
}

} // namespace dnas
