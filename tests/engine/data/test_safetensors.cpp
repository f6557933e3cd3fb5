#include "engine/interop/safetensors.h"
#include "tests/engine/data/fixtures.h"

#include <cstring>
#include <fstream>
#include <iterator>

namespace dnas::test {
namespace {

class Safetensors : public ::testing::Test {
  protected:
    std::string path() const { return (m_folder / "x.safetensors").string(); }

    /// A file of the given header and `dataBytes` zeros; the length field can lie.
    void write(const std::string& header, std::size_t dataBytes, std::uint64_t length = 0) {
        Bytes bytes;
        for (int i = 0; i < 8; ++i)
            bytes.push_back(std::uint8_t((length ? length : header.size()) >> (8 * i)));
        bytes.insert(bytes.end(), header.begin(), header.end());
        bytes.resize(bytes.size() + dataBytes);
        writeFile(path(), bytes);
    }

    void expectRefused(const std::string& what) {
        const EngineError e = errorOf([&] { SafetensorsFile::open(path()); });
        EXPECT_EQ(e.code(), ErrorCode::Format);
        EXPECT_TRUE(contains(e.what(), "x.safetensors")) << e.what();
        EXPECT_TRUE(contains(e.what(), what)) << e.what();
    }

    void expectRefused(const std::string& header, std::size_t dataBytes, const std::string& what) {
        write(header, dataBytes);
        expectRefused(what);
    }

    TemporaryFolder m_folder;
};

TEST_F(Safetensors, WrittenTensorsAndMetadataComeBack) {
    const double doubles[] = {1.5, -2.25, 1e300};
    const float scalar = 0.1f;
    const std::uint8_t bytes[] = {1, 2, 3};
    const auto raw = [](const auto& value) { return reinterpret_cast<const std::byte*>(&value); };
    writeSafetensors(path(),
                     {{"a bytes", {TensorType::U8, {3, 1}, raw(bytes), 3}},
                      {"doubles", {TensorType::F64, {3}, raw(doubles), 24}},
                      {"empty", {TensorType::I64, {0, 7}, nullptr, 0}},
                      {"scalar", {TensorType::F32, {}, raw(scalar), 4}}},
                     {{"kind", "test"}, {"text", "ä \"quoted\""}});
    SafetensorsFile opened = SafetensorsFile::open(path());
    const SafetensorsFile file = std::move(opened); // entries stay valid
    EXPECT_EQ(file.names(), (std::vector<std::string>{"a bytes", "doubles", "empty", "scalar"}));
    EXPECT_EQ(file.metadata().at("text"), "ä \"quoted\"");
    EXPECT_EQ(file.at("a bytes").shape, (std::vector<std::int64_t>{3, 1}));
    EXPECT_EQ(std::memcmp(file.at("doubles").data, doubles, 24), 0);
    EXPECT_EQ(std::memcmp(file.at("scalar").data, &scalar, 4), 0);
    EXPECT_EQ(std::memcmp(file.at("a bytes").data, bytes, 3), 0);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(file.at("doubles").data) % 8, 0u);
    EXPECT_EQ(file.at("empty").size, 0u);
    EXPECT_TRUE(contains(errorOf([&] { file.at("none"); }).what(), "'none' is missing"));
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder.string()), fs::directory_iterator()),
              1); // no temporary file
}

TEST_F(Safetensors, AFailedWriteLeavesTheOldFile) {
    writeText(path(), "old");
    const std::byte value{1};
    EXPECT_EQ(errorOf([&] {
                  writeSafetensors(path(), {{"x", {TensorType::U8, {2}, &value, 1}}});
              }).code(),
              ErrorCode::Format);
    EXPECT_EQ(fs::file_size(path()), 3u);
    const std::string nowhere = (m_folder / "no/such/folder.safetensors").string();
    EXPECT_TRUE(contains(errorOf([&] {
                             writeSafetensors(nowhere, {{"x", {TensorType::U8, {1}, &value, 1}}});
                         }).what(),
                         "cannot be written"));
}

TEST_F(Safetensors, HeaderLengthsThatLieAreRefused) {
    write("{}", 0, 3);
    expectRefused("claims a header of 3 bytes, but the file has 10");
    write("{}", 0, UINT64_MAX);
    expectRefused("claims a header of 18446744073709551615 bytes, allowed are 100000000");
    writeText(path(), "1234567");
    expectRefused("has 7 bytes");
    writeText(path(), "");
    expectRefused("has 0 bytes");
    fs::remove(path());
    expectRefused("no such file");
    fs::create_directories(path());
    expectRefused("no such file");
}

TEST_F(Safetensors, HeadersThatAreNoJsonObjectAreRefused) {
    expectRefused("[1]", 0, "does not begin with '{'");
    expectRefused("{\"a\":", 0, "no valid JSON");
    expectRefused("{\"a\xff\":1}", 0, "no valid JSON");
    expectRefused("{} x", 0, "no valid JSON");
    expectRefused("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}", 0, "nested too deeply");
}

TEST_F(Safetensors, RepeatedKeysAreRefusedAtEveryLevel) {
    const std::string tensor = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
    expectRefused("{\"a\":" + tensor + ",\"a\":" + tensor + "}", 1, "names 'a' twice");
    expectRefused(R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "names 'dtype' twice");
    expectRefused(R"({"__metadata__":{"k":"1","k":"2"}})", 0, "names 'k' twice");
}

TEST_F(Safetensors, TypesShapesAndOffsetsAreCheckedByTensor) {
    const auto with = [](const std::string& type, const std::string& shape, const std::string& offsets) {
        return "{\"w\":{\"dtype\":" + type + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    };
    expectRefused(with("\"F31\"", "[1]", "[0,4]"), 4, "tensor 'w' has the unknown dtype F31");
    expectRefused(with("7", "[1]", "[0,4]"), 4, "unknown dtype 7");
    expectRefused(with("\"F32\"", "[-1]", "[0,4]"), 4, "shape holds -1");
    expectRefused(with("\"F32\"", "[1.0]", "[0,4]"), 4, "shape holds 1.0");
    expectRefused(with("\"F32\"", "4", "[0,4]"), 4, "exactly the fields");
    expectRefused(with("\"F32\"", "[1]", "[0,4,8]"), 4, "exactly the fields");
    expectRefused(with("\"F32\"", "[4294967296,4294967296]", "[0,0]"), 0, "overflows");
    expectRefused(with("\"U8\"", "[18446744073709551615]", "[0,0]"), 0, "overflows");
    expectRefused(with("\"F32\"", "[1]", "[0,8]"), 8, "need 4 bytes");
    expectRefused(with("\"F32\"", "[1]", "[4,0]"), 4, "outside the 4 bytes");
    expectRefused(with("\"F32\"", "[2]", "[0,8]"), 4, "outside the 4 bytes of data");
    expectRefused(with("\"F32\"", "[1]", "[-4,0]"), 4, "data_offsets holds -4");
    expectRefused(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}})", 4, "exactly the fields");
    expectRefused(R"({"w":3})", 0, "exactly the fields");
    expectRefused(R"({"__metadata__":{"k":1}})", 0, "is no string");
    expectRefused(R"({"__metadata__":"k"})", 0, "is no object");
}

TEST_F(Safetensors, OverlapsAndHolesAreRefused) {
    const auto two = [](int beginB, int endB) {
        return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[)" +
               std::to_string(beginB) + "," + std::to_string(endB) + "]}}";
    };
    expectRefused(two(2, 6), 6, "tensor 'b' overlaps another one");
    expectRefused(two(0, 4), 4, "overlaps");
    expectRefused(two(6, 10), 10, "tensor 'b' leaves a hole before it");
    expectRefused(two(4, 8), 9, "tensors end at 8");
    write(two(4, 8), 8);
    EXPECT_EQ(SafetensorsFile::open(path()).names().size(), 2u);
}

TEST_F(Safetensors, PaddedAndEmptyFilesAreFine) {
    write("{}      ", 0);
    EXPECT_TRUE(SafetensorsFile::open(path()).names().empty());
}

TEST_F(Safetensors, FlippedBitsAndTruncationsNeverCrash) {
    const double doubles[] = {1.5, -2.25, 1e300};
    const std::map<std::string, TensorEntry> tensors{
        {"a.weight", {TensorType::F64, {3}, reinterpret_cast<const std::byte*>(doubles), sizeof doubles}},
        {"b", {TensorType::F32, {2, 1}, reinterpret_cast<const std::byte*>(doubles), 8}}};
    writeSafetensors(path(), tensors, {{"format", "pt"}});
    std::ifstream in(path(), std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    const auto refused = [&](const std::string& bytes) {
        writeFile(path(), Bytes(bytes.begin(), bytes.end()));
        try {
            const SafetensorsFile file = SafetensorsFile::open(path());
            for (const std::string& name : file.names())
                EXPECT_LE(file.at(name).size, bytes.size());
            return false;
        } catch (const EngineError& e) {
            EXPECT_EQ(e.code(), ErrorCode::Format);
            return true;
        }
    };
    int count = 0;
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
            count += refused(bytes);
        }
    EXPECT_GT(count, 300) << "of the length and the header most";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_TRUE(refused(whole.substr(0, size))) << size;
}

TEST(SafetensorsFiles, ReferenceFilesAreRead) {
    const char* given = std::getenv("DNAS_TEST_DATA");
    const fs::path folder = fs::path(given ? given : DNAS_SOURCE_DIR "/../shared/data").parent_path() / "golden";
    if (!fs::exists(folder / "darts_c2_l3.safetensors")) GTEST_SKIP() << folder << " is missing";
    const SafetensorsFile file = SafetensorsFile::open((folder / "darts_c2_l3.safetensors").string());
    EXPECT_EQ(file.at("alpha/normal").shape, (std::vector<std::int64_t>{14, 8}));
    EXPECT_EQ(file.at("alpha/normal").type, TensorType::F64);
    EXPECT_FALSE(file.metadata().empty());
}

} // namespace
} // namespace dnas::test
