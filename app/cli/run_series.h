// Many runs of one project in a row. Place: dnas sweep, dnas operation-benchmark.
#pragma once

#include "engine/api/project.h"

#include <string>
#include <vector>

namespace dnas::cli {

/// Runs what the project has not finished yet, so that a series that was stopped goes on where it was. A run that diverges
/// is a result too: the series goes on. @param tag of the experiments @return false when a signal stopped it
/// Throws EngineError when a run cannot start.
bool runSeries(Project& project, const std::vector<Request>& requests, const std::string& tag);

} // namespace dnas::cli
