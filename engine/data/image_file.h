// Image files to bytes, and resizing. The only place that includes OpenCV.
// Place: folder.cpp decodes by it; loadDataSet resizes sets of fixed size by it.
// Thread rule: plain functions, any thread; decodeImages and resizeImages work on several threads inside.
#pragma once

#include "engine/data/image_set.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dnas {

/// Image files decoded and stretched to one square size.
struct DecodedImages {
    std::vector<std::uint8_t> pixels; ///< [files that could be read, side, side, channels]
    int channels = 1;                 ///< 1 if every file is grey, else 3 (RGB)
    int smallestSide = 0, largestSide = 0;
    bool variableSize = false;
    std::map<std::size_t, std::string> unreadable; ///< by place in the list of files: path, and why; not in `pixels`
};

/// True for the file name endings that are taken for images (png, jpg, jpeg, bmp, webp, tif, tiff, pgm, ppm, pnm).
bool hasImageExtension(const std::string& path);

/// Reduced by area averaging, enlarged bilinearly; turned upright where a photograph says how it was held.
/// Files that cannot be read as images are left out. Throws EngineError(Data) naming the first of them, in the order
/// given, where they are more than half.
DecodedImages decodeImages(const std::vector<std::string>& files, int side);

/// One encoded image to [side, side, channels] bytes. @param channels 1 (grey) or 3 (RGB)
/// @return why it cannot be decoded; empty when it was
std::string decodeImage(const std::vector<std::uint8_t>& bytes, int side, int channels, std::uint8_t* out);

/// Stretches every image to side x side.
void resizeImages(ImageSet& set, int side);

} // namespace dnas
