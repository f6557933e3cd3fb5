// dnas sweep: one method over the values of one or two options, as experiments of one project.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/run_series.h"
#include "app/cli/text_table.h"

#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/options.h"
#include "engine/api/sweep.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <iostream>
#include <memory>
#include <set>

namespace dnas::cli {

namespace {

constexpr const char* kTag = "sweep";

struct SweepArguments {
    std::string method, data = "fashion-mnist", project, preset = "paper";
    std::vector<std::string> settings, metrics{"valid_top1", "share_over", "share_under"};
    std::vector<std::uint64_t> seeds{2};
    int threads = 0;
    bool dataGiven = false, json = false;
};

/// What the arguments ask for: `--set` with one value fixes an option, with several it makes an axis.
struct Plan {
    Request base;
    std::vector<std::string> keys;
    std::vector<Request> requests; ///< seed by seed
};

Plan planOf(const SweepArguments& a) {
    if (a.preset != "paper" && a.preset != "quick")
        throw EngineError(ErrorCode::Usage, "--preset is '" + a.preset + "'; allowed: quick, paper.");
    Plan plan;
    plan.base = makeRequest(a.method, a.preset == "quick" ? Preset::Quick : Preset::Paper);
    if (!plan.base.motor || a.dataGiven) setData(plan.base, a.data);
    plan.base.name = findMethod(a.method)->name;
    if (a.threads > 0) setOption(plan.base, "threads", std::to_string(a.threads));
    std::vector<SweepAxis> axes;
    for (const std::string& setting : a.settings) {
        SweepAxis axis = parseSweepAxis(setting);
        if (axis.values.size() == 1)
            setOption(plan.base, axis.key, axis.values[0]);
        else
            axes.push_back(std::move(axis));
    }
    for (const SweepAxis& axis : axes) plan.keys.push_back(axis.key);
    for (const std::uint64_t seed : std::set<std::uint64_t>(a.seeds.begin(), a.seeds.end())) {
        plan.base.seed = seed;
        for (Request& request : sweepRequests(plan.base, axes)) plan.requests.push_back(std::move(request));
    }
    return plan;
}

std::vector<SweepRun> runsOf(ProjectReader& reader) {
    std::vector<SweepRun> runs;
    for (const ExperimentSummary& summary : reader.experiments()) {
        if (summary.damaged) continue;
        RunFacts facts = reader.facts(summary.id);
        runs.push_back({std::move(facts.request), std::move(facts.newest)});
    }
    return runs;
}

void printPoints(const SweepArguments& a, const Plan& plan, ProjectReader& reader) {
    const std::vector<SweepRun> runs = runsOf(reader);
    std::vector<std::vector<SweepPoint>> columns;
    for (const std::string& metric : a.metrics) columns.push_back(sweepPoints(runs, plan.base, plan.keys, metric));
    std::vector<std::string> heads = plan.keys;
    heads.push_back("runs");
    heads.insert(heads.end(), a.metrics.begin(), a.metrics.end());
    TextTable table(heads);
    Json points = Json::array();
    for (std::size_t i = 0; i < columns.front().size(); ++i) {
        const SweepPoint& first = columns.front()[i];
        std::vector<std::string> row = first.values;
        row.push_back(std::to_string(first.metric.size()));
        Json entry{{"values", Json::object()}};
        for (std::size_t k = 0; k < plan.keys.size(); ++k) entry["values"][plan.keys[k]] = first.values[k];
        for (std::size_t m = 0; m < a.metrics.size(); ++m) {
            const SweepPoint& point = columns[m][i];
            const bool several = point.metric.size() > 1;
            row.push_back(fixed(point.mean, 4) + (several ? " (" + fixed(point.low, 4) + " to " + fixed(point.high, 4) + ")" : std::string()));
            entry[a.metrics[m]] = {{"mean", number(point.mean)}, {"low", number(point.low)}, {"high", number(point.high)}, {"runs", point.metric.size()}};
        }
        table.add(row);
        points.push_back(std::move(entry));
    }
    if (a.json)
        print({{"project", a.project}, {"method", a.method}, {"keys", plan.keys}, {"points", points}});
    else
        std::cout << table.text();
}

int sweep(const SweepArguments& a) {
    const Plan plan = planOf(a);
    const std::unique_ptr<Project> project = Project::open(a.project);
    const bool whole = runSeries(*project, plan.requests, kTag);
    printPoints(a, plan, *project->reader());
    if (!whole) spdlog::warn("The sweep was stopped; the same command goes on with it.");
    return whole ? kOk : kFailed;
}

} // namespace

void addSweepCommand(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<SweepArguments>();
    CLI::App* command = app.add_subcommand("sweep", "Run a search for each value of one or two options, in one project");
    command->add_option("METHOD", a->method, "Id of the catalogue (dnas methods)")->required();
    command->add_option("--set", a->settings, "KEY=VALUE,VALUE,... sweeps an option; KEY=VALUE sets one. Keys: dnas run METHOD --help")->allow_extra_args(false)->required();
    command->add_option("--project", a->project, "Project file (.dnas); made if it is missing")->required();
    command->add_option("--data", a->data, "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR; as of dnas run")->capture_default_str();
    command->add_option("--preset", a->preset, "quick | paper")->capture_default_str();
    command->add_option("--seeds", a->seeds, "Seeds, each for every value")->delimiter(',')->capture_default_str();
    command->add_option("--metric", a->metrics, "Metrics of the last epoch to report")->delimiter(',')->capture_default_str();
    command->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->footer("Draw it: dnas export PROJECT EXPERIMENT --figure sweep-KEY --out FILE, with any experiment of the sweep;\n"
                    "sweep-KEY-KEY for two options, sweep-KEY@METRIC,METRIC for other metrics than valid_top1.");
    command->callback([a, command, &chosen] {
        a->dataGiven = command->count("--data") > 0;
        chosen = [a] { return sweep(*a); };
    });
}

} // namespace dnas::cli
