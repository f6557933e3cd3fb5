// MNIST's idx format: a big-endian header (magic, sizes), then bytes. zlib reads plain files as well as gzip.
// Source: yann.lecun.com/exdb/mnist, "FILE FORMATS FOR THE MNIST DATABASE".
#include "engine/api/error.h"
#include "engine/data/readers.h"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace dnas {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFashionMnistDirectory = "/usr/share/datasets/fashion-mnist";
constexpr std::uint32_t kImagesMagic = 0x803, kLabelsMagic = 0x801;
constexpr std::uint64_t kMaxDeflateRatio = 1032; ///< deflate cannot shrink further: a header that promises more lies

[[noreturn]] void fail(const std::string& path, const std::string& message) {
    throw EngineError(ErrorCode::Data, path + ": " + message, "Fetch the file again, or check that it is an idx file.");
}

/// A file whose compressed size bounds what its header may promise.
class IdxFile {
  public:
    explicit IdxFile(const std::string& path) : m_path(path), m_file(gzopen(path.c_str(), "rb"), gzclose) {
        std::error_code error;
        m_size = fs::file_size(path, error);
        if (!m_file || error) fail(path, "cannot be opened");
    }

    std::uint32_t word() {
        unsigned char b[4];
        if (read(b, 4) != 4) fail(m_path, "is truncated inside its header");
        return std::uint32_t(b[0]) << 24 | std::uint32_t(b[1]) << 16 | std::uint32_t(b[2]) << 8 | b[3];
    }

    /// The rest of the file, which must be `size` bytes. Memory grows with what is really there.
    std::vector<std::uint8_t> rest(std::uint64_t size) {
        const std::uint64_t possible = gzdirect(m_file.get()) ? m_size : m_size * kMaxDeflateRatio;
        if (size > possible) failLength(size, "its " + std::to_string(m_size) + " bytes cannot hold that much");
        std::vector<std::uint8_t> bytes;
        while (bytes.size() < size) {
            const std::size_t have = bytes.size();
            const std::size_t piece = std::size_t(std::min<std::uint64_t>(size - have, 4 << 20));
            bytes.resize(have + piece);
            const std::size_t got = read(bytes.data() + have, piece);
            if (got < piece) failLength(size, "it holds " + std::to_string(have + got));
        }
        std::uint8_t extra; // reading beyond the end also compares the checksum of a gzip file
        if (read(&extra, 1) != 0) failLength(size, "it holds more");
        return bytes;
    }

  private:
    [[noreturn]] void failLength(std::uint64_t size, const std::string& what) {
        fail(m_path, "wrong length: its header promises " + std::to_string(size) + " bytes of data, but " + what);
    }
    /// @return bytes read, fewer only at the end of the data.
    std::size_t read(std::uint8_t* out, std::size_t size) {
        const int got = gzread(m_file.get(), out, unsigned(size));
        int code = Z_OK;
        const char* message = gzerror(m_file.get(), &code);
        if (code == Z_BUF_ERROR) fail(m_path, "is a truncated gzip file");
        if (got < 0) fail(m_path, std::string("is damaged: ") + message);
        return std::size_t(got);
    }

    std::string m_path;
    std::unique_ptr<gzFile_s, int (*)(gzFile)> m_file;
    std::uint64_t m_size = 0;
};

std::string hex(std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", value);
    return text;
}

void checkMagic(const std::string& path, std::uint32_t magic, std::uint32_t expected) {
    if (magic != expected)
        fail(path, "is no idx file of " + std::string(expected == kImagesMagic ? "images" : "labels") +
                       ": magic number " + hex(magic) + ", expected " + hex(expected));
}

/// Finds e.g. train-images-idx3-ubyte, train-images.idx3-ubyte, plain or .gz. @return "" when there is none.
std::string findFile(const std::string& directory, const std::vector<std::string>& parts, const std::string& kind) {
    for (const std::string& part : parts)
        for (const char* separator : {"-", "."})
            for (const char* ending : {"", ".gz"}) {
                const fs::path path =
                    fs::path(directory) / (part + kind.substr(0, 7) + separator + kind.substr(8) + ending);
                std::error_code error;
                if (fs::is_regular_file(path, error)) return path.string();
            }
    return {};
}

ImageSet readPart(const std::string& imagesPath, const std::string& labelsPath) {
    IdxFile images(imagesPath);
    checkMagic(imagesPath, images.word(), kImagesMagic);
    const std::uint64_t count = images.word(), height = images.word(), width = images.word();
    const std::string sizes =
        std::to_string(count) + " images of " + std::to_string(height) + "x" + std::to_string(width);
    if (count == 0 || height == 0 || width == 0) fail(imagesPath, "holds no pixels: " + sizes);
    if (height > std::uint64_t(kMaxImageSide) || width > std::uint64_t(kMaxImageSide))
        fail(imagesPath, sizes + ": sides above " + std::to_string(kMaxImageSide) + " pixels are not supported");
    if (count > kMaxImages || count * height * width > kMaxSetBytes) fail(imagesPath, sizes + " are more than 16 GiB");

    ImageSet set;
    set.pixels = images.rest(count * height * width);
    set.count = int(count), set.channels = 1, set.height = int(height), set.width = int(width);

    IdxFile labels(labelsPath);
    checkMagic(labelsPath, labels.word(), kLabelsMagic);
    const std::uint64_t labelCount = labels.word();
    if (labelCount != count)
        fail(labelsPath, "holds " + std::to_string(labelCount) + " labels, but " + imagesPath + " holds " +
                             std::to_string(count) + " images");
    const std::vector<std::uint8_t> bytes = labels.rest(labelCount);
    set.labels.assign(bytes.begin(), bytes.end());
    set.classes = 1 + *std::max_element(bytes.begin(), bytes.end());
    return set;
}

std::string require(const std::string& directory, const std::string& found, const std::string& name) {
    if (found.empty())
        throw EngineError(ErrorCode::Data, directory + ": " + name + " is missing, plain or .gz",
                          "An idx directory holds train-images-idx3-ubyte, train-labels-idx1-ubyte and, optionally, "
                          "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte.");
    return found;
}

} // namespace

DataSet readIdx(const std::string& directory, std::vector<std::string> classNames) {
    requireDirectory(directory, "train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz");
    const std::string images = "-images-idx3-ubyte", labels = "-labels-idx1-ubyte";
    DataSet data;
    data.name = directoryName(directory);
    const std::string trainImages = require(directory, findFile(directory, {"train"}, images), "train" + images);
    const std::string trainLabels = require(directory, findFile(directory, {"train"}, labels), "train" + labels);
    data.train = readPart(trainImages, trainLabels);
    int classes = data.train.classes;
    const std::string testImages = findFile(directory, {"t10k", "test"}, images);
    if (!testImages.empty()) {
        data.test =
            readPart(testImages, require(directory, findFile(directory, {"t10k", "test"}, labels), "t10k" + labels));
        if (data.test->height != data.train.height || data.test->width != data.train.width)
            fail(testImages, "its images are " + std::to_string(data.test->height) + "x" +
                                 std::to_string(data.test->width) + ", those of the training part " +
                                 std::to_string(data.train.height) + "x" + std::to_string(data.train.width));
        classes = std::max(classes, data.test->classes);
    }
    for (int i = int(classNames.size()); i < classes; ++i)
        classNames.push_back(std::to_string(i));
    for (ImageSet* set : {&data.train, data.test ? &*data.test : nullptr})
        if (set) set->classes = int(classNames.size()), set->classNames = classNames;
    data.smallestSide = std::min(data.train.height, data.train.width);
    data.largestSide = std::max(data.train.height, data.train.width);
    requireUsable(data.train, directory);
    return data;
}

DataSet readFashionMnist() {
    if (!fs::is_directory(kFashionMnistDirectory))
        throw EngineError(ErrorCode::Data,
                          std::string("Fashion-MNIST is not installed: ") + kFashionMnistDirectory + " is missing",
                          "Install the package dataset-fashion-mnist, or give idx:DIR with the four files.");
    DataSet data = readIdx(kFashionMnistDirectory, {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal",
                                                    "Shirt", "Sneaker", "Bag", "Ankle boot"});
    data.name = "Fashion-MNIST";
    return data;
}

} // namespace dnas
