#include "engine/motor/motor_search_run.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"

#include <chrono>
#include <cstdio>
#include <limits>
#include <utility>

namespace dnas {

namespace {

constexpr double kDominant = 0.9;

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor dense = tensor.detach().contiguous();
    return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
}

std::string shortText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

MotorSearchRun::MotorSearchRun(const MotorSearchSpec& spec, std::uint64_t seed)
    : m_spec(spec), m_seed(seed), m_series(motorSeries(spec, seed)) {
    if (spec.evaluateOnMap) m_truth = makeFluxMap(spec.motor.flux);
    m_data = fluxData(m_series, spec.motor.resistanceOhm, spec.samples, spec.validPortion, spec.fluxAtZero, seed);
    m_train = m_data.batch(m_data.train);
    m_valid = m_data.batch(m_data.valid);
    m_cellLayers = spec.cellLayers;
    m_depth = AlphaValues(static_cast<std::size_t>(spec.cellLayers), 2);
    m_unary = AlphaValues(2, unaryNames().size());
    m_binary = AlphaValues(1, binaryNames().size());
}

std::string MotorSearchRun::description() const {
    char text[200];
    const CurrentRange& r = m_data.range;
    std::snprintf(text, sizeof text, "%zu training and %zu validation samples, i_d %.3g to %.3g A, i_q %.3g to %.3g A",
                  m_data.train.size(), m_data.valid.size(), r.dMinA, r.dMaxA, r.qMinA, r.qMaxA);
    return text;
}

AlphaGroup MotorSearchRun::group(const std::string& name, const std::vector<std::string>& rows,
                                 const std::vector<std::string>& columns, const AlphaValues& values) {
    AlphaGroup g{name, {}, columns, values.raw, values.weights};
    for (const std::string& row : rows)
        g.rows.push_back({row, -1, -1});
    return g;
}

std::optional<MotorSearchResult> MotorSearchRun::run(const Sink& sink) {
    setComputeThreads(1);
    m_sink = &sink;
    m_snapshots = 0;
    try {
        searchDepth();
        searchActivation();
        return trainBoth();
    } catch (const Stopped&) {
        return std::nullopt;
    }
}

MotorNetworkSpec MotorSearchRun::networkSpec(MotorStage stage, int cellLayers, const Activation& activation) const {
    MotorNetworkSpec spec;
    spec.stage = stage;
    spec.width = m_spec.width;
    spec.cellLayers = cellLayers;
    spec.activation = activation;
    spec.learningRate = m_spec.learningRate;
    spec.archLearningRate = m_spec.archLearningRate;
    return spec;
}

void MotorSearchRun::search(MotorNetwork& network, const std::string& stage, std::uint64_t seed, int epochs, int frozen,
                            const std::vector<AlphaValues*>& shown) {
    for (int epoch = 0; epoch < epochs; ++epoch) {
        const auto start = std::chrono::steady_clock::now();
        const Losses losses = trainEpoch(network, {seed, epoch, epochs, CriterionForm::Voltages, epoch >= frozen});
        const std::vector<at::Tensor> weights = network.mixingWeights();
        for (std::size_t k = 0; k < shown.size(); ++k)
            *shown[k] = {valuesOf(network.alpha()[k]), valuesOf(weights[k])};
        Snapshot snapshot;
        snapshot.stage = stage;
        snapshot.alphaFrozen = epoch < frozen;
        snapshot.metrics = {{"train_loss", losses.train},
                            {"valid_loss", network.criterion(m_valid, CriterionForm::Voltages)},
                            {"objective", losses.objective},
                            {"seconds", secondsSince(start)}};
        emit(std::move(snapshot));
    }
}

std::uint64_t MotorSearchRun::seedOf(int search) const {
    return RandomStream(m_seed, "motor/search", static_cast<std::uint64_t>(search)).next();
}

void MotorSearchRun::searchDepth() {
    AlphaValues best = m_depth;
    double lowest = std::numeric_limits<double>::infinity();
    for (int k = 0; k < m_spec.searches; ++k) {
        const std::uint64_t seed = seedOf(k);
        note(RunEvent::Kind::StageStarted, "step 1, search " + std::to_string(k + 1) + ": depth");
        MotorNetwork network(networkSpec(MotorStage::Depth, m_spec.cellLayers, {}), m_data.units, seed, "depth");
        const int frozen = static_cast<int>(m_spec.alphaFrozen * m_spec.depthEpochs);
        search(network, "depth", seed, m_spec.depthEpochs, frozen, {&m_depth});
        int layers = 0;
        for (int layer = 0; layer < m_spec.cellLayers; ++layer)
            layers += m_depth.weights[2 * layer] > m_depth.weights[2 * layer + 1];
        // ReLU holds the place of the activation; its Jacobian jumps, which only the form before the inversion bears.
        const Activation relu{Binary::Mask, Unary::PositivePart, Unary::Identity};
        MotorNetwork derived(networkSpec(MotorStage::Training, layers, relu), m_data.units, seed, "derived");
        const double criterion = judged(derived, seed, CriterionForm::Voltages);
        note(RunEvent::Kind::Note, "search " + std::to_string(k + 1) + " keeps " + std::to_string(layers) + " of " +
                                       std::to_string(m_spec.cellLayers) + " layers: criterion " +
                                       shortText(criterion));
        if (!(criterion < lowest) && k > 0) continue;
        lowest = criterion;
        best = m_depth;
        m_cellLayers = layers;
    }
    m_depth = best;
}

void MotorSearchRun::searchActivation() {
    AlphaValues bestUnary = m_unary, bestBinary = m_binary;
    double lowest = std::numeric_limits<double>::infinity();
    for (int k = 0; k < m_spec.searches; ++k) {
        const std::uint64_t seed = seedOf(k);
        note(RunEvent::Kind::StageStarted, "step 2, search " + std::to_string(k + 1) + ": activation, " +
                                               std::to_string(1 + m_cellLayers) + " hidden layers");
        MotorNetwork network(networkSpec(MotorStage::Activation, m_cellLayers, {}), m_data.units, seed, "activation");
        search(network, "activation", seed, m_spec.activationEpochs, 0, {&m_unary, &m_binary});
        reportGuards(network);
        const Activation found = chosenActivation(m_unary.weights, m_binary.weights);
        MotorNetwork derived(networkSpec(MotorStage::Training, m_cellLayers, found), m_data.units, seed, "derived");
        const double criterion = judged(derived, seed, CriterionForm::Rates);
        note(RunEvent::Kind::Note, "search " + std::to_string(k + 1) + " finds A(x) = " + formula(found) +
                                       ": criterion " + shortText(criterion));
        if (!(criterion < lowest) && k > 0) continue;
        lowest = criterion;
        bestUnary = m_unary;
        bestBinary = m_binary;
        m_activation = found;
    }
    m_unary = bestUnary;
    m_binary = bestBinary;
}

void MotorSearchRun::reportGuards(MotorNetwork& network) {
    const GuardCount& guards = network.guards();
    if (guards.activations > 0)
        note(RunEvent::Kind::Warning,
             "overflow guards held " + std::to_string(guards.activations) + " values of the activation");
    if (guards.jacobians > 0)
        note(RunEvent::Kind::Warning, std::to_string(guards.jacobians) + " singular Jacobians were left out");
    if (network.skippedSteps() > 0)
        note(RunEvent::Kind::Warning,
             std::to_string(network.skippedSteps()) + " steps were left out: their gradient was not finite");
}

void MotorSearchRun::note(RunEvent::Kind kind, const std::string& text) {
    m_events.push_back({kind, m_snapshots, 0, text});
}

void MotorSearchRun::emit(Snapshot snapshot) {
    snapshot.epoch = m_snapshots++;
    snapshot.epochs = motorSnapshots(m_spec);
    std::vector<std::string> layers;
    for (int k = 0; k < m_spec.cellLayers; ++k)
        layers.push_back("layer " + std::to_string(k + 1));
    snapshot.alpha = {group("depth", layers, {"linear_relu", "identity"}, m_depth),
                      group("activation unary", {"U1", "U2"}, unaryNames(), m_unary),
                      group("activation binary", {"B"}, binaryNames(), m_binary)};
    double entropy = 0, margin = 0, rows = 0;
    for (const AlphaGroup& g : snapshot.alpha) {
        snapshot.confidence.push_back(confidenceOf(g));
        snapshot.dominant.push_back(dominantOf(g, kDominant));
        for (const EdgeConfidence& row : snapshot.confidence.back()) {
            entropy += row.entropy;
            margin += row.margin;
            ++rows;
        }
    }
    snapshot.metrics.push_back({"entropy", entropy / rows});
    snapshot.metrics.push_back({"margin", margin / rows});
    const std::vector<RunEvent> events = std::exchange(m_events, {});
    if (!(*m_sink)(snapshot, events)) throw Stopped{};
}

} // namespace dnas
