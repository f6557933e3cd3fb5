#include "app/cli/motor_arguments.h"

#include "app/cli/text_table.h"
#include "engine/api/error.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>

namespace dnas::cli {

void addMotorOptions(CLI::App& command, MotorArguments& a) {
    command.add_option("--flux", a.flux, "Flux map: linear | saturating | FILE.csv (i_d_A,i_q_A,psi_d_Vs,psi_q_Vs)")
        ->capture_default_str();
    command.add_option("--resistance", a.motor.resistanceOhm, "Of the stator, ohm")->capture_default_str();
    command.add_option("--pole-pairs", a.motor.polePairs, "Pole pairs")->capture_default_str();
    command.add_option("--inertia", a.motor.inertiaKgM2, "Of rotor and load, kg m^2")->capture_default_str();
    command.add_option("--friction", a.motor.frictionNms, "Viscous, Nms")->capture_default_str();
}

MotorSpec motorOf(const MotorArguments& a) {
    MotorSpec motor = a.motor;
    if (a.flux == "linear")
        motor.flux = LinearFluxSpec{};
    else if (a.flux == "saturating")
        motor.flux = SaturatingFluxSpec{};
    else
        motor.flux = MeasuredFluxSpec{a.flux};
    validate(motor);
    return motor;
}

Json fluxErrorsJson(const FluxErrors& e) {
    if (!e.known) return nullptr;
    return {{"points", e.points},
            {"rmse_Vs", number(e.rmseVs)},
            {"rmse_d_Vs", number(e.rmseDVs)},
            {"rmse_q_Vs", number(e.rmseQVs)},
            {"largest_Vs", number(e.largestVs)},
            {"torque_rmse_Nm", number(e.torqueRmseNm)},
            {"torque_largest_Nm", number(e.torqueLargestNm)}};
}

Json candidateJson(const MotorCandidate& c) {
    return {{"hidden_layers", c.network.hiddenLayers()},   {"width", c.network.layers.front().out},
            {"parameters", c.network.parameterCount()},    {"activation", formula(c.network.activation)},
            {"train_criterion", number(c.trainCriterion)}, {"valid_criterion", number(c.validCriterion)},
            {"errors", fluxErrorsJson(c.errors)},          {"guarded_activations", c.guardedActivations},
            {"singular_jacobians", c.singularJacobians},   {"skipped_steps", c.skippedSteps}};
}

std::string resultTable(const MotorSearchResult& r) {
    TextTable table({"model", "hidden", "A(x)", "weights", "criterion", "flux RMSE mVs", "largest mVs",
                     "torque RMSE Nm", "largest Nm"});
    const auto row = [&](const std::string& name, const std::string& layers, const std::string& activation,
                         const std::string& weights, const std::string& criterion, const FluxErrors& e) {
        table.add({name, layers, activation, weights, criterion, fixed(1e3 * e.rmseVs, 2), fixed(1e3 * e.largestVs, 1),
                   fixed(e.torqueRmseNm, 3), fixed(e.torqueLargestNm, 2)});
    };
    const auto candidate = [&](const std::string& name, const MotorCandidate& c) {
        row(name, std::to_string(c.network.hiddenLayers()), formula(c.network.activation),
            std::to_string(c.network.parameterCount()), fixed(c.validCriterion, 5), c.errors);
    };
    candidate("searched", r.searched);
    candidate("baseline", r.baseline);
    row("linear (6.11)", "-", "-", "3", "-", r.linearErrors);
    return table.text();
}

void writeText(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        throw EngineError(ErrorCode::Usage, path + ": cannot be written.",
                          "Check the folder and the space on the disk.");
}

} // namespace dnas::cli
