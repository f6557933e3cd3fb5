// dnas operation-benchmark: what each of the 12 operations of S_o is worth, as weights for dnas distance.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/run_series.h"
#include "app/cli/text_table.h"

#include "engine/api/distance.h"
#include "engine/api/error.h"
#include "engine/api/operation_benchmark.h"
#include "engine/api/rank_correlation.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>

namespace dnas::cli {

namespace {

struct BenchmarkArguments {
    OperationBenchmarkSpec spec;
    std::string preset = "paper", project, out;
    std::vector<std::string> settings;
    int threads = 0;
    bool json = false;
};

std::vector<OperationTrial> trialsOf(const BenchmarkArguments& a) {
    OperationBenchmarkSpec spec = a.spec;
    spec.preset = a.preset == "quick" ? Preset::Quick : Preset::Paper;
    std::vector<OperationTrial> trials = operationTrials(spec);
    for (OperationTrial& trial : trials) {
        applySettings(trial.request, a.settings, "dnas train ResNet18 --help");
        if (a.threads > 0) trial.request.resources.threads = a.threads;
    }
    return trials;
}

std::map<std::string, double> reachedIn(ProjectReader& reader) {
    std::map<std::string, double> reached;
    for (const ExperimentSummary& summary : reader.experiments())
        if (summary.status == ExperimentStatus::Finished && !summary.damaged) {
            const auto [place, isNew] = reached.emplace(requestHash(reader.facts(summary.id).request), summary.bestValidTop1);
            if (!isNew) place->second = std::max(place->second, summary.bestValidTop1);
        }
    return reached;
}

/// Rank correlation of what was measured with a published table; NaN while operations are missing.
double agreement(const std::vector<OperationScore>& scores, WeightTable table) {
    std::vector<double> values;
    for (const OperationScore& score : scores) values.push_back(score.score);
    return spearman(values, operationWeights(table));
}

/// The weight table as `dnas distance --weights FILE` reads it.
void writeWeights(const std::string& path, const std::vector<OperationScore>& scores) {
    Json weights = Json::object();
    for (const OperationScore& score : scores) {
        if (std::isnan(score.score)) throw EngineError(ErrorCode::Usage, "No weights yet: '" + score.operation + "' is not measured.");
        weights[score.operation] = score.score;
    }
    std::ofstream file(path);
    file << Json{{"weights", weights}}.dump(2) << "\n";
    if (!file.flush()) throw EngineError(ErrorCode::Data, path + " cannot be written.");
}

void report(const BenchmarkArguments& a, const std::vector<OperationScore>& scores) {
    const double thesis = agreement(scores, WeightTable::Table41), repository = agreement(scores, WeightTable::Repository);
    const std::vector<double>& published = operationWeights(WeightTable::Table41);
    Json rows = Json::array();
    TextTable table({"operation", "score", "deviation", "positions", "table 4.1"});
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const OperationScore& s = scores[i];
        rows.push_back({{"operation", s.operation}, {"score", number(s.score)}, {"deviation", number(s.deviation)}, {"positions", s.positions}});
        table.add({s.operation, fixed(s.score, 3), fixed(s.deviation, 3), std::to_string(s.positions), fixed(published[i], 3)});
    }
    if (a.json)
        print({{"project", a.project}, {"operations", rows}, {"rank_correlation", {{"table-4.1", number(thesis)}, {"repository", number(repository)}}}});
    else
        std::cout << table.text() << "\nRank correlation (Spearman) with table 4.1: " << fixed(thesis, 3) << ", with the repository's other table: " << fixed(repository, 3) << "\n";
}

int benchmark(const BenchmarkArguments& a) {
    const std::vector<OperationTrial> trials = trialsOf(a);
    std::vector<Request> requests;
    for (const OperationTrial& trial : trials) requests.push_back(trial.request);
    const std::unique_ptr<Project> project = Project::open(a.project);
    const bool whole = runSeries(*project, requests, "operation benchmark");
    const std::vector<OperationScore> scores = operationScores(trials, reachedIn(*project->reader()));
    report(a, scores);
    if (!a.out.empty()) writeWeights(a.out, scores);
    if (!whole) spdlog::warn("The benchmark was stopped; the same command goes on with it.");
    return whole ? kOk : kFailed;
}

} // namespace

void addOperationBenchmarkCommand(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<BenchmarkArguments>();
    CLI::App* command = app.add_subcommand("operation-benchmark", "What each operation of S_o is worth (thesis table 4.1): trainings of a proxy network, one operation at a time");
    command->add_option("--project", a->project, "Project file (.dnas) that keeps the trainings; made if it is missing")->required();
    command->add_option("--data", a->spec.data, "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR")->capture_default_str();
    command->add_option("--preset", a->preset, "paper: 532 trainings of 10 epochs; quick: 36 small ones, to try the protocol: too short to rank operations")->check(CLI::IsMember({"quick", "paper"}))->capture_default_str();
    command->add_option("--runs", a->spec.runs, "Seeds of each position, of which the best counts; 0 = of the preset")->check(CLI::Range(0, 100));
    command->add_option("--positions", a->spec.positions, "Positions: cell * 4 + convolution, 0 to 11")->delimiter(',');
    command->add_option("--set", a->settings, "KEY=VALUE, an option of the trainings; may be repeated")->allow_extra_args(false);
    command->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    command->add_option("--out", a->out, "Write the weights for dnas distance --weights FILE");
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return benchmark(*a); }; });
}

} // namespace dnas::cli
