// dnas pretrain | probe | finetune: what follows a search of siamese heads.
#include "app/cli/command_line.h"
#include "app/cli/run_in_terminal.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/siamese.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct SiameseArguments {
    std::string method = "nasiam-simsiam", heads, data, project, name, preset = "paper", device;
    std::vector<std::string> from, settings; ///< from: file, experiment
    int epoch = 0, threads = 0;
    std::uint64_t seed = 2;
    bool random = false, json = false, help = false;
};

Preset presetOf(const std::string& text) {
    if (text == "quick") return Preset::Quick;
    if (text == "paper") return Preset::Paper;
    throw EngineError(ErrorCode::Usage, "--preset is '" + text + "'; allowed: quick, paper.");
}

struct Parent {
    Request request;
    std::string heads, label;
    std::int64_t id = 0;
};

/// The search whose heads are pretrained, or with METHOD the settings that one would have.
Parent parentOf(const SiameseArguments& a) {
    Parent parent;
    if (a.from.empty()) {
        parent.request = makeRequest(a.method, presetOf(a.preset));
        if (!parent.request.siamese)
            throw EngineError(ErrorCode::Usage, a.method + " searches no siamese heads.", "Known: nasiam-simsiam, nasiam-simclr, nasiam-moco, nasiam-byol.");
        parent.heads = kHandcraftedHeads;
        return parent;
    }
    const auto reader = ProjectReader::open(a.from[0]);
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.from[1]));
    parent.request = record.request;
    parent.request.seed = a.seed;
    parent.heads = genotypeText(foundGenotype(record, {a.epoch, {}, -1}));
    parent.label = record.summary.name;
    std::error_code ignored;
    if (a.project.empty() || std::filesystem::equivalent(a.project, a.from[0], ignored)) parent.id = record.summary.id;
    return parent;
}

/// --heads: a genotype, "handcrafted", or "random" for a chain drawn by the seed.
std::string headsOf(const SiameseArguments& a, const Parent& parent) {
    if (a.heads.empty()) return parent.heads;
    if (a.heads != "random") return a.heads;
    SiameseSpec spec = *parent.request.siamese;
    spec.stage = SiameseStage::Search;
    return genotypeText(randomChains(spec, a.seed));
}

void applyCommon(Request& request, const SiameseArguments& a, const std::string& help) {
    if (!a.data.empty()) request.task.data = a.data;
    request.seed = a.seed;
    if (!a.name.empty()) request.name = a.name;
    if (a.threads > 0) request.resources.threads = a.threads;
    if (!a.device.empty()) applySettings(request, {"device=" + a.device}, help);
    applySettings(request, a.settings, help);
    validate(request);
}

int pretrain(const SiameseArguments& a) {
    const Parent parent = parentOf(a);
    const std::string heads = headsOf(a, parent);
    const std::string label = !a.name.empty()                ? a.name
                              : heads == kHandcraftedHeads    ? std::string("handcrafted ") + name(parent.request.siamese->framework)
                              : a.heads == "random"          ? "random chain of seed " + std::to_string(a.seed)
                              : parent.label.empty()         ? "given chain"
                                                             : parent.label;
    Request request = makePretraining(parent.request, heads, label, presetOf(a.preset));
    applyCommon(request, a, "dnas pretrain --help");
    return runInTerminal(request, a.project.empty() && !a.from.empty() ? a.from[0] : a.project, a.json, parent.id);
}

/// @param make makeProbe or makeFineTuning
int follow(const SiameseArguments& a, Request (*make)(const Request&, std::int64_t, Preset), const std::string& word) {
    const auto reader = ProjectReader::open(a.from[0]);
    const std::int64_t id = findExperiment(*reader, a.from[1]);
    const ExperimentRecord record = reader->experiment(id);
    Request request = make(record.request, a.random ? 0 : id, presetOf(a.preset));
    applyCommon(request, a, "dnas " + word + " FILE EXPERIMENT --help");
    return runInTerminal(request, a.from[0], a.json, id);
}

void addCommon(CLI::App* command, const std::shared_ptr<SiameseArguments>& a) {
    command->add_option("--data", a->data, "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR [that of the parent]");
    command->add_option("--name", a->name, "Name of the experiment");
    command->add_option("--preset", a->preset, "quick | paper")->capture_default_str();
    command->add_option("--set", a->settings, "KEY=VALUE, an option; may be repeated")->allow_extra_args(false);
    command->add_option("--seed", a->seed, "Seed of everything random")->capture_default_str();
    command->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    command->add_option("--device", a->device, "auto | cpu | cuda");
    command->add_flag("--json", a->json, "End with one JSON document on stdout");
}

} // namespace

void addSiameseCommands(CLI::App& app, Command& chosen) {
    auto p = std::make_shared<SiameseArguments>();
    CLI::App* pretraining = app.add_subcommand("pretrain", "Pretrain a siamese network without labels, with searched or handcrafted heads");
    pretraining->set_help_flag(); // --help lists options of a request
    pretraining->add_option("METHOD", p->method, "Framework and settings, where there is no --from: nasiam-simsiam | nasiam-simclr | nasiam-moco | nasiam-byol")
        ->capture_default_str();
    pretraining->add_option("--from", p->from, "FILE EXPERIMENT: the search whose heads and settings are taken; the pretraining becomes its child")->expected(2);
    pretraining->add_option("--epoch", p->epoch, "Of --from: epoch, from 1; the last one if not given")->check(CLI::Range(1, 1000000));
    pretraining->add_option("--heads", p->heads, "Genotype(encoder=..., predictor=...) | handcrafted | random [those of --from; handcrafted]");
    pretraining->add_option("--project", p->project, "Project file (.dnas); made if it is missing [that of the search]");
    addCommon(pretraining, p);
    pretraining->add_flag("-h,--help", p->help, "This text, and the options of a pretraining");
    pretraining->callback([p, pretraining, &chosen] {
        chosen = [p, pretraining] {
            if (!p->help) return pretrain(*p);
            const auto shown = [&](Preset preset) { return makePretraining(makeRequest(p->method, preset), kHandcraftedHeads, "", preset); };
            std::cout << pretraining->help("dnas") << "\nOptions for --set KEY=VALUE:\n" << optionsTable(shown(Preset::Paper), shown(Preset::Quick));
            return kOk;
        };
    });

    const auto add = [&](const char* word, const char* what, Request (*make)(const Request&, std::int64_t, Preset)) {
        auto q = std::make_shared<SiameseArguments>();
        q->from.resize(2);
        CLI::App* command = app.add_subcommand(word, what);
        command->add_option("FILE", q->from[0], "Project file")->required();
        command->add_option("EXPERIMENT", q->from[1], "Id or name of a pretraining")->required();
        command->add_flag("--random", q->random, "The same backbone with random weights, for comparison");
        addCommon(command, q);
        command->callback([q, make, word, &chosen] { chosen = [q, make, word] { return follow(*q, make, word); }; });
    };
    add("probe", "Train a linear classifier on the frozen features of a pretraining", makeProbe);
    add("finetune", "Train all weights of a pretraining with labels, and a classifier", makeFineTuning);
}

} // namespace dnas::cli
