// dnas network: parameters, multiply-adds, shapes and memory of the network that a genotype stands for.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/baselines.h"
#include "engine/api/cost.h"
#include "engine/api/deepen.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <regex>

namespace dnas::cli {

namespace {

struct Arguments {
    std::string genotype, input, depthMap;
    std::vector<int> reductions;
    int channels = 0, cells = 0, classes = 0; ///< 0 = the usual number
    bool auxiliary = false, imageNet = false, json = false;
};

/// DARTOpti's networks are as wide as the handcrafted ones that they start from.
bool hasOperationsOfDartOpti(const Genotype& genotype) {
    for (const CellGenotype& cell : genotype.cells)
        for (const GenotypeEdge& edge : cell.edges)
            if (findOperation(edge.operation)->family == OperationFamily::Plain) return true;
    return false;
}

bool hasIndividualCells(const Genotype& genotype) {
    return genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt;
}

/// The genotype with the depth and the reductions that were asked for.
Genotype networkGenotype(const Arguments& a) {
    Genotype genotype = resolveGenotype(a.genotype);
    const bool individual = hasIndividualCells(genotype);
    if (!individual && (!a.reductions.empty() || !a.depthMap.empty()))
        throw EngineError(ErrorCode::Usage,
                          std::string(a.depthMap.empty() ? "--reductions" : "--depth-map") +
                              " applies to genotypes of individual cells only.",
                          "Pairs of cells are stacked to any depth, with reductions at a third and two thirds.");
    if (!a.reductions.empty()) {
        genotype.reductions = a.reductions;
        validate(genotype);
    }
    const DepthMap map = a.depthMap.empty() ? DepthMap::Described : depthMapOf(a.depthMap);
    return individual && a.cells > 0 ? deepen(genotype, a.cells, map) : genotype;
}

/// "28x28" or "28x28x1": height, width, channels.
void setInput(NetworkShape& shape, const std::string& text) {
    std::smatch parts;
    if (!std::regex_match(text, parts, std::regex("([0-9]{1,5})x([0-9]{1,5})(?:x([0-9]{1,5}))?")))
        throw EngineError(ErrorCode::Usage,
                          "--input is '" + text +
                              "'; allowed: HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS, such as 32x32 or 28x28x1.");
    shape.height = std::stoi(parts[1]);
    shape.width = std::stoi(parts[2]);
    if (parts[3].matched) shape.inputChannels = std::stoi(parts[3]);
}

NetworkShape shapeOf(const Arguments& a, const Genotype& genotype) {
    NetworkShape shape;
    shape.stem = a.imageNet ? Stem::ImageNet : Stem::Cifar;
    shape.channels = a.channels ? a.channels : hasOperationsOfDartOpti(genotype) ? 64 : a.imageNet ? 48 : 36;
    shape.cells = a.cells ? a.cells : a.imageNet ? 14 : 20;
    shape.classes = a.classes ? a.classes : a.imageNet ? 1000 : 10;
    shape.height = shape.width = a.imageNet ? 224 : 32;
    if (!a.input.empty()) setInput(shape, a.input);
    shape.auxiliary = a.auxiliary;
    return shape;
}

Json cellJson(std::size_t index, const CellCost& cell, bool live) {
    return {{"cell", index},
            {"gene", cell.gene},
            {"reduction", cell.reduction},
            {"live", live},
            {"channels", cell.channels},
            {"output_channels", cell.outputChannels},
            {"height", cell.height},
            {"width", cell.width},
            {"parameters", cell.parameters},
            {"multiply_adds", cell.multiplyAdds},
            {"activation_bytes", cell.activationBytes}};
}

void printJson(const std::string& label, const Genotype& genotype, const NetworkShape& shape, const NetworkCost& cost,
               const std::vector<bool>& live) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < cost.cells.size(); ++i)
        cells.push_back(cellJson(i, cost.cells[i], live[i]));
    print({{"name", label},
           {"channels", shape.channels},
           {"classes", shape.classes},
           {"input", {shape.inputChannels, shape.height, shape.width}},
           {"parameters", cost.parameters},
           {"multiply_adds", cost.multiplyAdds},
           {"auxiliary_parameters", cost.auxiliaryParameters},
           {"auxiliary_multiply_adds", cost.auxiliaryMultiplyAdds},
           {"peak_activation_bytes", cost.peakActivationBytes},
           {"cells", cells},
           {"genotype", genotype.cells.empty() ? Json(nullptr) : Json(genotypeText(genotype))}});
}

std::string megabytes(std::int64_t bytes) {
    return fixed(static_cast<double>(bytes) / 1e6, 2) + " MB";
}

std::string sizeText(const NetworkShape& shape, const NetworkCost& cost) {
    const auto exact = [](std::int64_t count) {
        return magnitude(static_cast<double>(count)) + " (" + std::to_string(count) + ")";
    };
    std::string text = "Parameters: " + exact(cost.parameters) + "\nMultiply-adds of an image: " + exact(cost.multiplyAdds) + "\n";
    if (shape.auxiliary)
        text += "Of these the auxiliary head: " + exact(cost.auxiliaryParameters) + " parameters, " +
                exact(cost.auxiliaryMultiplyAdds) + " multiply-adds\n";
    return text + "Peak memory of activations: " + megabytes(cost.peakActivationBytes) + " (one image, float32, inference)\n";
}

void printText(const std::string& label, const Genotype& genotype, const NetworkShape& shape, const NetworkCost& cost,
               const std::vector<bool>& live) {
    std::cout << label << ": " << cost.cells.size() << " cells, " << shape.channels << " channels, " << shape.classes
              << " classes, images of " << shape.height << "x" << shape.width << "x" << shape.inputChannels << "\n"
              << sizeText(shape, cost) << "\n";
    TextTable table(
        {"cell", "gene", "kind", "channels", "output", "parameters", "multiply-adds", "activations", "live"});
    for (std::size_t i = 0; i < cost.cells.size(); ++i) {
        const CellCost& cell = cost.cells[i];
        table.add(
            {std::to_string(i), genotype.cells[cell.gene].name, cell.reduction ? "reduction" : "normal",
             std::to_string(cell.channels),
             std::to_string(cell.outputChannels) + "x" + std::to_string(cell.height) + "x" + std::to_string(cell.width),
             std::to_string(cell.parameters), std::to_string(cell.multiplyAdds), megabytes(cell.activationBytes),
             live[i] ? "yes" : "no"});
    }
    std::cout << table.text();
}

/// A handcrafted network has no cells: its size alone.
int describeBaseline(const Arguments& a) {
    if (a.auxiliary || a.channels || a.cells || !a.reductions.empty() || !a.depthMap.empty())
        throw EngineError(ErrorCode::Usage, "A handcrafted network has its own channels and layers, and no auxiliary head.",
                          "Give --classes, --imagenet and --input only.");
    const Baseline& baseline = baselineOf(a.genotype);
    NetworkShape shape = shapeOf(a, {});
    if (a.imageNet && a.input.empty()) shape.height = shape.width = baseline.side;
    const NetworkCost cost = costOfNetwork(a.genotype, shape);
    if (a.json)
        printJson(baseline.title, {}, shape, cost, {});
    else
        std::cout << baseline.title << ": " << shape.classes << " classes, images of " << shape.height << "x" << shape.width
                  << "x" << shape.inputChannels << "\n"
                  << sizeText(shape, cost);
    return kOk;
}

int describe(const Arguments& a) {
    if (isBaseline(a.genotype)) return describeBaseline(a);
    const Genotype genotype = networkGenotype(a);
    const NetworkShape shape = shapeOf(a, genotype);
    const NetworkCost cost = networkCost(genotype, shape);
    const std::string label = genotypeLabel(a.genotype);
    warnOfDeadCells(label, genotype, shape.cells);
    const std::vector<bool> live = liveCells(genotype, shape.cells);
    if (a.json)
        printJson(label, genotype, shape, cost, live);
    else
        printText(label, genotype, shape, cost, live);
    return kOk;
}

} // namespace

void addNetworkCommand(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<Arguments>();
    CLI::App* command =
        app.add_subcommand("network", "Parameters, multiply-adds, shapes and memory of a genotype's network");
    command->add_option("GENOTYPE", a->genotype, "Name of a published genotype (see `dnas genotypes`), file, text, or baseline:NAME")
        ->required();
    command
        ->add_option("--channels", a->channels,
                     "Of the first cells [36; 48 with --imagenet; 64 with operations of DARTOpti]")
        ->check(CLI::Range(1, 16384));
    command
        ->add_option("--cells", a->cells,
                     "Number of cells [20; 14 with --imagenet; individual cells: their own number]")
        ->check(CLI::Range(1, 4096));
    command->add_option("--classes", a->classes, "Number of classes [10; 1000 with --imagenet]")
        ->check(CLI::Range(1, 1000000));
    command->add_flag("--aux", a->auxiliary, "Count the auxiliary head behind the last reduction cell, too");
    command->add_flag("--imagenet", a->imageNet, "The stem that reduces the resolution by 8, and its auxiliary head");
    command->add_option("--input", a->input, "HEIGHTxWIDTH[xCHANNELS] of the images [32x32; 224x224 with --imagenet]");
    command->add_option("--depth-map", a->depthMap,
                        "How individual cells fill more --cells: described (algorithm 2, the default) | published");
    command
        ->add_option("--reductions", a->reductions,
                     "Which individual cells reduce, from 0, such as 2,5 [as the genotype says]")
        ->delimiter(',');
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return describe(*a); }; });
}

} // namespace dnas::cli
