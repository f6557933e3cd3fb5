// Colour models on hand-made pixels. Thesis algorithms 6 and 7; HSV and L*a*b* from their definitions.
#include "engine/api/color_model.h"
#include "engine/api/error.h"
#include "engine/data/batch_source.h"
#include "engine/data/color_conversion.h"
#include "tests/engine/data/fixtures.h"

#include <cmath>

namespace dnas::test {
namespace {

Bytes converted(ColorModel model, const Bytes& rgb) {
    Bytes out(rgb.size() / 3 * channelNames(model, 3).size());
    convertColors(rgb.data(), out.data(), int(rgb.size() / 3), model);
    return out;
}

const Bytes kRed{255, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kYellow{255, 255, 0}, kWhite{255, 255, 255}, kBlack{0, 0, 0};

/// Four records of CIFAR-10: label, then the planes red, green, blue of 32x32 pixels.
Bytes cifarRecords() {
    Bytes bytes;
    for (int image = 0; image < 4; ++image) {
        bytes.push_back(std::uint8_t(image));
        for (int plane = 0; plane < 3; ++plane)
            for (int pixel = 0; pixel < 1024; ++pixel)
                bytes.push_back(std::uint8_t(pixel * (plane + 3) + image * 50));
    }
    return bytes;
}

} // namespace

TEST(ColorConversion, RbDeletesTheGreenPlaneAsAlgorithm6) {
    EXPECT_EQ(converted(ColorModel::Rb, {10, 20, 30, 40, 50, 60}), (Bytes{10, 30, 40, 60}));
}

TEST(ColorConversion, RgbyMovesWhatRedAndGreenShareToYellow) {
    EXPECT_EQ(converted(ColorModel::Rgby, {200, 120, 30}), (Bytes{80, 0, 30, 120}));
    EXPECT_EQ(converted(ColorModel::Rgby, {120, 200, 30}), (Bytes{0, 80, 30, 120}));
    EXPECT_EQ(converted(ColorModel::Rgby, kYellow), (Bytes{0, 0, 0, 255})) << "yellow is yellow alone";
    EXPECT_EQ(converted(ColorModel::Rgby, kWhite), (Bytes{0, 0, 255, 255}));
    EXPECT_EQ(converted(ColorModel::Rgby, kRed), (Bytes{255, 0, 0, 0}));
}

TEST(ColorConversion, RgbyLosesNothing) {
    for (int r = 0; r < 256; r += 51)
        for (int g = 0; g < 256; g += 51) {
            const Bytes out = converted(ColorModel::Rgby, {std::uint8_t(r), std::uint8_t(g), 7});
            EXPECT_EQ(out[0] + out[3], r);
            EXPECT_EQ(out[1] + out[3], g);
        }
}

// Line 6 of algorithm 7: I_f[3] = I_f[0] + I_f[1], after both lost their minimum.
TEST(ColorConversion, PrintedRgbyTakesYellowFromWhatIsLeft) {
    EXPECT_EQ(converted(ColorModel::RgbyPrinted, {200, 120, 30}), (Bytes{80, 0, 30, 80}));
    EXPECT_EQ(converted(ColorModel::RgbyPrinted, {0, 255, 30}), (Bytes{0, 255, 30, 255}));
    EXPECT_EQ(converted(ColorModel::RgbyPrinted, kYellow), (Bytes{0, 0, 0, 0})) << "the trap: yellow without yellow";
}

TEST(ColorConversion, HsvTurnsHueOverTheWholeByte) {
    EXPECT_EQ(converted(ColorModel::Hsv, kRed), (Bytes{0, 255, 255}));
    EXPECT_EQ(converted(ColorModel::Hsv, kGreen), (Bytes{85, 255, 255})) << "a third of 256";
    EXPECT_EQ(converted(ColorModel::Hsv, kBlue), (Bytes{171, 255, 255}));
    EXPECT_EQ(converted(ColorModel::Hsv, {128, 128, 128}), (Bytes{0, 0, 128})) << "grey has no saturation";
    EXPECT_EQ(converted(ColorModel::Hsv, kBlack), (Bytes{0, 0, 0}));
}

// CIE 1976 for sRGB, D65: red is L* 53.24, a* 80.09, b* 67.20; blue 32.30, 79.19, -107.86.
TEST(ColorConversion, LabIsThatOfTheCie) {
    const auto near = [](const Bytes& pixel, double l, double a, double b) {
        EXPECT_NEAR(pixel[0], l * 255 / 100, 1.5);
        EXPECT_NEAR(pixel[1], a + 128, 1.5);
        EXPECT_NEAR(pixel[2], b + 128, 1.5);
    };
    near(converted(ColorModel::Lab, kRed), 53.24, 80.09, 67.20);
    near(converted(ColorModel::Lab, kBlue), 32.30, 79.19, -107.86);
    near(converted(ColorModel::Lab, kWhite), 100, 0, 0);
    near(converted(ColorModel::Lab, kBlack), 0, 0, 0);
}

TEST(ColorConversion, ShowsOneGreyImageAChannel) {
    const PreviewImage image{2, 1, 3, {200, 120, 30, 255, 255, 0}, 4};
    const std::vector<PreviewImage> planes = channelImages(image, ColorModel::Rgby);
    ASSERT_EQ(planes.size(), 4u);
    EXPECT_EQ(planes[3].pixels, (Bytes{120, 255}));
    EXPECT_EQ(planes[3].channels, 1);
    EXPECT_EQ(planes[3].label, 4);
    EXPECT_EQ(channelImages(image, ColorModel::Stored)[2].pixels, (Bytes{30, 0}));
}

TEST(ColorConversion, RefusesGreyImagesNamingTheOption) {
    EXPECT_NO_THROW(requireColors(ColorModel::Stored, 1));
    for (ColorModel model : colorModels()) {
        if (model == ColorModel::Stored) continue;
        const EngineError e = errorOf([&] { requireColors(model, 1); });
        EXPECT_EQ(e.code(), ErrorCode::Usage);
        EXPECT_TRUE(contains(e.full(), "color_model")) << e.full();
        EXPECT_TRUE(contains(e.full(), name(model)));
    }
}

TEST(ColorConversion, BatchesAreConvertedAfterTheCropAndNormalisedByTheirOwnChannels) {
    TemporaryFolder folder;
    writeFile(folder / "data_batch_1.bin", cifarRecords());
    const std::string spec = "cifar10:" + folder.string();
    const auto stored = loadDataSet(spec), rgby = loadDataSet(spec, 0, ColorModel::Rgby);
    const std::shared_ptr<const ImageSet> a(stored, &stored->train), b(rgby, &rgby->train);
    ASSERT_EQ(b->fedChannels(), 4);
    ASSERT_EQ(b->mean.size(), 4u);
    const Augmentation augmentation{true, true, 0, false};
    const Batch plain = BatchSource(a, {0, 1, 2, 3}, 4, BatchUse::Training, 3, "x", augmentation).batch(1, 0);
    const Batch colors = BatchSource(b, {0, 1, 2, 3}, 4, BatchUse::Training, 3, "x", augmentation).batch(1, 0);
    EXPECT_EQ(plain.labels, colors.labels);
    ASSERT_EQ(colors.images.size(), plain.images.size() / 3 * 4);
    const auto byteOf = [](const ImageSet& set, float value, int c) { return int(std::lround((value * set.deviation[c] + set.mean[c]) * 255)); };
    for (std::size_t pixel = 0; pixel < plain.images.size() / 3; pixel += 17) {
        Bytes rgb;
        for (int c = 0; c < 3; ++c) rgb.push_back(std::uint8_t(byteOf(*a, plain.images[pixel * 3 + c], c)));
        const Bytes expected = converted(ColorModel::Rgby, rgb);
        for (int c = 0; c < 4; ++c) ASSERT_EQ(byteOf(*b, colors.images[pixel * 4 + c], c), expected[c]);
    }
    const Batch all = BatchSource(b, {0, 1, 2, 3}, 4, BatchUse::Evaluation).batch(0, 0);
    EXPECT_EQ(all.images.size(), std::size_t(4) * 32 * 32 * 4);
}

} // namespace dnas::test
