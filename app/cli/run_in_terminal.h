// Runs a request into a project file and shows it on a terminal. Place: every command that runs one experiment.
#pragma once

#include "app/cli/command_line.h"
#include "engine/api/request.h"

#include <string>

namespace dnas::cli {

/// Folders of data and files of models get absolute paths: what runs here is resumed, pruned and compared from anywhere.
Request withAbsolutePaths(Request request);

/// Runs the request into the project file, which is made if it is missing, with progress on stderr; signals stop it.
/// What could not start leaves no new file. @param parent experiment that it follows; 0 = none
/// Throws EngineError(Usage) where no file is named; as validate(Request).
Outcome runInProject(const std::string& file, const Request& request, std::int64_t parent = 0);

/// The same, and says how it ended. @return exit code
int runInTerminal(const Request& request, const std::string& file, bool json, std::int64_t parent = 0);

} // namespace dnas::cli
