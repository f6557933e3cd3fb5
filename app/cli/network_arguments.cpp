#include "app/cli/network_arguments.h"

#include "engine/api/baselines.h"
#include "engine/api/deepen.h"
#include "engine/api/error.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/retraining.h"

#include <CLI/CLI.hpp>

#include <regex>

namespace dnas::cli {

namespace {

bool hasIndividualCells(const Genotype& genotype) {
    return genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt;
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

void requireNothingOfCells(const NetworkArguments& a) {
    if (a.auxiliary || a.channels || a.cells || !a.reductions.empty() || !a.depthMap.empty())
        throw EngineError(ErrorCode::Usage, "A handcrafted network has its own channels and layers, and no auxiliary head.",
                          "Give --classes, --imagenet and --input only.");
}

} // namespace

void addNetworkOptions(CLI::App& command, NetworkArguments& a) {
    command
        .add_option("--channels", a.channels,
                    "Of the first cells [36; 48 with --imagenet; 64 with operations of DARTOpti]")
        ->check(CLI::Range(1, 16384));
    command
        .add_option("--cells", a.cells,
                    "Number of cells [20; 14 with --imagenet; individual cells: their own number]")
        ->check(CLI::Range(1, 4096));
    command.add_option("--classes", a.classes, "Number of classes [10; 1000 with --imagenet]")
        ->check(CLI::Range(1, 1000000));
    command.add_flag("--imagenet", a.imageNet, "The stem that reduces the resolution by 8");
    command.add_option("--input", a.input, "HEIGHTxWIDTH[xCHANNELS] of the images [32x32x3; with --imagenet 224x224x3, or the paper's of a handcrafted network; of a network a channel its channels]");
    command.add_option("--depth-map", a.depthMap,
                       "How individual cells fill more --cells: described (algorithm 2, the default) | published");
    command
        .add_option("--reductions", a.reductions,
                    "Which individual cells reduce, from 0, such as 2,5 [as the genotype says]")
        ->delimiter(',');
}

Genotype networkGenotype(const NetworkArguments& a) {
    Genotype genotype = resolveGenotype(a.network);
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

NetworkShape shapeOf(const NetworkArguments& a) {
    const bool handcrafted = isBaseline(a.network);
    if (handcrafted) requireNothingOfCells(a);
    const Genotype genotype = handcrafted || a.network.empty() ? Genotype() : networkGenotype(a);
    const bool wide = hasOperationsOfDartOpti(genotype);
    NetworkShape shape;
    if (genotype.form == GenotypeForm::Channels) shape.inputChannels = static_cast<int>(channelGenotypes(genotype).size());
    shape.stem = a.imageNet ? Stem::ImageNet : Stem::Cifar;
    shape.channels = a.channels ? a.channels : wide ? 64 : a.imageNet ? 48 : 36;
    shape.cells = a.cells ? a.cells : a.imageNet ? 14 : 20;
    shape.classes = a.classes ? a.classes : a.imageNet ? 1000 : 10;
    shape.height = shape.width = !a.imageNet ? 32 : handcrafted ? baselineOf(a.network).side : 224;
    if (!a.input.empty()) setInput(shape, a.input);
    shape.auxiliary = a.auxiliary;
    return shape;
}

} // namespace dnas::cli
