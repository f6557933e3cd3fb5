// dnas list | show | genotype | check | export: what a project holds.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/pruning_text.h"
#include "app/cli/text_table.h"

#include "engine/api/discretize.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/pruned_export.h"

#include <CLI/CLI.hpp>

#include <climits>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace dnas::cli {

namespace {

struct Arguments {
    std::string file, experiment, parse, kept, format = "darts", figure, out;
    int epoch = 0; ///< 1-based; 0 = the last
    double threshold = -1;
    bool json = false;
};

int list(const Arguments& a) {
    const auto reader = ProjectReader::open(a.file);
    const std::vector<ExperimentSummary> experiments = reader->experiments();
    if (a.json) {
        Json all = Json::array();
        for (const ExperimentSummary& e : experiments) all.push_back(summaryJson(e));
        print({{"experiments", all}});
        return kOk;
    }
    TextTable table({"id", "name", "method", "data", "status", "seed", "epochs", "best", "created"});
    for (const ExperimentSummary& e : experiments)
        table.add({std::to_string(e.id), e.name, e.method, e.data, e.damaged ? "damaged" : name(e.status), std::to_string(e.seed),
                   std::to_string(e.epochsDone) + " of " + std::to_string(e.epochsPlanned), percent(e.bestValidTop1), e.created});
    std::cout << (experiments.empty() ? a.file + " holds no experiment yet.\n" : table.text());
    return kOk;
}

/// The snapshot of the epoch asked for. Throws EngineError(Usage) naming the range.
const Snapshot& snapshotAt(const ExperimentRecord& record, int epoch) {
    if (record.snapshots.empty())
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no finished epoch yet.");
    if (epoch == 0) return *record.snapshots.back();
    for (const SnapshotPtr& snapshot : record.snapshots)
        if (snapshot->epoch + 1 == epoch) return *snapshot;
    throw EngineError(ErrorCode::Usage, "--epoch is " + std::to_string(epoch) + "; experiment '" + record.summary.name + "' has epochs 1 to " +
                                            std::to_string(record.snapshots.back()->epoch + 1) + ".");
}

void printAlpha(const Snapshot& snapshot) {
    for (const AlphaGroup& group : snapshot.alpha) {
        std::vector<std::string> heads{group.name};
        heads.insert(heads.end(), group.columns.begin(), group.columns.end());
        TextTable table(heads);
        for (std::size_t row = 0; row < group.rowCount(); ++row) {
            std::vector<std::string> cells{group.rows[row].label};
            for (std::size_t column = 0; column < group.columnCount(); ++column) cells.push_back(fixed(group.weight(row, column), 3));
            table.add(cells);
        }
        std::cout << "\n" << table.text();
    }
}

/// What was kept under a name in the window.
Json keptJson(const std::vector<KeptGenotype>& all) {
    Json list = Json::array();
    for (const KeptGenotype& kept : all)
        list.push_back({{"name", kept.name}, {"epoch", kept.epoch + 1}, {"parse", kept.parse}, {"genotype", kept.genotype}});
    return list;
}

std::string epochTable(const std::vector<SnapshotPtr>& snapshots) {
    TextTable table({"epoch", "train loss", "train top-1", "valid loss", "valid top-1", "skips", "entropy", "parameters", "images/s", "seconds"});
    for (const SnapshotPtr& e : snapshots)
        table.add({std::to_string(e->epoch + 1), fixed(e->metric("train_loss"), 3), percent(e->metric("train_top1")), fixed(e->metric("valid_loss"), 3),
                   percent(e->metric("valid_top1")), fixed(e->metric("skip_count"), 0), fixed(e->metric("entropy"), 3), magnitude(e->metric("parameters")),
                   fixed(e->metric("images_per_second"), 0), fixed(e->metric("seconds"), 1)});
    return table.text();
}

/// What was measured of the experiment after its run.
Json measurementsJson(const std::vector<Measurement>& all) {
    Json list = Json::array();
    for (const Measurement& m : all)
        list.push_back({{"name", m.name}, {"value", number(m.value)}, {"low", number(m.low)}, {"high", number(m.high)},
                        {"conditions", m.conditions}, {"machine", m.machine}, {"measured", m.measured}});
    return list;
}

void printMeasurements(const std::vector<Measurement>& all) {
    if (all.empty()) return;
    const auto value = [](const Measurement& m, double v) {
        if (std::isnan(v)) return std::string("-");
        if (m.name.rfind("latency", 0) == 0) return fixed(v * 1e3, 2) + " ms";
        if (m.name.rfind("throughput", 0) == 0) return fixed(v, 1) + " images/s";
        return m.name.find("top1") != std::string::npos ? percent(v) : fixed(v, 4);
    };
    TextTable table({"measured", "value", "10 %", "90 %", "conditions", "machine", "when"});
    for (const Measurement& m : all)
        table.add({m.name, value(m, m.value), value(m, m.low), value(m, m.high), m.conditions, m.machine, m.measured});
    std::cout << "\n" << table.text();
}

int show(const Arguments& a) {
    const auto reader = ProjectReader::open(a.file);
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.experiment));
    const std::vector<KeptGenotype> kept = reader->keptGenotypes(record.summary.id);
    if (a.json) {
        Json epochs = Json::array();
        for (const SnapshotPtr& snapshot : record.snapshots)
            if (a.epoch == 0 || snapshot->epoch + 1 == a.epoch) epochs.push_back(snapshotJson(*snapshot));
        if (a.epoch != 0 && epochs.empty()) snapshotAt(record, a.epoch);
        const Json request = Json::parse(record.requestText);
        const Json training = request.contains("training") ? request.at("training") : Json(nullptr);
        Json document{{"id", record.summary.id}, {"name", record.summary.name}, {"method", record.summary.method}, {"status", name(record.summary.status)},
               {"seed", record.summary.seed}, {"message", record.summary.message}, {"versions", record.versions}, {"environment", record.environment},
               {"recipe", request.at("recipe")}, {"training", training}, {"task", request.at("task")}, {"resources", request.at("resources")}, {"epochs", epochs},
               {"kept", keptJson(kept)}, {"measurements", measurementsJson(reader->measurements(record.summary.id))}};
        if (const auto& pruning = record.request.pruning) {
            document["pruning"] = request.at("pruning");
            document["found"] = pruningJson(*pruning, pruningSummary(*pruning, record.snapshots));
        }
        print(document);
        return kOk;
    }
    const ExperimentSummary& s = record.summary;
    std::cout << s.name << " (experiment " << s.id << "): " << name(s.status) << (s.message.empty() ? "" : ". " + s.message) << "\n"
              << requestSummary(record.request) << "\n" << record.environment << "; " << record.versions << "; created " << s.created << "\n";
    if (record.snapshots.empty()) {
        std::cout << "No finished epoch yet.\n";
        return kOk;
    }
    const Snapshot& snapshot = snapshotAt(record, a.epoch);
    std::cout << "\n" << (record.request.pruning ? pruningTable(*record.request.pruning, record.snapshots) : epochTable(record.snapshots));
    if (!snapshot.alpha.empty()) std::cout << (record.request.pruning ? "\nGates at iteration " : "\nMixing weights at epoch ") << snapshot.epoch + 1 << ":\n";
    printAlpha(snapshot);
    if (const auto& pruning = record.request.pruning) std::cout << "\n" << pruningText(*pruning, pruningSummary(*pruning, record.snapshots));
    if (!snapshot.genotype.cells.empty() || !snapshot.genotype.chains.empty()) std::cout << "\n" << genotypeTextWrapped(snapshot.genotype) << "\n";
    if (!record.request.pruning) printMeasurements(reader->measurements(record.summary.id)); // of masks there are hundreds: --json tells them
    if (kept.empty()) return kOk;
    TextTable names({"kept as", record.request.pruning ? "iteration" : "epoch", "how"});
    for (const KeptGenotype& one : kept) names.add({one.name, std::to_string(one.epoch + 1), one.parse});
    std::cout << "\n" << names.text();
    return kOk;
}

} // namespace

Genotype foundGenotype(const ExperimentRecord& record, const ParseChoice& choice) {
    if (record.request.training)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is a training: it has no alpha to parse.",
                          "Its network stands in `dnas show`.");
    if (record.request.siamese && record.request.siamese->stage != SiameseStage::Search)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is no search: it has no alpha to parse.",
                          "Give the search that it follows.");
    const Snapshot& snapshot = snapshotAt(record, choice.epoch);
    DiscretizeSpec rule = record.request.recipe.discretize;
    if (!choice.parse.empty()) rule.method = parseMethod(choice.parse);
    if (choice.threshold >= 0) rule.threshold = choice.threshold;
    return parseGenotypeIn(std::get<CellSpaceSpec>(record.request.recipe.space), snapshot.alpha, rule);
}

namespace {

/// Throws EngineError(Usage) listing the names that there are.
Genotype keptGenotype(ProjectReader& reader, std::int64_t experiment, const std::string& name) {
    std::string known;
    for (const KeptGenotype& kept : reader.keptGenotypes(experiment)) {
        if (!keptMask(kept.genotype).empty()) continue; // of a pruning: dnas prune apply takes it
        if (kept.name == name) return parseGenotype(kept.genotype);
        known += (known.empty() ? "" : ", ") + kept.name;
    }
    throw EngineError(ErrorCode::Usage, "No genotype is kept as '" + name + "'.", known.empty() ? "Keep one in the window." : "Kept: " + known + ".");
}

int genotype(const Arguments& a) {
    const auto reader = ProjectReader::open(a.file);
    const std::int64_t experiment = findExperiment(*reader, a.experiment);
    const Genotype result = a.kept.empty() ? foundGenotype(reader->experiment(experiment), {a.epoch, a.parse, a.threshold}) : keptGenotype(*reader, experiment, a.kept);
    if (a.json || a.format == "json")
        std::cout << genotypeJson(result) << "\n";
    else if (a.format == "dot")
        for (std::size_t cell = 0; cell < result.cells.size(); ++cell) std::cout << genotypeDot(result, static_cast<int>(cell));
    else
        std::cout << genotypeText(result) << "\n";
    return kOk;
}

int check(const Arguments& a) {
    const auto reader = ProjectReader::open(a.file);
    bool ok = true;
    Json items = Json::array();
    TextTable table({"id", "name", "verdict", "detail"});
    for (const CheckResult& result : reader->check()) {
        ok &= result.ok;
        items.push_back({{"id", result.id}, {"name", result.name}, {"ok", result.ok}, {"detail", result.detail}});
        table.add({result.id == 0 ? "-" : std::to_string(result.id), result.name, result.ok ? "ok" : "DAMAGED", result.detail});
    }
    if (a.json)
        print({{"file", a.file}, {"ok", ok}, {"items", items}});
    else
        std::cout << table.text() << (ok ? "The project is sound.\n" : "The project is damaged where said; everything else can be used.\n");
    return ok ? kOk : kNo;
}

/// Figures are drawn by the window's program, so that this one needs no Qt.
int exportFigure(const Arguments& a) {
    if (a.figure != "help" && (a.file.empty() || a.experiment.empty()))
        throw EngineError(ErrorCode::Usage, "export needs FILE and EXPERIMENT.", "'dnas export --figure help' lists the figures.");
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    std::string program = length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "dnas";
    program = program.substr(0, program.find_last_of('/') + 1) + "dnas-studio";
    std::vector<std::string> words{program, "--figure", a.figure};
    if (!a.experiment.empty()) words.insert(words.begin() + 1, {"--export", a.file, a.experiment});
    if (!a.out.empty()) words.insert(words.end(), {"--out", a.out});
    if (a.epoch > 0) words.insert(words.end(), {"--epoch", std::to_string(a.epoch)});
    if (a.json) words.push_back("--json");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    setenv("QT_QPA_PLATFORM", "offscreen", 0);
    execv(program.c_str(), arguments.data());
    throw EngineError(ErrorCode::Unsupported, "Figures are drawn by dnas-studio, which is not beside dnas (" + program + ").", "Build it with app/run --build-only.");
}

} // namespace

void addExperimentCommands(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<Arguments>();
    const auto add = [&](const char* word, const char* help, bool experiment, int (*body)(const Arguments&)) {
        CLI::App* command = app.add_subcommand(word, help);
        command->add_option("FILE", a->file, "Project file")->required();
        if (experiment) command->add_option("EXPERIMENT", a->experiment, "Id or name")->required();
        if (experiment) command->add_option("--epoch", a->epoch, "Epoch, from 1; the last one if not given")->check(CLI::Range(1, 1000000));
        command->callback([a, body, &chosen] { chosen = [a, body] { return body(*a); }; });
        return command;
    };
    const char* jsonHelp = "One JSON document on stdout";
    add("list", "The experiments of a project", false, list)->add_flag("--json", a->json, jsonHelp);
    add("show", "An experiment: epochs, mixing weights, genotype", true, show)->add_flag("--json", a->json, jsonHelp);
    add("check", "Integrity of a project, experiment by experiment; exit code 1 when something is damaged", false, check)->add_flag("--json", a->json, jsonHelp);
    CLI::App* genotypeApp = add("genotype", "The genotype of an epoch, parsed as recorded or another way", true, genotype);
    genotypeApp->add_option("--parse", a->parse, "darts | sparse | edge | complete")->check(CLI::IsMember({"darts", "sparse", "edge", "complete"}));
    genotypeApp->add_option("--threshold", a->threshold, "Mixing weight that an operation must reach")->check(CLI::Range(0.0, 1.0));
    CLI::Option* kept = genotypeApp->add_option("--kept", a->kept, "One that was kept under this name, as it was parsed then");
    for (const char* other : {"--epoch", "--parse", "--threshold"}) kept->excludes(genotypeApp->get_option(other));
    genotypeApp->add_option("--format", a->format, "darts | json | dot")->check(CLI::IsMember({"darts", "json", "dot"}))->capture_default_str();
    genotypeApp->add_flag("--json", a->json, "The same as --format json");
    CLI::App* exportApp = add("export", "Draw a figure of an experiment", true, exportFigure);
    for (const char* option : {"FILE", "EXPERIMENT"}) exportApp->get_option(option)->required(false); // the list needs none
    exportApp->add_option("--figure", a->figure, "Name of the figure; 'help' lists them (of EXPERIMENT where it is given), 'all' draws all")->required();
    exportApp->add_option("--out", a->out, "File (.svg .pdf .png .csv); a folder for 'all'");
    exportApp->add_flag("--json", a->json, jsonHelp);
}

} // namespace dnas::cli
