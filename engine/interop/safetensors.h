// Safetensors files: named tensors behind a JSON header. Read as hostile input, written so that others read them.
// Place: reference files of `dnas verify`, weights from and to other programs. Knows nothing of tensors libraries.
// Thread rule: a SafetensorsFile is immutable, any number of threads may read it.
// Source: github.com/huggingface/safetensors, "Format": u64 little-endian header length, JSON header, bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dnas {

enum class TensorType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

/// Word of the format: "F64", "BOOL", ...
const char* name(TensorType type);
/// Bytes of one element.
std::size_t itemSize(TensorType type);

/// One tensor, row-major, little-endian. `data` is not owned and may lie at any alignment: copy it out with memcpy.
struct TensorEntry {
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape; ///< empty = a scalar
    const std::byte* data = nullptr;
    std::size_t size = 0; ///< bytes = itemSize(type) * product(shape)
};

class SafetensorsFile {
  public:
    /// Reads the whole file. Throws EngineError(Format) naming the file, the tensor and the rule: header length beyond
    /// the file or above 100 MB, no JSON, repeated keys, unknown type, negative or overflowing shape, offsets outside
    /// the data, a length that does not fit type and shape, tensors that overlap or leave holes.
    static SafetensorsFile open(const std::string& path);
    /// The same from memory. @param name what messages call it
    static SafetensorsFile parse(std::vector<std::byte> bytes, const std::string& name);
    SafetensorsFile(SafetensorsFile&&) = default; // moved, not copied: the entries point into m_bytes
    SafetensorsFile& operator=(SafetensorsFile&&) = default;

    const std::string& path() const { return m_path; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    /// In alphabetical order.
    std::vector<std::string> names() const;
    bool contains(const std::string& tensor) const { return m_tensors.count(tensor) > 0; }
    /// Throws EngineError(Format) naming file and tensor when there is none of this name.
    const TensorEntry& at(const std::string& tensor) const;

  private:
    SafetensorsFile() = default;

    std::string m_path;
    std::map<std::string, std::string> m_metadata;
    std::map<std::string, TensorEntry> m_tensors;
    std::vector<std::byte> m_bytes;
};

/// Writes beside `path` and renames, so that a failure leaves what was there before. Large elements come first: every
/// tensor is aligned. Throws EngineError(Format): the file cannot be written, a tensor's size contradicts its shape, a
/// text is not UTF-8.
void writeSafetensors(const std::string& path, const std::map<std::string, TensorEntry>& tensors,
                      const std::map<std::string, std::string>& metadata = {});

/// The bytes that writeSafetensors would write. @param name what messages call it
std::string safetensorsBytes(const std::map<std::string, TensorEntry>& tensors,
                             const std::map<std::string, std::string>& metadata, const std::string& name);

} // namespace dnas
