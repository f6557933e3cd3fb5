// Weights from other programs: safetensors files and PyTorch's zip files of a state dict, told apart by their content.
// Place: `dnas evaluate --weights`, `dnas export-weights --weights`. Thread rule: immutable once open.
// A state dict is a pickle, a program that could call anything. This reader runs a subset in which nothing is called: a
// dictionary of tensors, of which only the rebuilding is understood. Anything else is refused by its name.
// Source: docs of Python's pickletools (protocols 2 to 5); PyTorch's serialization notes (data.pkl, data/KEY).
#pragma once

#include "engine/interop/safetensors.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

/// The records of a zip file that stores without compression, as PyTorch writes it.
class StoredZip {
  public:
    struct Record {
        std::size_t begin = 0, size = 0;
    };
    /// Throws EngineError(Format) naming the file and the rule: no central directory, a record outside of the file,
    /// compressed or encrypted records, repeated names, more than 1,000,000 records, records of 4 GB and more.
    StoredZip(const std::vector<std::byte>& bytes, const std::string& path);
    const std::map<std::string, Record>& records() const { return m_records; }

  private:
    std::map<std::string, Record> m_records;
};

/// A tensor that a state dict names: a view of a storage.
struct PickledTensor {
    std::string name, storage; ///< key of the storage: record "data/KEY"
    TensorType type = TensorType::F32;
    std::int64_t offset = 0; ///< in elements
    std::vector<std::int64_t> shape, stride;
};

/// Runs the pickle of a state dict. Of a checkpoint, a dictionary with a dictionary "state_dict", "model" or "net", that
/// one alone is read and its neighbours are passed over; so are plain numbers and texts beside tensors. A leading
/// "module." of all names is dropped.
/// Throws EngineError(Format): every opcode, function or class that is not understood, by name; a stack that runs
/// empty; nesting, sizes and numbers beyond sane limits.
std::vector<PickledTensor> readStateDictPickle(const std::byte* data, std::size_t size, const std::string& path);

class WeightFile {
  public:
    static WeightFile open(const std::string& path);
    /// Of weights that a project keeps. @param name what messages call it
    static WeightFile ofSafetensors(std::vector<std::byte> bytes, const std::string& name);
    const std::map<std::string, TensorEntry>& entries() const { return m_entries; }
    /// Of a safetensors file; a state dict has none.
    std::map<std::string, std::string> metadata() const {
        return m_safetensors ? m_safetensors->metadata() : std::map<std::string, std::string>{};
    }

  private:
    std::unique_ptr<SafetensorsFile> m_safetensors;
    std::vector<std::vector<std::byte>> m_contiguous; ///< data of the tensors of a state dict
    std::map<std::string, TensorEntry> m_entries;
};

} // namespace dnas
