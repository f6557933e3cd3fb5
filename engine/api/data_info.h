// What a data set holds, without training on it: for `dnas data inspect` and the wizard's data page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

/// One image as bytes, for previews. RGB or grey, rows top to bottom.
struct PreviewImage {
    int width = 0, height = 0, channels = 1;
    std::vector<std::uint8_t> pixels; ///< [height, width, channels]
    int label = 0;
};

struct DataInfo {
    std::string spec;  ///< as given
    std::string name;  ///< "Fashion-MNIST"
    int classes = 0;
    std::vector<std::string> classNames;
    std::vector<std::int64_t> trainCounts; ///< images a class
    std::vector<std::int64_t> testCounts;  ///< empty when the set has no test part
    int channels = 0, height = 0, width = 0; ///< as fed to a network
    bool variableSize = false; ///< image folders: sizes differ; the smallest and largest stored sizes follow
    int smallestSide = 0, largestSide = 0;
    std::vector<double> mean, deviation; ///< per channel of the training set, pixel range 0..1
    std::vector<PreviewImage> preview;   ///< up to `previews` images, classes in turn
};

/// @param spec  fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR
/// @param imageSize side to which folder images are resized, 0 = the default
/// Throws EngineError(Data) that names the file, what is wrong with it, and what is expected.
DataInfo inspectData(const std::string& spec, int imageSize = 0, int previews = 0);

} // namespace dnas
