// A pruning of what a file holds (engine/api/pruning.h).
#include "engine/api/error.h"
#include "engine/api/pruning.h"

namespace dnas {

PruningSpec makePruningSpec(const std::string& model, const VitOptions& options) {
    const VitFileInfo info = inspectVit(model, options);
    if (!info.fits())
        throw EngineError(ErrorCode::Format, model + ": the weights do not fit the vision transformer.",
                          "`dnas vit info` lists the tensors.");
    PruningSpec spec;
    spec.model = model;
    spec.fingerprint = info.fingerprint;
    spec.network = info.spec;
    for (const auto& [key, value] : options)
        spec.options += (spec.options.empty() ? "" : " ") + key + "=" + value;
    return spec;
}

} // namespace dnas
