// What a motor search must satisfy, and the series that it learns from.
#include "engine/api/error.h"
#include "engine/api/request.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace dnas {

namespace {

constexpr int kMostEpochs = 10000; ///< of a recipe

const std::string kMotorPrefix = "motor:", kLinear = "motor:linear", kSaturating = "motor:saturating", kMapPrefix = "motor:map:",
                  kSeriesPrefix = "motor:series:";
constexpr const char* kMotorForms =
    "Write motor:linear, motor:saturating, motor:map:FILE (a measured flux map) or motor:series:FILE (a measured series).";

void inRange(const char* option, double value, double minimum, double maximum) {
    if (value >= minimum && value <= maximum) return; // false for NaN
    std::ostringstream text;
    text << option << " is " << value << "; allowed: " << minimum << " to " << maximum << ".";
    throw EngineError(ErrorCode::Usage, text.str());
}

bool isConstant(const Activation& activation) {
    const double first = evaluate(activation, -2.3).value;
    for (double x = -2.2; x < 2.3; x += 0.1)
        if (std::abs(evaluate(activation, x).value - first) > 1e-12) return false;
    return true;
}

} // namespace

void validate(const MotorSearchSpec& spec) {
    validate(spec.motor);
    inRange("duration (s)", spec.durationS, 1e-3, 1e4);
    inRange("sample_period (s)", spec.samplePeriodS, 1e-7, 1);
    inRange("speed (rad/s)", spec.speedRadPerS, 0, 1e5);
    inRange("noise of the currents (A)", spec.noise.currentA, 0, 1e6);
    inRange("noise of the voltages (V)", spec.noise.voltageV, 0, 1e6);
    inRange("noise of the speed (rad/s)", spec.noise.speedRadPerS, 0, 1e6);
    inRange("derivative_window", spec.derivativeWindow, 3, 1001);
    inRange("derivative_order", spec.derivativeOrder, 1, 8);
    if (spec.derivativeWindow % 2 == 0 || spec.derivativeOrder >= spec.derivativeWindow)
        throw EngineError(ErrorCode::Usage, "derivative_window is " + std::to_string(spec.derivativeWindow) + "; it must be odd and above derivative_order, " +
                                                std::to_string(spec.derivativeOrder) + ".");
    inRange("samples", spec.samples, 128, 1e6);
    inRange("valid_portion", spec.validPortion, 0.05, 0.9);
    inRange("width", spec.width, 1, 256);
    inRange("cell_layers", spec.cellLayers, 1, 16);
    inRange("searches", spec.searches, 1, 32);
    inRange("selection_epochs", spec.selectionEpochs, 1, 10000);
    inRange("depth_epochs", spec.depthEpochs, 1, 10000);
    inRange("activation_epochs", spec.activationEpochs, 1, 10000);
    inRange("alpha_frozen", spec.alphaFrozen, 0, 0.95);
    inRange("training_epochs", spec.trainingEpochs, 1, 10000);
    inRange("warmup_portion", spec.warmupPortion, 0, 1);
    inRange("batch", spec.batch, 8, 4096);
    inRange("lr", spec.learningRate, 1e-9, 10);
    inRange("arch_lr", spec.archLearningRate, 1e-9, 10);
    if (spec.fluxAtZero) {
        inRange("d flux at zero current (Vs)", spec.fluxAtZero->dVs, -1e3, 1e3);
        inRange("q flux at zero current (Vs)", spec.fluxAtZero->qVs, -1e3, 1e3);
    }
    if (spec.seriesPath.empty() && !spec.evaluateOnMap)
        throw EngineError(ErrorCode::Usage, "Neither a series nor a flux map to simulate is given.",
                          "Choose the CSV file of a measured series, or simulate.");
}

Request makeMotorRequest(const MotorSearchSpec& spec, std::uint64_t seed) {
    validate(spec);
    Request request;
    request.name = "Motor flux";
    request.seed = seed;
    setMotor(request, spec);
    return request;
}

void setMotor(Request& request, const MotorSearchSpec& spec) {
    request.recipe.method = "pmsm";
    request.recipe.epochs = std::min(motorSnapshots(spec), kMostEpochs);
    request.task.data = motorData(spec);
    request.motor = spec;
}

void setData(Request& request, const std::string& data) {
    if (isMotorData(data) != request.motor.has_value())
        throw EngineError(ErrorCode::Usage, "Method '" + request.recipe.method + "' does not learn from '" + data + "'.",
                          request.motor ? kMotorForms : "Give a data set of images, like fashion-mnist.");
    if (!request.motor) {
        request.task.data = data;
        return;
    }
    MotorSearchSpec spec = *request.motor;
    setMotorData(spec, data);
    setMotor(request, spec);
}

bool isMotorData(const std::string& data) {
    return data.rfind(kMotorPrefix, 0) == 0;
}

std::string motorData(const MotorSearchSpec& spec) {
    if (!spec.seriesPath.empty()) return kSeriesPrefix + spec.seriesPath;
    if (const auto* measured = std::get_if<MeasuredFluxSpec>(&spec.motor.flux)) return kMapPrefix + measured->path;
    return std::holds_alternative<LinearFluxSpec>(spec.motor.flux) ? kLinear : kSaturating;
}

void setMotorData(MotorSearchSpec& spec, const std::string& data) {
    if (data == motorData(spec)) return; // keeps inductances
    const auto fileAfter = [&](const std::string& prefix) {
        return data.rfind(prefix, 0) == 0 ? std::optional(data.substr(prefix.size())) : std::nullopt;
    };
    if (const std::optional<std::string> series = fileAfter(kSeriesPrefix)) {
        spec.seriesPath = *series;
        spec.evaluateOnMap = false;
        return;
    }
    if (const std::optional<std::string> map = fileAfter(kMapPrefix))
        spec.motor.flux = MeasuredFluxSpec{*map};
    else if (data == kLinear)
        spec.motor.flux = LinearFluxSpec{};
    else if (data == kSaturating)
        spec.motor.flux = SaturatingFluxSpec{};
    else
        throw EngineError(ErrorCode::Usage, "'" + data + "' is no data of a motor.", kMotorForms);
    spec.seriesPath.clear();
    spec.evaluateOnMap = true;
}

int motorSnapshots(const MotorSearchSpec& spec) {
    const int training = (spec.trainingEpochs + kMotorTrainingPasses - 1) / kMotorTrainingPasses;
    return spec.searches * (spec.depthEpochs + spec.activationEpochs) + training;
}

MotorSeries motorSeries(const MotorSearchSpec& spec, std::uint64_t seed) {
    MotorSeries series;
    if (spec.seriesPath.empty()) {
        ExcitationSpec excitation;
        excitation.range = currentRange(spec.motor.flux);
        excitation.speedRadPerS = spec.speedRadPerS;
        SimulationSpec simulation;
        simulation.durationS = spec.durationS;
        simulation.samplePeriodS = spec.samplePeriodS;
        simulation.noise = spec.noise;
        simulation.seed = seed;
        series = excite(spec.motor, makeFluxMap(spec.motor.flux), excitation, simulation);
    } else {
        series = readSeries(spec.seriesPath);
    }
    if (!series.hasRates) deriveRates(series, spec.derivativeWindow, spec.derivativeOrder);
    return series;
}

Activation chosenActivation(const std::vector<double>& unary, const std::vector<double>& binary) {
    const std::size_t unaries = unaryNames().size();
    Activation best;
    double largest = -1;
    for (std::size_t b = 0; b < binary.size(); ++b)
        for (std::size_t u = 0; u < unaries; ++u)
            for (std::size_t v = 0; v < unaries; ++v) {
                const double weight = binary[b] * unary[u] * unary[unaries + v];
                const Activation activation{static_cast<Binary>(b), static_cast<Unary>(u), static_cast<Unary>(v)};
                if (weight > largest && !isConstant(activation)) {
                    best = activation;
                    largest = weight;
                }
            }
    return best;
}

} // namespace dnas
