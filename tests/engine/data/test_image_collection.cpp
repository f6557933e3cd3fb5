#include "engine/data/image_collection.h"
#include "tests/engine/data/fixtures.h"

#include <algorithm>

namespace dnas::test {
namespace {

void appendLittle(Bytes& bytes, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i)
        bytes.push_back(std::uint8_t(value >> (8 * i)));
}

Bytes pgm(std::uint8_t value) {
    const std::string header = "P5\n2 2\n255\n";
    Bytes bytes(header.begin(), header.end());
    bytes.insert(bytes.end(), 4, value);
    return bytes;
}

Bytes deflated(const Bytes& bytes) {
    Bytes out(bytes.size() + 100);
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = const_cast<std::uint8_t*>(bytes.data());
    stream.avail_in = uInt(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// An archive of these files, every second one compressed.
Bytes zipOf(const std::vector<std::pair<std::string, Bytes>>& files) {
    Bytes zip, directory;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& [name, bytes] = files[i];
        const Bytes data = i % 2 ? deflated(bytes) : bytes;
        const std::uint32_t local = std::uint32_t(zip.size());
        appendLittle(zip, 0x04034b50, 4);
        for (Bytes* part : {&zip, &directory}) {
            if (part == &directory) {
                appendLittle(directory, 0x02014b50, 4);
                appendLittle(directory, 20, 2);
            }
            appendLittle(*part, 20, 2);
            appendLittle(*part, 0, 2);
            appendLittle(*part, i % 2 ? 8 : 0, 2);
            appendLittle(*part, 0, 4);
            appendLittle(*part, 0, 4); // the checksum is not looked at: the decoder judges the image
            appendLittle(*part, std::uint32_t(data.size()), 4);
            appendLittle(*part, std::uint32_t(bytes.size()), 4);
            appendLittle(*part, std::uint32_t(name.size()), 2);
            appendLittle(*part, 0, 2);
        }
        zip.insert(zip.end(), name.begin(), name.end());
        zip.insert(zip.end(), data.begin(), data.end());
        appendLittle(directory, 0, 2 + 2 + 2);
        appendLittle(directory, 0, 4);
        appendLittle(directory, local, 4);
        directory.insert(directory.end(), name.begin(), name.end());
    }
    const std::uint32_t at = std::uint32_t(zip.size());
    zip.insert(zip.end(), directory.begin(), directory.end());
    appendLittle(zip, 0x06054b50, 4);
    appendLittle(zip, 0, 4);
    appendLittle(zip, std::uint32_t(files.size()), 2);
    appendLittle(zip, std::uint32_t(files.size()), 2);
    appendLittle(zip, std::uint32_t(directory.size()), 4);
    appendLittle(zip, at, 4);
    appendLittle(zip, 0, 2);
    return zip;
}

} // namespace

TEST(ImageCollection, ReadsAFolderWithItsSubfoldersInTheOrderOfTheNames) {
    const TemporaryFolder folder;
    writeFile(folder.path() / "b/2.pgm", pgm(200));
    writeFile(folder.path() / "a/1.pgm", pgm(100));
    writeText(folder.path() / "a/notes.txt", "no image");
    const ImageCollection images = collectImages(folder.path().string(), 4, 1);
    EXPECT_EQ(images.names, (std::vector<std::string>{"a/1.pgm", "b/2.pgm"}));
    EXPECT_EQ(images.image(0)[0], 100);
    EXPECT_EQ(images.image(1)[15], 200);
    EXPECT_EQ(collectImages((folder.path() / "b/2.pgm").string(), 4, 3).image(0)[47], 200);
}

TEST(ImageCollection, ReadsStoredAndCompressedFilesOfAnArchive) {
    const TemporaryFolder folder;
    writeFile(folder.path() / "set.zip", zipOf({{"x/1.pgm", pgm(10)}, {"x/2.pgm", pgm(20)}, {"__MACOSX/x/._1.pgm", pgm(1)}}));
    const ImageCollection images = collectImages((folder.path() / "set.zip").string(), 2, 1);
    EXPECT_EQ(images.names, (std::vector<std::string>{"x/1.pgm", "x/2.pgm"}));
    EXPECT_EQ(images.image(0)[0], 10);
    EXPECT_EQ(images.image(1)[0], 20);
}

TEST(ImageCollection, LeavesOutWhatCannotBeReadAndSaysWhy) {
    const TemporaryFolder folder;
    writeFile(folder.path() / "good.pgm", pgm(50));
    writeText(folder.path() / "bad.png", "no image");
    writeFile(folder.path() / "empty.png", {});
    const ImageCollection images = collectImages(folder.path().string(), 2, 1);
    EXPECT_EQ(images.names, std::vector<std::string>{"good.pgm"});
    ASSERT_EQ(images.skipped.size(), 2u);
    EXPECT_TRUE(contains(images.skipped[0], "bad.png"));
}

TEST(ImageCollection, DamagedArchivesAndEmptyFoldersAreRefused) {
    const TemporaryFolder folder;
    const Bytes zip = zipOf({{"1.pgm", pgm(10)}, {"2.pgm", pgm(20)}});
    const std::string path = (folder.path() / "set.zip").string();
    for (std::size_t cut = 0; cut < zip.size(); ++cut) { // at any byte
        writeFile(path, Bytes(zip.begin(), zip.begin() + std::ptrdiff_t(cut)));
        EXPECT_THROW(collectImages(path, 2, 1), EngineError) << cut;
    }
    for (std::size_t at = 0; at < zip.size(); ++at) { // with any byte turned: an error or other images, never a crash
        Bytes turned = zip;
        turned[at] ^= 0xff;
        writeFile(path, turned);
        try {
            collectImages(path, 2, 1);
        } catch (const EngineError&) {
        }
    }
    fs::create_directories(folder.path() / "empty");
    EXPECT_TRUE(contains(errorOf([&] { collectImages((folder.path() / "empty").string(), 2, 1); }).what(), "holds no image"));
    EXPECT_TRUE(contains(errorOf([&] { collectImages("/nowhere/at/all", 2, 1); }).what(), "/nowhere/at/all"));
}

} // namespace dnas::test
