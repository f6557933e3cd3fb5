// dnas train | evaluate | export-weights: from a genotype to a trained network that leaves the studio.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/run_in_terminal.h"
#include "app/cli/text_table.h"

#include "engine/api/baselines.h"
#include "engine/api/deepen.h"
#include "engine/api/error.h"
#include "engine/api/evaluation.h"
#include "engine/api/genotype_text.h"
#include "engine/api/options.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/retraining.h"
#include "engine/api/weight_export.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

namespace dnas::cli {

namespace {

struct TrainArguments {
    std::string network, data, project, name, preset = "paper", device, depthMap;
    std::vector<std::string> from, settings; ///< from: file, experiment
    std::uint64_t seed = 2;
    int threads = 0, cells = 0;
    ParseChoice choice; ///< of --from
    bool json = false, help = false;
};

/// What is trained, and whose child it is.
struct Origin {
    std::string network, label;
    std::int64_t parent = 0;
    std::optional<Request> search; ///< that found it
};

Origin originOf(const TrainArguments& a) {
    if (a.from.empty() == a.network.empty())
        throw EngineError(ErrorCode::Usage, "Give a network, or --from FILE EXPERIMENT.",
                          "Networks: a genotype (name, file or text), or baseline:NAME.");
    if (a.from.empty()) return {a.network, {}, 0, {}};
    const auto reader = ProjectReader::open(a.from[0]);
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.from[1]));
    const Genotype genotype = foundGenotype(record, a.choice);
    std::error_code ignored;
    const bool sameProject = a.project.empty() || std::filesystem::equivalent(a.project, a.from[0], ignored);
    return {genotypeText(genotype), record.summary.name, sameProject ? record.summary.id : 0, record.request};
}

/// Individual cells take the depth that was asked for by repeating themselves.
std::string deepened(const std::string& network, const TrainArguments& a) {
    if (a.cells == 0 || isBaseline(network)) return network;
    const Genotype genotype = resolveGenotype(network);
    if (genotype.form != GenotypeForm::Nested && genotype.form != GenotypeForm::Opt) return network;
    return genotypeText(deepen(genotype, a.cells, a.depthMap.empty() ? DepthMap::Described : depthMapOf(a.depthMap)));
}

Preset presetOf(const std::string& word) {
    if (word == "quick") return Preset::Quick;
    if (word == "paper") return Preset::Paper;
    if (word == "imagenet") return Preset::ImageNet;
    throw EngineError(ErrorCode::Usage, "--preset is '" + word + "'; allowed: quick, paper, imagenet.");
}

bool isGiven(const TrainArguments& a, const std::string& key) {
    return std::any_of(a.settings.begin(), a.settings.end(), [&](const std::string& s) { return s.rfind(key + "=", 0) == 0; });
}

Request requestOf(const TrainArguments& a, const Origin& origin) {
    const std::string network = deepened(origin.network, a);
    const Preset preset = presetOf(a.preset);
    Request request = origin.search ? makeTrainingOf(*origin.search, network, preset) : makeTraining(network, preset);
    request.training->label = !origin.label.empty()        ? origin.label
                              : isBaseline(origin.network) ? request.training->label
                                                           : genotypeLabel(origin.network);
    if (a.cells > 0 && !isBaseline(origin.network)) request.training->cells = a.cells;
    if (!a.data.empty()) request.task.data = a.data;
    request.seed = a.seed;
    request.name = !a.name.empty() ? a.name : request.training->label + ", trained";
    if (a.threads > 0) setOption(request, "threads", std::to_string(a.threads));
    if (!a.device.empty()) setOption(request, "device", a.device);
    applySettings(request, a.settings, "dnas train NETWORK --help");
    validate(request);
    return request;
}

/// A head that the preset brought and the images cannot carry is left out; one that was asked for is refused later.
void leaveOutUnfitHead(Request& request, const TrainArguments& a) {
    if (!request.training->auxiliary || isGiven(a, "auxiliary")) return;
    const std::string why = dropUnfitHead(request, inspectedShape(request));
    if (!why.empty()) std::cerr << why << "\n";
}

int train(const TrainArguments& a) {
    const Origin origin = originOf(a);
    const std::string file = a.project.empty() && !a.from.empty() ? a.from[0] : a.project;
    Request request = requestOf(a, origin);
    leaveOutUnfitHead(request, a);
    return runInTerminal(request, file, a.json, origin.parent);
}

struct StoredArguments {
    std::string file, experiment, out;
    EvaluationOptions options;
    TrainArguments network; ///< whose weights are in a file that belongs to no training
    bool json = false;
};

/// The training that the weights of a file would come from. Of a network without a project's training.
Request requestOfFile(const StoredArguments& a) {
    const std::string& weights = a.options.weights;
    if (!a.file.empty() || !a.experiment.empty())
        throw EngineError(ErrorCode::Usage, "Give --network NETWORK, or FILE EXPERIMENT, not both.");
    if (weights == "best" || weights == "last")
        throw EngineError(ErrorCode::Usage, "--network needs --weights FILE.", "Safetensors, or a PyTorch state dict (.pt, .pth).");
    TrainArguments network = a.network;
    network.data = a.options.data;
    return requestOf(network, {network.network, {}, 0, {}});
}

void requireStored(const StoredArguments& a) {
    if (!a.file.empty() && !a.experiment.empty()) return;
    throw EngineError(ErrorCode::Usage, "Give FILE EXPERIMENT, or --network NETWORK --weights FILE.",
                      "FILE is a project, EXPERIMENT the id or name of a training in it.");
}

std::string className(const Evaluation& e, int index) {
    return static_cast<std::size_t>(index) < e.classNames.size() ? e.classNames[static_cast<std::size_t>(index)]
                                                                 : std::to_string(index);
}

Json evaluationJson(const Evaluation& e) {
    Json without = Json::object();
    for (const auto& [channel, top1] : e.withoutChannel)
        without[channel] = number(top1);
    Json confusion = Json::array(), bins = Json::array(), worst = Json::array();
    for (int row = 0; row < e.classes; ++row) {
        const auto begin = e.confusion.begin() + static_cast<std::ptrdiff_t>(row) * e.classes;
        confusion.push_back(std::vector<std::int64_t>(begin, begin + e.classes));
    }
    for (const CalibrationBin& bin : e.calibration)
        bins.push_back(
            {{"count", bin.count}, {"confidence", number(bin.confidence)}, {"accuracy", number(bin.accuracy)}});
    for (const WorstExample& w : e.worst)
        worst.push_back({{"index", w.index},
                         {"label", className(e, w.label)},
                         {"guess", className(e, w.guess)},
                         {"confidence", number(w.confidence)},
                         {"loss", number(w.loss)}});
    return {{"data", e.data},
            {"part", e.part},
            {"weights", e.weights},
            {"images", e.images},
            {"classes", e.classNames},
            {"loss", number(e.loss)},
            {"top1", number(e.top1)},
            {"top5", number(e.top5)},
            {"class_accuracy", numbers(e.classAccuracy)},
            {"confusion", confusion},
            {"without_channel", without},
            {"calibration_error", number(e.calibrationError)},
            {"calibration", bins},
            {"worst", worst}};
}

void printEvaluation(const Evaluation& e) {
    std::cout << e.weights << " on " << e.images << " images of " << e.data << " (" << e.part << ")\n"
              << "top-1 " << percent(e.top1) << ", top-5 " << percent(e.top5) << ", loss " << fixed(e.loss, 4)
              << ", calibration error " << percent(e.calibrationError) << "\n\n";
    for (const auto& [channel, top1] : e.withoutChannel)
        std::cout << "top-1 without " << channel << ": " << percent(top1) << "\n";
    if (!e.withoutChannel.empty()) std::cout << "\n";
    std::vector<std::string> heads{"class", "accuracy"};
    const bool matrix = e.classes <= 20; // wider ones are for --json
    if (matrix)
        for (int guess = 0; guess < e.classes; ++guess)
            heads.push_back(className(e, guess).substr(0, 6));
    TextTable table(heads);
    for (int label = 0; label < e.classes; ++label) {
        std::vector<std::string> row{className(e, label), percent(e.classAccuracy[static_cast<std::size_t>(label)])};
        if (matrix)
            for (int guess = 0; guess < e.classes; ++guess)
                row.push_back(std::to_string(e.confusion[static_cast<std::size_t>(label) * e.classes + guess]));
        table.add(row);
    }
    std::cout << table.text();
    if (e.worst.empty()) return;
    TextTable worst({"worst image", "is", "taken for", "confidence", "loss"});
    for (const WorstExample& w : e.worst)
        worst.add({std::to_string(w.index), className(e, w.label), className(e, w.guess), percent(w.confidence),
                   fixed(w.loss, 2)});
    std::cout << "\n" << worst.text();
}

int evaluateStored(const StoredArguments& a) {
    const Evaluation evaluation = [&] {
        if (!a.network.network.empty()) return evaluateFile(requestOfFile(a), a.options);
        requireStored(a);
        const auto reader = ProjectReader::open(a.file);
        return evaluate(*reader, findExperiment(*reader, a.experiment), a.options);
    }();
    if (a.json)
        print(evaluationJson(evaluation));
    else
        printEvaluation(evaluation);
    return kOk;
}

int exportStored(const StoredArguments& a) {
    const WeightExport result = [&] {
        if (!a.network.network.empty()) return exportFile(requestOfFile(a), a.options.weights, a.options.data, a.out);
        requireStored(a);
        const auto reader = ProjectReader::open(a.file);
        return exportWeights(*reader, findExperiment(*reader, a.experiment), a.options.weights, a.out);
    }();
    if (a.json)
        print({{"file", a.out},
               {"format", result.format},
               {"weights", result.weights},
               {"tensors", result.tensors},
               {"parameters", result.parameters}});
    else
        std::cout << a.out << ": " << result.format << ", " << result.weights << ", " << result.parameters
                  << " parameters\n";
    return kOk;
}

void addTrain(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<TrainArguments>();
    CLI::App* command = app.add_subcommand(
        "train", "Train the network of a genotype, or a handcrafted one, and keep it in a project file");
    command->set_help_flag(); // --help depends on the network
    command->add_option("NETWORK", a->network, "Genotype (name, file or text), or baseline:NAME");
    command->add_option("--from", a->from, "FILE EXPERIMENT: what this search found; the training becomes its child")
        ->expected(2);
    command->add_option("--epoch", a->choice.epoch, "Of --from: epoch, from 1; the last one if not given")
        ->check(CLI::Range(1, 1000000));
    command->add_option("--parse", a->choice.parse, "Of --from: darts | sparse | edge | complete [as recorded]")
        ->check(CLI::IsMember({"darts", "sparse", "edge", "complete"}));
    command->add_option("--threshold", a->choice.threshold, "Of --from: mixing weight that an operation must reach")
        ->check(CLI::Range(0.0, 1.0));
    command->add_option(
        "--data", a->data,
        "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR [that of the search; fashion-mnist]");
    command->add_option("--project", a->project, "Project file (.dnas); made if it is missing [that of the search]");
    command->add_option("--name", a->name, "Name of the experiment");
    command->add_option("--preset", a->preset, "quick | paper | imagenet")->capture_default_str();
    command->add_option("--set", a->settings, "KEY=VALUE, an option of the training; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--cells", a->cells, "Number of cells; individual cells are repeated (algorithm 2)")
        ->check(CLI::Range(1, 100));
    command->add_option("--depth-map", a->depthMap,
                        "How individual cells fill more --cells: described (the default) | published");
    command->add_option("--seed", a->seed, "Seed of everything random")->capture_default_str();
    command->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    command->add_option("--device", a->device, "auto | cpu | cuda");
    command->add_flag("--json", a->json, "End with one JSON document on stdout");
    command->add_flag("-h,--help", a->help, "This text, and the options of a training");
    command->callback([a, command, &chosen] {
        chosen = [a, command] {
            if (!a->help) return train(*a);
            const std::string network = a->network.empty() ? "DARTS_V2" : a->network;
            std::cout << command->help("dnas") << "\nOptions for --set KEY=VALUE:\n"
                      << optionsTable(makeTraining(network, Preset::Paper), makeTraining(network, Preset::Quick));
            std::cout << "\nHandcrafted networks:";
            for (const Baseline& baseline : baselines())
                std::cout << " baseline:" << baseline.name;
            std::cout << "\n";
            return kOk;
        };
    });
}

} // namespace

void addTrainCommands(CLI::App& app, Command& chosen) {
    addTrain(app, chosen);
    auto e = std::make_shared<StoredArguments>();
    const auto add = [&](const char* word, const char* help, const char* weightsHelp,
                         int (*body)(const StoredArguments&)) {
        CLI::App* command = app.add_subcommand(word, help);
        command->add_option("FILE", e->file, "Project file");
        command->add_option("EXPERIMENT", e->experiment, "Id or name of a training");
        command->add_option("--network", e->network.network,
                            "Instead: the network whose weights are in the file of --weights: a genotype (name, file or text), or baseline:NAME");
        command->add_option("--set", e->network.settings, "Of --network: KEY=VALUE, an option of a training, such as width=36")
            ->allow_extra_args(false);
        command->add_option("--preset", e->network.preset, "Of --network: quick | paper | imagenet")->capture_default_str();
        command->add_option("--cells", e->network.cells, "Of --network: number of cells")->check(CLI::Range(1, 100));
        command->add_option("--depth-map", e->network.depthMap, "Of --network: how individual cells fill more --cells");
        command->add_option("--weights", e->options.weights, weightsHelp)->capture_default_str();
        command->add_flag("--json", e->json, "One JSON document on stdout");
        command->callback([e, body, &chosen] { chosen = [e, body] { return body(*e); }; });
        return command;
    };
    const char* weights = "best | last | a file: safetensors, or a PyTorch state dict (.pt, .pth)";
    CLI::App* evaluateApp = add("evaluate", "Accuracy, confusion, calibration and worst examples of a trained network",
                                weights, evaluateStored);
    evaluateApp->add_option("--data", e->options.data, "Other data of the same shape [that of the training; fashion-mnist]");
    evaluateApp->add_option("--part", e->options.part, "test | validation | train [test, where there is one]");
    evaluateApp->add_option("--worst", e->options.worst, "Number of worst examples")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    evaluateApp->add_option("--threads", e->options.threads, "Compute threads; 0 = as the training")
        ->check(CLI::Range(0, 256));
    CLI::App* exportApp = add("export-weights", "Write a trained network as safetensors, ONNX or PyTorch code", weights, exportStored);
    exportApp->add_option("--data", e->options.data, "Of --network: data whose images it takes [as the file says, or its tensors tell]");
    exportApp->add_option("--out", e->out, "File: .safetensors, .onnx or .py")->required();
}

} // namespace dnas::cli
