// dnas methods | data inspect | verify: what the engine knows, what a data set holds, whether references are met.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/catalogue.h"
#include "engine/api/data_info.h"
#include "engine/api/verify.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

int listMethods(bool json) {
    if (json) {
        Json list = Json::array();
        for (const MethodInfo& m : methodCatalogue())
            list.push_back({{"id", m.id}, {"name", m.name}, {"year", m.year}, {"authors", m.authors}, {"venue", m.venue}, {"paper", m.paper},
                            {"family", m.family}, {"equations", m.equations}, {"idea", m.idea}, {"tags", m.tags}});
        print({{"methods", list}});
        return kOk;
    }
    TextTable table({"id", "name", "year", "family", "equations", "paper"});
    for (const MethodInfo& m : methodCatalogue()) table.add({m.id, m.name, std::to_string(m.year), m.family, m.equations, m.authors + ": " + m.paper + ", " + m.venue});
    std::cout << table.text() << "\nOptions of a method: dnas run METHOD --help\n";
    return kOk;
}

int inspect(const std::string& spec, int imageSize, bool json) {
    const DataInfo info = inspectData(spec, imageSize);
    if (json) {
        print({{"spec", info.spec}, {"name", info.name}, {"classes", info.classes}, {"class_names", info.classNames}, {"train_counts", info.trainCounts},
               {"test_counts", info.testCounts}, {"channels", info.channels}, {"height", info.height}, {"width", info.width},
               {"variable_size", info.variableSize}, {"smallest_side", info.smallestSide}, {"largest_side", info.largestSide},
               {"mean", numbers(info.mean)}, {"deviation", numbers(info.deviation)}});
        return kOk;
    }
    std::int64_t train = 0, test = 0;
    for (std::int64_t n : info.trainCounts) train += n;
    for (std::int64_t n : info.testCounts) test += n;
    std::cout << info.name << " (" << info.spec << ")\n"
              << train << " training and " << test << " test images, " << info.classes << " classes, " << info.height << "x" << info.width << ", "
              << info.channels << (info.channels == 1 ? " channel" : " channels") << "\n";
    if (info.variableSize) std::cout << "Stored sides from " << info.smallestSide << " to " << info.largestSide << " pixels, resized\n";
    for (std::size_t c = 0; c < info.mean.size(); ++c)
        std::cout << "Channel " << c << ": mean " << fixed(info.mean[c], 4) << ", deviation " << fixed(info.deviation[c], 4) << "\n";
    TextTable table({"class", "name", "training", "test"});
    for (int c = 0; c < info.classes; ++c) {
        const auto count = [c](const std::vector<std::int64_t>& counts) { return c < static_cast<int>(counts.size()) ? std::to_string(counts[c]) : std::string("-"); };
        table.add({std::to_string(c), info.classNames[c], count(info.trainCounts), count(info.testCounts)});
    }
    std::cout << "\n" << table.text();
    return kOk;
}

int verify(const std::string& path, bool json) {
    const VerifyReport report = verifyReference(path);
    if (json) {
        Json items = Json::array();
        for (const VerifyItem& item : report.items)
            items.push_back({{"name", item.name}, {"error", number(item.error)}, {"tolerance", item.tolerance}, {"passed", item.passed}, {"detail", item.detail}});
        print({{"file", report.file}, {"kind", report.kind}, {"passed", report.passed()}, {"items", items}});
    } else {
        TextTable table({"item", "relative error", "tolerance", "verdict"});
        const auto scientific = [](double value) {
            char text[32];
            std::snprintf(text, sizeof text, "%.1e", value);
            return std::string(text);
        };
        for (const VerifyItem& item : report.items)
            table.add({item.name, scientific(item.error), scientific(item.tolerance), (item.passed ? "ok" : "FAILED") + (item.detail.empty() ? "" : ": " + item.detail)});
        std::cout << report.kind << "\n" << table.text() << (report.passed() ? "All items are met.\n" : "The reference is not met.\n");
    }
    return report.passed() ? kOk : kNo;
}

} // namespace

void addMethodCommands(CLI::App& app, Command& chosen) {
    struct Arguments {
        bool json = false;
        std::string spec, reference;
        int imageSize = 0;
    };
    auto a = std::make_shared<Arguments>();

    CLI::App* methods = app.add_subcommand("methods", "The catalogue: id, name, year, paper, family, equations");
    methods->add_flag("--json", a->json, "One JSON document on stdout");
    methods->callback([a, &chosen] { chosen = [a] { return listMethods(a->json); }; });

    CLI::App* data = app.add_subcommand("data", "Data sets");
    data->require_subcommand(1);
    CLI::App* inspectApp = data->add_subcommand("inspect", "Images a class, sizes, mean and deviation");
    inspectApp->add_option("SPEC", a->spec, "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR")->required();
    inspectApp->add_option("--image-size", a->imageSize, "Side to which images are resized; 0 = as stored (folders: 64)")->check(CLI::Range(0, 1024));
    inspectApp->add_flag("--json", a->json, "One JSON document on stdout");
    inspectApp->callback([a, &chosen] { chosen = [a] { return inspect(a->spec, a->imageSize, a->json); }; });

    CLI::App* verifyApp = app.add_subcommand("verify", "Recompute what a reference file records; exit code 1 above its tolerances");
    verifyApp->add_option("REFERENCE", a->reference, "safetensors file")->required();
    verifyApp->add_flag("--json", a->json, "One JSON document on stdout");
    verifyApp->callback([a, &chosen] { chosen = [a] { return verify(a->reference, a->json); }; });
}

} // namespace dnas::cli
