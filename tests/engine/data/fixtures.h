// Small data sets written to a temporary folder that goes away with the test.
#pragma once

#include "engine/api/error.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace dnas::test {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

inline void writeFile(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

inline void writeText(const fs::path& path, const std::string& text) {
    writeFile(path, Bytes(text.begin(), text.end()));
}

inline void writeGzip(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), unsigned(bytes.size()));
    gzclose(file);
}

inline void appendWord(Bytes& bytes, std::uint32_t word) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(std::uint8_t(word >> shift));
}

/// Header of `count` images of height x width, then `pixels`.
inline Bytes idxImages(std::uint32_t count, std::uint32_t height, std::uint32_t width, const Bytes& pixels) {
    Bytes bytes;
    for (std::uint32_t word : {0x803u, count, height, width})
        appendWord(bytes, word);
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    return bytes;
}

inline Bytes idxLabels(const Bytes& labels) {
    Bytes bytes;
    for (std::uint32_t word : {0x801u, std::uint32_t(labels.size())})
        appendWord(bytes, word);
    bytes.insert(bytes.end(), labels.begin(), labels.end());
    return bytes;
}

/// One CIFAR record whose planes are constant.
inline Bytes cifarRecord(const Bytes& labels, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    Bytes bytes = labels;
    for (std::uint8_t value : {red, green, blue})
        bytes.insert(bytes.end(), 1024, value);
    return bytes;
}

/// A binary PGM (channels 1) or PPM (channels 3) file.
inline void writePnm(const fs::path& path, int width, int height, int channels, const Bytes& pixels) {
    const std::string header = std::string(channels == 1 ? "P5" : "P6") + "\n" + std::to_string(width) + " " +
                               std::to_string(height) + "\n255\n";
    Bytes bytes(header.begin(), header.end());
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    writeFile(path, bytes);
}

inline void writeGrey(const fs::path& path, int width, int height, std::uint8_t value) {
    writePnm(path, width, height, 1, Bytes(std::size_t(width) * height, value));
}

/// The error that `action` throws; fails the test when it throws none.
template <typename Action> EngineError errorOf(const Action& action) {
    try {
        action();
    } catch (const EngineError& error) {
        return error;
    }
    ADD_FAILURE() << "no error was thrown";
    return EngineError(ErrorCode::Internal, "");
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace dnas::test
