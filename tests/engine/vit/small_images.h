// A data set that a small vision transformer learns within seconds: grey images of 8 x 8, a bright half tells the class.
#pragma once

#include "engine/core/random_streams.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace dnas::test {

/// Writes the four files of idx. @return the data spec
inline std::string smallImages(const std::filesystem::path& folder, int train = 96, int test = 48) {
    std::filesystem::create_directories(folder);
    const auto write = [&](const char* part, int count, const char* stream) {
        const auto word = [](std::ofstream& file, std::uint32_t value) {
            for (int shift = 24; shift >= 0; shift -= 8)
                file.put(static_cast<char>(value >> shift & 255));
        };
        std::ofstream images(folder / (std::string(part) + "-images-idx3-ubyte"), std::ios::binary),
            labels(folder / (std::string(part) + "-labels-idx1-ubyte"), std::ios::binary);
        word(images, 0x803);
        for (std::uint32_t size : {std::uint32_t(count), 8u, 8u})
            word(images, size);
        word(labels, 0x801);
        word(labels, std::uint32_t(count));
        RandomStream random(3, stream);
        for (int i = 0; i < count; ++i) {
            labels.put(static_cast<char>(i % 3));
            for (int row = 0; row < 8; ++row)
                for (int column = 0; column < 8; ++column) {
                    const bool bright = i % 3 == 0 ? column < 4 : i % 3 == 1 ? column >= 4 : row < 4;
                    images.put(static_cast<char>((bright ? 150 : 40) + random.below(60)));
                }
        }
    };
    write("train", train, "train");
    write("t10k", test, "test");
    return "idx:" + folder.string();
}

} // namespace dnas::test
