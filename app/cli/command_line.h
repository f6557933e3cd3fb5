// The command line of dnas: parses arguments, runs one command, turns every failure into a message and an exit code.
// Exit codes: 0 ok, 1 the answer is no, 2 wrong use, 3 failed. With --json exactly one JSON document goes to stdout.
#pragma once

#include "engine/api/project.h"
#include "engine/api/session.h"

#include <cstdint>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace dnas::cli {

constexpr int kOk = 0, kNo = 1, kWrongUse = 2, kFailed = 3;

int runCommandLine(int argc, char** argv);

/// What the chosen command will do; set by the command's callback, run after parsing.
using Command = std::function<int()>;

// Each adds its subcommands to `app`; `chosen` receives the command.
void addMethodCommands(CLI::App& app, Command& chosen);     ///< methods, data inspect, verify
void addRunCommands(CLI::App& app, Command& chosen);        ///< run, resume
void addExperimentCommands(CLI::App& app, Command& chosen); ///< list, show, genotype, check, export
void addBenchCommands(CLI::App& app, Command& chosen);      ///< bench
void addArchitectureCommands(CLI::App& app, Command& chosen); ///< genotypes, distance, network
void addMotorCommands(CLI::App& app, Command& chosen);      ///< motor simulate, search, evaluate, control, export
void addMotorResultCommands(CLI::App& motor, Command& chosen);
void addNetworkCommand(CLI::App& app, Command& chosen);
void addTrainCommands(CLI::App& app, Command& chosen);      ///< train, evaluate, export-weights
void addVitCommands(CLI::App& app, Command& chosen);        ///< vit info, eval, throughput, train, results
void addThroughputCommand(CLI::App& vit, Command& chosen);
void addVitWorkCommands(CLI::App& vit, Command& chosen);     ///< vit train, results
void addPruneCommands(CLI::App& app, Command& chosen);      ///< prune, prune apply, tune, correlate
void addLatencyCommand(CLI::App& app, Command& chosen);     ///< latency
void addGapCommand(CLI::App& app, Command& chosen);         ///< gap
void addSweepCommand(CLI::App& app, Command& chosen);       ///< sweep
void addOperationBenchmarkCommand(CLI::App& app, Command& chosen);
void addSiameseCommands(CLI::App& app, Command& chosen);    ///< pretrain, probe
void addRetrieveCommands(CLI::App& app, Command& chosen);   ///< retrieve index, query, evaluate

/// Says on stderr which cells of the network do not reach its output, if any. @param cells to which pairs are stacked
void warnOfDeadCells(const std::string& label, const Genotype& genotype, int cells = 20);
void addImportCommands(CLI::App& app, Command& chosen);     ///< import, baseline

/// Which genotype of a search: of what epoch, parsed how.
struct ParseChoice {
    int epoch = 0;         ///< from 1; 0 = the last
    std::string parse;     ///< empty = as recorded
    double threshold = -1; ///< below 0 = as recorded
};
/// Throws EngineError(Usage) for trainings, epochs that are not there, unknown parses.
Genotype foundGenotype(const ExperimentRecord& record, const ParseChoice& choice);

/// Runs `body` with an observer that writes to the terminal and a control that obeys SIGINT and SIGTERM.
Outcome guardedBySignals(const std::function<Outcome(RunObserver&, RunControl&)>& body);
/// Says how a run ended. @return the exit code
int finish(const Outcome& outcome, bool json, const std::string& file);
/// Sets KEY=VALUE options. @param help command that lists the keys
void applySettings(Request& request, const std::vector<std::string>& settings, const std::string& help);
/// The options of a request as a table for --help.
std::string optionsTable(const Request& paper, const Request& quick);

/// Experiment by id or exact name. Throws EngineError(Usage) listing what there is.
std::int64_t findExperiment(ProjectReader& project, const std::string& idOrName);

} // namespace dnas::cli
