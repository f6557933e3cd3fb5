// Image files of a folder or of a zip archive as bytes of one size, whatever their labels; bad files are left out.
// Place: what retrieval indexes. Thread rule: plain functions. Archives and images are hostile until parsed.
// Source of the archive format: APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16; methods stored and deflate.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dnas {

struct ImageCollection {
    int side = 0, channels = 0;
    std::vector<std::string> names;   ///< relative to the folder, or in the archive; sorted
    std::vector<std::uint8_t> pixels; ///< [names, side, side, channels]
    std::vector<std::string> skipped; ///< "name: why", of the images that cannot be read
    const std::uint8_t* image(std::size_t index) const { return pixels.data() + index * side * side * channels; }
};

/// Every image file below a folder, or in a .zip, or one image file, stretched to side x side.
/// @param channels 1 or 3. Throws EngineError(Data): the path is missing, no archive, without any readable image.
/// @param progress told after each file; false ends it: what was read so far is returned
ImageCollection collectImages(const std::string& path, int side, int channels,
                              const std::function<bool(int done, int total)>& progress = {});

/// Those of the names that can still be read, stretched; an image that cannot has no pixels. In the order of `names`.
std::vector<std::vector<std::uint8_t>> readImages(const std::string& path, const std::vector<std::string>& names, int side, int channels);

} // namespace dnas
