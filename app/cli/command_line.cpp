#include "app/cli/command_line.h"

#include "engine/api/error.h"
#include "engine/api/session.h"

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <iostream>

namespace dnas::cli {

namespace {

int report(const EngineError& error) {
    std::cerr << "dnas: " << error.what() << "\n";
    if (!error.hint().empty()) std::cerr << "      " << error.hint() << "\n";
    return error.code() == ErrorCode::Usage ? kWrongUse : kFailed;
}

void addCommands(CLI::App& app, Command& chosen) {
    addMethodCommands(app, chosen);
    addRunCommands(app, chosen);
    addExperimentCommands(app, chosen);
    addBenchCommands(app, chosen);
    addArchitectureCommands(app, chosen);
    addImportCommands(app, chosen);
    addMotorCommands(app, chosen);
    addTrainCommands(app, chosen);
    addLatencyCommand(app, chosen);
    addGapCommand(app, chosen);
    addSweepCommand(app, chosen);
    addOperationBenchmarkCommand(app, chosen);
    addSiameseCommands(app, chosen);
    addRetrieveCommands(app, chosen);
    addVitCommands(app, chosen);
    addPruneCommands(app, chosen);
}

std::string commandNames(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : app.get_subcommands({})) names += (names.empty() ? "" : ", ") + command->get_name();
    return names;
}

bool knows(const CLI::App& app, const std::string& word) {
    for (const CLI::App* command : app.get_subcommands({}))
        if (command->get_name() == word) return true;
    return false;
}

} // namespace

int runCommandLine(int argc, char** argv) {
    auto log = spdlog::stderr_color_st("dnas"); // stdout belongs to the answer
    log->set_pattern("%^%l%$: %v");
    spdlog::set_default_logger(log);

    CLI::App app{"Differentiable neural architecture search from the command line.", "dnas"};
    app.set_version_flag("--version", engineVersions());
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of all commands");
    Command chosen;
    addCommands(app, chosen);
    if (argc > 1 && argv[1][0] != '-' && !knows(app, argv[1])) {
        std::cerr << "dnas: unknown command '" << argv[1] << "'\n      Commands: " << commandNames(app) << ".\n";
        return kWrongUse;
    }
    try {
        app.parse(argc, argv);
        return chosen ? chosen() : kOk;
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? kOk : kWrongUse;
    } catch (const EngineError& e) {
        return report(e);
    } catch (const std::exception& e) {
        std::cerr << "dnas: " << e.what() << "\n";
        return kFailed;
    }
}

std::int64_t findExperiment(ProjectReader& project, const std::string& idOrName) {
    const std::vector<ExperimentSummary> experiments = project.experiments();
    std::string known;
    for (const ExperimentSummary& experiment : experiments) {
        if (std::to_string(experiment.id) == idOrName || experiment.name == idOrName) return experiment.id;
        known += (known.empty() ? "" : ", ") + std::to_string(experiment.id) + " '" + experiment.name + "'";
    }
    throw EngineError(ErrorCode::Usage, project.path() + " has no experiment '" + idOrName + "'.",
                      known.empty() ? "It holds none yet." : "It holds: " + known + ".");
}

} // namespace dnas::cli
