// The options of motor searches: what the motor is, how its series is made or read, how the network is searched.
#include "engine/methods/option_table.h"

#include <memory>
#include <variant>

namespace dnas {

namespace {

using S = OptionSection;

bool simulates(const MotorSearchSpec& spec) { return spec.seriesPath.empty(); }

/// The flux map of this kind, where the search simulates on it or is evaluated against it.
template <class Flux> Flux* fluxOf(Request& r) {
    if (!r.motor || !r.motor->evaluateOnMap) return nullptr;
    return std::get_if<Flux>(&r.motor->motor.flux);
}
template <class Flux> auto ofFlux(double Flux::*field) {
    return [field](Request& r) {
        Flux* flux = fluxOf<Flux>(r);
        return flux ? &(flux->*field) : nullptr;
    };
}
template <class Value> auto ofMotor(Value MotorSpec::*field) {
    return [field](Request& r) { return r.motor ? &(r.motor->motor.*field) : nullptr; };
}
template <class Value> auto ofSearch(Value MotorSearchSpec::*field) {
    return [field](Request& r) { return r.motor ? &(*r.motor.*field) : nullptr; };
}
template <class Value> auto ofSimulation(Value MotorSearchSpec::*field) {
    return [field](Request& r) { return r.motor && simulates(*r.motor) ? &(*r.motor.*field) : nullptr; };
}
auto ofNoise(double SensorNoise::*field) {
    return [field](Request& r) { return r.motor && simulates(*r.motor) ? &(r.motor->noise.*field) : nullptr; };
}
auto ofFluxAtZero(double FluxDq::*field) {
    return [field](Request& r) { return r.motor && r.motor->fluxAtZero ? &(*r.motor->fluxAtZero.*field) : nullptr; };
}

void addMotor(OptionTable& t) {
    t.real(S::Data, "resistance", "Stator resistance", "ohm", 0, 1e4, "R of thesis equations 6.7 and 6.8; taken as known.", ofMotor(&MotorSpec::resistanceOhm));
    t.integer(S::Data, "pole_pairs", "Pole pairs", "", 1, 200, "P of the torque (thesis equation 6.9).", ofMotor(&MotorSpec::polePairs));
    t.real(S::Data, "inertia", "Inertia", "kg m²", 1e-9, 1e6, "Of rotor and load (thesis equation 6.10, printed for an inertia of 1).", ofMotor(&MotorSpec::inertiaKgM2));
    t.real(S::Data, "friction", "Friction", "Nms", 0, 1e6, "b of thesis equation 6.10.", ofMotor(&MotorSpec::frictionNms));
    t.real(S::Data, "L_d", "L_d", "H", 1e-9, 1e3, "Inductance of the d axis (thesis equation 6.11).", ofFlux(&LinearFluxSpec::inductanceDH));
    t.real(S::Data, "L_q", "L_q", "H", 1e-9, 1e3, "Inductance of the q axis.", ofFlux(&LinearFluxSpec::inductanceQH));
    t.real(S::Data, "magnet_flux", "Magnet's flux", "Vs", 0, 1e3, "lambda_f: of the d axis at zero current.", ofFlux(&LinearFluxSpec::magnetVs));
    using Iron = SaturatingFluxSpec;
    t.real(S::Data, "unsaturated_L_d", "L_d, unsaturated", "H", 1e-9, 1e3, "Inductance of the d axis at small currents.", ofFlux(&Iron::inductanceDH));
    t.real(S::Data, "unsaturated_L_q", "L_q, unsaturated", "H", 1e-9, 1e3, "Inductance of the q axis at small currents.", ofFlux(&Iron::inductanceQH));
    t.real(S::Data, "saturated_L_d", "L_d, saturated", "H", 1e-10, 1e3, "Inductance of the d axis far in saturation; below the unsaturated.", ofFlux(&Iron::saturatedDH));
    t.real(S::Data, "saturated_L_q", "L_q, saturated", "H", 1e-10, 1e3, "Inductance of the q axis far in saturation; below the unsaturated.", ofFlux(&Iron::saturatedQH));
    t.real(S::Data, "iron_magnet_flux", "Magnet's flux", "Vs", 0, 1e3, "lambda_f: of the d axis at zero current.", ofFlux(&Iron::magnetVs));
    t.real(S::Data, "magnet_current", "Magnet's current", "A", 0, 1e5, "I_m: the magnet's share of the magnetisation.", ofFlux(&Iron::magnetA));
    t.real(S::Data, "saturation_current", "Saturation current", "A", 1e-6, 1e5, "I_s: where the q axis bends.", ofFlux(&Iron::saturationA));
}

/// "" | linear | saturating | FILE: the flux map against which a measured series is evaluated.
void addComparedFlux(OptionTable& t) {
    t.add({"compare_flux", "Compare with flux", "", "What the networks found are compared with: linear, saturating, or a CSV file i_d_A,i_q_A,psi_d_Vs,psi_q_Vs; empty: the fluxes of the series, if it has any.",
           OptionKind::Text, S::Data, 0, 0, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              if (!r.motor || simulates(*r.motor)) return std::nullopt;
              if (!r.motor->evaluateOnMap) return std::string();
              if (const auto* measured = std::get_if<MeasuredFluxSpec>(&r.motor->motor.flux)) return measured->path;
              return std::holds_alternative<LinearFluxSpec>(r.motor->motor.flux) ? "linear" : "saturating";
          },
          [](Request& r, const std::string& text) {
              r.motor->evaluateOnMap = !text.empty();
              if (text == "linear")
                  r.motor->motor.flux = LinearFluxSpec{};
              else if (text == "saturating" || text.empty())
                  r.motor->motor.flux = SaturatingFluxSpec{};
              else
                  r.motor->motor.flux = MeasuredFluxSpec{text};
          });
}

void addSeries(OptionTable& t) {
    using M = MotorSearchSpec;
    addComparedFlux(t);
    t.real(S::Data, "duration", "Duration", "s", 1e-3, 1e4, "Of the simulated test bench.", ofSimulation(&M::durationS));
    t.real(S::Data, "sample_period", "Sample period", "s", 1e-7, 1, "Between two samples.", ofSimulation(&M::samplePeriodS));
    t.real(S::Data, "speed", "Largest speed", "rad/s", 0, 1e5, "Mechanical, of the load machine; 0 = standstill, which needs the flux at zero current.", ofSimulation(&M::speedRadPerS));
    t.real(S::Data, "noise", "Noise of currents", "A", 0, 1e6, "Standard deviation; with noise, the rates are derived as of a measured series.", ofNoise(&SensorNoise::currentA));
    t.real(S::Data, "noise_voltage", "Noise of voltages", "V", 0, 1e6, "Standard deviation.", ofNoise(&SensorNoise::voltageV));
    t.real(S::Data, "noise_speed", "Noise of speed", "rad/s", 0, 1e6, "Standard deviation, electrical.", ofNoise(&SensorNoise::speedRadPerS));
    t.integer(S::Data, "derivative_window", "Derivative window", "samples", 3, 1001, "Of the Savitzky-Golay filter that derives rates where a series has none; odd.", ofSearch(&M::derivativeWindow));
    t.integer(S::Data, "derivative_order", "Derivative order", "", 1, 8, "Of the filter's polynomial; below its window.", ofSearch(&M::derivativeOrder));
    t.add({"fix_flux_at_zero", "Flux at zero is known", "", "Fixes the constant of the flux. Needed at standstill, where the equations leave it open; elsewhere they determine it.", OptionKind::Boolean, S::Data, 0, 1, {}, {}, {}},
          [](const Request& r) { return r.motor ? std::optional<std::string>(r.motor->fluxAtZero ? "true" : "false") : std::nullopt; },
          [](Request& r, const std::string& text) {
              if (text == "false") return r.motor->fluxAtZero.reset();
              if (!r.motor->fluxAtZero) r.motor->fluxAtZero = fluxAtZero(r.motor->motor.flux);
          });
    t.real(S::Data, "flux_at_zero_d", "Flux at zero, d", "Vs", -1e3, 1e3, "The magnet's flux linkage.", ofFluxAtZero(&FluxDq::dVs));
    t.real(S::Data, "flux_at_zero_q", "Flux at zero, q", "Vs", -1e3, 1e3, "0 where the d axis lies along the magnet.", ofFluxAtZero(&FluxDq::qVs));
    t.integer(S::Data, "samples", "Samples", "", 128, 1000000, "Of the series, spread evenly.", ofSearch(&M::samples));
    t.real(S::Data, "valid_portion", "Validation portion", "", 0.05, 0.9, "Part of the samples that trains alpha and chooses among results.", ofSearch(&M::validPortion));
}

void addMotorSearch(OptionTable& t) {
    using M = MotorSearchSpec;
    t.integer(S::Search, "searches", "Searches of each step", "", 1, 32, "From other weights each; the result with the best criterion is taken (DARTS section 3.1).", ofSearch(&M::searches));
    t.integer(S::Search, "depth_epochs", "Epochs of step 1", "epochs", 1, 10000, "Depth over {Linear + ReLU, Identity}. The thesis takes 1 epoch of data whose size it does not tell; here an epoch is 16 steps.", ofSearch(&M::depthEpochs));
    t.integer(S::Search, "activation_epochs", "Epochs of step 2", "epochs", 1, 10000, "Activation A(x) = B(U1(x), U2(x)); the thesis takes 20.", ofSearch(&M::activationEpochs));
    t.integer(S::Search, "selection_epochs", "Epochs of the choice", "epochs", 1, 10000, "Of the short training by which one result is chosen.", ofSearch(&M::selectionEpochs));
    t.integer(S::Search, "training_epochs", "Epochs of the training", "epochs", 1, 10000, "Of the network found and of the baseline (figure 6.14).", ofSearch(&M::trainingEpochs));
    t.integer(S::Search, "batch", "Batch size", "samples", 8, 4096, "Of one step.", ofSearch(&M::batch));
    t.integer(S::Space, "cell_layers", "Layers of the cell", "layers", 1, 16, "N: so many that step 1 can take or leave.", ofSearch(&M::cellLayers));
    t.integer(S::Space, "width", "Width", "units", 1, 256, "Of every hidden layer.", ofSearch(&M::width));
    t.real(S::Weights, "lr", "Learning rate", "", 1e-9, 10, "Adam; annealed by a cosine to a hundredth.", ofSearch(&M::learningRate));
    t.real(S::Weights, "warmup_portion", "Warm-up", "", 0, 1, "Part of a training on the equations before the inversion of the Jacobian; the rest on the criterion (thesis 6.15).", ofSearch(&M::warmupPortion));
    t.real(S::Alpha, "arch_lr", "Alpha learning rate", "", 1e-9, 10, "Adam on alpha.", ofSearch(&M::archLearningRate));
    t.real(S::Alpha, "alpha_frozen", "Frozen alpha", "", 0, 0.95, "Part of step 1 in which the weights learn alone.", ofSearch(&M::alphaFrozen));
}

} // namespace

const std::vector<OptionEntry>& motorOptions() {
    static const OptionTable table = [] {
        OptionTable t;
        addMotor(t);
        addSeries(t);
        addMotorSearch(t);
        return t;
    }();
    return table.rows();
}

} // namespace dnas
