// Small vision transformers for tests.
#pragma once

#include "engine/api/vit.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace dnas::test {

/// Two blocks of three heads on images of 8 x 8.
inline VitSpec smallVit() {
    VitSpec spec;
    spec.imageSize = 8;
    spec.patchSize = 4;
    spec.channels = 1;
    spec.classes = 3;
    spec.width = 12;
    spec.headWidth = 4;
    spec.mlpWidth = 20;
    spec.heads = {3, 3};
    return spec;
}

inline VitInput greyInput() { return {{0.5f}, {0.25f}, {"a", "b", "c"}}; }

/// Folder of real data; empty where it is absent.
inline std::string sharedData() {
    const char* given = std::getenv("DNAS_TEST_DATA");
    const std::filesystem::path folder = given ? given : DNAS_SOURCE_DIR "/../shared/data";
    return std::filesystem::exists(folder / "vit") ? folder.string() : std::string();
}

} // namespace dnas::test
