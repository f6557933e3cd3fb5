#include "engine/pruning/pruning_session.h"

#include "engine/pruning/pruning_run.h"

namespace dnas {

Outcome runPruning(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    return runIterated(project, request, experiment, observer, control,
                       [&](const c10::Device& device) { return std::make_unique<PruningRun>(*request.pruning, request.seed, device); });
}

} // namespace dnas
