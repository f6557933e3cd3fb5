// Images in memory: a labelled set as bytes, and a data set of a training and perhaps a test part.
// Place: what the readers (idx.cpp, cifar.cpp, folder.cpp) make; split.h and batch_source.h draw from it.
// Thread rule: immutable once loaded, shared between threads as shared_ptr<const DataSet>.
#pragma once

#include "engine/api/color_model.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

struct ImageSet {
    int count = 0, channels = 0, height = 0, width = 0, classes = 0;
    std::vector<std::uint8_t> pixels;    ///< [count, height, width, channels]
    std::vector<std::int32_t> labels;    ///< [count], 0 .. classes-1
    std::vector<std::string> classNames; ///< [classes]
    ColorModel colors = ColorModel::Stored; ///< into which batches turn the pixels
    std::vector<float> mean, deviation; ///< [fedChannels], of the training part, pixel range 0..1; deviation > 0

    int fedChannels() const; ///< that a network sees: those of the colour model
    std::size_t imageBytes() const { return std::size_t(height) * width * channels; }
    const std::uint8_t* image(int index) const { return pixels.data() + std::size_t(index) * imageBytes(); }
};

struct DataSet {
    std::string spec; ///< as given
    std::string name; ///< "Fashion-MNIST", or the name of the folder
    ImageSet train;
    std::optional<ImageSet> test;          ///< normalised by the training part's mean and deviation
    int smallestSide = 0, largestSide = 0; ///< of the stored images, in pixels
    bool variableSize = false;             ///< stored images differ in size
    std::vector<std::string> leftOut;      ///< files that cannot be read: path, and why
};

/// Side to which the images of a folder are brought when the request says 0.
constexpr int kDefaultFolderSide = 64;
constexpr int kMaxImageSide = 1024;

/// Loads a whole data set.
/// @param spec  fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR
/// @param imageSize  every image is stretched to a square of this side, 1..1024; 0 = as stored (folders: 64)
/// @param colors  what batches are made of
/// Throws EngineError: Usage (unknown kind of spec, side out of range, grey images where colours are needed), Data (file, what is wrong with it, what is
/// expected).
std::shared_ptr<const DataSet> loadDataSet(const std::string& spec, int imageSize = 0, ColorModel colors = ColorModel::Stored);

} // namespace dnas
