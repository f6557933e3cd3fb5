#include "engine/data/image_set.h"
#include "tests/engine/data/fixtures.h"

#include <cstdlib>

namespace dnas::test {
namespace {

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

class Cifar : public ::testing::Test {
  protected:
    EngineError error(const std::string& kind) {
        return errorOf([&] { loadDataSet(kind + ":" + m_folder.string()); });
    }
    TemporaryFolder m_folder;
};

TEST_F(Cifar, PlanesBecomeInterleavedPixelsAndBatchesAreJoinedInOrder) {
    writeFile(m_folder / "data_batch_2.bin", cifarRecord({7}, 70, 71, 72));
    writeFile(m_folder / "data_batch_1.bin", cifarRecord({3}, 10, 20, 30) + cifarRecord({0}, 1, 2, 3));
    writeFile(m_folder / "test_batch.bin", cifarRecord({9}, 90, 91, 92));
    writeText(m_folder / "batches.meta.txt",
              "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    const auto data = loadDataSet("cifar10:" + m_folder.string());
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{3, 0, 7}));
    EXPECT_EQ(data->train.height, 32);
    EXPECT_EQ(Bytes(data->train.pixels.begin(), data->train.pixels.begin() + 6), (Bytes{10, 20, 30, 10, 20, 30}));
    EXPECT_EQ(data->train.image(2)[0], 70);
    EXPECT_EQ(data->train.classNames.at(3), "cat");
    ASSERT_TRUE(data->test.has_value());
    EXPECT_EQ(data->test->labels, (std::vector<std::int32_t>{9}));
    EXPECT_NEAR(data->train.mean.at(0), (10 + 1 + 70) / 3.0 / 255, 1e-6);
}

TEST_F(Cifar, Cifar100UsesTheFineLabel) {
    writeFile(m_folder / "train.bin", cifarRecord({19, 99}, 1, 2, 3) + cifarRecord({19, 4}, 1, 2, 3));
    const auto data = loadDataSet("cifar100:" + m_folder.string());
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{99, 4}));
    EXPECT_EQ(data->train.classes, 100);
    EXPECT_FALSE(data->test.has_value());
}

TEST_F(Cifar, AFileOfAWrongSizeIsNamedWithTheExpectedMultiple) {
    writeFile(m_folder / "data_batch_1.bin", Bytes(3072));
    writeFile(m_folder / "train.bin", Bytes(3073));
    EngineError e = error("cifar10");
    EXPECT_EQ(e.code(), ErrorCode::Data);
    EXPECT_TRUE(contains(e.what(), "data_batch_1.bin")) << e.what();
    EXPECT_TRUE(contains(e.what(), "3072 bytes, expected a multiple of 3073")) << e.what();
    EXPECT_TRUE(contains(error("cifar100").what(), "expected a multiple of 3074"));
    writeFile(m_folder / "data_batch_1.bin", {});
    EXPECT_TRUE(contains(error("cifar10").what(), "has 0 bytes"));
}

TEST_F(Cifar, ALabelOutOfRangeIsNamedWithItsRecord) {
    writeFile(m_folder / "data_batch_1.bin", cifarRecord({3}, 0, 0, 0) + cifarRecord({10}, 0, 0, 0));
    EXPECT_TRUE(contains(error("cifar10").what(), "record 1 has label 10, expected 0 to 9"));
}

TEST_F(Cifar, OneClassIsAnError) {
    writeFile(m_folder / "data_batch_1.bin", cifarRecord({3}, 0, 0, 0));
    EXPECT_TRUE(contains(error("cifar10").what(), "one class"));
}

TEST_F(Cifar, AFolderWithoutBatchesSaysWhatIsExpected) {
    EXPECT_TRUE(contains(error("cifar10").what(), "data_batch_*.bin"));
    EXPECT_TRUE(contains(error("cifar100").what(), "train.bin"));
}

TEST_F(Cifar, AConstantChannelIsOnlyCentred) {
    writeFile(m_folder / "data_batch_1.bin", cifarRecord({3}, 5, 0, 0) + cifarRecord({1}, 6, 0, 0));
    const auto data = loadDataSet("cifar10:" + m_folder.string());
    EXPECT_EQ(data->train.deviation.at(1), 1.0f);
    EXPECT_GT(data->train.deviation.at(0), 0.0f);
}

TEST(CifarFiles, TheRealFilesHaveTheirPublishedStatistics) {
    const char* given = std::getenv("DNAS_TEST_DATA");
    const fs::path folder = fs::path(given ? given : DNAS_SOURCE_DIR "/../shared/data") / "cifar-10-batches-bin";
    if (!fs::exists(folder)) GTEST_SKIP() << folder << " is missing";
    const auto data = loadDataSet("cifar10:" + folder.string());
    EXPECT_EQ(data->train.count % 10000, 0);
    EXPECT_NEAR(data->train.mean.at(0), 0.4914, 5e-3);
    EXPECT_NEAR(data->train.mean.at(2), 0.4465, 5e-3);
    EXPECT_NEAR(data->train.deviation.at(1), 0.2435, 5e-3);
    EXPECT_EQ(data->train.classNames.at(0), "airplane");
}

} // namespace
} // namespace dnas::test
