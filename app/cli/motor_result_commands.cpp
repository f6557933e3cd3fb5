// dnas motor evaluate | control | export: what to do with the networks that a motor search found.
#include "app/cli/command_line.h"
#include "app/cli/motor_arguments.h"
#include "app/cli/text_table.h"

#include "engine/api/error.h"
#include "engine/api/motor_control.h"
#include "engine/api/project.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct ResultArguments {
    std::string file, experiment, flux, format = "c", name = "motor_flux", output, which = "searched";
    int perAxis = 41;
    TorqueControlSpec control;
    bool json = false;
};

struct Found {
    ExperimentRecord record;
    MotorSearchResult result;
};

Found find(const ResultArguments& a) {
    const std::unique_ptr<ProjectReader> reader = ProjectReader::open(a.file);
    const std::int64_t id = findExperiment(*reader, a.experiment);
    return {reader->experiment(id), motorResult(*reader, id)};
}

/// The motor of the search, with another flux map where --flux names one.
MotorSpec truthOf(const ResultArguments& a, const Found& found) {
    MotorArguments motor;
    motor.motor = found.record.request.motor->motor;
    if (a.flux.empty()) return motor.motor;
    motor.flux = a.flux;
    return motorOf(motor);
}

int evaluateMotor(const ResultArguments& a) {
    Found found = find(a);
    MotorSearchResult& r = found.result;
    if (!a.flux.empty() || found.record.request.motor->evaluateOnMap) {
        const std::shared_ptr<const FluxMap> truth = makeFluxMap(truthOf(a, found).flux);
        for (MotorCandidate* candidate : {&r.searched, &r.baseline})
            candidate->errors = fluxErrors(*makeFluxMap(candidate->network), *truth, r.range, r.polePairs, a.perAxis);
        r.linearErrors = fluxErrors(*makeFluxMap(r.linear), *truth, r.range, r.polePairs, a.perAxis);
    }
    if (a.json) {
        print({{"experiment", found.record.summary.id},
               {"searched", candidateJson(r.searched)},
               {"baseline", candidateJson(r.baseline)},
               {"linear",
                {{"L_d_H", r.linear.inductanceDH},
                 {"L_q_H", r.linear.inductanceQH},
                 {"magnet_Vs", r.linear.magnetVs},
                 {"errors", fluxErrorsJson(r.linearErrors)}}},
               {"range_A", {r.range.dMinA, r.range.dMaxA, r.range.qMinA, r.range.qMaxA}}});
        return kOk;
    }
    std::cout << resultTable(r);
    return kOk;
}

int controlMotor(const ResultArguments& a) {
    const Found found = find(a);
    const MotorSpec motor = truthOf(a, found);
    const std::shared_ptr<const FluxMap> truth = makeFluxMap(motor.flux);
    TorqueControlSpec spec = a.control;
    spec.range = found.result.range;
    const std::pair<const char*, std::shared_ptr<const FluxMap>> models[] = {
        {"searched", makeFluxMap(found.result.searched.network)},
        {"baseline", makeFluxMap(found.result.baseline.network)},
        {"linear", makeFluxMap(found.result.linear)},
        {"truth", truth}};
    TextTable table({"the controller knows", "torque RMSE Nm", "settled Nm"});
    Json json = Json::object();
    std::string csv = "time_s,wanted_Nm";
    std::vector<TorqueControlResult> runs;
    for (const auto& [name, model] : models) {
        runs.push_back(controlTorque(motor, *truth, *model, spec));
        json[name] = {{"torque_rmse_Nm", number(runs.back().rmseNm)},
                      {"steady_rmse_Nm", number(runs.back().steadyRmseNm)}};
        table.add({name, fixed(runs.back().rmseNm, 3), fixed(runs.back().steadyRmseNm, 3)});
        csv += std::string(",") + name + "_Nm";
    }
    if (!a.output.empty()) {
        for (std::size_t k = 0; k < runs[0].timeS.size(); ++k) {
            char text[64];
            std::snprintf(text, sizeof text, "\n%.9g,%.9g", runs[0].timeS[k], runs[0].wantedNm[k]);
            csv += text;
            for (const TorqueControlResult& run : runs) {
                std::snprintf(text, sizeof text, ",%.9g", run.torqueNm[k]);
                csv += text;
            }
        }
        writeText(a.output, csv + "\n");
    }
    if (a.json)
        print(json);
    else
        std::cout << table.text();
    return kOk;
}

int exportMotor(const ResultArguments& a) {
    if (a.which != "searched" && a.which != "baseline")
        throw EngineError(ErrorCode::Usage, "--network is '" + a.which + "'; allowed: searched, baseline.");
    const Found found = find(a);
    const FluxNetwork& network = a.which == "searched" ? found.result.searched.network : found.result.baseline.network;
    if (a.format == "c")
        writeText(a.output, fluxNetworkHeader(network, a.name));
    else if (a.format == "safetensors")
        writeFluxNetwork(network, a.output);
    else if (a.format == "onnx")
        writeText(a.output, fluxNetworkOnnx(network));
    else if (a.format == "json")
        writeText(a.output, fluxNetworkText(network) + "\n");
    else
        throw EngineError(ErrorCode::Usage, "--format is '" + a.format + "'; allowed: c, onnx, safetensors, json.");
    if (a.json)
        print({{"file", a.output}, {"format", a.format}, {"parameters", network.parameterCount()}});
    else
        std::cout << "Wrote " << a.output << ": " << network.hiddenLayers() << " hidden layers, "
                  << network.parameterCount() << " weights, A(x) = " << formula(network.activation) << ".\n";
    return kOk;
}

CLI::App* addCommand(CLI::App& motor, const char* name, const char* help, const std::shared_ptr<ResultArguments>& a,
                     Command& chosen, int (*run)(const ResultArguments&)) {
    CLI::App* c = motor.add_subcommand(name, help);
    c->add_option("FILE", a->file, "Project file")->required();
    c->add_option("EXPERIMENT", a->experiment, "Id or name")->required();
    c->add_flag("--json", a->json, "One JSON document on stdout");
    c->callback([a, run, &chosen] { chosen = [a, run] { return run(*a); }; });
    return c;
}

} // namespace

void addMotorResultCommands(CLI::App& motor, Command& chosen) {
    const char* fluxHelp = "Another truth than the search's: linear | saturating | FILE.csv";
    auto evaluate = std::make_shared<ResultArguments>();
    CLI::App* e =
        addCommand(motor, "evaluate", "Errors of the networks against the known flux", evaluate, chosen, evaluateMotor);
    e->add_option("--flux", evaluate->flux, fluxHelp);
    e->add_option("--grid", evaluate->perAxis, "Points an axis")->check(CLI::Range(2, 2001))->capture_default_str();

    auto control = std::make_shared<ResultArguments>();
    CLI::App* c = addCommand(motor, "control", "Closed-loop torque control in simulation, by each of the models",
                             control, chosen, controlMotor);
    c->add_option("--flux", control->flux, fluxHelp);
    c->add_option("--duration", control->control.durationS, "s")
        ->check(CLI::Range(0.001, 1000.0))
        ->capture_default_str();
    c->add_option("--speed", control->control.speedRadPerS, "Mechanical, rad/s")->capture_default_str();
    c->add_option("--bandwidth", control->control.bandwidthRadPerS, "Of the current controller, rad/s")
        ->capture_default_str();
    c->add_option("-o,--out", control->output, "CSV of the torques in time");

    auto exported = std::make_shared<ResultArguments>();
    CLI::App* x =
        addCommand(motor, "export", "A network as C99 header, ONNX, safetensors or JSON", exported, chosen, exportMotor);
    x->add_option("--format", exported->format, "c | onnx | safetensors | json")->capture_default_str();
    x->add_option("--network", exported->which, "searched | baseline")->capture_default_str();
    x->add_option("--function", exported->name, "Name of the C function")->capture_default_str();
    x->add_option("-o,--out", exported->output, "File to write")->required();
}

} // namespace dnas::cli
