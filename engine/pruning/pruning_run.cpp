#include "engine/pruning/pruning_run.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/error.h"
#include "engine/core/random_streams.h"
#include "engine/interop/json_text.h"
#include "engine/vit/vit_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kDominant = 0.9;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

std::unique_ptr<VitModel> modelOf(const PruningSpec& spec, std::uint64_t seed, const c10::Device& device) {
    if (!isVitPreset(spec.model) && fileFingerprint(spec.model) != spec.fingerprint)
        throw EngineError(ErrorCode::Data, spec.model + " is not the file that this search was made for.",
                          "Put the original back, or start a new search.");
    std::unique_ptr<VitModel> model = loadVit(spec.model, pruningVitOptions(spec), at::kFloat, seed);
    model->weights().moveTo(device);
    return model;
}

/// Applies f(alpha, gradient) to every gate.
template <class F> void each(GateVector& a, const GateVector& b, F f) {
    for (std::size_t i = 0; i < a.blocks.size(); ++i)
        f(a.blocks[i], b.blocks[i]);
    for (std::size_t i = 0; i < a.heads.size(); ++i)
        f(a.heads[i], b.heads[i]);
}

std::string runName(int run) { return "run " + std::to_string(run + 1); }

} // namespace

PruningRun::PruningRun(const PruningSpec& spec, std::uint64_t seed, const c10::Device& device)
    : m_spec(spec), m_seed(seed), m_model(modelOf(spec, seed, device)), m_objective(*m_model, spec) {}

GateVector PruningRun::sample(const char* stream, int place) const {
    RandomStream random(m_seed, stream, static_cast<std::uint64_t>(m_run), static_cast<std::uint64_t>(place));
    GateVector alpha;
    const std::vector<int>& heads = m_spec.network.heads;
    if (m_spec.granularity != PruningGranularity::Head)
        for (std::size_t k = 0; k < heads.size(); ++k)
            alpha.blocks.push_back(random.normal());
    if (m_spec.granularity != PruningGranularity::Block)
        for (int count : heads)
            for (int head = 0; head < count; ++head)
                alpha.heads.push_back(random.normal());
    return alpha;
}

GateVector PruningRun::gates(const GateVector& alpha) const {
    GateVector values = alpha;
    each(values, alpha, [](double& gate, double raw) { gate = sigmoid(raw); });
    return values;
}

/// Keeps the best of k random samples (lines 1 to 3).
void PruningRun::begin() {
    m_lambda = 0;
    const int samples = std::max(1, m_spec.warmStart);
    for (int k = 0; k < samples; ++k) {
        const GateVector alpha = sample("pruning/warm-start", k);
        const GateEvaluation sampled = m_objective.evaluate(gates(alpha), false);
        if (k > 0 && !(sampled.objective < m_random.objective)) continue;
        m_random = sampled; // both searches have drawn these samples
        m_alpha = alpha;
    }
    m_warmStart = m_random.objective;
}

/// alpha <- alpha - lambda ds/dalpha (line 10).
void PruningRun::step() {
    GateVector slope = m_current.gradient;
    each(slope, gates(m_alpha), [](double& s, double gate) { s *= gate * (1 - gate); });
    if (m_lambda == 0) {
        double largest = 0;
        each(slope, slope, [&](double& s, double) { largest = std::max(largest, std::abs(s)); });
        m_lambda = largest > 0 ? m_spec.searchStep / largest : 0;
    }
    each(m_alpha, slope, [&](double& alpha, double s) { alpha -= m_lambda * s; });
}

Snapshot PruningRun::iterate() {
    if (m_iteration == 0) begin();
    const bool known = m_iteration > 0 && !(m_current.gradient.blocks.empty() && m_current.gradient.heads.empty());
    if (!known) m_current = m_objective.evaluate(gates(m_alpha), true);
    step();
    const bool last = m_iteration + 1 == m_spec.iterations;
    m_current = m_objective.evaluate(gates(m_alpha), !last);
    if (m_spec.randomBaseline) {
        const GateEvaluation sampled = m_objective.evaluate(gates(sample("pruning/random", m_iteration)), false);
        if (sampled.objective < m_random.objective) m_random = sampled;
    }
    Snapshot result = snapshot();
    if (++m_iteration == m_spec.iterations) {
        m_iteration = 0;
        ++m_run;
    }
    return result;
}

AlphaGroup PruningRun::blockGroup() const {
    AlphaGroup group{"blocks", {}, {"gate"}, m_alpha.blocks, gates(m_alpha).blocks};
    for (std::size_t k = 0; k < m_alpha.blocks.size(); ++k)
        group.rows.push_back({"block " + std::to_string(k), -1, -1});
    return group;
}

/// Rows are blocks; a block of fewer heads than another has NaN in the columns that it lacks.
AlphaGroup PruningRun::headGroup() const {
    AlphaGroup group{"heads", {}, {}, {}, {}};
    const std::vector<int>& heads = m_spec.network.heads;
    const int columns = *std::max_element(heads.begin(), heads.end());
    for (int head = 0; head < columns; ++head)
        group.columns.push_back("head " + std::to_string(head));
    std::size_t place = 0;
    for (std::size_t k = 0; k < heads.size(); ++k) {
        group.rows.push_back({"block " + std::to_string(k), -1, -1});
        for (int head = 0; head < columns; ++head) {
            const double alpha = head < heads[k] ? m_alpha.heads[place++] : kNaN;
            group.raw.push_back(alpha);
            group.weights.push_back(sigmoid(alpha));
        }
    }
    return group;
}

Snapshot PruningRun::snapshot() const {
    Snapshot s;
    s.epoch = iterationsDone();
    s.epochs = pruningSnapshots(m_spec);
    s.stage = runName(m_run);
    if (!m_alpha.blocks.empty()) s.alpha.push_back(blockGroup());
    if (!m_alpha.heads.empty()) s.alpha.push_back(headGroup());
    for (const AlphaGroup& group : s.alpha) {
        s.confidence.push_back(confidenceOf(group));
        s.dominant.push_back(dominantOf(group, kDominant));
    }
    const VitMask mask = maskAt(m_spec.network, gateValues(s, GateScale::Sigmoid), kThesisThreshold);
    const VitCost cost = vitCost(prunedSpec(m_spec.network, mask));
    const double sign = proxyInfo(m_spec.proxy).minimised ? 1 : -1;
    const bool random = m_spec.randomBaseline;
    s.metrics = {{"objective", sign * m_current.objective},
                 {"proxy", m_current.value},
                 {"unpruned", sign * m_objective.unpruned().objective},
                 {"warm_start", sign * m_warmStart},
                 {"random", random ? sign * m_random.objective : kNaN},
                 {"proxy_unpruned", m_objective.unpruned().value},
                 {"proxy_random", random ? m_random.value : kNaN},
                 {"lambda", m_lambda},
                 {"gamma", m_objective.calibration().gamma},
                 {"parameters", static_cast<double>(cost.parameters)},
                 {"multiply_adds", static_cast<double>(cost.multiplyAdds)},
                 {"kept_blocks", static_cast<double>(keptBlocks(mask))}};
    return s;
}

std::string PruningRun::description() const {
    return m_spec.model + ": " + std::to_string(m_spec.network.depth()) + " blocks, " +
           std::to_string(m_model->weights().parameterCount()) + " parameters";
}

std::string PruningRun::result(const std::vector<SnapshotPtr>& snapshots) const {
    const PruningSummary found = pruningSummary(m_spec, snapshots);
    const PruningRunEnd& best = found.runs.at(static_cast<std::size_t>(found.best));
    char text[400];
    int length = std::snprintf(text, sizeof text, "%s: %.7g, of the network as it is %.7g; at the threshold %.2f %d of %d blocks stay.",
                               proxyInfo(m_spec.proxy).title, best.found, found.unpruned, kThesisThreshold,
                               static_cast<int>(best.last->metric("kept_blocks")), m_spec.network.depth());
    const auto rest = [&] { return sizeof text - static_cast<std::size_t>(length); };
    if (hasSurrogate(m_spec.proxy))
        length += std::snprintf(text + length, rest(), " The search followed its surrogate, from %.7g to %.7g.", best.last->metric("unpruned"), best.last->metric("objective"));
    if (found.runs.size() > 1)
        length += std::snprintf(text + length, rest(), " Run %d is the best of %d, whose mean is %.7g +- %.2g.", found.best + 1,
                                static_cast<int>(found.runs.size()), found.found.mean, found.found.interval);
    return text;
}

std::string PruningRun::text() const {
    Json json = {{"run", m_run},           {"iteration", m_iteration}, {"lambda", m_lambda},
                 {"warm_start", m_warmStart}, {"random", m_random.objective},
                 {"blocks", m_alpha.blocks},  {"heads", m_alpha.heads}};
    if (std::isfinite(m_random.value)) json["proxy_random"] = m_random.value;
    return json.dump();
}

void PruningRun::restore(const std::string& text) {
    const Json json = parseJsonText<Json>(text, "The stored state of the pruning");
    const double sign = proxyInfo(m_spec.proxy).minimised ? 1 : -1;
    try {
        m_run = json.at("run").get<int>();
        m_iteration = json.at("iteration").get<int>();
        m_lambda = json.at("lambda").get<double>();
        m_warmStart = json.at("warm_start").get<double>();
        m_random.objective = json.at("random").get<double>();
        // States of earlier versions lack it: it is the value compared, up to its sign, unless there is a surrogate.
        m_random.value = json.value("proxy_random", hasSurrogate(m_spec.proxy) ? kNaN : sign * m_random.objective);
        m_alpha.blocks = json.at("blocks").get<std::vector<double>>();
        m_alpha.heads = json.at("heads").get<std::vector<double>>();
    } catch (const Json::exception& e) {
        throw EngineError(ErrorCode::Format, std::string("The stored state of the pruning does not parse: ") + e.what());
    }
    const GateVector expected = sample("pruning/warm-start", 0);
    const bool fits = m_run >= 0 && m_iteration >= 0 && m_iteration < m_spec.iterations &&
                      m_alpha.blocks.size() == expected.blocks.size() && m_alpha.heads.size() == expected.heads.size();
    if (!fits) throw EngineError(ErrorCode::Format, "The stored state of the pruning is not that of this request.");
    m_current = {};
}

} // namespace dnas
