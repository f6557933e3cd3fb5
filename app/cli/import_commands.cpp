// dnas import | baseline: runs that need no search.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/agreement.h"
#include "engine/api/baseline.h"
#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/log_import.h"
#include "engine/api/session.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct ImportArguments {
    std::string log, project, name;
    bool json = false;
};

int importRun(const ImportArguments& a) {
    FinishedRun run = importLogFile(a.log); // before the project, so that a log that is none leaves no empty project behind
    if (!a.name.empty()) run.request.name = a.name;
    const std::int64_t id = Project::open(a.project)->addFinishedRun(run, engineVersions());
    Json notes = Json::array();
    for (const RunEvent& event : run.events) notes.push_back(event.text);
    if (a.json) {
        print({{"experiment", id}, {"name", run.request.name}, {"epochs", run.snapshots.size()}, {"notes", notes}});
        return kOk;
    }
    for (const RunEvent& event : run.events) std::cerr << "dnas: " << a.log << ", " << event.text << "\n";
    std::cout << "Experiment " << id << " in " << a.project << ": " << run.snapshots.size() << (run.snapshots.size() == 1 ? " epoch" : " epochs")
              << " imported from " << a.log << ".\n";
    return kOk;
}

struct BaselineArguments {
    std::string file, experiment;
    int count = 100;
    std::uint64_t seed = 1;
    bool json = false;
};

/// One property of the found genotype among those of the random ones.
struct Place {
    const char *metric, *title;
    double found = 0;
    std::vector<double> random;
};

std::vector<Place> placesOf(const ExperimentRecord& record, const FinishedRun& baseline) {
    Snapshot found; // counted as the random ones are
    found.genotype = record.snapshots.back()->genotype;
    addArchitectureFacts(found, record.request.recipe.dominantThreshold, retrainShape(record.request));
    std::vector<Place> places{{"parameters", "parameters", 0, {}}, {"multiply_adds", "multiply-adds", 0, {}}, {"skip_count", "skips", 0, {}}};
    for (Place& place : places) {
        place.found = found.metric(place.metric);
        for (const Snapshot& snapshot : baseline.snapshots) place.random.push_back(snapshot.metric(place.metric));
    }
    return places;
}

int drawBaseline(const BaselineArguments& a) {
    ProjectReader::open(a.file); // a missing file is an error here, not a new project
    const std::unique_ptr<Project> project = Project::open(a.file);
    const std::unique_ptr<ProjectReader> reader = project->reader();
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.experiment));
    if (record.snapshots.empty())
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no finished epoch yet: there is nothing to compare with.");
    const FinishedRun baseline = randomBaseline(record.request, a.count, a.seed);
    const std::vector<Place> places = placesOf(record, baseline);
    const std::int64_t id = project->addFinishedRun(baseline, engineVersions());
    if (a.json) {
        Json json{{"experiment", id}, {"of", record.summary.id}, {"count", a.count}, {"seed", a.seed}, {"metrics", Json::object()}};
        for (const Place& place : places) {
            const Spread spread = spreadOf(place.random);
            json["metrics"][place.metric] = {{"found", number(place.found)}, {"mean", number(spread.mean)}, {"deviation", number(spread.deviation)},
                                             {"rank", number(rankAmong(place.found, place.random))}};
        }
        print(json);
        return kOk;
    }
    const auto text = [](double value, bool whole) { return whole ? fixed(value, 1) : magnitude(value); };
    TextTable table({"", "found", "random, mean", "deviation", "share of random below"});
    for (const Place& place : places) {
        const Spread spread = spreadOf(place.random);
        const bool whole = place.metric == std::string("skip_count");
        table.add({place.title, text(place.found, whole), text(spread.mean, whole), text(spread.deviation, whole), percent(rankAmong(place.found, place.random))});
    }
    std::cout << "Experiment " << id << " in " << a.file << ": " << a.count << " random genotypes in the space of '" << record.summary.name << "'.\n\n"
              << table.text();
    return kOk;
}

} // namespace

void addImportCommands(CLI::App& app, Command& chosen) {
    const char* jsonHelp = "One JSON document on stdout";
    auto i = std::make_shared<ImportArguments>();
    CLI::App* import = app.add_subcommand("import", "Keep the text log of a DARTS-family script as an experiment");
    import->add_option("LOG", i->log, "Log with one Genotype(...) an epoch, and alpha matrices and accuracies where it has them")->required();
    import->add_option("--project", i->project, "Project file (.dnas); made if it is missing")->required();
    import->add_option("--name", i->name, "Name of the experiment; the log's if not given");
    import->add_flag("--json", i->json, jsonHelp);
    import->callback([i, &chosen] { chosen = [i] { return importRun(*i); }; });

    auto b = std::make_shared<BaselineArguments>();
    CLI::App* baseline = app.add_subcommand("baseline", "Draw random genotypes in the space of an experiment and keep them beside it");
    baseline->add_option("FILE", b->file, "Project file")->required();
    baseline->add_option("EXPERIMENT", b->experiment, "Id or name")->required();
    baseline->add_option("--count", b->count, "Number of genotypes")->check(CLI::Range(1, kMostBaselineSamples))->capture_default_str();
    baseline->add_option("--seed", b->seed, "Seed of the draw")->capture_default_str();
    baseline->add_flag("--json", b->json, jsonHelp);
    baseline->callback([b, &chosen] { chosen = [b] { return drawBaseline(*b); }; });
}

} // namespace dnas::cli
