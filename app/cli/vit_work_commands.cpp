// dnas vit train | results, dnas prune tune | correlate: what is learnt with vision transformers, and what it showed.
#include "app/cli/command_line.h"
#include "app/cli/device_option.h"
#include "app/cli/json_output.h"
#include "app/cli/pruning_text.h"
#include "app/cli/run_in_terminal.h"
#include "app/cli/text_table.h"
#include "app/cli/vit_arguments.h"

#include "engine/api/error.h"
#include "engine/api/request.h"
#include "engine/api/vit_work.h"
#include "engine/api/weight_export.h"

#include <CLI/CLI.hpp>

#include <cmath>
#include <iostream>
#include <map>
#include <memory>

namespace dnas::cli {

namespace {

/// Of all three kinds; what is not given stays as it is usual for the kind.
struct WorkArguments {
    VitArguments vit;
    MaskArguments mask; ///< of a comparison: project, experiment, threshold
    std::string project, name, out, tuned, wholeTuned, granularity;
    DeviceChoice device = DeviceChoice::Auto;
    std::vector<std::string> data;
    VitWorkSpec numbers; ///< of which the options below are given
    std::map<std::string, CLI::Option*> given;
    int subset = 0, imageSize = 0, cutout = 0, threads = 0;
    bool noCrop = false, noFlip = false, json = false;
    std::uint64_t seed = 2;
};

void takeGiven(const WorkArguments& a, VitWorkSpec& spec) {
    const auto take = [&](const char* option, auto& value, const auto& from) {
        if (const auto found = a.given.find(option); found != a.given.end() && found->second->count() > 0) value = from;
    };
    take("epochs", spec.epochs, a.numbers.epochs);
    take("batch", spec.batch, a.numbers.batch);
    take("rate", spec.rate, a.numbers.rate);
    take("weight-decay", spec.weightDecay, a.numbers.weightDecay);
    take("warm-up", spec.warmUp, a.numbers.warmUp);
    take("label-smoothing", spec.labelSmoothing, a.numbers.labelSmoothing);
    take("limit", spec.testLimit, a.numbers.testLimit);
    take("runs", spec.runs, a.numbers.runs);
    take("samples", spec.samples, a.numbers.samples);
    take("keep", spec.keep, a.numbers.keep);
    if (!a.tuned.empty()) spec.tuned = vitTuned(a.tuned);
    if (!a.wholeTuned.empty()) spec.wholeTuned = vitTuned(a.wholeTuned);
    if (!a.granularity.empty()) spec.granularity = pruningGranularity(a.granularity);
    if (a.imageSize > 0) {
        if (!isVitPreset(spec.model))
            throw EngineError(ErrorCode::Usage, "--image-size is of presets; " + spec.model + " takes images of " +
                                                    std::to_string(spec.network.imageSize) + " pixels.");
        spec.network.imageSize = a.imageSize;
    }
}

Request requestOf(const WorkArguments& a, const VitWorkSpec& spec) {
    Request request = makeVitWorkRequest(spec, a.data.front(), a.seed);
    if (!a.name.empty()) request.name = a.name;
    request.task.subset = a.subset;
    request.task.crop = !a.noCrop;
    request.task.flip = !a.noFlip;
    request.task.cutout = a.cutout;
    request.resources.threads = a.threads;
    request.resources.device = a.device;
    return request;
}

Json intervalJson(double value, const CorrelationInterval& interval) {
    return {{"value", number(value)}, {"low", number(interval.low)}, {"high", number(interval.high)}};
}

Json correlationsJson(const std::vector<SnapshotPtr>& snapshots) {
    Json rows = Json::array();
    for (const ProxyCorrelation& c : proxyCorrelations(snapshots))
        rows.push_back({{"proxy", proxyInfo(c.proxy).name},
                        {"spearman", intervalJson(c.spearman, c.spearmanInterval)},
                        {"pearson", intervalJson(c.pearson, c.pearsonInterval)}});
    return {{"samples", snapshots.size()}, {"proxies", rows}};
}

Json tuningJson(const VitTuning& t) {
    return {{"before", number(t.before)}, {"top1", number(t.after)}, {"train_images_per_second", number(t.trainRate)},
            {"test_images_per_second", number(t.testRate)}};
}

/// Improvements by data set, in the order of the first appearance.
std::vector<std::pair<std::string, std::vector<VitComparison>>> bySet(const std::vector<VitComparison>& all) {
    std::vector<std::pair<std::string, std::vector<VitComparison>>> sets;
    for (const VitComparison& c : all) {
        if (sets.empty() || sets.back().first != c.data) sets.push_back({c.data, {}});
        sets.back().second.push_back(c);
    }
    return sets;
}

template <class Value> SampleSummary summary(const std::vector<VitComparison>& all, Value value) {
    std::vector<double> values;
    for (const VitComparison& c : all)
        values.push_back(value(c));
    return summaryOf(values);
}

Json comparisonsJson(const std::vector<SnapshotPtr>& snapshots) {
    const std::vector<VitComparison> all = vitComparisons(snapshots);
    Json rows = Json::array(), sets = Json::array();
    for (const VitComparison& c : all)
        rows.push_back({{"data", c.data}, {"run", c.run}, {"whole", tuningJson(c.whole)}, {"pruned", tuningJson(c.pruned)},
                        {"improvement", number(c.improvement())}});
    for (const auto& [name, ones] : bySet(all))
        sets.push_back({{"data", name}, {"improvement", summaryJson(summary(ones, [](const auto& c) { return c.improvement(); }))}});
    return {{"trainings", rows}, {"sets", sets}};
}

Json resultsJson(const ExperimentRecord& record) {
    switch (record.request.vitWork->work) {
    case VitWork::Compare: return comparisonsJson(record.snapshots);
    case VitWork::Correlate: return correlationsJson(record.snapshots);
    case VitWork::Train: break;
    }
    const Snapshot& last = *record.snapshots.back();
    return {{"epochs", record.snapshots.size()}, {"top1", number(last.metric("valid_top1"))}, {"parameters", number(last.metric("parameters"))}};
}

std::string within(double value, const CorrelationInterval& interval) {
    return std::isnan(value) ? "-" : fixed(value, 2) + " (" + fixed(interval.low, 2) + " to " + fixed(interval.high, 2) + ")";
}

void printCorrelations(const std::vector<SnapshotPtr>& snapshots) {
    TextTable table({"proxy", "Spearman's rho", "Pearson's rho"});
    for (const ProxyCorrelation& c : proxyCorrelations(snapshots))
        table.add({proxyInfo(c.proxy).title, within(c.spearman, c.spearmanInterval), within(c.pearson, c.pearsonInterval)});
    std::cout << "Proxy and accuracy over " << snapshots.size() << " random prunings, with 95 % intervals:\n\n" << table.text();
}

void printComparisons(const std::vector<SnapshotPtr>& snapshots) {
    TextTable table({"data", "runs", "whole before", "pruned before", "whole", "pruned", "improvement, points", "inference", "training"});
    for (const auto& [name, ones] : bySet(vitComparisons(snapshots))) {
        const auto mean = [&, &all = ones](auto value) { return summary(all, value).mean; };
        const SampleSummary gain = summary(ones, [](const auto& c) { return 100 * c.improvement(); });
        table.add({name, std::to_string(ones.size()), percent(mean([](const auto& c) { return c.whole.before; })),
                   percent(mean([](const auto& c) { return c.pruned.before; })), percent(mean([](const auto& c) { return c.whole.after; })),
                   percent(mean([](const auto& c) { return c.pruned.after; })),
                   fixed(gain.mean, 2) + (std::isnan(gain.interval) ? "" : " +- " + fixed(gain.interval, 2)),
                   fixed(mean([](const auto& c) { return c.pruned.testRate / c.whole.testRate; }), 2) + "x",
                   fixed(mean([](const auto& c) { return c.pruned.trainRate / c.whole.trainRate; }), 2) + "x"});
    }
    std::cout << "Top-1 before and after fine-tuning (means over the runs), throughput of the pruned network over that of the whole one:\n\n"
              << table.text();
}

void printResults(const ExperimentRecord& record) {
    switch (record.request.vitWork->work) {
    case VitWork::Compare: return printComparisons(record.snapshots);
    case VitWork::Correlate: return printCorrelations(record.snapshots);
    case VitWork::Train: break;
    }
    const Snapshot& last = *record.snapshots.back();
    std::cout << record.snapshots.size() << " epochs, top-1 " << percent(last.metric("valid_top1")) << ", "
              << magnitude(last.metric("parameters")) << " parameters\n";
}

/// @param gates of a comparison: whose they are
int run(const WorkArguments& a, const std::string& file, const Request& request, const Json& gates = nullptr) {
    const Outcome outcome = runInProject(file, request);
    const bool finished = outcome.status == ExperimentStatus::Finished;
    if (!finished) return finish(outcome, a.json, file);
    const auto reader = ProjectReader::open(file);
    if (!a.out.empty()) exportWeights(*reader, outcome.experiment, "last", a.out);
    const ExperimentRecord record = reader->experiment(outcome.experiment);
    if (a.json) {
        Json document{{"experiment", outcome.experiment}, {"status", name(outcome.status)}};
        if (!gates.is_null()) document["gates"] = gates;
        document.update(resultsJson(record));
        print(document);
        return kOk;
    }
    printResults(record);
    std::cout << "\n";
    finish(outcome, false, file);
    if (request.vitWork->work == VitWork::Train)
        std::cout << "Its weights: " << (a.out.empty() ? file + "#" + std::to_string(outcome.experiment) : a.out)
                  << " (as dnas vit and dnas prune take them)\n";
    return kOk;
}

int train(const WorkArguments& a) {
    VitWorkSpec spec = makeVitWork(VitWork::Train, a.vit.model, vitOptionsOf(a.vit));
    takeGiven(a, spec);
    return run(a, a.project, requestOf(a, spec));
}

int correlate(const WorkArguments& a) {
    VitWorkSpec spec = makeVitWork(VitWork::Correlate, a.vit.model, vitOptionsOf(a.vit));
    takeGiven(a, spec);
    return run(a, a.project, requestOf(a, spec));
}

int tune(const WorkArguments& a) {
    const FoundMask found = foundMask(a.mask);
    VitWorkSpec spec = makeVitWork(VitWork::Compare, found.spec.model, pruningVitOptions(found.spec));
    if (spec.fingerprint != found.spec.fingerprint)
        throw EngineError(ErrorCode::Data, found.spec.model + " is not the file that was searched.", "Put the original back.");
    spec.mask = found.mask;
    spec.data = a.data;
    takeGiven(a, spec);
    if (!a.json) std::cout << "Gates of " << found.origin << ": " << keptBlocks(found.mask) << " of " << found.spec.network.depth() << " blocks stay.\n\n";
    return run(a, a.mask.project, requestOf(a, spec), gatesJson(found));
}

int results(const MaskArguments& a) {
    const auto reader = ProjectReader::open(a.project);
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.experiment));
    if (!record.request.vitWork)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is no training, comparison or study of vision transformers.");
    if (record.snapshots.empty())
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no result yet.",
                          "dnas resume " + a.project + " " + std::to_string(record.summary.id));
    if (a.json)
        print(resultsJson(record));
    else
        printResults(record);
    return kOk;
}

void addLearning(CLI::App& command, WorkArguments& a) {
    const auto add = [&](const std::string& option, auto& value, const char* help) { a.given[option] = command.add_option("--" + option, value, help); };
    command.add_option("--data", a.data, "cifar10:DIR | cifar100:DIR | idx:DIR | folder:DIR | fashion-mnist")->required()->allow_extra_args(false);
    command.add_option("--tune", a.tuned, "What is trained: head | last-block | all");
    add("epochs", a.numbers.epochs, "Of each training");
    add("batch", a.numbers.batch, "Images a step");
    add("rate", a.numbers.rate, "Of AdamW, after the warm-up; falls to 0 by a cosine");
    add("weight-decay", a.numbers.weightDecay, "Decoupled");
    add("warm-up", a.numbers.warmUp, "Share of the steps");
    add("label-smoothing", a.numbers.labelSmoothing, "0 to 0.9");
    add("limit", a.numbers.testLimit, "Only the first so many test images; 0 = all");
    command.add_option("--subset", a.subset, "Only so many training images, drawn by the seed; 0 = all")->check(CLI::Range(0, 10000000));
    command.add_flag("--no-crop", a.noCrop, "Without random crops");
    command.add_flag("--no-flip", a.noFlip, "Without mirror images, such as for letters");
    command.add_option("--cutout", a.cutout, "Side of the erased square")->check(CLI::Range(0, 512));
    command.add_option("--name", a.name, "Name of the experiment");
    command.add_option("--seed", a.seed, "Of every draw")->capture_default_str();
    command.add_option("--threads", a.threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    addDeviceOption(command, a.device);
    command.add_flag("--json", a.json, "One JSON document on stdout");
}

} // namespace

void addVitWorkCommands(CLI::App& vit, Command& chosen) {
    auto a = std::make_shared<WorkArguments>();
    CLI::App* training = vit.add_subcommand("train", "Train from random weights (a preset), or fine-tune a file");
    addVitOptions(*training, a->vit);
    training->add_option("--project", a->project, "Project file (.dnas); made if it is missing");
    training->add_option("--image-size", a->imageSize, "Of a preset: side to which images are brought")->check(CLI::Range(1, 1024));
    training->add_option("--out", a->out, "Also write the weights to this .safetensors file");
    addLearning(*training, *a);
    training->callback([a, &chosen] { chosen = [a] { return train(*a); }; });

    auto m = std::make_shared<MaskArguments>();
    CLI::App* shown = vit.add_subcommand("results", "What a training, comparison or study of correlations showed");
    shown->add_option("PROJECT", m->project, "Project file (.dnas)")->required();
    shown->add_option("EXPERIMENT", m->experiment, "Number or exact name")->required();
    shown->add_flag("--json", m->json, "One JSON document on stdout");
    shown->callback([m, &chosen] { chosen = [m] { return results(*m); }; });
}

void addPruneWorkCommands(CLI::App& prune, std::map<CLI::App*, Command>& bodies) {
    auto c = std::make_shared<WorkArguments>();
    CLI::App* comparing = prune.add_subcommand("tune", "Fine-tune the pruned and the whole network on data sets, and compare them");
    addMaskOptions(*comparing, c->mask);
    c->given["runs"] = comparing->add_option("--runs", c->numbers.runs, "Independent trainings on each data set [3]");
    comparing->add_option("--tune-whole", c->wholeTuned, "What is trained of the whole network: head | last-block | all [as --tune]; the thesis: head");
    addLearning(*comparing, *c);
    bodies[comparing] = [c] { return tune(*c); };

    auto s = std::make_shared<WorkArguments>();
    CLI::App* studying = prune.add_subcommand("correlate", "Random prunings, fine-tuned: how each proxy goes with the accuracy");
    addVitOptions(*studying, s->vit);
    studying->add_option("--project", s->project, "Project file (.dnas); made if it is missing");
    s->given["samples"] = studying->add_option("--samples", s->numbers.samples, "Random prunings [100]");
    s->given["keep"] = studying->add_option("--keep", s->numbers.keep, "Probability that a module stays [0.5]");
    studying->add_option("--granularity", s->granularity, "What a sample drops: block | head | both [head]");
    addLearning(*studying, *s);
    bodies[studying] = [s] { return correlate(*s); };
}

} // namespace dnas::cli
