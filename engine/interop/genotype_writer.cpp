// Writes genotypes: the published text forms, JSON, Graphviz.
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/interop/json_text.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace dnas {

namespace {

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i ? separator : "") + parts[i];
    return text;
}

/// "range(2, 6)" for consecutive numbers, else "[2, 4]".
std::string numbersText(const std::vector<int>& numbers) {
    bool consecutive = numbers.size() > 1;
    for (std::size_t i = 1; i < numbers.size(); ++i) consecutive &= numbers[i] == numbers[i - 1] + 1;
    if (consecutive) return "range(" + std::to_string(numbers.front()) + ", " + std::to_string(numbers.back() + 1) + ")";
    std::vector<std::string> parts;
    for (int n : numbers) parts.push_back(std::to_string(n));
    return "[" + joined(parts, ", ") + "]";
}

std::string listText(const std::vector<int>& numbers) {
    std::vector<std::string> parts;
    for (int n : numbers) parts.push_back(std::to_string(n));
    return "[" + joined(parts, ", ") + "]";
}

/// Pairs say their target by position: only cells with exactly two edges a node, in order, can be written so.
bool fitsPairs(const Genotype& genotype) {
    if (genotype.form != GenotypeForm::Pairs) return false;
    for (const CellGenotype& cell : genotype.cells) {
        if (cell.edges.size() % 2 != 0 || cell.edges.empty()) return false;
        for (std::size_t i = 0; i < cell.edges.size(); ++i)
            if (cell.edges[i].to != static_cast<int>(i) / 2 + 2) return false;
    }
    return true;
}

std::string edgeText(const GenotypeEdge& edge, bool pairs) {
    const std::string from = std::to_string(edge.from) + ")";
    return "('" + edge.operation + "', " + (pairs ? from : std::to_string(edge.to) + ", " + from);
}

/// The fields of the text with a separator between operations and between fields, so that one function serves both layouts.
std::string write(const Genotype& genotype, const std::string& betweenOperations, const std::string& betweenFields) {
    const bool pairs = fitsPairs(genotype);
    const auto cellText = [&](const CellGenotype& cell) {
        std::vector<std::string> parts;
        for (const GenotypeEdge& edge : cell.edges) parts.push_back(edgeText(edge, pairs));
        return "[" + joined(parts, betweenOperations) + "]";
    };
    std::vector<std::string> fields;
    switch (genotype.form) {
    case GenotypeForm::Pairs:
    case GenotypeForm::Triples:
        for (const CellGenotype& cell : genotype.cells) {
            fields.push_back(cell.name + "=" + cellText(cell));
            fields.push_back(cell.name + "_concat=" + numbersText(cell.concat));
        }
        return "Genotype(" + joined(fields, betweenFields) + ")";
    case GenotypeForm::Nested:
    case GenotypeForm::Opt: {
        std::vector<std::string> genes;
        for (const CellGenotype& cell : genotype.cells) genes.push_back(cellText(cell));
        fields.push_back("genes=[" + joined(genes, betweenFields) + "]");
        if (genotype.form == GenotypeForm::Opt) fields.push_back("seq=" + listText(genotype.sequence));
        fields.push_back("concat=" + numbersText(genotype.cells.front().concat));
        fields.push_back("reductions=" + listText(genotype.reductions));
        return std::string(genotype.form == GenotypeForm::Opt ? "Genotype_opt(" : "Genotype_nested(") + joined(fields, betweenFields) + ")";
    }
    case GenotypeForm::Channels: {
        const std::vector<ChannelGenotype> parts = channelGenotypes(genotype);
        std::vector<std::string> channels;
        for (const ChannelGenotype& part : parts) {
            channels.push_back("'" + part.channel + "'");
            for (const CellGenotype& cell : part.genotype.cells) {
                fields.push_back(part.channel + "_" + cell.name + "=" + cellText(cell));
                fields.push_back(part.channel + "_" + cell.name + "_concat=" + numbersText(cell.concat));
            }
        }
        fields.insert(fields.begin(), "channels=[" + joined(channels, ", ") + "]");
        return "Genotype_channels(" + joined(fields, betweenFields) + ")";
    }
    case GenotypeForm::Chain:
        for (const ChainGenotype& chain : genotype.chains) {
            std::vector<std::string> layers;
            for (const std::vector<std::string>& layer : chain.layers) layers.push_back("['" + joined(layer, "', '") + "']");
            fields.push_back(chain.name + "=[" + joined(layers, betweenOperations) + "]");
        }
        return "Genotype(" + joined(fields, betweenFields) + ")";
    }
    return {};
}

const char* formName(GenotypeForm form) {
    switch (form) {
    case GenotypeForm::Pairs: return "pairs";
    case GenotypeForm::Triples: return "triples";
    case GenotypeForm::Nested: return "nested";
    case GenotypeForm::Opt: return "opt";
    case GenotypeForm::Chain: return "chain";
    case GenotypeForm::Channels: return "channels";
    }
    return "";
}

GenotypeForm formOf(const std::string& name) {
    for (GenotypeForm form : {GenotypeForm::Pairs, GenotypeForm::Triples, GenotypeForm::Nested, GenotypeForm::Opt, GenotypeForm::Chain, GenotypeForm::Channels})
        if (name == formName(form)) return form;
    throw EngineError(ErrorCode::Format, "Genotype JSON: unknown form '" + name + "'.", "Known: pairs, triples, nested, opt, chain, channels.");
}

/// A whole number of JSON: nlohmann's own conversion would cut fractions and wrap what is too large.
int integerOf(const nlohmann::json& json) {
    constexpr double kLargest = 1e6;
    if (!json.is_number_integer() || std::abs(json.get<double>()) > kLargest)
        throw EngineError(ErrorCode::Format, "Genotype JSON: expected a whole number, found " + json.dump() + ".");
    return json.get<int>();
}

std::vector<int> integersOf(const nlohmann::json& json) {
    if (!json.is_array()) throw EngineError(ErrorCode::Format, "Genotype JSON: expected a list of numbers, found " + json.dump() + ".");
    std::vector<int> result;
    for (const nlohmann::json& item : json) result.push_back(integerOf(item));
    return result;
}

std::string nodeName(int node) { return node < 2 ? "in" + std::to_string(node) : "n" + std::to_string(node - 2); }

} // namespace

std::string genotypeText(const Genotype& genotype) { return write(genotype, ", ", ", "); }

std::string genotypeTextWrapped(const Genotype& genotype) { return write(genotype, ",\n  ", ",\n "); }

std::string genotypeJson(const Genotype& genotype) {
    using nlohmann::ordered_json;
    ordered_json json{{"form", formName(genotype.form)}, {"cells", ordered_json::array()}};
    for (const CellGenotype& cell : genotype.cells) {
        ordered_json edges = ordered_json::array();
        for (const GenotypeEdge& edge : cell.edges) edges.push_back({{"operation", edge.operation}, {"to", edge.to}, {"from", edge.from}});
        json["cells"].push_back({{"name", cell.name}, {"edges", edges}, {"concat", cell.concat}});
    }
    json["reductions"] = genotype.reductions;
    json["sequence"] = genotype.sequence;
    json["chains"] = ordered_json::array();
    for (const ChainGenotype& chain : genotype.chains) json["chains"].push_back({{"name", chain.name}, {"layers", chain.layers}});
    return json.dump(2);
}

Genotype genotypeFromJson(std::string_view text) {
    try {
        const auto json = parseJsonText<nlohmann::json>(text, "Genotype JSON");
        Genotype genotype;
        genotype.form = formOf(json.at("form"));
        for (const auto& item : json.at("cells")) {
            CellGenotype cell{item.at("name"), {}, integersOf(item.at("concat"))};
            for (const auto& edge : item.at("edges")) cell.edges.push_back({edge.at("operation"), integerOf(edge.at("to")), integerOf(edge.at("from"))});
            genotype.cells.push_back(std::move(cell));
        }
        genotype.reductions = integersOf(json.at("reductions"));
        genotype.sequence = integersOf(json.at("sequence"));
        for (const auto& item : json.at("chains")) genotype.chains.push_back({item.at("name"), item.at("layers")});
        validate(genotype);
        return genotype;
    } catch (const nlohmann::json::exception& e) {
        throw EngineError(ErrorCode::Format, std::string("Genotype JSON does not parse: ") + e.what());
    }
}

std::string genotypeDot(const Genotype& genotype, int index) {
    if (index < 0 || index >= static_cast<int>(genotype.cells.size()))
        throw EngineError(ErrorCode::Usage, "There is no cell " + std::to_string(index) + " in this genotype.",
                          "It has " + std::to_string(genotype.cells.size()) + " cells.");
    const CellGenotype& cell = genotype.cells[index];
    int last = 1;
    for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
    for (int node : cell.concat) last = std::max(last, node);
    std::string dot = "digraph \"" + cell.name + "\" {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n"
                      "  in0 [label=\"c_{k-2}\"];\n  in1 [label=\"c_{k-1}\"];\n  out [label=\"c_{k}\"];\n";
    const std::set<int> reached = reachedNodes(cell);
    for (int node = 2; node <= last; ++node)
        dot += "  " + nodeName(node) + " [label=\"" + std::to_string(node - 2) + "\", shape=circle" +
               (reached.count(node) ? "];\n" : ", style=dashed, color=gray];\n");
    for (const GenotypeEdge& edge : cell.edges)
        dot += "  " + nodeName(edge.from) + " -> " + nodeName(edge.to) + " [label=\"" + edge.operation + "\"];\n";
    for (int node : cell.concat)
        if (reached.count(node)) dot += "  " + nodeName(node) + " -> out [style=dotted];\n";
    return dot + "}\n";
}

} // namespace dnas
