// dnas vit info | eval: what a vision transformer is, and what it is worth on a data set.
#include "app/cli/command_line.h"
#include "app/cli/device_option.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"
#include "app/cli/vit_arguments.h"

#include "engine/api/error.h"
#include "engine/api/vit.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct Arguments {
    VitArguments vit;
    VitEvaluationOptions evaluation;
    bool json = false;
};

Json infoJson(const VitFileInfo& info) {
    Json options = Json::object();
    for (const auto& [key, value] : vitOptions(info.spec, info.input))
        options[key] = value;
    return {{"model", info.model},
            {"fits", info.fits()},
            {"parameters", info.cost.parameters},
            {"multiply_adds", info.cost.multiplyAdds},
            {"depth", info.spec.depth()},
            {"heads", info.spec.heads},
            {"tensors", info.tensors},
            {"fingerprint", info.fingerprint},
            {"options", options},
            {"assumed", info.assumed},
            {"missing", info.missing},
            {"surplus", info.surplus},
            {"misshapen", info.misshapen},
            {"ignored", info.ignored}};
}

void printList(const char* what, const std::vector<std::string>& names) {
    if (names.empty()) return;
    std::cout << "\n" << what << "\n";
    for (const std::string& name : names)
        std::cout << "  " << name << "\n";
}

int info(const Arguments& a) {
    const VitFileInfo info = inspectVit(a.vit.model, vitOptionsOf(a.vit));
    if (a.json) {
        print(infoJson(info));
        return info.fits() ? kOk : kNo;
    }
    std::cout << info.model << ": vision transformer, " << info.spec.depth() << " blocks, "
              << magnitude(static_cast<double>(info.cost.parameters)) << " parameters, "
              << magnitude(static_cast<double>(info.cost.multiplyAdds)) << " multiply-adds an image\n\n";
    TextTable table({"option", "value"});
    for (const auto& [key, value] : vitOptions(info.spec, info.input))
        table.add({key, value});
    std::cout << table.text();
    printList("Assumed, for neither metadata nor shapes tell (--set KEY=VALUE changes it):", info.assumed);
    printList("Missing tensors:", info.missing);
    printList("Tensors that the network has not:", info.surplus);
    printList("Tensors of another shape:", info.misshapen);
    printList("Tensors that are not used:", info.ignored);
    std::cout << (info.fits() ? "\nAll tensors fit.\n" : "\nThe weights do not fit.\n");
    return info.fits() ? kOk : kNo;
}

int evaluateFile(const Arguments& a) {
    const VitEvaluation result = evaluateVit(a.vit.model, vitOptionsOf(a.vit), {}, a.evaluation, RunControl());
    if (a.json)
        print({{"top1", number(result.top1)}, {"images", result.images}});
    else
        std::cout << a.vit.model << " on " << result.images << " images of " << result.data << " (" << result.part
                  << "): top-1 " << percent(result.top1) << "\n";
    return kOk;
}

} // namespace

void addVitOptions(CLI::App& command, VitArguments& a) {
    command.add_option("FILE", a.model, "Safetensors or PyTorch state dict with timm's names, or preset:NAME")->required();
    command.add_option("--set", a.settings, "KEY=VALUE, an option of the network that the file does not tell; may be repeated")
        ->allow_extra_args(false);
}

VitOptions vitOptionsOf(const VitArguments& a) {
    VitOptions options;
    for (const std::string& setting : a.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            throw EngineError(ErrorCode::Usage, "--set '" + setting + "' is no KEY=VALUE.", "Such as --set num_heads=4.");
        options[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    return options;
}

void addVitCommands(CLI::App& app, Command& chosen) {
    CLI::App* vit = app.add_subcommand("vit", "Vision transformers: describe, evaluate, measure");
    vit->require_subcommand(1);
    auto a = std::make_shared<Arguments>();
    const auto add = [&](const char* word, const char* help, int (*body)(const Arguments&)) {
        CLI::App* command = vit->add_subcommand(word, help);
        addVitOptions(*command, a->vit);
        command->add_flag("--json", a->json, "One JSON document on stdout");
        command->callback([a, body, &chosen] { chosen = [a, body] { return body(*a); }; });
        return command;
    };
    add("info", "Size, options, and tensors that do not fit", info);
    CLI::App* evaluation = add("eval", "Accuracy on a data set", evaluateFile);
    evaluation->add_option("--data", a->evaluation.data, "cifar10:DIR | cifar100:DIR | idx:DIR | folder:DIR | fashion-mnist")
        ->required();
    evaluation->add_option("--part", a->evaluation.part, "test | train [test, where there is one]");
    evaluation->add_option("--limit", a->evaluation.limit, "Only the first so many images; 0 = all")
        ->check(CLI::Range(0, 100000000));
    evaluation->add_option("--threads", a->evaluation.threads, "Compute threads; 0 = all processors")
        ->check(CLI::Range(0, 256));
    addDeviceOption(*evaluation, a->evaluation.device);
    addThroughputCommand(*vit, chosen);
    addVitWorkCommands(*vit, chosen);
}

} // namespace dnas::cli
