// A motor search as an experiment of the project file.
// Place: session.cpp hands requests with a motor to it. Thread rule: as RunObserver.
#pragma once

#include "engine/api/session.h"

namespace dnas {

/// Makes the record, unless `experiment` is one, and runs the search from its beginning; it takes a minute or two, so
/// that there is no state to go on with. The result becomes the experiment's checkpoint (see motorResult).
Outcome runMotorSearch(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer,
                       RunControl& control);

/// From two epochs of each step and a short training. Throws as MotorSearchRun.
RunEstimate estimateMotorSearch(const Request& request);

} // namespace dnas
