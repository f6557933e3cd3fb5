// What a motor search must satisfy, and the series that it learns from.
#include "engine/api/error.h"
#include "engine/api/request.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace dnas {

namespace {

constexpr int kMostEpochs = 10000; ///< of a recipe

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
        throw EngineError(ErrorCode::Usage, "Neither a series nor a flux map to simulate is given.");
}

Request makeMotorRequest(const MotorSearchSpec& spec, std::uint64_t seed) {
    validate(spec);
    struct DataName {
        std::string operator()(const LinearFluxSpec&) const { return "motor:linear"; }
        std::string operator()(const SaturatingFluxSpec&) const { return "motor:saturating"; }
        std::string operator()(const MeasuredFluxSpec& s) const { return "motor:" + s.path; }
    };
    Request request;
    request.name = "Motor flux";
    request.recipe.method = "pmsm";
    request.recipe.epochs = std::min(motorSnapshots(spec), kMostEpochs);
    request.task.data = spec.seriesPath.empty() ? std::visit(DataName(), spec.motor.flux) : "motor:" + spec.seriesPath;
    request.seed = seed;
    request.motor = spec;
    return request;
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
