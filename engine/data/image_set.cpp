#include "engine/data/image_set.h"

#include "engine/api/error.h"
#include "engine/data/color_conversion.h"
#include "engine/data/image_file.h"
#include "engine/data/readers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <new>

namespace dnas {

namespace {

constexpr const char* kSpecForms = "fashion-mnist, idx:DIR, cifar10:DIR, cifar100:DIR, folder:DIR";

DataSet read(const std::string& spec, int imageSize) {
    if (spec == "fashion-mnist") return readFashionMnist();
    const std::size_t colon = spec.find(':');
    const std::string kind = spec.substr(0, colon);
    const std::string directory = colon == std::string::npos ? "" : spec.substr(colon + 1);
    const std::map<std::string, std::function<DataSet()>> kinds = {
        {"idx", [&] { return readIdx(directory); }},
        {"cifar10", [&] { return readCifar10(directory); }},
        {"cifar100", [&] { return readCifar100(directory); }},
        {"folder", [&] { return readFolder(directory, imageSize ? imageSize : kDefaultFolderSide); }}};
    const auto reader = kinds.find(kind);
    if (reader == kinds.end())
        throw EngineError(ErrorCode::Usage, "unknown data set '" + spec + "'",
                          std::string("Use one of: ") + kSpecForms + ".");
    if (directory.empty())
        throw EngineError(ErrorCode::Usage, "the data set '" + spec + "' names no directory",
                          "Write " + kind + ":DIR.");
    return reader->second();
}

/// Per channel: pixels are counted by value, so that sums are exact whatever the size of the set.
void measureNormalisation(ImageSet& set) {
    set.mean.clear();
    set.deviation.clear();
    const int channels = set.fedChannels(), pixels = set.height * set.width;
    std::vector<std::array<std::uint64_t, 256>> counts(channels, std::array<std::uint64_t, 256>{});
    std::vector<std::uint8_t> converted(changesColors(set.colors) ? std::size_t(pixels) * channels : 0);
    for (int image = 0; image < set.count; ++image) {
        const std::uint8_t* bytes = set.image(image);
        if (!converted.empty()) {
            convertColors(bytes, converted.data(), pixels, set.colors);
            bytes = converted.data();
        }
        for (std::size_t i = 0; i < std::size_t(pixels) * channels; i += channels)
            for (int c = 0; c < channels; ++c)
                ++counts[c][bytes[i + c]];
    }
    const double total = double(set.count) * pixels;
    for (const auto& count : counts) {
        double mean = 0, variance = 0;
        for (int v = 0; v < 256; ++v)
            mean += v / 255.0 * count[v] / total;
        for (int v = 0; v < 256; ++v)
            variance += (v / 255.0 - mean) * (v / 255.0 - mean) * count[v] / total;
        const bool constant = *std::max_element(count.begin(), count.end()) == std::uint64_t(set.count) * pixels;
        set.mean.push_back(float(mean));
        set.deviation.push_back(constant ? 1.0f : float(std::sqrt(variance))); // a constant channel is only centred
    }
}

} // namespace

void requireDirectory(const std::string& directory, const std::string& expected) {
    std::error_code error;
    if (std::filesystem::is_directory(directory, error)) return;
    const bool exists = std::filesystem::exists(directory, error);
    throw EngineError(ErrorCode::Data, directory + (exists ? " is no directory" : ": no such directory"),
                      "Give a directory that holds " + expected + ".");
}

std::string directoryName(const std::string& directory) {
    const std::filesystem::path path = std::filesystem::absolute(directory).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

void requireUsable(const ImageSet& set, const std::string& where) {
    std::vector<bool> seen(set.classes, false);
    for (std::int32_t label : set.labels)
        seen[label] = true;
    if (std::count(seen.begin(), seen.end(), true) < 2)
        throw EngineError(ErrorCode::Data,
                          where + ": all " + std::to_string(set.count) + " training images are of one class",
                          "A search needs at least two classes.");
}

int ImageSet::fedChannels() const { return changesColors(colors) ? int(channelNames(colors, channels).size()) : channels; }

std::shared_ptr<const DataSet> loadDataSet(const std::string& spec, int imageSize, ColorModel colors) try {
    if (imageSize < 0 || imageSize > kMaxImageSide)
        throw EngineError(ErrorCode::Usage, "image size " + std::to_string(imageSize) + " is out of range",
                          "Use 1 to " + std::to_string(kMaxImageSide) + " pixels, or 0 for the stored size.");
    auto data = std::make_shared<DataSet>(read(spec, imageSize));
    data->spec = spec;
    if (imageSize > 0) {
        resizeImages(data->train, imageSize);
        if (data->test) resizeImages(*data->test, imageSize);
    }
    requireColors(colors, data->train.channels);
    data->train.colors = colors;
    measureNormalisation(data->train);
    if (data->test) {
        data->test->colors = colors;
        data->test->mean = data->train.mean;
        data->test->deviation = data->train.deviation;
    }
    return data;
} catch (const std::filesystem::filesystem_error& e) {
    throw EngineError(ErrorCode::Data, spec + " cannot be read: " + e.what(),
                      "Check the directory and its permissions.");
} catch (const std::bad_alloc&) {
    throw EngineError(ErrorCode::Data, spec + " does not fit into memory", "Use a smaller image size or fewer images.");
}

} // namespace dnas
