// CIFAR's binary format: records of label bytes and 3 planes of 32 x 32 bytes (red, green, blue).
// Source: www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
#include "engine/api/error.h"
#include "engine/data/readers.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace dnas {

namespace {

namespace fs = std::filesystem;

constexpr int kSide = 32, kPlane = kSide * kSide, kPixels = 3 * kPlane;

struct Layout {
    std::string name;
    int labelBytes = 1; ///< the last of them is the label
    int classes = 10;
    std::string namesFile;
    int record() const { return labelBytes + kPixels; }
};

[[noreturn]] void fail(const std::string& path, const std::string& message, const std::string& hint) {
    throw EngineError(ErrorCode::Data, path + ": " + message, hint);
}

void appendRecord(ImageSet& set, const std::uint8_t* record, const Layout& layout) {
    set.labels.push_back(record[layout.labelBytes - 1]);
    const std::uint8_t* planes = record + layout.labelBytes;
    for (int i = 0; i < kPlane; ++i)
        for (int c = 0; c < 3; ++c)
            set.pixels.push_back(planes[c * kPlane + i]);
}

void appendFile(ImageSet& set, const std::string& path, const Layout& layout) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(path, error);
    if (error) fail(path, "cannot be read: " + error.message(), "Check the file and its permissions.");
    const std::uint64_t record = layout.record();
    if (size == 0 || size % record != 0)
        fail(path,
             "has " + std::to_string(size) + " bytes, expected a multiple of " + std::to_string(record) + " (" +
                 layout.name + " records)",
             "Fetch the file again, or check that it is the binary version.");
    const std::uint64_t records = size / record;
    if (set.count + records > kMaxImages || (set.count + records) * kPixels > kMaxSetBytes)
        fail(path, "the set would need more than 16 GiB", "Use fewer files.");

    std::ifstream file(path, std::ios::binary);
    std::vector<std::uint8_t> buffer(record);
    set.pixels.reserve((set.count + records) * kPixels);
    for (std::uint64_t i = 0; i < records; ++i) {
        if (!file.read(reinterpret_cast<char*>(buffer.data()), std::streamsize(record)))
            fail(path, "cannot be read beyond record " + std::to_string(i), "Check the disk.");
        const int label = buffer[layout.labelBytes - 1];
        if (label >= layout.classes)
            fail(path,
                 "record " + std::to_string(i) + " has label " + std::to_string(label) + ", expected 0 to " +
                     std::to_string(layout.classes - 1),
                 "The file is damaged, or no " + layout.name + " file.");
        appendRecord(set, buffer.data(), layout);
    }
    set.count += int(records);
}

std::vector<std::string> classNames(const std::string& directory, const Layout& layout) {
    std::vector<std::string> names;
    std::ifstream file(fs::path(directory) / layout.namesFile);
    for (std::string line; int(names.size()) < layout.classes && std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (!line.empty() && line.size() <= 100) names.push_back(line);
    }
    for (int i = int(names.size()); i < layout.classes; ++i)
        names.push_back(std::to_string(i));
    return names;
}

ImageSet readFiles(const std::vector<std::string>& files, const Layout& layout, const std::vector<std::string>& names) {
    ImageSet set;
    set.channels = 3, set.height = kSide, set.width = kSide, set.classes = layout.classes;
    set.classNames = names;
    for (const std::string& file : files)
        appendFile(set, file, layout);
    return set;
}

DataSet readBinary(const std::string& directory, const std::vector<std::string>& trainFiles,
                   const std::string& testFile, const Layout& layout) {
    const std::vector<std::string> names = classNames(directory, layout);
    DataSet data;
    data.name = layout.name;
    data.train = readFiles(trainFiles, layout, names);
    if (fs::exists(testFile)) data.test = readFiles({testFile}, layout, names);
    data.smallestSide = data.largestSide = kSide;
    requireUsable(data.train, directory);
    return data;
}

} // namespace

DataSet readCifar10(const std::string& directory) {
    requireDirectory(directory, "data_batch_1.bin, data_batch_2.bin, ...");
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind("data_batch_", 0) == 0 && entry.path().extension() == ".bin")
            files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    if (files.empty())
        fail(directory, "no data_batch_*.bin in it",
             "Unpack CIFAR-10's binary version (cifar-10-batches-bin) and name that directory.");
    return readBinary(directory, files, (fs::path(directory) / "test_batch.bin").string(),
                      {"CIFAR-10", 1, 10, "batches.meta.txt"});
}

DataSet readCifar100(const std::string& directory) {
    requireDirectory(directory, "train.bin and test.bin");
    const std::string train = (fs::path(directory) / "train.bin").string();
    if (!fs::exists(train))
        fail(directory, "no train.bin in it",
             "Unpack CIFAR-100's binary version (cifar-100-binary) and name that directory.");
    return readBinary(directory, {train}, (fs::path(directory) / "test.bin").string(),
                      {"CIFAR-100", 2, 100, "fine_label_names.txt"});
}

} // namespace dnas
