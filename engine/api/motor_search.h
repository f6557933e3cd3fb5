// Search of a network that maps a motor's currents to its flux linkages, without measured flux (thesis section 6.2.2).
// Place: `dnas motor search`; a search is an experiment of the project file like any other.
// Thread rule: values; the functions may run on any thread.
//
// Step 1 finds the depth over {Linear + ReLU, Identity}, step 2 one activation for the whole network, then the network
// found and the baseline (one hidden layer, tanh; figure 6.14) are trained alike. What is trained on is the
// criterion 6.15; fluxes serve to evaluate only.
#pragma once

#include "engine/api/flux_network.h"
#include "engine/api/motor_simulation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dnas {

struct MotorSearchSpec {
    MotorSpec motor;           ///< resistance and pole pairs are known; the flux map is simulated and evaluated against
    std::string seriesPath;    ///< a measured series instead of the simulation ("" = simulate)
    bool evaluateOnMap = true; ///< false: a measured series without a known map; its own flux columns serve, if any

    // The simulated test bench.
    double durationS = 2, samplePeriodS = 1e-4;
    double speedRadPerS = 60; ///< largest mechanical speed; 0 = standstill
    SensorNoise noise;
    /// Rates of a series that has none.
    int derivativeWindow = 15, derivativeOrder = 3; ///< samples; see savitzkyGolay
    /// Flux at zero current. Needed at standstill, where the equations determine the flux up to a constant only;
    /// elsewhere they determine the constant too, and it is better left empty.
    std::optional<FluxDq> fluxAtZero;

    int samples = 4000;        ///< of the series, spread evenly, 128..1000000
    double validPortion = 0.5; ///< of the samples, 0.05..0.9: trains alpha and chooses among results
    int width = 16;            ///< of every hidden layer, 1..256
    int cellLayers = 3;        ///< N: layers that step 1 can take or leave, 1..16

    /// Each step is searched so many times from other weights; of the results the one with the best criterion on the
    /// validation samples is taken after a short training (DARTS section 3.1).
    int searches = 4;         ///< 1..32
    int selectionEpochs = 60; ///< of that training
    /// Deviation: the thesis takes 1 and 20 epochs of data whose size it does not tell; here an epoch is 16 steps.
    int depthEpochs = 120, activationEpochs = 40;
    double alphaFrozen = 0.5; ///< part of step 1 in which the weights learn alone, 0..0.95
    int trainingEpochs = 400; ///< of the network found and of the baseline
    /// Part of every training on the equations before the inversion of J, 0..1 (flux_criterion.h), the rest on (6.15).
    /// The searches use the former only: at random weights some det J is nearly 0, and (6.15) sees little else.
    double warmupPortion = 0.5;
    int batch = 125;                                    ///< samples of a step, 8..4096
    double learningRate = 1e-2, archLearningRate = 0.1; ///< Adam; the former annealed by a cosine to a hundredth
};

/// Throws EngineError(Usage) naming the option, its value and its range.
void validate(const MotorSearchSpec& spec);

/// What the search learns from, in a word: motor:linear | motor:saturating | motor:map:FILE (simulated on a measured map)
/// | motor:series:FILE (measured).
std::string motorData(const MotorSearchSpec& spec);
/// Its inverse; what does not follow from the word stays. Throws EngineError(Usage) naming the forms.
void setMotorData(MotorSearchSpec& spec, const std::string& data);
bool isMotorData(const std::string& data);

/// Errors of a model against a known flux.
struct FluxErrors {
    bool known = false; ///< false: there is nothing to compare with; the others are NaN
    int points = 0;
    double rmseVs = 0, rmseDVs = 0, rmseQVs = 0, largestVs = 0; ///< rmseVs: over both axes; largest of one axis
    double torqueRmseNm = 0, torqueLargestNm = 0;
};

/// On a grid of `perAxis` x `perAxis` currents of the range.
FluxErrors fluxErrors(const FluxMap& model, const FluxMap& truth, const CurrentRange& range, int polePairs,
                      int perAxis = 41);
/// At the samples of a series that has fluxes.
FluxErrors fluxErrors(const FluxMap& model, const MotorSeries& truth, int polePairs);

/// A trained network and what is known of it.
struct MotorCandidate {
    FluxNetwork network;
    double trainCriterion = 0, validCriterion = 0; ///< (6.15); 1 = explains nothing
    FluxErrors errors;
    std::int64_t guardedActivations = 0; ///< values held at a limit during training
    std::int64_t singularJacobians = 0;  ///< samples left out during training
    std::int64_t skippedSteps = 0;       ///< steps whose gradient was not finite
};

struct MotorSearchResult {
    MotorCandidate searched, baseline;
    LinearFluxSpec linear; ///< the model (6.11) that fits the same series best
    FluxErrors linearErrors;
    CurrentRange range; ///< of the currents in the series: where the models hold
    int polePairs = 1;
    double resistanceOhm = 0;
};

/// JSON with every field; parse throws EngineError(Format) naming the field.
std::string motorResultText(const MotorSearchResult& result);
MotorSearchResult parseMotorResult(std::string_view text);

/// L_d, L_q, lambda_f of (6.11) that fit (6.7), (6.8) of the series in the least-squares sense. What the series does
/// not determine (lambda_f at standstill) is 0; inductances are at least 1e-9 H, lambda_f at least 0.
LinearFluxSpec fitLinearFlux(const MotorSeries& series, double resistanceOhm);

/// The series of a request: simulated or read, with rates. Throws as excite, readSeries, deriveRates.
MotorSeries motorSeries(const MotorSearchSpec& spec, std::uint64_t seed);

class ProjectReader;
/// What a finished motor search found. Throws EngineError: Usage (no motor search, not finished), Project, Format.
MotorSearchResult motorResult(ProjectReader& project, std::int64_t experiment);

/// Snapshots of a whole search: one an epoch of steps 1 and 2, one every kMotorTrainingPasses epochs of the training.
constexpr int kMotorTrainingPasses = 10;
int motorSnapshots(const MotorSearchSpec& spec);

/// Of the triples B, U1, U2 the one with the largest product of mixing weights whose A is not constant (sub of twice
/// the same would be). @param unary [2, 10] row-major, @param binary [6]
Activation chosenActivation(const std::vector<double>& unary, const std::vector<double>& binary);

} // namespace dnas
