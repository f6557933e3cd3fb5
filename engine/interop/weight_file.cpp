#include "engine/interop/weight_file.h"

#include "engine/api/error.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

namespace dnas {

namespace {

// Source: APPNOTE.TXT of the zip format, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr std::uint32_t kLocalSignature = 0x04034b50, kCentralSignature = 0x02014b50, kEndSignature = 0x06054b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kLongestComment = 65535;
constexpr std::size_t kMostRecords = 1'000'000;

[[noreturn]] void fail(const std::string& path, const std::string& what) {
    throw EngineError(ErrorCode::Format, path + ": " + what,
                      "Expected are safetensors files, and zip files as torch.save writes them since PyTorch 1.6.");
}

std::uint64_t littleEndian(const std::byte* bytes, int count) {
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i)
        value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
}

std::vector<std::byte> readAll(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) fail(path, "no such file");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    try {
        std::vector<std::byte> bytes(error ? 0 : size);
        std::ifstream file(path, std::ios::binary);
        if (error || !file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size)))
            fail(path, "cannot be read");
        return bytes;
    } catch (const std::bad_alloc&) {
        fail(path, "its " + std::to_string(size) + " bytes do not fit into memory");
    }
}

/// The tensor's elements in row-major order. The reader has checked that they lie in the storage.
std::vector<std::byte> contiguous(const PickledTensor& tensor, const std::byte* storage) {
    const std::size_t item = itemSize(tensor.type);
    std::size_t count = 1;
    for (std::int64_t extent : tensor.shape)
        count *= static_cast<std::size_t>(extent);
    std::vector<std::byte> bytes(count * item);
    std::vector<std::int64_t> at(tensor.shape.size(), 0);
    std::int64_t source = tensor.offset;
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(bytes.data() + i * item, storage + static_cast<std::size_t>(source) * item, item);
        for (std::size_t d = tensor.shape.size(); d > 0; --d) { // the next index, last dimension first
            source += tensor.stride[d - 1];
            if (++at[d - 1] < tensor.shape[d - 1]) break;
            source -= tensor.stride[d - 1] * tensor.shape[d - 1];
            at[d - 1] = 0;
        }
    }
    return bytes;
}

/// The name of the folder in which a PyTorch archive keeps everything: the one that holds data.pkl.
std::string archiveFolder(const StoredZip& zip, const std::string& path) {
    const std::string pickle = "/data.pkl";
    for (const auto& [name, record] : zip.records())
        if (name.size() > pickle.size() && name.compare(name.size() - pickle.size(), pickle.size(), pickle) == 0)
            return name.substr(0, name.size() - pickle.size() + 1);
    fail(path, "is a zip file without data.pkl, no PyTorch state dict");
}

} // namespace

StoredZip::StoredZip(const std::vector<std::byte>& bytes, const std::string& path) {
    const std::size_t size = bytes.size();
    if (size < kEndBytes) fail(path, "is too short for a zip file");
    std::size_t end = size - kEndBytes;
    const std::size_t first = end > kLongestComment ? end - kLongestComment : 0;
    while (littleEndian(bytes.data() + end, 4) != kEndSignature) {
        if (end == first) fail(path, "has no directory at its end: it is truncated or no zip file");
        --end;
    }
    const std::size_t count = littleEndian(bytes.data() + end + 10, 2);
    std::size_t at = littleEndian(bytes.data() + end + 16, 4);
    if (count > kMostRecords) fail(path, "has too many records");
    for (std::size_t i = 0; i < count; ++i) {
        if (at > end || end - at < kCentralBytes || littleEndian(bytes.data() + at, 4) != kCentralSignature)
            fail(path, "its directory is damaged");
        const std::byte* entry = bytes.data() + at;
        const std::size_t nameBytes = littleEndian(entry + 28, 2), extra = littleEndian(entry + 30, 2),
                          comment = littleEndian(entry + 32, 2);
        if (end - at - kCentralBytes < nameBytes + extra + comment) fail(path, "its directory is damaged");
        const std::string name(reinterpret_cast<const char*>(entry) + kCentralBytes, nameBytes);
        const std::uint64_t stored = littleEndian(entry + 20, 4), unpacked = littleEndian(entry + 24, 4),
                            local = littleEndian(entry + 42, 4);
        const std::string record = "record '" + name.substr(0, 200) + "' ";
        if (littleEndian(entry + 8, 2) & 1) fail(path, record + "is encrypted");
        if (littleEndian(entry + 10, 2) != 0 || stored != unpacked)
            fail(path, record + "is compressed; torch.save does not compress");
        if (stored == UINT32_MAX || local == UINT32_MAX) fail(path, record + "is larger than 4 GB");
        if (local > size || size - local < kLocalBytes || littleEndian(bytes.data() + local, 4) != kLocalSignature)
            fail(path, record + "lies outside of the file");
        const std::size_t begin = local + kLocalBytes + littleEndian(bytes.data() + local + 26, 2) +
                                  littleEndian(bytes.data() + local + 28, 2);
        if (begin > size || size - begin < stored) fail(path, record + "lies outside of the file");
        if (!m_records.emplace(name, Record{begin, stored}).second) fail(path, record + "stands twice");
        at += kCentralBytes + nameBytes + extra + comment;
    }
}

WeightFile WeightFile::ofSafetensors(std::vector<std::byte> bytes, const std::string& name) {
    WeightFile file;
    file.m_safetensors = std::make_unique<SafetensorsFile>(SafetensorsFile::parse(std::move(bytes), name));
    for (const std::string& tensor : file.m_safetensors->names())
        file.m_entries[tensor] = file.m_safetensors->at(tensor);
    return file;
}

WeightFile WeightFile::open(const std::string& path) {
    std::vector<std::byte> bytes = readAll(path);
    if (bytes.size() < 4 || littleEndian(bytes.data(), 4) != kLocalSignature) return ofSafetensors(std::move(bytes), path);
    WeightFile file;
    const StoredZip zip(bytes, path);
    const std::string folder = archiveFolder(zip, path);
    if (const auto order = zip.records().find(folder + "byteorder"); order != zip.records().end())
        if (std::string(reinterpret_cast<const char*>(bytes.data()) + order->second.begin, order->second.size) !=
            "little")
            fail(path, "its numbers are not little-endian");
    const StoredZip::Record pickle = zip.records().at(folder + "data.pkl");
    for (const PickledTensor& tensor : readStateDictPickle(bytes.data() + pickle.begin, pickle.size, path)) {
        const auto storage = zip.records().find(folder + "data/" + tensor.storage);
        if (storage == zip.records().end())
            fail(path, "the data of tensor '" + tensor.name.substr(0, 200) + "' is missing");
        std::int64_t last = tensor.offset;
        bool empty = false;
        for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
            empty |= tensor.shape[d] == 0;
            last += (tensor.shape[d] - 1) * tensor.stride[d];
        }
        if (!empty && static_cast<std::size_t>(last) >= storage->second.size / itemSize(tensor.type))
            fail(path, "the data of tensor '" + tensor.name.substr(0, 200) + "' is too short");
        file.m_contiguous.push_back(empty ? std::vector<std::byte>()
                                          : contiguous(tensor, bytes.data() + storage->second.begin));
        const TensorEntry entry{tensor.type, tensor.shape, file.m_contiguous.back().data(),
                                file.m_contiguous.back().size()};
        if (!file.m_entries.emplace(tensor.name, entry).second)
            fail(path, "tensor '" + tensor.name.substr(0, 200) + "' stands twice");
    }
    return file;
}

} // namespace dnas
