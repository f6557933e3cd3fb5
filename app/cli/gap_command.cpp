// dnas gap: what is lost between a search and the network that it yields.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/discretization_gap.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <unistd.h>

namespace dnas::cli {

namespace {

struct Arguments {
    std::string file, experiment, parse;
    double threshold = -1; ///< below 0 = as recorded
    GapOptions options;
    bool json = false;
};

DiscretizationGap measured(const Arguments& a) {
    const std::unique_ptr<Project> project = Project::open(a.file); // refused before the measurement, not after
    const auto reader = project->reader();
    const std::int64_t experiment = findExperiment(*reader, a.experiment);
    GapOptions options = a.options;
    if (!a.parse.empty() || a.threshold >= 0) {
        options.parse = reader->experiment(experiment).request.recipe.discretize;
        if (!a.parse.empty()) options.parse->method = parseMethod(a.parse);
        if (a.threshold >= 0) options.parse->threshold = a.threshold;
    }
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const auto progress = [terminal](int done, int total) {
        if (terminal) std::cerr << "\rbatch " << done << " of " << total << (done == total ? "\n" : "") << std::flush;
        return true;
    };
    const DiscretizationGap gap = *measureGap(*reader, experiment, options, progress);
    // What the project keeps is that of the search as it was recorded.
    if (!options.parse)
        for (const Measurement& measurement : measurementsOf(gap)) project->storeMeasurement(experiment, measurement);
    return gap;
}

Json gapJson(const DiscretizationGap& gap) {
    Json retrained = Json::array();
    for (const RetrainedNetwork& network : gap.retrained)
        retrained.push_back({{"experiment", network.experiment},
                             {"name", network.name},
                             {"top1", number(network.top1)},
                             {"parameters", network.parameters}});
    return {{"data", gap.data},
            {"part", gap.part},
            {"images", gap.images},
            {"epochs", gap.epochs},
            {"genotype", gap.genotype},
            {"supernet", {{"top1", number(gap.supernetTop1)}, {"parameters", gap.supernetParameters}}},
            {"inherited",
             {{"top1", number(gap.inheritedTop1)}, {"parameters", gap.parameters}, {"inherited", gap.inherited}, {"fresh", gap.fresh}}},
            {"gap", number(gap.gap())},
            {"retrained", retrained}};
}

void printGap(const DiscretizationGap& gap) {
    std::cout << "After " << gap.epochs << " epochs, on " << gap.images << " images of " << gap.data << " (" << gap.part
              << "):\n\n";
    TextTable table({"network", "top-1", "parameters"});
    table.add({"supernet", percent(gap.supernetTop1), std::to_string(gap.supernetParameters)});
    table.add({"derived, weights of the supernet", percent(gap.inheritedTop1), std::to_string(gap.parameters)});
    for (const RetrainedNetwork& network : gap.retrained)
        table.add({"retrained: " + network.name, percent(network.top1), std::to_string(network.parameters)});
    std::cout << table.text() << "\nGap: " << fixed(100 * gap.gap(), 1) << " points. Of the derived network's "
              << gap.parameters << " parameters " << gap.inherited
              << " are the supernet's, the others are scales and shifts of batch norms, which a supernet does not have.\n";
    if (!gap.fresh.empty()) std::cout << gap.fresh.size() << " layers have no counterpart there, " << gap.fresh[0] << " first.\n";
}

int gap(const Arguments& a) {
    const DiscretizationGap result = measured(a);
    if (a.json)
        print(gapJson(result));
    else
        printGap(result);
    return kOk;
}

} // namespace

void addGapCommand(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("gap", "What is lost between a search and its network: accuracy of supernet, derived and retrained networks");
    command->add_option("FILE", a->file, "Project file; keeps what was measured")->required();
    command->add_option("EXPERIMENT", a->experiment, "Id or name of a search")->required();
    command->add_option("--parse", a->parse, "darts | sparse | edge | complete [as recorded]")
        ->check(CLI::IsMember({"darts", "sparse", "edge", "complete"}));
    command->add_option("--threshold", a->threshold, "Mixing weight that an operation must reach")->check(CLI::Range(0.0, 1.0));
    command->add_option("--part", a->options.part, "test | validation [test, where there is one]")
        ->check(CLI::IsMember({"test", "validation"}));
    command->add_option("--batches", a->options.batches, "Training batches that the statistics are estimated from")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--threads", a->options.threads, "Compute threads; 0 = as the search")->check(CLI::Range(0, 256));
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return gap(*a); }; });
}

} // namespace dnas::cli
