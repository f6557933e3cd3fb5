#include "engine/data/image_collection.h"

#include "engine/api/error.h"
#include "engine/data/image_file.h"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

namespace dnas {

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kLargestFile = 256u << 20, kLargestArchive = 4ull << 30;
constexpr std::size_t kMostFiles = 1'000'000;
constexpr std::size_t kEndBytes = 22, kLongestComment = 65535, kCentralBytes = 46, kLocalBytes = 30;

[[noreturn]] void fail(const std::string& path, const std::string& what) {
    throw EngineError(ErrorCode::Data, path + ": " + what + ".", "Give a folder of images, a .zip of images, or an image file.");
}

/// Throws std::string: why the file is left out.
Bytes readWhole(const fs::path& path, std::uint64_t largest) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(path, error);
    if (error) throw std::string("cannot be read");
    if (size > largest) throw std::string("is too large");
    Bytes bytes(size);
    std::ifstream file(path, std::ios::binary);
    if (size > 0 && !file.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(size)))
        throw std::string("cannot be read");
    return bytes;
}

/// The directory of an archive; files are unpacked when they are asked for.
class Archive {
  public:
    struct Entry {
        std::string name;
        std::uint32_t method, flags;
        std::uint64_t stored, unpacked, local;
    };

    Archive(Bytes bytes, const std::string& path) : m_bytes(std::move(bytes)) { readDirectory(path); }
    const std::vector<Entry>& entries() const { return m_entries; }

    /// Throws std::string: why the file is left out.
    Bytes unpack(const Entry& entry) const {
        if (entry.flags & 1) throw std::string("is encrypted");
        if (entry.unpacked > kLargestFile) throw std::string("is larger than 256 MiB");
        if (entry.local > m_bytes.size() || m_bytes.size() - entry.local < kLocalBytes) throw std::string("lies outside of the archive");
        const std::uint64_t begin = entry.local + kLocalBytes + number(entry.local + 26, 2) + number(entry.local + 28, 2);
        if (begin > m_bytes.size() || m_bytes.size() - begin < entry.stored) throw std::string("lies outside of the archive");
        const std::uint8_t* data = m_bytes.data() + begin;
        if (entry.method == 0) return {data, data + entry.stored};
        if (entry.method != 8) throw std::string("is compressed by an unknown method");
        return inflated(data, entry.stored, entry.unpacked);
    }

  private:
    std::uint64_t number(std::uint64_t at, int bytes) const {
        std::uint64_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value |= std::uint64_t(m_bytes[at + i]) << (8 * i);
        return value;
    }

    static Bytes inflated(const std::uint8_t* data, std::uint64_t stored, std::uint64_t unpacked) {
        Bytes out(unpacked);
        z_stream stream{};
        if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::string("cannot be unpacked");
        stream.next_in = const_cast<std::uint8_t*>(data);
        stream.avail_in = uInt(stored);
        stream.next_out = out.data();
        stream.avail_out = uInt(unpacked);
        const int code = inflate(&stream, Z_FINISH);
        const bool whole = code == Z_STREAM_END && stream.total_out == unpacked;
        inflateEnd(&stream);
        if (!whole) throw std::string("is damaged");
        return out;
    }

    void readDirectory(const std::string& path) {
        const std::uint64_t size = m_bytes.size();
        if (size < kEndBytes) fail(path, "is too short for a zip archive");
        std::uint64_t end = size - kEndBytes;
        const std::uint64_t first = end > kLongestComment ? end - kLongestComment : 0;
        while (number(end, 4) != 0x06054b50)
            if (end-- == first) fail(path, "is no zip archive, or truncated");
        const std::uint64_t count = number(end + 10, 2);
        std::uint64_t at = number(end + 16, 4);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (at > end || end - at < kCentralBytes || number(at, 4) != 0x02014b50) fail(path, "its directory is damaged");
            const std::uint64_t name = number(at + 28, 2), rest = number(at + 30, 2) + number(at + 32, 2);
            if (end - at - kCentralBytes < name + rest) fail(path, "its directory is damaged");
            const char* text = reinterpret_cast<const char*>(m_bytes.data()) + at + kCentralBytes;
            m_entries.push_back({std::string(text, name), std::uint32_t(number(at + 10, 2)), std::uint32_t(number(at + 8, 2)),
                                 number(at + 20, 4), number(at + 24, 4), number(at + 42, 4)});
            at += kCentralBytes + name + rest;
        }
    }

    Bytes m_bytes;
    std::vector<Entry> m_entries;
};

struct Candidate {
    std::string name;
    std::function<Bytes()> read;
};

bool hidden(const std::string& name) {
    return name.find("__MACOSX") != std::string::npos || name.rfind("._", name.rfind('/') + 1) == name.rfind('/') + 1;
}

std::vector<Candidate> candidatesOf(const std::string& path) {
    std::vector<Candidate> found;
    std::error_code error;
    if (fs::is_directory(path, error)) {
        for (const fs::directory_entry& entry :
             fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied)) {
            const std::string name = entry.path().lexically_relative(path).generic_string();
            if (!entry.is_regular_file(error) || !hasImageExtension(name) || hidden(name)) continue;
            found.push_back({name, [file = entry.path()] { return readWhole(file, kLargestFile); }});
        }
        return found;
    }
    if (!fs::is_regular_file(path, error)) fail(path, "no such folder or file");
    if (hasImageExtension(path)) return {{fs::path(path).filename().string(), [path] { return readWhole(path, kLargestFile); }}};
    Bytes bytes;
    try {
        bytes = readWhole(path, kLargestArchive);
    } catch (const std::string& why) {
        fail(path, why);
    }
    const auto archive = std::make_shared<const Archive>(std::move(bytes), path);
    for (const Archive::Entry& entry : archive->entries())
        if (hasImageExtension(entry.name) && !hidden(entry.name))
            found.push_back({entry.name, [archive, &entry] { return archive->unpack(entry); }});
    return found;
}

} // namespace

ImageCollection collectImages(const std::string& path, int side, int channels, const std::function<bool(int, int)>& progress) {
    std::vector<Candidate> candidates = candidatesOf(path);
    if (candidates.empty()) fail(path, "holds no image");
    if (candidates.size() > kMostFiles) fail(path, "holds more than " + std::to_string(kMostFiles) + " images");
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.name < b.name; });
    ImageCollection images;
    images.side = side;
    images.channels = channels;
    const std::size_t size = std::size_t(side) * side * channels;
    Bytes pixels(size);
    for (const Candidate& candidate : candidates) {
        try {
            const std::string why = decodeImage(candidate.read(), side, channels, pixels.data());
            if (!why.empty()) throw why;
            images.pixels.insert(images.pixels.end(), pixels.begin(), pixels.end());
            images.names.push_back(candidate.name);
        } catch (const std::string& why) {
            images.skipped.push_back(candidate.name + ": " + why);
        }
        if (progress && !progress(int(&candidate - candidates.data()) + 1, int(candidates.size()))) return images;
    }
    if (images.names.empty()) fail(path, "none of its " + std::to_string(candidates.size()) + " images can be read (" + images.skipped.front() + ")");
    return images;
}

std::vector<std::vector<std::uint8_t>> readImages(const std::string& path, const std::vector<std::string>& names, int side, int channels) {
    std::map<std::string, Candidate> candidates;
    for (Candidate& candidate : candidatesOf(path))
        candidates.emplace(candidate.name, std::move(candidate));
    std::vector<Bytes> images;
    for (const std::string& name : names) {
        images.emplace_back();
        const auto found = candidates.find(name);
        if (found == candidates.end()) continue;
        Bytes pixels(std::size_t(side) * side * channels);
        try {
            if (decodeImage(found->second.read(), side, channels, pixels.data()).empty()) images.back() = std::move(pixels);
        } catch (const std::string&) { // it has changed since it was indexed
        }
    }
    return images;
}

} // namespace dnas
