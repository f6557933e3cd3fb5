#include "engine/core/random_streams.h"
#include "engine/data/batch_source.h"
#include "engine/data/prefetcher.h"
#include "tests/engine/data/fixtures.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace dnas::test {
namespace {

/// `count` images of side x side whose bytes are all different in their neighbourhood; image i has label i.
std::shared_ptr<const ImageSet> makeImages(int count, int side, int channels) {
    auto set = std::make_shared<ImageSet>();
    set->count = set->classes = count;
    set->channels = channels, set->height = set->width = side;
    for (int i = 0; i < count * side * side * channels; ++i)
        set->pixels.push_back(std::uint8_t(1 + i * 37 % 255));
    for (int i = 0; i < count; ++i)
        set->labels.push_back(i);
    set->mean.assign(channels, 0.5f);
    set->deviation.assign(channels, 0.25f);
    if (channels == 3) set->mean[1] = 0.4f, set->deviation[2] = 0.2f;
    return set;
}

std::vector<int> allOf(const ImageSet& set) {
    std::vector<int> indices(set.count);
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

float normalised(const ImageSet& set, int byte, int channel) {
    return float((byte / 255.0 - set.mean[channel]) / set.deviation[channel]);
}

/// What the transforms do to one image, pixel by pixel: torchvision's order, padding black before normalisation.
std::vector<float> expected(const ImageSet& set, int index, const Augmentation& augmentation, RandomStream& random) {
    const int side = set.width, channels = set.channels;
    const int dy = augmentation.crop ? int(random.below(9)) : 4, dx = augmentation.crop ? int(random.below(9)) : 4;
    const bool mirror = augmentation.flip && random.below(2) == 1;
    std::vector<float> out;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < channels; ++c) {
                const int sy = y + dy - 4, sx = (mirror ? side - 1 - x : x) + dx - 4;
                const bool inside = sy >= 0 && sy < side && sx >= 0 && sx < side;
                out.push_back(normalised(set, inside ? set.image(index)[(sy * side + sx) * channels + c] : 0, c));
            }
    if (augmentation.cutout > 0) {
        const int top = int(random.below(side)) - augmentation.cutout / 2,
                  left = int(random.below(side)) - augmentation.cutout / 2;
        for (int y = std::max(0, top); y < std::min(side, top + augmentation.cutout); ++y)
            for (int x = std::max(0, left); x < std::min(side, left + augmentation.cutout); ++x)
                for (int c = 0; c < channels; ++c)
                    out[(y * side + x) * channels + c] = 0;
    }
    return out;
}

TEST(BatchSource, EvaluationKeepsOrderAndTheLastIncompleteBatch) {
    const auto images = makeImages(5, 3, 3);
    const BatchSource source(images, {4, 1, 3}, 2, BatchUse::Evaluation, 1, "eval", {true, true, 2});
    ASSERT_EQ(source.steps(), 2);
    EXPECT_EQ(source.batch(0, 0).labels, (std::vector<std::int64_t>{4, 1}));
    const Batch last = source.batch(7, 1);
    EXPECT_EQ(last.count, 1);
    ASSERT_EQ(last.images.size(), 27u);
    for (int i = 0; i < 27; ++i)
        EXPECT_EQ(last.images[i], normalised(*images, images->image(3)[i], i % 3));
}

TEST(BatchSource, TrainingVisitsEveryImageOnceAnEpochInANewOrder) {
    const auto images = makeImages(12, 2, 1);
    const BatchSource source(images, allOf(*images), 4, BatchUse::Training, 3, "train");
    std::vector<std::vector<std::int64_t>> orders;
    for (int epoch = 0; epoch < 2; ++epoch) {
        std::vector<std::int64_t> labels;
        for (int step = 0; step < source.steps(); ++step)
            for (std::int64_t label : source.batch(epoch, step).labels)
                labels.push_back(label);
        EXPECT_EQ(std::set<std::int64_t>(labels.begin(), labels.end()).size(), 12u);
        orders.push_back(labels);
    }
    EXPECT_NE(orders[0], orders[1]);
    EXPECT_FALSE(std::is_sorted(orders[0].begin(), orders[0].end()));
}

TEST(BatchSource, TrainingDropsTheIncompleteBatchUnlessItIsTheOnlyOne) {
    const auto images = makeImages(7, 2, 1);
    EXPECT_EQ(BatchSource(images, allOf(*images), 3, BatchUse::Training).steps(), 2);
    const BatchSource small(images, allOf(*images), 64, BatchUse::Training);
    EXPECT_EQ(small.steps(), 1);
    EXPECT_EQ(small.batch(0, 0).count, 7);
}

TEST(BatchSource, StepsBeyondOnePassGoOnWithAnotherOrder) {
    const auto images = makeImages(8, 2, 1);
    const BatchSource source(images, allOf(*images), 8, BatchUse::Training, 1, "alpha");
    const Batch first = source.batch(0, 0), second = source.batch(0, 1);
    EXPECT_NE(first.labels, second.labels);
    EXPECT_EQ(std::set<std::int64_t>(second.labels.begin(), second.labels.end()).size(), 8u);
}

TEST(BatchSource, CropFlipAndCutoutEqualThePixelwiseDefinition) {
    for (int channels : {1, 3})
        for (const Augmentation& augmentation : {Augmentation{true, false, 0}, Augmentation{false, true, 0},
                                                 Augmentation{false, false, 3}, Augmentation{true, true, 4}}) {
            const auto images = makeImages(16, 9, channels);
            const BatchSource source(images, allOf(*images), 16, BatchUse::Training, 11, "train", augmentation);
            for (int epoch = 0; epoch < 8; ++epoch) {
                const Batch batch = source.batch(epoch, 0);
                RandomStream random(11, "train/augment", epoch, 0);
                std::vector<float> all;
                for (std::int64_t label : batch.labels) {
                    const std::vector<float> one = expected(*images, int(label), augmentation, random);
                    all.insert(all.end(), one.begin(), one.end());
                }
                ASSERT_EQ(batch.images, all) << "channels " << channels << ", epoch " << epoch;
            }
        }
}

TEST(BatchSource, ImagesSmallerThanThePaddingSurviveTheCrop) {
    const auto images = makeImages(32, 2, 1);
    const Augmentation augmentation{true, true, 16};
    const BatchSource source(images, allOf(*images), 32, BatchUse::Training, 1, "train", {true, true, 0});
    const Batch batch = source.batch(0, 0);
    RandomStream random(1, "train/augment", 0, 0);
    for (int i = 0; i < batch.count; ++i) {
        const std::vector<float> one = expected(*images, int(batch.labels[i]), {true, true, 0}, random);
        EXPECT_TRUE(std::equal(one.begin(), one.end(), batch.images.begin() + i * 4));
    }
    const Batch erased =
        BatchSource(images, allOf(*images), 32, BatchUse::Training, 1, "train", augmentation).batch(0, 0);
    EXPECT_EQ(erased.images, std::vector<float>(erased.images.size(), 0.0f));
}

TEST(BatchSource, ABatchDependsOnlyOnEpochAndStep) {
    const auto images = makeImages(40, 8, 3);
    const auto make = [&] {
        return BatchSource(images, allOf(*images), 4, BatchUse::Training, 5, "train", {true, true, 3});
    };
    const BatchSource forwards = make(), backwards = make();
    std::vector<Batch> batches;
    for (int step = 0; step < 20; ++step)
        batches.push_back(forwards.batch(step / 10, step % 10));
    for (int step = 19; step >= 0; --step) {
        const Batch again = backwards.batch(step / 10, step % 10);
        EXPECT_EQ(again.images, batches[step].images);
        EXPECT_EQ(again.labels, batches[step].labels);
    }
}

TEST(BatchSource, NoImagesOrAnEmptyBatchIsAnError) {
    const auto images = makeImages(2, 2, 1);
    EXPECT_EQ(errorOf([&] { BatchSource(images, {}, 2, BatchUse::Training); }).code(), ErrorCode::Usage);
    EXPECT_EQ(errorOf([&] { BatchSource(images, {0}, 0, BatchUse::Training); }).code(), ErrorCode::Usage);
}

TEST(Prefetcher, GivesTheSameBatchesFromAnyStartAcrossEpochs) {
    const auto images = makeImages(20, 6, 1);
    const auto source = std::make_shared<BatchSource>(images, allOf(*images), 4, BatchUse::Training, 5, "train",
                                                      Augmentation{true, true, 2});
    Prefetcher prefetcher(source, 2, 3);
    for (int i = 3; i < 23; ++i) {
        const Batch batch = prefetcher.next(), direct = source->batch(2 + i / 5, i % 5);
        EXPECT_EQ(batch.images, direct.images);
        EXPECT_EQ(batch.labels, direct.labels);
    }
    EXPECT_GE(prefetcher.waitedSeconds(), 0.0);
    Prefetcher longer(source, 0, 0, 7);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(longer.next().labels, source->batch(i / 7, i % 7).labels);
}

TEST(Prefetcher, PassesAnExceptionToTheConsumerAfterTheGoodBatches) {
    auto images = std::make_shared<ImageSet>(*makeImages(4, 2, 1));
    images->labels.resize(0);
    // A source whose images vanish cannot happen in the program; a batch too large to allocate can.
    images->height = images->width = 1 << 30;
    const auto source = std::make_shared<BatchSource>(images, std::vector<int>{0, 1}, 2, BatchUse::Training);
    Prefetcher prefetcher(source, 0, 0);
    EXPECT_ANY_THROW(prefetcher.next());
    EXPECT_ANY_THROW(prefetcher.next());
}

TEST(Prefetcher, JoinsWhenDestroyedWithBatchesLeft) {
    const auto images = makeImages(20, 6, 1);
    const auto source = std::make_shared<BatchSource>(images, allOf(*images), 4, BatchUse::Training);
    for (int i = 0; i < 50; ++i)
        Prefetcher(source, 0, 0, 0, 2).next();
}

} // namespace
} // namespace dnas::test
