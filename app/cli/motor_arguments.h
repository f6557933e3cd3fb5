// What the commands of `dnas motor` share: which motor, and numbers in words.
// Place: motor_commands.cpp, motor_result_commands.cpp.
#pragma once

#include "app/cli/json_output.h"

#include "engine/api/motor_search.h"

#include <string>

namespace CLI {
class App;
}

namespace dnas::cli {

/// The options that say which motor it is.
struct MotorArguments {
    std::string flux = "saturating"; ///< linear | saturating | FILE.csv
    MotorSpec motor;
};

/// Adds --flux, --resistance, --pole-pairs, --inertia, --friction.
void addMotorOptions(CLI::App& command, MotorArguments& arguments);
/// Throws EngineError(Usage).
MotorSpec motorOf(const MotorArguments& arguments);

Json fluxErrorsJson(const FluxErrors& errors);
/// A candidate without its weights: layers, formula, criteria, errors, guards.
Json candidateJson(const MotorCandidate& candidate);
/// "searched / baseline / linear", a row each, for a terminal.
std::string resultTable(const MotorSearchResult& result);

/// Writes a text file whole. Throws EngineError(Usage) when it cannot be written.
void writeText(const std::string& path, const std::string& text);

} // namespace dnas::cli
