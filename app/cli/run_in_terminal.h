// Runs a search and shows it on a terminal. Place: dnas run, dnas motor search.
#pragma once

#include "app/cli/command_line.h"
#include "engine/api/request.h"

#include <string>

namespace dnas::cli {

/// Runs the request into the project file, with progress on stderr; signals stop it. @return exit code
int runInTerminal(const Request& request, const std::string& project, bool json);

} // namespace dnas::cli
