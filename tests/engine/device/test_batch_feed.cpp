#include "engine/search/batch_feed.h"

#include "tests/engine/device/far_device.h"
#include "tests/engine/search/memory_sink.h"

#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

std::shared_ptr<const BatchSource> source() {
    const auto data = quarters();
    return std::make_shared<BatchSource>(std::shared_ptr<const ImageSet>(data, &data->train), std::vector<int>{5, 1, 2, 9, 4, 0, 6, 7}, 2, BatchUse::Training, 3, "feed");
}

} // namespace

TEST(BatchFeed, GivesTheBatchesOfTheSourceInOrderFromAnyStart) {
    for (const c10::Device& device : {c10::Device(at::kCPU), farDevice()}) {
        BatchFeed feed(source(), device, 1, 2);
        for (int step = 2; step < 9; ++step) {
            const TensorBatch expected = toTensors(source()->batch(1 + step / 4, step % 4), source()->images(), c10::Device(at::kCPU));
            const TensorBatch batch = feed.next();
            EXPECT_EQ(batch.images.device(), device);
            EXPECT_TRUE(batch.images.cpu().equal(expected.images)) << "step " << step;
            EXPECT_TRUE(batch.labels.cpu().equal(expected.labels)) << "step " << step;
        }
    }
}

TEST(BatchFeed, ImagesAreChannelsLast) {
    for (const c10::Device& device : {c10::Device(at::kCPU), farDevice()})
        EXPECT_TRUE(BatchFeed(source(), device, 0, 0).next().images.is_contiguous(at::MemoryFormat::ChannelsLast));
}
