// A file that holds a vision transformer: its weights as bytes, and the network that they belong to.
// Place: vit_model.h makes a network of it, inspectVit describes it. No Torch. Thread rule: immutable once read.
#pragma once

#include "engine/api/vit.h"
#include "engine/interop/weight_file.h"
#include "engine/vit/vit_names.h"

#include <string>

namespace dnas {

struct VitFile {
    VitFileInfo info; ///< may tell of tensors that do not fit
    WeightFile weights;
    NamedTensors named; ///< point into weights
};

/// Of a file or of weights that a project keeps, no preset. Throws as inspectVit.
VitFile readVitFile(const std::string& path, const VitOptions& options = {});

/// The network that options and shapes describe; what is given in neither is assumed, by name in info.assumed.
/// Fills spec, input, cost and the lists of tensors. @param where names the file in messages
void describeVit(VitFileInfo& info, const std::map<std::string, TensorEntry>& tensors, const VitOptions& options,
                 const std::string& where);

/// 16 hexadecimal digits of the file's bytes, or of those of the weights that a project keeps.
/// Throws EngineError: Format when it cannot be read; Project, Usage as inspectVit.
std::string fileFingerprint(const std::string& model);

} // namespace dnas
