#include "engine/data/image_set.h"
#include "engine/data/labels_csv.h"
#include "tests/engine/data/fixtures.h"

#include <opencv2/imgcodecs.hpp>

namespace dnas::test {
namespace {

class Folder : public ::testing::Test {
  protected:
    std::shared_ptr<const DataSet> load(int side = 4) { return loadDataSet("folder:" + m_folder.string(), side); }
    EngineError error() {
        return errorOf([&] { load(); });
    }
    TemporaryFolder m_folder;
};

TEST_F(Folder, ClassSubfoldersInOrderOfTheirNamesStayGrey) {
    writeGrey(m_folder / "b_dog/1.pgm", 8, 8, 200);
    writeGrey(m_folder / "a_cat/2.pgm", 8, 6, 20);
    writeGrey(m_folder / "a_cat/deeper/1.pgm", 3, 3, 30);
    writeText(m_folder / "a_cat/notes.txt", "not an image");
    writeText(m_folder / ".hidden/x.pgm", "not an image");
    const auto data = load();
    EXPECT_EQ(data->train.classNames, (std::vector<std::string>{"a_cat", "b_dog"}));
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{0, 0, 1}));
    EXPECT_EQ(data->train.channels, 1);
    EXPECT_EQ(data->train.pixels.size(), 3u * 16);
    EXPECT_EQ(data->train.image(0)[5], 20);
    EXPECT_EQ(data->train.image(2)[15], 200);
    EXPECT_TRUE(data->variableSize);
    EXPECT_EQ(data->smallestSide, 3);
    EXPECT_EQ(data->largestSide, 8);
}

TEST_F(Folder, OneColouredImageMakesTheSetRgbInThisOrder) {
    writeGrey(m_folder / "a/1.pgm", 2, 2, 9);
    writePnm(m_folder / "b/1.ppm", 2, 2, 3, {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3});
    const auto data = load(2);
    EXPECT_EQ(data->train.channels, 3);
    EXPECT_EQ(Bytes(data->train.image(0), data->train.image(0) + 3), (Bytes{9, 9, 9}));
    EXPECT_EQ(Bytes(data->train.image(1), data->train.image(1) + 3), (Bytes{1, 2, 3}));
    EXPECT_FALSE(data->variableSize);
}

TEST_F(Folder, TransparencyAndSixteenBitsAreReducedToEightBitColours) {
    fs::create_directories(m_folder / "a");
    fs::create_directories(m_folder / "b");
    cv::imwrite((m_folder / "a/1.png").string(), cv::Mat(4, 4, CV_8UC4, cv::Scalar(30, 20, 10, 0))); // BGRA
    cv::imwrite((m_folder / "b/1.png").string(), cv::Mat(4, 4, CV_16UC3, cv::Scalar(0x8000, 0x4000, 0x2000)));
    const auto data = load();
    EXPECT_EQ(data->train.channels, 3);
    EXPECT_EQ(Bytes(data->train.image(0), data->train.image(0) + 3), (Bytes{10, 20, 30}));
    EXPECT_EQ(Bytes(data->train.image(1), data->train.image(1) + 3), (Bytes{0x20, 0x40, 0x80}));
}

TEST_F(Folder, ReductionAveragesAreas) {
    writePnm(m_folder / "a/1.pgm", 4, 2, 1, {0, 100, 10, 30, 100, 200, 10, 30});
    writeGrey(m_folder / "b/1.pgm", 4, 4, 7);
    const auto data = load(1);
    EXPECT_EQ(data->train.image(0)[0], 60);
}

TEST_F(Folder, FoldersWithoutASizeBecomeSixtyFourPixels) {
    writeGrey(m_folder / "a/1.pgm", 10, 10, 1);
    writeGrey(m_folder / "b/1.pgm", 10, 10, 2);
    EXPECT_EQ(load(0)->train.width, 64);
}

TEST_F(Folder, TrainAndTestFoldersShareTheClassesOfTrain) {
    for (const char* name : {"train/a/1.pgm", "train/b/1.pgm", "train/b/2.pgm"})
        writeGrey(m_folder / name, 4, 4, 10);
    writeGrey(m_folder / "val/b/1.pgm", 4, 4, 99);
    const auto data = load();
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{0, 1, 1}));
    ASSERT_TRUE(data->test.has_value());
    EXPECT_EQ(data->test->labels, (std::vector<std::int32_t>{1}));
    EXPECT_EQ(data->test->pixels, Bytes(16, 99));
    writeGrey(m_folder / "val/c/1.pgm", 4, 4, 99);
    EXPECT_TRUE(contains(error().what(), "val/c"));
}

TEST_F(Folder, MetaAlbumReadsQuotedColumnsInAnyOrder) {
    writeGrey(m_folder / "images/x, 1.pgm", 4, 4, 1);
    writeGrey(m_folder / "images/2.pgm", 4, 4, 2);
    writeText(m_folder / "labels.csv",
              "CATEGORY,SUPER_CATEGORY,FILE_NAME\r\n\"owl, \"\"snowy\"\"\",bird,\"x, 1.pgm\"\r\nbee,,2.pgm\r\n");
    const auto data = load();
    EXPECT_EQ(data->train.classNames, (std::vector<std::string>{"bee", "owl, \"snowy\""}));
    EXPECT_EQ(data->train.labels, (std::vector<std::int32_t>{1, 0}));
    EXPECT_EQ(data->train.image(0)[0], 1);
}

TEST_F(Folder, BadLabelTablesAreNamedWithTheirLine) {
    writeGrey(m_folder / "images/1.pgm", 4, 4, 1);
    const auto messageFor = [&](const std::string& csv) {
        writeText(m_folder / "labels.csv", csv);
        const EngineError e = error();
        EXPECT_EQ(e.code(), ErrorCode::Data);
        EXPECT_TRUE(contains(e.what(), "labels.csv")) << e.what();
        return std::string(e.what());
    };
    EXPECT_TRUE(contains(messageFor("FILE_NAME,LABEL\n1.pgm,a\n"), "no column CATEGORY"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n1.pgm\n"), "line 2: 1 fields, expected at least 2"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n1.pgm,a\n\"1.pgm,b\n"), "line 3: a quote is never closed"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n../x.pgm,a\n"), "leaves the images folder"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n1.pgm,a\nno.pgm,b\n"), "'no.pgm'"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n1.pgm,a\n"), "only one class, 'a'"));
    EXPECT_TRUE(contains(messageFor("FILE_NAME,CATEGORY\n"), "names no image"));
    EXPECT_TRUE(contains(messageFor(""), "is empty"));
}

TEST_F(Folder, OneClassIsAnErrorThatNamesIt) {
    writeGrey(m_folder / "lonely/1.pgm", 4, 4, 1);
    const EngineError e = error();
    EXPECT_EQ(e.code(), ErrorCode::Data);
    EXPECT_TRUE(contains(e.what(), "only one class, 'lonely'")) << e.what();
}

TEST_F(Folder, UnreadableImagesAreLeftOutByName) {
    for (int i = 10; i < 40; ++i) writeGrey(m_folder / ("a/" + std::to_string(i) + ".pgm"), 4, 4, std::uint8_t(i));
    writeGrey(m_folder / "b/1.pgm", 4, 4, 1);
    writeText(m_folder / "a/20.png", "this is text"); // behind a/20.pgm
    writeText(m_folder / "b/0.png", "");
    const auto data = load(4);
    ASSERT_EQ(data->train.count, 31);
    EXPECT_EQ(data->train.labels, [] {
        std::vector<std::int32_t> expected(30, 0);
        expected.push_back(1);
        return expected;
    }());
    ASSERT_EQ(data->leftOut.size(), 2u);
    EXPECT_TRUE(contains(data->leftOut[0], "a/20.png")) << data->leftOut[0];
    EXPECT_TRUE(contains(data->leftOut[1], "is empty")) << data->leftOut[1];
    for (int i = 0; i < 30; ++i) EXPECT_EQ(data->train.image(i)[0], 10 + i) << "images and labels stay together";
    EXPECT_EQ(data->train.image(30)[15], 1);
}

TEST_F(Folder, AClassWithoutAReadableImageIsAnErrorThatNamesFileAndClass) {
    for (int i = 0; i < 5; ++i) writeGrey(m_folder / ("a/" + std::to_string(i) + ".pgm"), 4, 4, 1);
    writeText(m_folder / "b/2.png", "this is text");
    const EngineError e = error();
    EXPECT_EQ(e.code(), ErrorCode::Data);
    EXPECT_TRUE(contains(e.what(), "b/2.png")) << e.what();
    EXPECT_TRUE(contains(e.full(), "class 'b'")) << e.full();
}

TEST_F(Folder, WhereMostImagesAreUnreadableTheFirstIsNamed) {
    writeGrey(m_folder / "a/1.pgm", 4, 4, 1);
    writeText(m_folder / "a/2.png", "this is text");
    writeText(m_folder / "b/3.png", "this too");
    const EngineError e = error();
    EXPECT_EQ(e.code(), ErrorCode::Data);
    EXPECT_TRUE(contains(e.what(), "a/2.png")) << e.what();
    EXPECT_TRUE(contains(e.full(), "2 of 3 images")) << e.full();
}

TEST_F(Folder, EmptyFoldersSayWhatIsExpected) {
    EXPECT_TRUE(contains(error().full(), "one subfolder of images a class"));
    fs::create_directories(m_folder / "a");
    fs::create_directories(m_folder / "b");
    EXPECT_TRUE(contains(error().what(), "no image in this class folder"));
}

} // namespace
} // namespace dnas::test
