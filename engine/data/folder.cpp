// Image folders. Three layouts, told apart by what is there: images/ + labels.csv, train/ + test/, class subfolders.
#include "engine/api/error.h"
#include "engine/data/image_file.h"
#include "engine/data/labels_csv.h"
#include "engine/data/readers.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace dnas {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLayouts =
    "Expected one subfolder of images a class, or train/ and test/ with such subfolders, or images/ and labels.csv.";

/// Files of one part with the class of each.
struct Listing {
    std::vector<std::string> files;
    std::vector<std::int32_t> labels;
};

[[noreturn]] void fail(const std::string& path, const std::string& message) {
    throw EngineError(ErrorCode::Data, path + ": " + message, kLayouts);
}

bool isHidden(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.empty() || name[0] == '.' || name == "__MACOSX";
}

std::vector<std::string> classFolders(const fs::path& directory) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory))
        if (entry.is_directory() && !isHidden(entry.path())) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> imagesBelow(const fs::path& directory) {
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory))
        if (entry.is_regular_file() && !isHidden(entry.path()) && hasImageExtension(entry.path().string()))
            files.push_back(entry.path().string());
    if (files.empty()) fail(directory.string(), "no image in this class folder");
    std::sort(files.begin(), files.end());
    return files;
}

void requireClasses(const std::string& directory, const std::vector<std::string>& names) {
    if (names.empty()) fail(directory, "no class subfolder in it");
    if (names.size() == 1)
        throw EngineError(ErrorCode::Data, directory + ": only one class, '" + names[0] + "'",
                          "A search needs at least two classes. " + std::string(kLayouts));
}

Listing listClassFolders(const fs::path& directory, const std::vector<std::string>& names) {
    Listing listing;
    for (const std::string& folder : classFolders(directory)) {
        const auto known = std::find(names.begin(), names.end(), folder);
        if (known == names.end()) fail((directory / folder).string(), "this class does not occur in the training part");
        for (std::string& file : imagesBelow(directory / folder)) {
            listing.files.push_back(std::move(file));
            listing.labels.push_back(std::int32_t(known - names.begin()));
        }
    }
    return listing;
}

Listing listCsv(const fs::path& directory, std::vector<std::string>& names) {
    const std::string csv = (directory / "labels.csv").string();
    requireDirectory((directory / "images").string(), "the images that labels.csv names");
    std::map<std::string, std::int32_t> index;
    const std::vector<LabelledFile> rows = readLabelsCsv(csv);
    for (const LabelledFile& row : rows)
        index.emplace(row.category, 0);
    for (auto& [category, label] : index) {
        label = std::int32_t(names.size());
        names.push_back(category);
    }
    requireClasses(csv, names);
    Listing listing;
    for (const LabelledFile& row : rows) {
        const fs::path file = directory / "images" / row.file;
        if (!fs::is_regular_file(file)) fail(csv, "names '" + row.file + "', which is not in images/");
        listing.files.push_back(file.string());
        listing.labels.push_back(index.at(row.category));
    }
    return listing;
}

/// Takes the last images out of what was decoded.
ImageSet takeLast(DecodedImages& images, Listing listing, int side, const std::vector<std::string>& names) {
    ImageSet set;
    set.count = int(listing.files.size());
    set.channels = images.channels, set.height = set.width = side;
    set.classes = int(names.size());
    set.classNames = names;
    set.labels = std::move(listing.labels);
    const std::size_t begin = images.pixels.size() - set.count * set.imageBytes();
    if (begin == 0) {
        set.pixels = std::move(images.pixels);
    } else {
        set.pixels.assign(images.pixels.begin() + std::ptrdiff_t(begin), images.pixels.end());
        images.pixels.resize(begin);
    }
    return set;
}

/// Files that could not be read leave the listing. @param begin where it stood in the list of all files
void leaveOut(Listing& listing, std::size_t begin, const DecodedImages& images) {
    Listing kept;
    for (std::size_t i = 0; i < listing.files.size(); ++i) {
        if (images.unreadable.count(begin + i)) continue;
        kept.files.push_back(std::move(listing.files[i]));
        kept.labels.push_back(listing.labels[i]);
    }
    listing = std::move(kept);
}

void requireEveryClass(const Listing& listing, const std::vector<std::string>& names, const DecodedImages& images) {
    for (std::size_t c = 0; c < names.size(); ++c)
        if (std::find(listing.labels.begin(), listing.labels.end(), std::int32_t(c)) == listing.labels.end())
            throw EngineError(ErrorCode::Data, images.unreadable.begin()->second, "No image of class '" + names[c] + "' can be read: repair or remove them.");
}

fs::path testFolder(const fs::path& directory) {
    for (const char* name : {"test", "val", "valid"})
        if (fs::is_directory(directory / name)) return directory / name;
    return {};
}

} // namespace

DataSet readFolder(const std::string& path, int side) {
    requireDirectory(path, "class subfolders of images");
    const fs::path directory(path);
    std::vector<std::string> names;
    Listing train, test;
    if (fs::exists(directory / "labels.csv")) {
        train = listCsv(directory, names);
    } else {
        const bool divided = fs::is_directory(directory / "train") && !testFolder(directory).empty();
        const fs::path trainFolder = divided ? directory / "train" : directory;
        names = classFolders(trainFolder);
        requireClasses(trainFolder.string(), names);
        train = listClassFolders(trainFolder, names);
        if (divided) test = listClassFolders(testFolder(directory), names);
    }

    // Decoded together: one coloured image in either part makes both coloured.
    std::vector<std::string> files = train.files;
    files.insert(files.end(), test.files.begin(), test.files.end());
    DecodedImages images = decodeImages(files, side);
    DataSet data;
    data.name = directoryName(path);
    for (const auto& [place, why] : images.unreadable) data.leftOut.push_back(why);
    if (!images.unreadable.empty()) {
        const std::size_t trained = train.files.size();
        leaveOut(train, 0, images);
        leaveOut(test, trained, images);
        requireEveryClass(train, names, images);
    }
    if (!test.files.empty()) data.test = takeLast(images, std::move(test), side, names);
    data.train = takeLast(images, std::move(train), side, names);
    data.smallestSide = images.smallestSide, data.largestSide = images.largestSide;
    data.variableSize = images.variableSize;
    return data;
}

} // namespace dnas
