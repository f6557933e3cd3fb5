#include "engine/api/genotype.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/interop/genotype_rules.h"
#include "engine/interop/text_hash.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace dnas {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint = {}) {
    throw EngineError(ErrorCode::Format, message, hint);
}

void validateCell(const CellGenotype& cell) {
    for (const GenotypeEdge& edge : cell.edges) {
        const std::string where = "Cell '" + cell.name + "': '" + edge.operation + "' from node " + std::to_string(edge.from) +
                                  " to node " + std::to_string(edge.to);
        if (!findOperation(edge.operation))
            refuse("Cell '" + cell.name + "': unknown operation '" + edge.operation + "'.", "Known: see the operation sets of `dnas methods`.");
        if (edge.to < 2 || edge.to > kLargestNode)
            refuse(where + ": the target must be an intermediate node, 2 to " + std::to_string(kLargestNode) + ".");
        if (edge.from < 0 || edge.from >= edge.to)
            refuse(where + ": an edge comes from an earlier node, 0 to " + std::to_string(edge.to - 1) + ".");
    }
    if (cell.concat.empty()) refuse("Cell '" + cell.name + "': concat names no node.");
    for (int node : cell.concat)
        if (node < 2 || node > kLargestNode)
            refuse("Cell '" + cell.name + "': concat names node " + std::to_string(node) + "; intermediate nodes are 2 to " +
                   std::to_string(kLargestNode) + ".");
}

void validateChain(const ChainGenotype& chain) {
    if (chain.name != "encoder" && chain.name != "predictor")
        refuse("A chain is named '" + chain.name + "'.", "Known: encoder, predictor.");
    if (chain.layers.empty()) refuse("The " + chain.name + " has no layers.");
    for (const std::vector<std::string>& layer : chain.layers) {
        if (layer.empty()) refuse("A layer of the " + chain.name + " has no operation.");
        for (const std::string& operation : layer)
            if (!isChainOperation(operation)) refuse("Unknown operation '" + operation + "' of the " + chain.name + ".");
    }
}

} // namespace

bool isChainOperation(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kKnown{"maxpool_3x3", "avgpool_3x3",      "identity",  "linear_relu",
                                                            "linear_silu", "linear_hardswish", "linear_elu"};
    return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

void validate(const Genotype& genotype) {
    if (genotype.form == GenotypeForm::Chain) {
        if (genotype.chains.empty()) refuse("A genotype of chains needs an encoder or a predictor.");
        for (const ChainGenotype& chain : genotype.chains) validateChain(chain);
        return;
    }
    if (genotype.cells.empty()) refuse("A genotype needs at least one cell.");
    for (const CellGenotype& cell : genotype.cells) validateCell(cell);
    const bool pair = genotype.form == GenotypeForm::Pairs || genotype.form == GenotypeForm::Triples;
    if (pair && (genotype.cells.size() != 2 || genotype.cells[0].name != "normal" || genotype.cells[1].name != "reduce"))
        refuse("A genotype of this form has two cells, normal and reduce.");
    if (genotype.form == GenotypeForm::Channels && channelGenotypes(genotype).empty())
        refuse("A genotype of channels has two cells a channel, such as 'R normal' and 'R reduce'.",
               "Channels are named by letters and digits, each once.");
    if (genotype.form == GenotypeForm::Opt && genotype.sequence.empty()) refuse("seq names no gene.");
    const int places = static_cast<int>(genotype.form == GenotypeForm::Opt ? genotype.sequence.size() : genotype.cells.size());
    for (int index : genotype.sequence)
        if (index < 0 || index >= static_cast<int>(genotype.cells.size()))
            refuse("seq names gene " + std::to_string(index) + "; there are genes 0 to " + std::to_string(genotype.cells.size() - 1) + ".");
    for (int index : genotype.reductions)
        if (index < 0 || index >= places)
            refuse("reductions names cell " + std::to_string(index) + "; there are cells 0 to " + std::to_string(places - 1) + ".");
}

std::set<int> reachedNodes(const CellGenotype& cell) {
    std::set<int> reached{0, 1};
    std::vector<GenotypeEdge> edges = cell.edges;
    std::stable_sort(edges.begin(), edges.end(), [](const GenotypeEdge& a, const GenotypeEdge& b) { return a.to < b.to; });
    for (const GenotypeEdge& edge : edges)
        if (reached.count(edge.from)) reached.insert(edge.to);
    return reached;
}

std::vector<std::string> channelsOfNames(const std::vector<std::string>& names) {
    static const std::string kNormal = " normal", kReduce = " reduce";
    std::vector<std::string> channels;
    if (names.size() % 2 != 0) return channels;
    for (std::size_t i = 0; i < names.size(); i += 2) {
        const std::string& normal = names[i];
        if (normal.size() <= kNormal.size()) return {};
        const std::string channel = normal.substr(0, normal.size() - kNormal.size());
        const bool letters = std::all_of(channel.begin(), channel.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
        const bool known = std::find(channels.begin(), channels.end(), channel) != channels.end();
        if (!letters || known || normal != channel + kNormal || names[i + 1] != channel + kReduce) return {};
        channels.push_back(channel);
    }
    return channels;
}

std::vector<ChannelGenotype> channelGenotypes(const Genotype& genotype) {
    std::vector<ChannelGenotype> parts;
    if (genotype.form != GenotypeForm::Channels) return parts;
    std::vector<std::string> names;
    for (const CellGenotype& cell : genotype.cells) names.push_back(cell.name);
    for (const std::string& channel : channelsOfNames(names)) {
        ChannelGenotype part{channel, {}};
        part.genotype.form = GenotypeForm::Triples;
        const std::size_t first = 2 * parts.size();
        part.genotype.cells = {genotype.cells[first], genotype.cells[first + 1]};
        part.genotype.cells[0].name = "normal";
        part.genotype.cells[1].name = "reduce";
        parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<int> skipCounts(const Genotype& genotype) {
    std::vector<int> counts;
    for (const CellGenotype& cell : genotype.cells)
        counts.push_back(static_cast<int>(std::count_if(cell.edges.begin(), cell.edges.end(),
                                                        [](const GenotypeEdge& e) { return e.operation == "skip_connect"; })));
    return counts;
}

std::string genotypeHash(const Genotype& genotype) { return textHash(genotypeText(genotype)); }

} // namespace dnas
