#include "engine/api/data_info.h"
#include "tests/engine/data/fixtures.h"

namespace dnas::test {
namespace {

TEST(DataInfo, CountsSizesAndPreviewsClassesInTurn) {
    TemporaryFolder folder;
    for (const char* name : {"train/a/1.pgm", "train/a/2.pgm", "train/a/3.pgm", "train/b/1.pgm", "test/b/1.pgm"})
        writeGrey(folder / name, 5, 7, name[6] == 'a' ? 10 : 20);
    const std::string spec = "folder:" + folder.string();
    const DataInfo info = inspectData(spec, 8, 3);
    EXPECT_EQ(info.spec, spec);
    EXPECT_EQ(info.classes, 2);
    EXPECT_EQ(info.trainCounts, (std::vector<std::int64_t>{3, 1}));
    EXPECT_EQ(info.testCounts, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ(info.channels, 1);
    EXPECT_EQ(info.width, 8);
    EXPECT_FALSE(info.variableSize);
    EXPECT_EQ(info.smallestSide, 5);
    EXPECT_EQ(info.largestSide, 7);
    EXPECT_NEAR(info.mean.at(0), (10 * 3 + 20) / 4.0 / 255, 1e-6);
    ASSERT_EQ(info.preview.size(), 3u);
    EXPECT_EQ(info.preview[0].label, 0);
    EXPECT_EQ(info.preview[1].label, 1);
    EXPECT_EQ(info.preview[2].label, 0);
    EXPECT_EQ(info.preview[1].pixels, std::vector<std::uint8_t>(64, 20));
    EXPECT_EQ(inspectData(spec, 8, 100).preview.size(), 4u);
    EXPECT_TRUE(inspectData(spec, 8).preview.empty());
}

} // namespace
} // namespace dnas::test
