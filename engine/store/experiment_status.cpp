#include "engine/api/error.h"
#include "engine/api/project.h"

#include <array>

namespace dnas {

namespace {

constexpr std::array<const char*, 8> kNames = {"queued",   "running",  "paused", "stopped",
                                               "finished", "diverged", "failed", "interrupted"};

} // namespace

const char* name(ExperimentStatus status) {
    return kNames.at(std::size_t(status));
}

ExperimentStatus experimentStatus(const std::string& name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (name == kNames[i]) return ExperimentStatus(i);
    throw EngineError(ErrorCode::Format, "unknown status '" + name + "'",
                      "Known are queued, running, paused, stopped, finished, diverged, failed, interrupted.");
}

} // namespace dnas
