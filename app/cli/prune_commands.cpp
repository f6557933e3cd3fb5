// dnas prune | prune apply, dnas vit throughput: drop blocks and heads of a vision transformer without data.
#include "app/cli/command_line.h"
#include "app/cli/device_option.h"
#include "app/cli/json_output.h"
#include "app/cli/pruning_text.h"
#include "app/cli/run_in_terminal.h"
#include "app/cli/text_table.h"
#include "app/cli/vit_arguments.h"

#include "engine/api/error.h"
#include "engine/api/pruned_export.h"
#include "engine/api/request.h"
#include "engine/api/vit_speed.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct SearchArguments {
    VitArguments vit;
    PruningSpec spec;
    std::string project, name, granularity = "block", proxy = "variance";
    std::uint64_t seed = 2;
    int threads = 0;
    DeviceChoice device = DeviceChoice::Auto;
    bool noRandom = false, json = false;
};

int search(const SearchArguments& a) {
    if (a.vit.model.empty())
        throw EngineError(ErrorCode::Usage, "Give a vision transformer, or the subcommand apply.",
                          "dnas prune FILE --project P, or dnas prune apply P EXPERIMENT --out FILE.");
    PruningSpec spec = a.spec;
    const PruningSpec read = makePruningSpec(a.vit.model, vitOptionsOf(a.vit));
    spec.model = read.model;
    spec.options = read.options;
    spec.fingerprint = read.fingerprint;
    spec.network = read.network;
    spec.granularity = pruningGranularity(a.granularity);
    spec.proxy = pruningProxy(a.proxy);
    spec.randomBaseline = !a.noRandom;
    Request request = makePruningRequest(spec, a.seed);
    if (!a.name.empty()) request.name = a.name;
    request.resources.threads = a.threads;
    request.resources.device = a.device;
    const Outcome outcome = runInProject(a.project, request);
    const bool ended = outcome.status == ExperimentStatus::Finished || outcome.status == ExperimentStatus::Stopped;
    if (!ended || outcome.experiment == 0) return finish(outcome, a.json, a.project);
    const PruningSummary found = pruningSummary(spec, ProjectReader::open(a.project)->snapshots(outcome.experiment));
    if (a.json) {
        print({{"experiment", outcome.experiment}, {"status", name(outcome.status)}, {"message", outcome.message}, {"found", pruningJson(spec, found)}});
        return kOk;
    }
    if (!found.runs.empty()) std::cout << pruningText(spec, found) << "\n";
    return finish(outcome, false, a.project);
}

int apply(const MaskArguments& a) {
    const FoundMask f = foundMask(a);
    const PrunedExport result = exportPruned(f.spec, f.mask, a.out, f.seed);
    if (a.json) {
        print({{"file", a.out},
               {"format", result.format},
               {"threshold", a.kept.empty() ? Json(a.threshold) : Json(nullptr)},
               {"gates", gatesJson(f)},
               {"blocks", {{"before", f.spec.network.depth()}, {"after", result.network.depth()}}},
               {"heads", result.network.heads},
               {"parameters", {{"before", result.before.parameters}, {"after", result.after.parameters}}},
               {"multiply_adds", {{"before", result.before.multiplyAdds}, {"after", result.after.multiplyAdds}}}});
        return kOk;
    }
    TextTable table({"", "before", "after"});
    table.add({"blocks", std::to_string(f.spec.network.depth()), std::to_string(result.network.depth())});
    table.add({"heads", std::to_string(keptHeads(fullMask(f.spec.network))), std::to_string(keptHeads(f.mask))});
    table.add({"parameters", magnitude(double(result.before.parameters)), magnitude(double(result.after.parameters))});
    table.add({"multiply-adds", magnitude(double(result.before.multiplyAdds)), magnitude(double(result.after.multiplyAdds))});
    std::cout << "Gates of " << f.origin << ":\n\n" << table.text() << "\n" << a.out << ": " << result.format << "\n";
    return kOk;
}

struct ThroughputArguments {
    VitArguments vit;
    VitSpeedSpec spec;
    std::vector<int> drop;
    bool json = false;
};

Json timingJson(const Timing& t) {
    return {{"batch", t.batch}, {"threads", t.threads}, {"repeats", t.repeats}, {"median_ms", t.median * 1e3},
            {"low_ms", t.low * 1e3}, {"high_ms", t.high * 1e3}, {"images_per_second", t.imagesPerSecond()}};
}

int throughput(const ThroughputArguments& a) {
    const VitFileInfo info = inspectVit(a.vit.model, vitOptionsOf(a.vit));
    VitMask mask = fullMask(info.spec);
    for (int block : a.drop) {
        if (block < 0 || block >= info.spec.depth())
            throw EngineError(ErrorCode::Usage, "--drop names block " + std::to_string(block) + "; allowed: 0 to " +
                                                    std::to_string(info.spec.depth() - 1) + ".");
        mask[static_cast<std::size_t>(block)].assign(mask[static_cast<std::size_t>(block)].size(), false);
    }
    const VitSpeed speed = measureVitSpeed(info.spec, prunedSpec(info.spec, mask), a.spec, RunControl());
    if (a.json) {
        print({{"whole", timingJson(speed.whole)},
               {"pruned", timingJson(speed.pruned)},
               {"ratio", speed.ratio},
               {"ratio_low", speed.ratioLow},
               {"ratio_high", speed.ratioHigh}});
        return kOk;
    }
    TextTable table({"network", "blocks", "median ms", "10 % ms", "90 % ms", "images/s"});
    const auto add = [&](const char* what, int blocks, const Timing& t) {
        table.add({what, std::to_string(blocks), fixed(t.median * 1e3, 1), fixed(t.low * 1e3, 1), fixed(t.high * 1e3, 1),
                   fixed(t.imagesPerSecond(), 1)});
    };
    add("whole", info.spec.depth(), speed.whole);
    if (!a.drop.empty()) add("pruned", keptBlocks(mask), speed.pruned);
    std::cout << table.text();
    if (!a.drop.empty())
        std::cout << "\n" << fixed(speed.ratio, 2) << " times as fast (" << fixed(speed.ratioLow, 2) << " to " << fixed(speed.ratioHigh, 2) << ")\n";
    return kOk;
}

} // namespace

void addThroughputCommand(CLI::App& vit, Command& chosen) {
    auto a = std::make_shared<ThroughputArguments>();
    CLI::App* command = vit.add_subcommand("throughput", "Images a second in inference or training, whole and without some blocks");
    addVitOptions(*command, a->vit);
    command->add_option("--drop", a->drop, "Blocks to drop, such as 3,4,5")->delimiter(',');
    command->add_flag("--training", a->spec.training, "Forward and backward, of all weights, instead of inference");
    command->add_option("--batch", a->spec.batch, "Images a pass")->check(CLI::Range(1, 4096))->capture_default_str();
    command->add_option("--threads", a->spec.threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    addDeviceOption(*command, a->spec.device);
    command->add_option("--repeats", a->spec.repeats, "Pairs of passes at most")->check(CLI::Range(1, 10000))->capture_default_str();
    command->add_option("--seconds", a->spec.seconds, "After which no further pair begins")->check(CLI::Range(0.001, 86400.0))->capture_default_str();
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return throughput(*a); }; });
}

void addPruneCommands(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<SearchArguments>();
    CLI::App* prune = app.add_subcommand("prune", "Search what a vision transformer can do without, without data (DARIO)");
    addVitOptions(*prune, a->vit);
    prune->get_option("FILE")->required(false); // the subcommand has none
    prune->add_option("--project", a->project, "Project file (.dnas); made if it is missing");
    prune->add_option("--name", a->name, "Name of the experiment");
    prune->add_option("--granularity", a->granularity, "block | head | both")->capture_default_str();
    prune->add_option("--proxy", a->proxy, "variance | l0 | l1 | l2 | synflow | normalized-synflow | l0-variance | l1-variance | l0-l1")
        ->capture_default_str();
    prune->add_option("--iterations", a->spec.iterations, "Steps of alpha")->capture_default_str();
    prune->add_option("--warm-start", a->spec.warmStart, "Random samples, of which the best is the start")->capture_default_str();
    prune->add_option("--runs", a->spec.runs, "Independent searches")->capture_default_str();
    prune->add_option("--inner-step", a->spec.innerStep, "|theta tilde - theta| / |theta| of the network as it is (gamma of 6.6)")
        ->capture_default_str();
    prune->add_option("--search-step", a->spec.searchStep, "How far the first step moves alpha (lambda of algorithm 5)")->capture_default_str();
    prune->add_option("--coefficient", a->spec.coefficient, "c of a composite proxy; 0: both terms are equal for the network as it is")->capture_default_str();
    prune->add_flag("--absolute", a->spec.absolute, "R_SF of the absolute parameters, as (6.5) is written");
    prune->add_flag("--no-random", a->noRandom, "No random search of equal budget beside it");
    prune->add_option("--seed", a->seed, "Seed of everything random")->capture_default_str();
    prune->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    addDeviceOption(*prune, a->device);
    prune->add_flag("--json", a->json, "End with one JSON document on stdout");
    auto m = std::make_shared<MaskArguments>();
    CLI::App* applied = prune->add_subcommand("apply", "Write the network that a threshold leaves");
    addMaskOptions(*applied, *m);
    applied->add_option("--out", m->out, "File: .safetensors, .onnx, or .json for the mask")->required();
    applied->add_flag("--json", m->json, "One JSON document on stdout");
    std::map<CLI::App*, Command> bodies{{applied, [m] { return apply(*m); }}};
    addPruneWorkCommands(*prune, bodies);
    prune->callback([a, bodies, &chosen] {
        chosen = [a] { return search(*a); };
        for (const auto& [command, body] : bodies)
            if (command->parsed()) chosen = body;
    });
}

} // namespace dnas::cli
