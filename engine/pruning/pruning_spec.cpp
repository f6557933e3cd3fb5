// Options of a pruning, its request, and the names of its parts (engine/api/pruning.h).
#include "engine/api/error.h"
#include "engine/api/pruning.h"
#include "engine/api/request.h"

#include <cstdio>
#include <sstream>

namespace dnas {

namespace {

void inRange(const char* option, double value, double low, double high) {
    if (value >= low && value <= high) return;
    char text[160];
    std::snprintf(text, sizeof text, "%s is %.9g; allowed: %.9g to %.9g.", option, value, low, high);
    throw EngineError(ErrorCode::Usage, text);
}

constexpr std::pair<PruningGranularity, const char*> kGranularities[] = {
    {PruningGranularity::Block, "block"}, {PruningGranularity::Head, "head"}, {PruningGranularity::Both, "both"}};

} // namespace

const std::vector<ProxyInfo>& pruningProxies() {
    static const std::vector<ProxyInfo> all{
        {PruningProxy::Variance, "variance", "Parameter variance", "1/(N-1) sum (theta_n - mean)^2", true},
        {PruningProxy::L0, "l0", "L0 norm", "1/T sum ||theta_t||_0", false},
        {PruningProxy::L1, "l1", "L1 norm", "1/T sum ||theta_t||_1", false},
        {PruningProxy::L2, "l2", "L2 norm", "1/T sum ||theta_t||_2", false},
        {PruningProxy::Synflow, "synflow", "synflow", "sum dH^a/d|theta| |theta|", false},
        {PruningProxy::NormalizedSynflow, "normalized-synflow", "Normalized synflow", "1/N sum dH^a/d|theta| |theta|", false},
        {PruningProxy::L0Variance, "l0-variance", "L0 + parameter variance", "S_L0 - c1 S_var", false},
        {PruningProxy::L1Variance, "l1-variance", "L1 + parameter variance", "S_L1 - c2 S_var", false},
        {PruningProxy::L0L1, "l0-l1", "L0 + L1", "S_L0 + c3 S_L1", false},
    };
    return all;
}

const ProxyInfo& proxyInfo(PruningProxy proxy) {
    for (const ProxyInfo& info : pruningProxies())
        if (info.proxy == proxy) return info;
    throw EngineError(ErrorCode::Internal, "a proxy is not in the table");
}

PruningProxy pruningProxy(const std::string& word) {
    std::string known;
    for (const ProxyInfo& info : pruningProxies()) {
        if (word == info.name) return info.proxy;
        known += (known.empty() ? "" : ", ") + std::string(info.name);
    }
    throw EngineError(ErrorCode::Usage, "There is no proxy '" + word + "'.", "Known: " + known + ".");
}

bool hasSurrogate(PruningProxy proxy) {
    return proxy == PruningProxy::L0 || proxy == PruningProxy::L0Variance || proxy == PruningProxy::L0L1;
}

const char* name(PruningGranularity granularity) {
    for (const auto& [value, word] : kGranularities)
        if (value == granularity) return word;
    return "";
}

PruningGranularity pruningGranularity(const std::string& word) {
    for (const auto& [value, name] : kGranularities)
        if (word == name) return value;
    throw EngineError(ErrorCode::Usage, "There is no granularity '" + word + "'.", "Known: block, head, both.");
}

void validate(const PruningSpec& spec) {
    if (spec.model.empty()) throw EngineError(ErrorCode::Usage, "No vision transformer is given.", "Name a file or a preset.");
    validate(spec.network);
    if (spec.network.depth() == 0)
        throw EngineError(ErrorCode::Usage, spec.model + " has no blocks: there is nothing to prune.");
    inRange("iterations", spec.iterations, 1, 100000);
    inRange("warm_start", spec.warmStart, 0, 10000);
    inRange("runs", spec.runs, 1, 100);
    inRange("iterations of all runs", double{1} * spec.runs * spec.iterations, 1, 100000);
    inRange("inner_step", spec.innerStep, 1e-6, 10);
    inRange("search_step", spec.searchStep, 1e-6, 100);
    inRange("coefficient", spec.coefficient, 0, 1e12);
}

Request makePruningRequest(const PruningSpec& spec, std::uint64_t seed) {
    validate(spec);
    Request request;
    const std::size_t slash = spec.model.find_last_of('/');
    request.name = "DARIO, " + (slash == std::string::npos ? spec.model : spec.model.substr(slash + 1));
    request.recipe.method = kPruningMethod;
    request.recipe.epochs = std::min(pruningSnapshots(spec), 10000);
    request.task.data = isVitPreset(spec.model) ? spec.model : "vit:" + spec.model;
    request.seed = seed;
    request.pruning = spec;
    return request;
}

int pruningSnapshots(const PruningSpec& spec) { return spec.runs * spec.iterations; }

VitOptions pruningVitOptions(const PruningSpec& spec) {
    VitOptions options;
    std::istringstream stream(spec.options);
    for (std::string setting; stream >> setting;)
        if (const std::size_t equals = setting.find('='); equals != std::string::npos)
            options[setting.substr(0, equals)] = setting.substr(equals + 1);
    return options;
}

} // namespace dnas
