#include "engine/interop/safetensors.h"

#include "engine/api/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <set>
#include <unistd.h>

namespace dnas {

namespace {

using Json = nlohmann::json;
using TensorItem = std::pair<const std::string, TensorEntry>;

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr int kMaxHeaderDepth = 4; // header, tensor, shape
constexpr const char* kMetadataKey = "__metadata__";

struct TypeRow {
    TensorType type;
    const char* name;
    std::size_t size;
};
constexpr std::array<TypeRow, 10> kTypes = {{{TensorType::F64, "F64", 8},
                                             {TensorType::F32, "F32", 4},
                                             {TensorType::F16, "F16", 2},
                                             {TensorType::BF16, "BF16", 2},
                                             {TensorType::I64, "I64", 8},
                                             {TensorType::I32, "I32", 4},
                                             {TensorType::I16, "I16", 2},
                                             {TensorType::I8, "I8", 1},
                                             {TensorType::U8, "U8", 1},
                                             {TensorType::Bool, "BOOL", 1}}};

const TypeRow& row(TensorType type) {
    return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& r) { return r.type == type; });
}

[[noreturn]] void fail(const std::string& path, const std::string& message) {
    throw EngineError(ErrorCode::Format, path + ": " + message, "The file is damaged, or no safetensors file.");
}

std::string quoted(const std::string& tensor) {
    return "tensor '" + tensor.substr(0, 200) + "'";
}

/// Parses the header, refusing repeated keys, which JSON libraries resolve silently and differently.
Json parseHeader(const std::string& path, const char* begin, const char* end) {
    std::vector<std::set<std::string>> keys;
    const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth > kMaxHeaderDepth) fail(path, "its header is nested too deeply");
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end) keys.pop_back();
        if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
            fail(path, "its header names '" + value.get<std::string>().substr(0, 200) + "' twice");
        return true;
    };
    try {
        Json header = Json::parse(begin, end, check);
        if (!header.is_object()) fail(path, "its header is no JSON object");
        return header;
    } catch (const Json::exception& e) {
        fail(path, std::string("its header is no valid JSON: ") + e.what());
    }
}

TensorType parseType(const std::string& path, const std::string& tensor, const Json& value) {
    const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
    for (const TypeRow& r : kTypes)
        if (word == r.name && value.is_string()) return r.type;
    fail(path, quoted(tensor) + " has the unknown dtype " + word.substr(0, 50) +
                   ", expected F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL");
}

std::uint64_t parseUnsigned(const std::string& path, const std::string& tensor, const char* field, const Json& value) {
    if (!value.is_number_unsigned())
        fail(path, quoted(tensor) + ": " + field + " holds " + value.dump().substr(0, 50) +
                       ", expected whole numbers from 0");
    return value.get<std::uint64_t>();
}

/// One tensor with its place in the data; `data` is still empty.
struct Placed {
    std::string name;
    TensorEntry entry;
    std::uint64_t begin = 0, end = 0;
};

Placed parseTensor(const std::string& path, const std::string& tensor, const Json& fields, std::uint64_t dataBytes) {
    if (!fields.is_object() || fields.size() != 3 || !fields.contains("dtype") || !fields.contains("shape") ||
        !fields.contains("data_offsets") || !fields["shape"].is_array() || !fields["data_offsets"].is_array() ||
        fields["data_offsets"].size() != 2)
        fail(path, quoted(tensor) + " needs exactly the fields dtype, shape [..] and data_offsets [begin, end]");
    Placed placed;
    placed.name = tensor;
    placed.entry.type = parseType(path, tensor, fields["dtype"]);
    std::uint64_t bytes = itemSize(placed.entry.type);
    for (const Json& value : fields["shape"]) {
        const std::uint64_t extent = parseUnsigned(path, tensor, "shape", value);
        // Checked before the multiplication; an extent of 0 later in the shape does not excuse an overflow.
        if (extent > std::uint64_t(INT64_MAX) || (extent != 0 && bytes > std::uint64_t(INT64_MAX) / extent))
            fail(path, quoted(tensor) + ": its shape overflows");
        bytes *= extent;
        placed.entry.shape.push_back(std::int64_t(extent));
    }
    placed.begin = parseUnsigned(path, tensor, "data_offsets", fields["data_offsets"][0]);
    placed.end = parseUnsigned(path, tensor, "data_offsets", fields["data_offsets"][1]);
    const std::string range = std::to_string(placed.begin) + " to " + std::to_string(placed.end);
    if (placed.begin > placed.end || placed.end > dataBytes)
        fail(path,
             quoted(tensor) + " lies at " + range + ", outside the " + std::to_string(dataBytes) + " bytes of data");
    if (placed.end - placed.begin != bytes)
        fail(path, quoted(tensor) + " lies at " + range + ", but its type and shape need " + std::to_string(bytes) +
                       " bytes");
    placed.entry.size = std::size_t(bytes);
    return placed;
}

/// Tensors must tile the data: no byte belongs to two of them, none to nobody.
void checkTiling(const std::string& path, std::vector<Placed>& tensors, std::uint64_t dataBytes) {
    std::sort(tensors.begin(), tensors.end(),
              [](const Placed& a, const Placed& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::uint64_t at = 0;
    for (const Placed& tensor : tensors) {
        if (tensor.begin != at)
            fail(path, quoted(tensor.name) +
                           (tensor.begin < at ? " overlaps another one" : " leaves a hole before it") +
                           ": it begins at " + std::to_string(tensor.begin) + ", expected " + std::to_string(at));
        at = tensor.end;
    }
    if (at != dataBytes)
        fail(path,
             "holds " + std::to_string(dataBytes) + " bytes of data, but its tensors end at " + std::to_string(at));
}

std::vector<std::byte> readAll(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) fail(path, "no such file");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) fail(path, "cannot be read: " + error.message());
    try {
        std::vector<std::byte> bytes(size);
        std::ifstream file(path, std::ios::binary);
        if (!file.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(size))) fail(path, "cannot be read");
        return bytes;
    } catch (const std::bad_alloc&) {
        fail(path, "its " + std::to_string(size) + " bytes do not fit into memory");
    }
}

/// Whether it begins with the magic number that torch.save wrote, as a pickle, before it wrote zip files.
bool isOldPyTorch(const std::vector<std::byte>& bytes) {
    constexpr unsigned char kMagic[] = {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    return bytes.size() > sizeof kMagic && std::memcmp(bytes.data(), kMagic, sizeof kMagic) == 0;
}

std::uint64_t littleEndian(const std::byte* bytes) {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i)
        value = value << 8 | std::uint64_t(bytes[i]);
    return value;
}

} // namespace

const char* name(TensorType type) {
    return row(type).name;
}

std::size_t itemSize(TensorType type) {
    return row(type).size;
}

SafetensorsFile SafetensorsFile::open(const std::string& path) { return parse(readAll(path), path); }

SafetensorsFile SafetensorsFile::parse(std::vector<std::byte> bytes, const std::string& path) {
    SafetensorsFile file;
    file.m_path = path;
    file.m_bytes = std::move(bytes);
    const std::uint64_t size = file.m_bytes.size();
    if (size < 8) fail(path, "has " + std::to_string(size) + " bytes, not even a header length");
    if (isOldPyTorch(file.m_bytes))
        throw EngineError(ErrorCode::Format, path + ": was saved before PyTorch 1.6, in a form that is not read.",
                          "Load it in PyTorch and save it again: torch.save(torch.load(path), path).");
    const std::uint64_t headerBytes = littleEndian(file.m_bytes.data());
    if (headerBytes > kMaxHeaderBytes)
        fail(path, "claims a header of " + std::to_string(headerBytes) + " bytes, allowed are " +
                       std::to_string(kMaxHeaderBytes));
    if (headerBytes > size - 8)
        fail(path,
             "claims a header of " + std::to_string(headerBytes) + " bytes, but the file has " + std::to_string(size));
    const char* text = reinterpret_cast<const char*>(file.m_bytes.data()) + 8;
    if (headerBytes == 0 || *text != '{') fail(path, "its header does not begin with '{'");

    const std::uint64_t dataBytes = size - 8 - headerBytes;
    std::vector<Placed> tensors;
    const Json header = parseHeader(path, text, text + headerBytes);
    for (const auto& [key, value] : header.items()) {
        if (key != kMetadataKey) {
            tensors.push_back(parseTensor(path, key, value, dataBytes));
            continue;
        }
        if (!value.is_object()) fail(path, "its __metadata__ is no object");
        for (const auto& [field, item] : value.items()) {
            if (!item.is_string()) fail(path, "its __metadata__ '" + field.substr(0, 200) + "' is no string");
            file.m_metadata[field] = item.get<std::string>();
        }
    }
    checkTiling(path, tensors, dataBytes);
    for (Placed& tensor : tensors) {
        tensor.entry.data = file.m_bytes.data() + 8 + headerBytes + tensor.begin;
        file.m_tensors.emplace(tensor.name, std::move(tensor.entry));
    }
    return file;
}

std::vector<std::string> SafetensorsFile::names() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : m_tensors)
        names.push_back(name);
    return names;
}

const TensorEntry& SafetensorsFile::at(const std::string& tensor) const {
    const auto found = m_tensors.find(tensor);
    if (found == m_tensors.end()) fail(m_path, quoted(tensor) + " is missing");
    return found->second;
}

namespace {

/// Tensors in the order of the file: large elements first, so that all of them are aligned.
std::vector<const TensorItem*> fileOrder(const std::map<std::string, TensorEntry>& tensors) {
    std::vector<const TensorItem*> order;
    for (const TensorItem& item : tensors)
        order.push_back(&item);
    std::stable_sort(order.begin(), order.end(), [](const TensorItem* a, const TensorItem* b) {
        return itemSize(a->second.type) > itemSize(b->second.type);
    });
    return order;
}

/// The header, padded so that the data after the 8 bytes of its length and itself begin at a multiple of 8.
std::string headerText(const std::string& path, const std::vector<const TensorItem*>& order,
                       const std::map<std::string, std::string>& metadata) {
    Json header = Json::object();
    if (!metadata.empty()) header[kMetadataKey] = metadata;
    std::uint64_t at = 0;
    for (const TensorItem* item : order) {
        const TensorEntry& entry = item->second;
        std::uint64_t bytes = itemSize(entry.type);
        for (std::int64_t extent : entry.shape)
            bytes *= std::uint64_t(extent);
        if (bytes != entry.size || item->first == kMetadataKey)
            throw EngineError(ErrorCode::Format, path + ": " + quoted(item->first) +
                                                     " has a reserved name or a size that contradicts its shape");
        header[item->first] = {{"dtype", name(entry.type)}, {"shape", entry.shape}, {"data_offsets", {at, at + bytes}}};
        at += bytes;
    }
    try {
        std::string text = header.dump();
        text.append((8 - text.size() % 8) % 8, ' ');
        return text;
    } catch (const Json::exception& e) {
        throw EngineError(ErrorCode::Format, path + ": a name or metadata is no valid text: " + e.what());
    }
}

/// Calls put(data, size) for everything that a file holds, in order.
template <class Put> void compose(const std::vector<const TensorItem*>& order, const std::string& text, const Put& put) {
    std::array<unsigned char, 8> length;
    for (int i = 0; i < 8; ++i)
        length[i] = static_cast<unsigned char>(std::uint64_t(text.size()) >> (8 * i));
    put(length.data(), length.size());
    put(text.data(), text.size());
    for (const TensorItem* item : order)
        put(item->second.data, item->second.size);
}

} // namespace

std::string safetensorsBytes(const std::map<std::string, TensorEntry>& tensors,
                             const std::map<std::string, std::string>& metadata, const std::string& name) {
    const std::vector<const TensorItem*> order = fileOrder(tensors);
    std::string bytes;
    compose(order, headerText(name, order, metadata),
            [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); });
    return bytes;
}

void writeSafetensors(const std::string& path, const std::map<std::string, TensorEntry>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    const std::vector<const TensorItem*> order = fileOrder(tensors);
    const std::string text = headerText(path, order, metadata);
    const std::string temporary = path + ".part" + std::to_string(getpid());
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(temporary.c_str(), "wb"), std::fclose);
    bool ok = file != nullptr;
    const auto put = [&](const void* data, std::size_t size) {
        ok = ok && (size == 0 || std::fwrite(data, 1, size, file.get()) == size);
    };
    compose(order, text, put);
    ok = ok && std::fflush(file.get()) == 0 && fsync(fileno(file.get())) == 0;
    ok = ok && std::fclose(file.release()) == 0 && std::rename(temporary.c_str(), path.c_str()) == 0;
    if (!ok) {
        const std::string reason = std::strerror(errno);
        std::remove(temporary.c_str());
        throw EngineError(ErrorCode::Format, path + ": cannot be written: " + reason,
                          "Check the folder and the space on the disk.");
    }
}

} // namespace dnas
