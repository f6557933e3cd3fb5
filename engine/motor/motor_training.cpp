// The trainings of a motor search: one pass, the short one that judges a result, and that of the two networks compared.
#include "engine/api/error.h"
#include "engine/core/random_streams.h"
#include "engine/motor/motor_search_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace dnas {

namespace {

constexpr double kPi = 3.141592653589793, kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLastRate = 0.01; ///< of the first learning rate, at the end of the cosine

/// A network in training, and its best state by the validation criterion.
struct Trainee {
    MotorNetwork network;
    at::Tensor best;
    double train = kNaN, valid = std::numeric_limits<double>::infinity();

    void keepIfBest(double trainCriterion, double validCriterion) {
        if (!(validCriterion < valid)) return;
        best = network.weights().clone();
        train = trainCriterion;
        valid = validCriterion;
    }
};

std::vector<int> slice(const std::vector<int>& order, std::size_t at, std::size_t count) {
    std::vector<int> part;
    for (std::size_t k = 0; k < count; ++k)
        part.push_back(order[(at + k) % order.size()]);
    return part;
}

} // namespace

MotorSearchRun::Losses MotorSearchRun::trainEpoch(MotorNetwork& network, const Pass& pass) const {
    const double annealed = (1 + std::cos(kPi * pass.epoch / pass.epochs)) / 2;
    network.setLearningRate(m_spec.learningRate * (kLastRate + (1 - kLastRate) * annealed));
    const auto epoch = static_cast<std::uint64_t>(pass.epoch);
    std::vector<int> train = m_data.train, valid = m_data.valid;
    RandomStream(pass.seed, "motor/order/train", epoch).shuffle(train);
    RandomStream(pass.seed, "motor/order/valid", epoch).shuffle(valid);
    const std::size_t batch = std::min(static_cast<std::size_t>(m_spec.batch), train.size());
    Losses sum{0, 0};
    int steps = 0;
    for (std::size_t at = 0; at + batch <= train.size(); at += batch, ++steps) {
        if (pass.alpha) sum.objective += network.alphaStep(m_data.batch(slice(valid, at, batch)), pass.form);
        sum.train += network.weightStep(m_data.batch(slice(train, at, batch)), pass.form);
    }
    return {sum.train / steps, pass.alpha ? sum.objective / steps : kNaN};
}

CriterionForm MotorSearchRun::formOf(int epoch, int epochs) const {
    return epoch < m_spec.warmupPortion * epochs ? CriterionForm::Voltages : CriterionForm::Rates;
}

double MotorSearchRun::judged(MotorNetwork& network, std::uint64_t seed, CriterionForm form) const {
    for (int epoch = 0; epoch < m_spec.selectionEpochs; ++epoch)
        trainEpoch(network, {seed, epoch, m_spec.selectionEpochs, CriterionForm::Voltages, false});
    return network.criterion(m_valid, form);
}

MotorSearchResult MotorSearchRun::trainBoth() {
    note(RunEvent::Kind::StageStarted, "training: " + std::to_string(1 + m_cellLayers) + " hidden layers with A(x) = " +
                                           formula(m_activation) + ", and the baseline, 1 hidden layer with tanh(x)");
    Trainee searched{{networkSpec(MotorStage::Training, m_cellLayers, m_activation), m_data.units, m_seed, "searched"},
                     {}};
    Trainee baseline{{networkSpec(MotorStage::Training, 0, {}), m_data.units, m_seed, "baseline"}, {}};
    const int epochs = m_spec.trainingEpochs;
    for (int epoch = 0; epoch < epochs;) {
        const auto start = std::chrono::steady_clock::now();
        Snapshot snapshot;
        snapshot.stage = "training";
        snapshot.alphaFrozen = true;
        for (const int last = std::min(epochs, epoch + kMotorTrainingPasses); epoch < last; ++epoch)
            for (Trainee* trainee : {&searched, &baseline})
                trainEpoch(trainee->network, {m_seed, epoch, epochs, formOf(epoch, epochs), false});
        for (Trainee* trainee : {&searched, &baseline}) {
            const double train = trainee->network.criterion(m_train, CriterionForm::Rates);
            const double valid = trainee->network.criterion(m_valid, CriterionForm::Rates);
            trainee->keepIfBest(train, valid);
            const FluxErrors errors = errorsOf(*makeFluxMap(trainee->network.value()));
            const std::string prefix = trainee == &searched ? "" : "baseline_";
            snapshot.metrics.push_back({prefix + "train_loss", train});
            snapshot.metrics.push_back({prefix + "valid_loss", valid});
            snapshot.metrics.push_back({prefix + "flux_rmse_vs", errors.rmseVs});
            snapshot.metrics.push_back({prefix + "torque_rmse_nm", errors.torqueRmseNm});
        }
        snapshot.metrics.push_back({"parameters", static_cast<double>(searched.network.parameterCount())});
        snapshot.metrics.push_back(
            {"seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()});
        emit(std::move(snapshot));
    }
    MotorSearchResult result;
    result.range = m_data.range;
    result.polePairs = m_spec.motor.polePairs;
    result.resistanceOhm = m_spec.motor.resistanceOhm;
    result.linear = fitLinearFlux(m_series, m_spec.motor.resistanceOhm);
    result.linearErrors = errorsOf(*makeFluxMap(result.linear));
    for (auto [trainee, candidate] : {std::pair(&searched, &result.searched), std::pair(&baseline, &result.baseline)}) {
        if (!trainee->best.defined())
            throw EngineError(ErrorCode::Diverged, "The training diverged: the criterion was never finite.",
                              "Lower lr, or raise warmup_portion.");
        trainee->network.weights().copy_(trainee->best);
        reportGuards(trainee->network);
        *candidate = {trainee->network.value(),
                      trainee->train,
                      trainee->valid,
                      {},
                      trainee->network.guards().activations,
                      trainee->network.guards().jacobians,
                      trainee->network.skippedSteps()};
        candidate->errors = errorsOf(*makeFluxMap(candidate->network));
    }
    return result;
}

FluxErrors MotorSearchRun::errorsOf(const FluxMap& model) const {
    return m_truth ? fluxErrors(model, *m_truth, m_data.range, m_spec.motor.polePairs)
                   : fluxErrors(model, m_series, m_spec.motor.polePairs);
}

} // namespace dnas
