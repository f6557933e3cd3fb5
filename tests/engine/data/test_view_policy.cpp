#include "engine/core/random_streams.h"
#include "engine/data/batch_source.h"
#include "engine/data/view_policy.h"
#include "tests/engine/data/fixtures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dnas::test {
namespace {

constexpr int kSide = 16;

ViewPolicy nothing() {
    ViewPolicy policy;
    policy.crop = policy.jitter = policy.grey = policy.flip = policy.blur = false;
    return policy;
}

/// Left to right brighter, top to bottom redder.
Bytes gradient(int channels) {
    Bytes image;
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            for (int c = 0; c < channels; ++c)
                image.push_back(std::uint8_t(c == 0 ? 40 + 6 * y + 6 * x : 40 + 6 * x));
    return image;
}

Bytes viewOf(const Bytes& image, int channels, const ViewPolicy& policy, std::uint64_t step) {
    Bytes out(image.size());
    RandomStream random(3, "view", 0, step);
    augmentView(image.data(), kSide, kSide, channels, policy, random, out.data());
    return out;
}

double mean(const Bytes& image) { return std::accumulate(image.begin(), image.end(), 0.0) / double(image.size()); }

} // namespace

TEST(ViewPolicy, IsTheImageItselfWhenSwitchedOffWholeOrInEveryPart) {
    ViewPolicy off;
    off.enabled = false;
    for (int channels : {1, 3}) {
        EXPECT_EQ(viewOf(gradient(channels), channels, off, 0), gradient(channels));
        EXPECT_EQ(viewOf(gradient(channels), channels, nothing(), 0), gradient(channels));
    }
}

TEST(ViewPolicy, FlipMirrorsAboutHalfOfTheViewsLeftToRight) {
    ViewPolicy policy = nothing();
    policy.flip = true;
    const Bytes image = gradient(3);
    int flipped = 0;
    for (int i = 0; i < 200; ++i) {
        const Bytes view = viewOf(image, 3, policy, std::uint64_t(i));
        if (view == image) continue;
        ++flipped;
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                for (int c = 0; c < 3; ++c)
                    ASSERT_EQ(view[(y * kSide + x) * 3 + c], image[(y * kSide + kSide - 1 - x) * 3 + c]);
    }
    EXPECT_NEAR(flipped, 100, 30);
}

TEST(ViewPolicy, CropShowsAWindowEnlargedToTheWholeSide) {
    ViewPolicy policy = nothing();
    policy.crop = true;
    const Bytes image = gradient(1);
    double least = 1e9;
    for (int i = 0; i < 100; ++i) {
        const Bytes view = viewOf(image, 1, policy, std::uint64_t(i));
        const auto range = std::minmax_element(view.begin(), view.end());
        EXPECT_GE(*range.first, 40);
        EXPECT_LE(*range.second, 40 + 12 * (kSide - 1));
        least = std::min(least, double(*range.second - *range.first));
        for (int y = 0; y < kSide; ++y)
            for (int x = 1; x < kSide; ++x) // a window of a gradient is a gradient
                ASSERT_GE(view[y * kSide + x], view[y * kSide + x - 1]);
    }
    EXPECT_LT(least, 0.65 * 12 * (kSide - 1)); // a fifth of the area has less than half of the range
}

TEST(ViewPolicy, GreyMakesTheChannelsOfAFifthOfTheViewsEqual) {
    ViewPolicy policy = nothing();
    policy.grey = true;
    const Bytes image = gradient(3);
    int grey = 0;
    for (int i = 0; i < 500; ++i) {
        const Bytes view = viewOf(image, 3, policy, std::uint64_t(i));
        if (view == image) continue;
        ++grey;
        for (std::size_t p = 0; p < view.size(); p += 3)
            ASSERT_TRUE(view[p] == view[p + 1] && view[p] == view[p + 2]);
        EXPECT_NEAR(view[0], 0.299 * image[0] + 0.587 * image[1] + 0.114 * image[2], 1);
    }
    EXPECT_NEAR(grey, 100, 35);
}

TEST(ViewPolicy, JitterLeavesAFifthUntouchedAndChangesBrightnessWithinItsRange) {
    ViewPolicy policy = nothing();
    policy.jitter = true;
    const Bytes image = gradient(1);
    int untouched = 0;
    for (int i = 0; i < 500; ++i) {
        const Bytes view = viewOf(image, 1, policy, std::uint64_t(i));
        untouched += view == image;
        EXPECT_GE(mean(view), 0.6 * mean(image) - 1);
        EXPECT_LE(mean(view), 1.4 * mean(image) + 1);
    }
    EXPECT_NEAR(untouched, 100, 35);
}

TEST(ViewPolicy, BlurSmoothesHalfOfTheViews) {
    ViewPolicy policy = nothing();
    policy.blur = true;
    Bytes image(kSide * kSide, 0);
    image[8 * kSide + 8] = 255;
    int blurred = 0;
    for (int i = 0; i < 200; ++i)
        blurred += viewOf(image, 1, policy, std::uint64_t(i))[8 * kSide + 8] < 250;
    EXPECT_NEAR(blurred, 95, 35);
}

TEST(ViewPolicy, TheSameStreamGivesTheSameViewAndAnotherOneAnother) {
    ViewPolicy all;
    all.blur = true;
    EXPECT_EQ(viewOf(gradient(3), 3, all, 5), viewOf(gradient(3), 3, all, 5));
    EXPECT_NE(viewOf(gradient(3), 3, all, 5), viewOf(gradient(3), 3, all, 6));
}

TEST(ViewPolicy, BatchesHoldAllFirstViewsThenAllSecondOnesOfTheSameImages) {
    auto set = std::make_shared<ImageSet>();
    set->count = set->classes = 6;
    set->channels = 1, set->height = set->width = kSide;
    set->mean = {0.5f}, set->deviation = {0.25f};
    for (int i = 0; i < 6; ++i) {
        set->pixels.insert(set->pixels.end(), kSide * kSide, std::uint8_t(40 * i));
        set->labels.push_back(i);
    }
    Augmentation augmentation;
    augmentation.views = nothing();
    const BatchSource source(set, {0, 1, 2, 3, 4, 5}, 4, BatchUse::Training, 1, "pairs", augmentation);
    const Batch batch = source.batch(0, 0);
    ASSERT_EQ(batch.count, 8);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(batch.labels[i], batch.labels[4 + i]);
        EXPECT_NEAR(batch.images[i * kSide * kSide], (40.0 * double(batch.labels[i]) / 255 - 0.5) / 0.25, 1e-5);
        EXPECT_EQ(batch.images[i * kSide * kSide], batch.images[(4 + i) * kSide * kSide]);
    }
    EXPECT_EQ(source.batch(0, 0).images, batch.images);
}

} // namespace dnas::test
