// The vision transformer that a training of a project ended with.
// Place: `dnas evaluate`, `dnas export-weights`. Thread rule: reads the project on the calling thread.
#pragma once

#include "engine/api/project.h"

#include <string>

namespace dnas {

/// What loadVit and inspectVit call it: "P.dnas#3".
/// Throws EngineError(Usage): a comparison or study, which keep no network; no weights yet.
std::string trainedVit(ProjectReader& project, const ExperimentRecord& record);

/// Throws EngineError(Usage) for other weights than "best" (the usual word) and "last": a training of a vision transformer
/// keeps those that it ended with, and a file is evaluated without it.
void requireKeptWeights(const std::string& weights);

} // namespace dnas
