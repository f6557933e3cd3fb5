#include "engine/data/image_file.h"

#include "engine/api/error.h"
#include "engine/data/readers.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

namespace dnas {

namespace {

constexpr std::uintmax_t kMaxFileBytes = 256u << 20;

/// Calls work(i) for 0 <= i < count on all processors. Of several failures the one of the smallest index is thrown,
/// so that the error does not depend on timing.
template <typename Work> void forEachParallel(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::size_t failedIndex = count;
    std::exception_ptr failure;
    const auto loop = [&] {
        for (std::size_t i; !failed.load() && (i = next.fetch_add(1)) < count;) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard<std::mutex> lock(mutex);
                failed.store(true);
                if (i < failedIndex) {
                    failedIndex = i;
                    failure = std::current_exception();
                }
            }
        }
    };
    std::vector<std::thread> threads;
    const std::size_t workers = std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), count);
    for (std::size_t i = 1; i < workers; ++i)
        threads.emplace_back(loop);
    loop();
    for (std::thread& thread : threads)
        thread.join();
    if (failure) std::rethrow_exception(failure);
}

[[noreturn]] void unreadable(const std::string& path, const std::string& why) {
    throw EngineError(ErrorCode::Data, path + ": " + why, "Repair or remove the file.");
}

cv::Mat decode(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) unreadable(path, "cannot be read: " + error.message());
    if (size == 0) unreadable(path, "the image file is empty");
    if (size > kMaxFileBytes) unreadable(path, "is larger than 256 MiB");
    std::vector<std::uint8_t> bytes(size);
    std::ifstream file(path, std::ios::binary);
    if (!file.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(size))) unreadable(path, "cannot be read");
    cv::Mat image;
    try {
        image = cv::imdecode(bytes, cv::IMREAD_ANYCOLOR); // 8 bits; 1 or 3 channels, never alpha
    } catch (const cv::Exception& e) {
        unreadable(path, "cannot be decoded as an image: " + e.err);
    }
    if (image.empty()) unreadable(path, "is no image that can be decoded, or is damaged");
    return image;
}

/// Of [files, area, 3]: what could be read, with the channels that there are.
void closeUp(DecodedImages& images, std::size_t files, std::size_t area) {
    if (images.unreadable.empty() && images.channels == 3) return;
    std::size_t to = 0;
    for (std::size_t i = 0; i < files; ++i) {
        if (images.unreadable.count(i)) continue;
        for (std::size_t pixel = i * area; pixel < (i + 1) * area; ++pixel)
            for (int c = 0; c < images.channels; ++c) images.pixels[to++] = images.pixels[pixel * 3 + static_cast<std::size_t>(c)];
    }
    images.pixels.resize(to);
    images.pixels.shrink_to_fit();
}

void resizeInto(const cv::Mat& source, cv::Mat target) {
    if (source.size() == target.size()) return source.copyTo(target);
    const bool reduce = source.rows >= target.rows && source.cols >= target.cols;
    cv::resize(source, target, target.size(), 0, 0, reduce ? cv::INTER_AREA : cv::INTER_LINEAR);
}

} // namespace

bool hasImageExtension(const std::string& path) {
    static const std::array<const char*, 10> kEndings = {".png", ".jpg",  ".jpeg", ".bmp", ".webp",
                                                         ".tif", ".tiff", ".pgm",  ".ppm", ".pnm"};
    std::string ending = std::filesystem::path(path).extension().string();
    for (char& c : ending)
        c = char(std::tolower(static_cast<unsigned char>(c)));
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

DecodedImages decodeImages(const std::vector<std::string>& files, int side) {
    const std::size_t area = std::size_t(side) * side;
    if (files.size() > kMaxImages || files.size() * area * 3 > kMaxSetBytes)
        throw EngineError(ErrorCode::Data,
                          std::to_string(files.size()) + " images of " + std::to_string(side) + "x" +
                              std::to_string(side) + " pixels need more than 16 GiB",
                          "Use a smaller image size or fewer images.");
    // Decoded as RGB in place; when no image turns out to be coloured, one channel of three is kept.
    DecodedImages out;
    out.pixels.resize(files.size() * area * 3);
    std::mutex mutex;
    bool colour = false;
    cv::Size firstSize;
    forEachParallel(files.size(), [&](std::size_t i) {
        cv::Mat image;
        try {
            image = decode(files[i]);
        } catch (const EngineError& error) {
            const std::lock_guard<std::mutex> lock(mutex);
            out.unreadable[i] = error.what();
            return;
        }
        cv::Mat sized(side, side, image.type());
        resizeInto(image, sized);
        cv::Mat target(side, side, CV_8UC3, out.pixels.data() + i * area * 3);
        cv::cvtColor(sized, target, image.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
        const auto [low, high] = std::minmax(image.rows, image.cols);
        const std::lock_guard<std::mutex> lock(mutex);
        colour |= image.channels() != 1;
        if (firstSize.empty()) firstSize = image.size(), out.smallestSide = low, out.largestSide = high;
        out.smallestSide = std::min(out.smallestSide, low);
        out.largestSide = std::max(out.largestSide, high);
        out.variableSize |= image.size() != firstSize;
    });
    if (2 * out.unreadable.size() > files.size())
        throw EngineError(ErrorCode::Data, out.unreadable.begin()->second,
                          std::to_string(out.unreadable.size()) + " of " + std::to_string(files.size()) + " images cannot be read: repair or remove them.");
    out.channels = colour ? 3 : 1;
    closeUp(out, files.size(), area);
    return out;
}

std::string decodeImage(const std::vector<std::uint8_t>& bytes, int side, int channels, std::uint8_t* out) {
    if (bytes.empty()) return "is empty";
    cv::Mat image;
    try {
        image = cv::imdecode(bytes, channels == 1 ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR);
    } catch (const cv::Exception&) {
        image.release(); // as where the decoder gives up without a word
    }
    if (image.empty()) return "is no image that can be decoded, or is damaged";
    cv::Mat target(side, side, image.type(), out);
    resizeInto(image, target);
    if (channels == 3) cv::cvtColor(target, target, cv::COLOR_BGR2RGB);
    return {};
}

void resizeImages(ImageSet& set, int side) {
    if (set.height == side && set.width == side) return;
    const std::size_t bytes = std::size_t(side) * side * set.channels;
    if (set.count * bytes > kMaxSetBytes)
        throw EngineError(ErrorCode::Data,
                          std::to_string(set.count) + " images at image size " + std::to_string(side) +
                              " need more than 16 GiB",
                          "Use a smaller image size.");
    std::vector<std::uint8_t> resized(set.count * bytes);
    const int type = CV_8UC(set.channels);
    forEachParallel(set.count, [&](std::size_t i) {
        const cv::Mat source(set.height, set.width, type, const_cast<std::uint8_t*>(set.image(int(i)))); // only read
        resizeInto(source, cv::Mat(side, side, type, resized.data() + i * bytes));
    });
    set.pixels = std::move(resized);
    set.height = set.width = side;
}

} // namespace dnas
