// dnas network: parameters, multiply-adds, shapes and memory of the network that a genotype stands for.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/network_arguments.h"
#include "app/cli/text_table.h"

#include "engine/api/baselines.h"
#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/published_genotypes.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct Arguments : NetworkArguments {
    bool json = false;
};

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
    const Baseline& baseline = baselineOf(a.network);
    const NetworkShape shape = shapeOf(a);
    const NetworkCost cost = costOfNetwork(a.network, shape);
    if (a.json)
        printJson(baseline.title, {}, shape, cost, {});
    else
        std::cout << baseline.title << ": " << shape.classes << " classes, images of " << shape.height << "x" << shape.width
                  << "x" << shape.inputChannels << "\n"
                  << sizeText(shape, cost);
    return kOk;
}

int describe(const Arguments& a) {
    if (isBaseline(a.network)) return describeBaseline(a);
    const Genotype genotype = networkGenotype(a);
    const NetworkShape shape = shapeOf(a);
    const NetworkCost cost = networkCost(genotype, shape);
    const std::string label = genotypeLabel(a.network);
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
    command->add_option("GENOTYPE", a->network, "Name of a published genotype (see `dnas genotypes`), file, text, or baseline:NAME")
        ->required();
    addNetworkOptions(*command, *a);
    command->add_flag("--aux", a->auxiliary, "Count the auxiliary head behind the last reduction cell, too");
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return describe(*a); }; });
}

} // namespace dnas::cli
