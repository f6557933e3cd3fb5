#include "engine/api/error.h"
#include "engine/data/auto_augment.h"
#include "engine/data/batch_source.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace dnas::test {
namespace {

using Pixels = std::vector<std::uint8_t>;
using Op = ImageOperation;

constexpr int kSide = 8;

Pixels colourful() {
    Pixels pixels(kSide * kSide * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = std::uint8_t(40 + i * 29 % 150);
    return pixels;
}

Pixels after(Op operation, double magnitude, bool negative = false) {
    Pixels pixels = colourful();
    applyOperation(operation, magnitude, negative, pixels.data(), kSide, kSide);
    return pixels;
}

} // namespace

TEST(AutoAugment, StrengthZeroChangesNothingWhereAnOperationHasAStrength) {
    for (Op operation : {Op::ShearX, Op::ShearY, Op::TranslateX, Op::TranslateY, Op::Rotate, Op::Contrast, Op::Color,
                         Op::Brightness, Op::Sharpness, Op::Posterize, Op::Solarize})
        EXPECT_EQ(after(operation, 0), colourful()) << int(operation);
}

TEST(AutoAugment, TranslationMovesPixelsAndFillsWithGrey) {
    const Pixels in = colourful(), out = after(Op::TranslateX, 1); // floor(150 / 331 * 8) = 3 pixels to the left
    for (int x = 0; x < kSide; ++x)
        EXPECT_EQ(out[std::size_t(x) * 3], x + 3 < kSide ? in[std::size_t(x + 3) * 3] : 128) << x;
    const Pixels down = after(Op::TranslateY, 1, /*negative=*/true);
    EXPECT_EQ(down[3 * kSide * 3], in[0]);
    EXPECT_EQ(down[0], 128);
}

TEST(AutoAugment, ValueOperationsFollowTheirFormulas) {
    const Pixels in = colourful();
    const Pixels inverted = after(Op::Invert, 0), posterized = after(Op::Posterize, 1),
                 dark = after(Op::Brightness, 1, true), solarized = after(Op::Solarize, 0.5),
                 flat = after(Op::Color, 1, true);
    for (std::size_t i = 0; i < in.size(); ++i) {
        EXPECT_EQ(inverted[i], 255 - in[i]);
        EXPECT_EQ(posterized[i], in[i] & 0xf0);
        EXPECT_NEAR(dark[i], 0.1 * in[i], 0.51);
        EXPECT_EQ(solarized[i], in[i] >= 127.5 ? 255 - in[i] : in[i]);
    }
    const double grey = 0.299 * in[0] + 0.587 * in[1] + 0.114 * in[2];
    EXPECT_NEAR(flat[1], grey + 0.1 * (in[1] - grey), 0.51);
}

TEST(AutoAugment, ContrastAndEqualisationSpreadEachChannel) {
    const Pixels stretched = after(Op::AutoContrast, 0);
    for (int c = 0; c < 3; ++c) {
        std::set<int> values;
        for (int i = 0; i < kSide * kSide; ++i)
            values.insert(stretched[std::size_t(3 * i + c)]);
        EXPECT_EQ(*values.begin(), 0);
        EXPECT_EQ(*values.rbegin(), 255);
    }
    Pixels constant(kSide * kSide * 3, 77);
    for (Op operation : {Op::AutoContrast, Op::Equalize})
        applyOperation(operation, 0, false, constant.data(), kSide, kSide);
    EXPECT_EQ(constant, Pixels(kSide * kSide * 3, 77)) << "nothing to spread";
}

TEST(AutoAugment, TheSameStreamGivesTheSameImageAndOthersDiffer) {
    std::set<Pixels> results;
    for (std::uint64_t step = 0; step < 20; ++step) {
        Pixels first = colourful(), second = colourful();
        RandomStream a(1, "augment", 0, step), b(1, "augment", 0, step);
        autoAugment(first.data(), kSide, kSide, a);
        autoAugment(second.data(), kSide, kSide, b);
        EXPECT_EQ(first, second);
        results.insert(first);
    }
    EXPECT_GT(results.size(), 5u);
}

TEST(AutoAugment, GreyImagesAreRefused) {
    auto set = std::make_shared<ImageSet>();
    set->count = set->classes = 1;
    set->channels = 1, set->height = set->width = kSide;
    set->pixels.assign(kSide * kSide, 1);
    set->labels = {0};
    set->mean = set->deviation = {1.0f};
    Augmentation augmentation;
    augmentation.autoAugment = true;
    EXPECT_THROW(BatchSource(set, {0}, 1, BatchUse::Training, 1, "train", augmentation), EngineError);
}

} // namespace dnas::test
