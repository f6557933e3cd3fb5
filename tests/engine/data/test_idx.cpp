#include "engine/data/image_set.h"
#include "tests/engine/data/fixtures.h"

#include <cmath>

namespace dnas::test {
namespace {

const Bytes kPixels = {0, 50, 100, 150, 200, 250, 255, 0, 10, 20, 30, 40};
const Bytes kLabels = {2, 0, 2};

class Idx : public ::testing::Test {
  protected:
    void writeTrain(const Bytes& images, const Bytes& labels) {
        writeFile(m_folder / "train-images-idx3-ubyte", images);
        writeFile(m_folder / "train-labels-idx1-ubyte", labels);
    }
    EngineError error() {
        return errorOf([&] { loadDataSet("idx:" + m_folder.string()); });
    }
    void expectDataError(const std::string& file, const std::string& what) {
        const EngineError e = error();
        EXPECT_EQ(e.code(), ErrorCode::Data);
        EXPECT_TRUE(contains(e.what(), file)) << e.what();
        EXPECT_TRUE(contains(e.what(), what)) << e.what();
    }
    TemporaryFolder m_folder;
};

TEST_F(Idx, PlainFilesAreReadWithExactPixelsAndLabels) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels(kLabels));
    const auto data = loadDataSet("idx:" + m_folder.string());
    EXPECT_EQ(data->train.count, 3);
    EXPECT_EQ(data->train.channels, 1);
    EXPECT_EQ(data->train.height, 2);
    EXPECT_EQ(data->train.classes, 3);
    EXPECT_EQ(data->train.pixels, kPixels);
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{2, 0, 2}));
    EXPECT_EQ(data->train.classNames, (std::vector<std::string>{"0", "1", "2"}));
    EXPECT_FALSE(data->test.has_value());
}

TEST_F(Idx, GzipFilesAndATestPartAreRead) {
    writeGzip(m_folder / "train-images-idx3-ubyte.gz", idxImages(3, 2, 2, kPixels));
    writeGzip(m_folder / "train-labels-idx1-ubyte.gz", idxLabels(kLabels));
    writeGzip(m_folder / "t10k-images-idx3-ubyte.gz", idxImages(1, 2, 2, {9, 8, 7, 6}));
    writeGzip(m_folder / "t10k-labels-idx1-ubyte.gz", idxLabels({1}));
    const auto data = loadDataSet("idx:" + m_folder.string());
    EXPECT_EQ(data->train.pixels, kPixels);
    ASSERT_TRUE(data->test.has_value());
    EXPECT_EQ(data->test->pixels, (Bytes{9, 8, 7, 6}));
    EXPECT_EQ(data->test->mean, data->train.mean);
}

TEST_F(Idx, MeanAndDeviationAreThoseOfTheTrainingPixels) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels(kLabels));
    const auto data = loadDataSet("idx:" + m_folder.string());
    double sum = 0, squares = 0;
    for (double v : kPixels)
        sum += v / 255, squares += v / 255 * (v / 255);
    const double mean = sum / kPixels.size();
    EXPECT_FLOAT_EQ(data->train.mean.at(0), float(mean));
    EXPECT_FLOAT_EQ(data->train.deviation.at(0), float(std::sqrt(squares / kPixels.size() - mean * mean)));
}

TEST_F(Idx, ImagesAreResizedOnRequest) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels(kLabels));
    const auto data = loadDataSet("idx:" + m_folder.string(), 1);
    EXPECT_EQ(data->train.pixels, (Bytes{75, 176, 25})); // means of four pixels: 75, 176.25, 25
}

TEST_F(Idx, ATruncatedFileIsNamedWithBothLengths) {
    writeTrain(idxImages(3, 2, 2, Bytes(11)), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "promises 12 bytes of data, but it holds 11");
}

TEST_F(Idx, ATruncatedGzipFileIsAnError) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels(kLabels));
    fs::remove(m_folder / "train-images-idx3-ubyte");
    writeGzip(m_folder / "train-images-idx3-ubyte.gz", idxImages(3, 2, 2, kPixels));
    fs::resize_file(m_folder / "train-images-idx3-ubyte.gz",
                    fs::file_size(m_folder / "train-images-idx3-ubyte.gz") - 6);
    expectDataError("train-images-idx3-ubyte.gz", "truncated gzip file");
}

TEST_F(Idx, ADamagedGzipFileIsAnError) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels(kLabels));
    fs::remove(m_folder / "train-images-idx3-ubyte");
    const fs::path path = m_folder / "train-images-idx3-ubyte.gz";
    writeGzip(path, idxImages(3, 2, 2, kPixels));
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-8, std::ios::end); // the checksum
    file.put('\x5a');
    file.close();
    expectDataError("train-images-idx3-ubyte.gz", "damaged");
}

TEST_F(Idx, TrailingBytesAreAnError) {
    writeTrain(idxImages(3, 2, 2, Bytes(13)), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "it holds more");
}

TEST_F(Idx, AHeaderThatPromisesGigabytesIsRefusedBeforeAllocation) {
    writeTrain(idxImages(90'000'000, 8, 8, kPixels), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "cannot hold that much");
    writeTrain(idxImages(0xffffffffu, 1024, 1024, kPixels), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "more than 16 GiB");
    writeTrain(idxImages(1, 0xffffffffu, 0xffffffffu, kPixels), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "not supported");
    writeTrain(idxImages(0, 2, 2, {}), idxLabels({}));
    expectDataError("train-images-idx3-ubyte", "no pixels");
}

TEST_F(Idx, AWrongMagicNumberIsNamed) {
    writeTrain(idxLabels(kLabels), idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "0x00000801, expected 0x00000803");
    writeTrain({0, 0, 8}, idxLabels(kLabels));
    expectDataError("train-images-idx3-ubyte", "truncated inside its header");
}

TEST_F(Idx, LabelsAndImagesMustAgreeInNumber) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels({1, 2}));
    expectDataError("train-labels-idx1-ubyte", "2 labels");
}

TEST_F(Idx, OneClassIsAnError) {
    writeTrain(idxImages(3, 2, 2, kPixels), idxLabels({4, 4, 4}));
    expectDataError(m_folder.string(), "one class");
}

TEST_F(Idx, MissingFilesAndFoldersAreNamed) {
    expectDataError(m_folder.string(), "train-images-idx3-ubyte is missing");
    writeFile(m_folder / "train-images-idx3-ubyte", idxImages(3, 2, 2, kPixels));
    expectDataError(m_folder.string(), "train-labels-idx1-ubyte is missing");
    const EngineError e = errorOf([&] { loadDataSet("idx:" + (m_folder / "nowhere").string()); });
    EXPECT_EQ(e.code(), ErrorCode::Data);
    EXPECT_TRUE(contains(e.what(), "no such directory"));
}

TEST(DataSpec, UnknownKindsAndSizesAreUsageErrorsThatSayWhatIsAllowed) {
    for (const char* spec : {"mnist", "", "hdf5:/x", "folder:", "fashion-mnist:x"}) {
        const EngineError e = errorOf([&] { loadDataSet(spec); });
        EXPECT_EQ(e.code(), ErrorCode::Usage) << spec;
        EXPECT_TRUE(contains(e.full(), "DIR")) << e.full();
    }
    EXPECT_EQ(errorOf([] { loadDataSet("fashion-mnist", -1); }).code(), ErrorCode::Usage);
    EXPECT_TRUE(contains(errorOf([] { loadDataSet("fashion-mnist", 1025); }).full(), "1024"));
}

TEST(FashionMnist, HasItsPublishedCountsAndNormalisation) {
    if (!fs::exists("/usr/share/datasets/fashion-mnist"))
        GTEST_SKIP() << "package dataset-fashion-mnist is not installed";
    const auto data = loadDataSet("fashion-mnist");
    EXPECT_EQ(data->train.count, 60000);
    ASSERT_TRUE(data->test.has_value());
    EXPECT_EQ(data->test->count, 10000);
    EXPECT_EQ(data->train.height, 28);
    EXPECT_EQ(data->train.classNames.at(9), "Ankle boot");
    EXPECT_NEAR(data->train.mean.at(0), 0.2860, 1e-4);
    EXPECT_NEAR(data->train.deviation.at(0), 0.3530, 1e-4);
}

} // namespace
} // namespace dnas::test
