// dnas genotypes | distance | network: architectures without training them.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/distance.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

constexpr const char* kGenotypeHelp = "Name of a published genotype (see `dnas genotypes`), file, or text";

struct DistanceArguments {
    std::vector<std::string> genotypes;
    std::string weights = "table-4.1", form = "published";
    int cells = 0;
    bool matrix = false, json = false;
};

Json genotypeEntry(const PublishedGenotype& entry) {
    return {{"name", entry.name},
            {"method", entry.method},
            {"source", entry.source},
            {"text", genotypeText(parseGenotype(entry.text))}};
}

int listGenotypes(bool json) {
    if (json) {
        Json list = Json::array();
        for (const PublishedGenotype& entry : publishedGenotypes())
            list.push_back(genotypeEntry(entry));
        print({{"genotypes", list}});
        return kOk;
    }
    TextTable table({"name", "method", "source"});
    for (const PublishedGenotype& entry : publishedGenotypes())
        table.add({entry.name, entry.method, entry.source});
    std::cout << table.text() << "\nText of one: dnas genotypes NAME\n";
    return kOk;
}

int showGenotype(const std::string& name, bool json) {
    const Genotype genotype = publishedGenotype(name);
    if (json)
        print(genotypeEntry(*findPublishedGenotype(name)));
    else
        std::cout << genotypeText(genotype) << "\n";
    return kOk;
}

int compare(const DistanceArguments& a, const DistanceOptions& options) {
    const Genotype first = resolveGenotype(a.genotypes[0]), second = resolveGenotype(a.genotypes[1]);
    const std::vector<double> cells = cellDistances(first, second, options);
    const double value = distance(first, second, options);
    if (a.json) {
        print({{"distance", number(value)},
               {"a", genotypeLabel(a.genotypes[0])},
               {"b", genotypeLabel(a.genotypes[1])},
               {"form", a.form},
               {"weights", a.weights},
               {"cells", numbers(cells)}});
        return kOk;
    }
    std::cout << fixed(value, 4) << "\n";
    return kOk;
}

int matrix(const DistanceArguments& a, const DistanceOptions& options) {
    std::vector<std::string> names;
    std::vector<Genotype> genotypes;
    for (const std::string& given : a.genotypes) {
        genotypes.push_back(resolveGenotype(given));
        names.push_back(genotypeLabel(given));
    }
    const std::vector<double> values = distanceMatrix(genotypes, options);
    const std::size_t n = genotypes.size();
    const auto row = [&](std::size_t i) {
        return std::vector<double>(values.begin() + i * n, values.begin() + (i + 1) * n);
    };
    if (a.json) {
        Json rows = Json::array();
        for (std::size_t i = 0; i < n; ++i)
            rows.push_back(numbers(row(i)));
        print({{"names", names}, {"matrix", rows}, {"form", a.form}, {"weights", a.weights}});
        return kOk;
    }
    std::vector<std::string> heads{""};
    heads.insert(heads.end(), names.begin(), names.end());
    TextTable table(heads);
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<std::string> cells{names[i]};
        for (double value : row(i))
            cells.push_back(fixed(value, 4));
        table.add(cells);
    }
    std::cout << table.text();
    return kOk;
}

/// A named table, or a file of `dnas operation-benchmark --out`: {"weights": {"conv_3x1_1x3": 82.8, ...}}.
std::vector<double> weightsOf(const std::string& given) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(given, ignored)) return operationWeights(weightTable(given));
    std::ifstream file(given);
    const Json document = Json::parse(file, nullptr, /*allow_exceptions=*/false);
    const Json table = document.is_object() ? document.value("weights", Json()) : Json();
    std::vector<double> weights;
    for (const std::string& operation : operationNames(OperationSet::DartOpti)) {
        const Json value = table.is_object() ? table.value(operation, Json()) : Json();
        if (!value.is_number() || !(value.get<double>() > 0))
            throw EngineError(ErrorCode::Format, given + ": weights." + operation + " is no number above 0.", "dnas operation-benchmark --out FILE writes such files.");
        weights.push_back(value.get<double>());
    }
    return weights;
}

int measure(const DistanceArguments& a) {
    if (!a.matrix && a.genotypes.size() != 2)
        throw EngineError(ErrorCode::Usage,
                          "A distance lies between 2 genotypes; given are " + std::to_string(a.genotypes.size()) + ".",
                          "Use --matrix for all distances among any number of them.");
    DistanceOptions options;
    options.form = distanceForm(a.form);
    options.weights = weightsOf(a.weights);
    options.stackedCells = a.cells;
    for (const std::string& given : a.genotypes)
        warnOfDeadCells(genotypeLabel(given), resolveGenotype(given));
    return a.matrix ? matrix(a, options) : compare(a, options);
}

void addGenotypes(CLI::App& app, Command& chosen) {
    struct Arguments {
        std::string name;
        bool json = false;
    };
    auto a = std::make_shared<Arguments>();
    CLI::App* genotypes = app.add_subcommand("genotypes", "Published genotypes: all by name, or the text of one");
    genotypes->add_option("NAME", a->name, "Name, in any case");
    genotypes->add_flag("--json", a->json, "One JSON document on stdout");
    genotypes->callback([a, &chosen] {
        chosen = [a] { return a->name.empty() ? listGenotypes(a->json) : showGenotype(a->name, a->json); };
    });
}

void addDistance(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<DistanceArguments>();
    CLI::App* command =
        app.add_subcommand("distance", "Distance M between architectures (thesis equation 4.8), 0 to 1");
    command->add_option("GENOTYPE", a->genotypes, kGenotypeHelp)->required();
    command->add_flag("--matrix", a->matrix, "All distances among the genotypes");
    command->add_option("--weights", a->weights, "Scores of the operations: table-4.1 | repository | a file of dnas operation-benchmark")
        ->capture_default_str();
    command->add_option("--form", a->form, "published: Hausdorff over edge rows | aligned: edge by edge, a metric")
        ->capture_default_str();
    command
        ->add_option("--cells", a->cells,
                     "Stack pairs of cells to so many, to meet individual cells; 0 = normal and reduce once")
        ->check(CLI::Range(0, 4096));
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] { chosen = [a] { return measure(*a); }; });
}

} // namespace

void warnOfDeadCells(const std::string& label, const Genotype& genotype, int cells) {
    if (genotype.form == GenotypeForm::Chain) return;
    const std::string warning = deadCellWarning(liveCells(genotype, cells));
    if (!warning.empty()) std::cerr << "dnas: warning: " << label << ": " << warning << "\n";
}

void addArchitectureCommands(CLI::App& app, Command& chosen) {
    addGenotypes(app, chosen);
    addDistance(app, chosen);
    addNetworkCommand(app, chosen);
}

} // namespace dnas::cli
