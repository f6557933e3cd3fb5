#include "engine/vit/trained_vit.h"

#include "engine/api/error.h"

namespace dnas {

std::string trainedVit(ProjectReader& project, const ExperimentRecord& record) {
    const std::int64_t id = record.summary.id;
    if (record.request.vitWork->work != VitWork::Train)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is no training: it keeps no network.",
                          "Its result: dnas vit results " + project.path() + " " + std::to_string(id));
    if (!project.weights(id, "last"))
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no last weights yet.",
                          "They are kept when a training ends or is stopped.");
    return project.path() + "#" + std::to_string(id);
}

void requireKeptWeights(const std::string& weights) {
    if (weights == "best" || weights == "last") return;
    throw EngineError(ErrorCode::Usage,
                      "--weights is '" + weights + "'; a training of a vision transformer keeps those that it ended with: last.",
                      "A file by itself: dnas vit eval FILE --data SPEC.");
}

} // namespace dnas
