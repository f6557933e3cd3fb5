// The weights of a network as the bytes of a safetensors file, and back: names and shapes of the field's PyTorch
// `state_dict`s. Place: weights kept in projects, export and import. Thread rule: belongs to the network's thread.
#pragma once

#include "engine/interop/safetensors.h"
#include "engine/ops/weight_store.h"

#include <map>
#include <string>
#include <vector>

namespace dnas {

/// Tensors on the host, for a writer that takes bytes.
struct HostTensors {
    std::vector<at::Tensor> owners;
    std::map<std::string, TensorEntry> entries;
    void add(const std::string& name, const at::Tensor& tensor);
};

/// Parameters and statistics by name. @param leaveOut names that begin with it are left out ("" = none)
HostTensors stateDict(const WeightStore& store, const std::string& leaveOut = {});

/// What does not fit between weights from outside and a network, tensor by tensor.
struct WeightFit {
    std::vector<std::string> missing, surplus, misshapen; ///< misshapen: "name: [64, 3, 3, 3], expected [64, 3, 7, 7]"
    std::vector<std::string> whole;                       ///< of whole numbers, which no weights are: "name: I64"
    bool fits() const { return missing.empty() && surplus.empty() && misshapen.empty() && whole.empty(); }
    /// "Missing: a, b and 3 more. Not in the network: c."; empty when it fits.
    std::string text() const;
};

/// Whether there are tensors of an auxiliary head.
bool hasAuxiliaryHead(const std::map<std::string, TensorEntry>& tensors);

/// Compares only. Counters of batches are ignored, and so is an auxiliary head of the tensors where the network has
/// none, and one of the network where the tensors have nothing of it; a part of a head does not fit. Names of older
/// versions of this program stand for today's.
WeightFit fitOf(const std::map<std::string, TensorEntry>& tensors, const WeightStore& store);

/// Copies all tensors into the store, converting their type; an auxiliary head that the tensors lack keeps its values
/// (who evaluates or exports builds the network without it). Throws EngineError(Format) naming what does not fit;
/// nothing is changed then. @param where names the file in messages
void loadStateDict(const std::map<std::string, TensorEntry>& tensors, WeightStore& store, const std::string& where);

/// The entries of a file by name; they point into it.
std::map<std::string, TensorEntry> entriesOf(const SafetensorsFile& file);

} // namespace dnas
