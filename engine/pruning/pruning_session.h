// A pruning as an experiment of the project file.
// Place: session.cpp hands requests with a pruning to it. Thread rule: as RunObserver.
#pragma once

#include "engine/api/session.h"

namespace dnas {

/// Makes the record, unless `experiment` is one, and searches from its beginning or from its last checkpoint, with the
/// same bits as without the interruption.
Outcome runPruning(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control);

} // namespace dnas
