// dnas latency: how long networks and operations take here.
#include "app/cli/command_line.h"
#include "app/cli/device_option.h"
#include "app/cli/json_output.h"
#include "app/cli/network_arguments.h"
#include "app/cli/text_table.h"

#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/latency.h"
#include "engine/api/published_genotypes.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct Arguments : NetworkArguments {
    std::vector<std::string> from; ///< file, experiment
    LatencySpec spec;
    int side = 0; ///< 0 = the usual number
    bool operations = false, json = false;
};

std::string milliseconds(double seconds) {
    return fixed(seconds * 1e3, 2);
}

Json timingJson(const Timing& t) {
    return {{"batch", t.batch},
            {"threads", t.threads},
            {"repeats", t.repeats},
            {"median_ms", t.median * 1e3},
            {"low_ms", t.low * 1e3},
            {"high_ms", t.high * 1e3},
            {"images_per_second", t.imagesPerSecond()}};
}

/// Measured and kept, or measured alone.
LatencyReport reportOf(const Arguments& a) {
    if (a.from.empty()) { // nobody ends it
        if (isBaseline(a.network)) return *measureLatency(a.network, shapeOf(a), a.spec);
        LatencyReport report = *measureLatency(genotypeText(networkGenotype(a)), shapeOf(a), a.spec);
        report.network = genotypeLabel(a.network);
        return report;
    }
    const std::unique_ptr<Project> project = Project::open(a.from[0]); // refused before the measurement, not after
    const auto reader = project->reader();
    const std::int64_t experiment = findExperiment(*reader, a.from[1]);
    const LatencyReport report = *measureLatency(*reader, experiment, a.spec);
    for (const Measurement& measurement : measurementsOf(report)) project->storeMeasurement(experiment, measurement);
    return report;
}

int networkLatency(const Arguments& a) {
    const LatencyReport report = reportOf(a);
    if (a.json) {
        Json timings = Json::array();
        for (const Timing& timing : report.timings)
            timings.push_back(timingJson(timing));
        print({{"network", report.network},
               {"machine", report.machine},
               {"parameters", report.cost.parameters},
               {"multiply_adds", report.cost.multiplyAdds},
               {"input", {report.shape.inputChannels, report.shape.height, report.shape.width}},
               {"timings", timings}});
        return kOk;
    }
    std::cout << report.network << ": " << magnitude(static_cast<double>(report.cost.parameters)) << " parameters, "
              << magnitude(static_cast<double>(report.cost.multiplyAdds)) << " multiply-adds\n"
              << report.machine << "\n\n";
    TextTable table({"batch", "threads", "median ms", "10 % ms", "90 % ms", "images/s", "repeats"});
    for (const Timing& t : report.timings)
        table.add({std::to_string(t.batch), std::to_string(t.threads), milliseconds(t.median), milliseconds(t.low),
                   milliseconds(t.high), fixed(t.imagesPerSecond(), 1), std::to_string(t.repeats)});
    std::cout << table.text();
    return kOk;
}

int operationLatencies(const Arguments& a) {
    LatencySpec spec = a.spec;
    spec.batches.resize(1);
    const OperationTable result = measureOperations(shapeOf(a), spec);
    if (a.json) {
        std::cout << operationTableJson(result) << "\n";
        return kOk;
    }
    TextTable table({"operation", "channels", "side", "stride", "median ms", "10 % ms", "90 % ms"});
    for (const OperationLatency& e : result.entries)
        table.add({e.operation, std::to_string(e.channels), std::to_string(e.side), std::to_string(e.stride),
                   fixed(e.timing.median * 1e3, 3), fixed(e.timing.low * 1e3, 3), fixed(e.timing.high * 1e3, 3)});
    std::cout << result.machine << "\n\n" << table.text();
    return kOk;
}

int latency(Arguments a) {
    if (int(a.operations) + int(!a.network.empty()) + int(!a.from.empty()) != 1)
        throw EngineError(ErrorCode::Usage, "Give a network, --from FILE EXPERIMENT, or --operations.",
                          "Networks: a genotype, or baseline:NAME.");
    if (a.side > 0) a.input = std::to_string(a.side) + "x" + std::to_string(a.side);
    return a.operations ? operationLatencies(a) : networkLatency(a);
}

} // namespace

void addLatencyCommand(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<Arguments>();
    CLI::App* command =
        app.add_subcommand("latency", "Measure how long a network, or each operation, takes on this machine");
    command->add_option("NETWORK", a->network, "Genotype (name, file or text) or baseline:NAME");
    command
        ->add_option("--from", a->from,
                     "FILE EXPERIMENT: the network of this training, or what this search found; kept in the project")
        ->expected(2);
    command->add_flag("--operations", a->operations, "A table of all operations instead");
    addNetworkOptions(*command, *a);
    command->add_option("--side", a->side, "Side of square images, short for --input")->check(CLI::Range(1, 4096));
    command->add_option("--batch", a->spec.batches, "Batch sizes, such as 1,32")->delimiter(',')->capture_default_str();
    command->add_option("--threads", a->spec.threads, "Numbers of threads, such as 1,2; 0 = all processors")
        ->delimiter(',')
        ->capture_default_str();
    addDeviceOption(*command, a->spec.device);
    command->add_option("--repeats", a->spec.repeats, "Passes at most")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command->add_option("--warm-up", a->spec.warmUp, "Passes before that are not measured")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    command->add_option("--seconds", a->spec.seconds, "Time at most of a measurement")
        ->check(CLI::Range(0.001, 86400.0))
        ->capture_default_str();
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return latency(*a); }; });
}

} // namespace dnas::cli
