// Networks and results of a motor search as JSON.
#include "engine/api/motor_search.h"
#include "engine/api/project.h"
#include "engine/interop/json_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The stored motor network does not parse: " + what + ".");
}

const Json& need(const Json& json, const char* key) {
    if (!json.is_object() || !json.contains(key)) refuse(std::string("field '") + key + "' is missing");
    return json[key];
}

template <class T> T value(const Json& json, const char* key) {
    const Json& field = need(json, key);
    const bool fits = std::is_same_v<T, bool>          ? field.is_boolean()
                      : std::is_same_v<T, std::string> ? field.is_string()
                      : std::is_integral_v<T>          ? field.is_number_integer()
                                                       : field.is_number() || field.is_null();
    if (!fits) refuse(std::string("field '") + key + "' is of the wrong type");
    if constexpr (std::is_floating_point_v<T>)
        if (field.is_null()) return std::numeric_limits<T>::quiet_NaN(); // JSON has no NaN
    return field.get<T>();
}

std::vector<double> list(const Json& json, const char* key) {
    const Json& field = need(json, key);
    if (!field.is_array()) refuse(std::string("field '") + key + "' is no list");
    std::vector<double> values;
    for (const Json& item : field) {
        if (!item.is_number()) refuse(std::string("field '") + key + "' holds what is no number");
        values.push_back(item.get<double>());
    }
    return values;
}

int indexOf(const std::vector<std::string>& names, const std::string& word) {
    const auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) refuse("unknown primitive '" + word.substr(0, 40) + "'");
    return static_cast<int>(found - names.begin());
}

Json pairOf(double d, double q) {
    return Json::array({d, q});
}

std::vector<double> pair(const Json& json, const char* key) {
    std::vector<double> values = list(json, key);
    if (values.size() != 2) refuse(std::string("field '") + key + "' is no pair (d, q)");
    return values;
}

Json networkJson(const FluxNetwork& n) {
    Json layers = Json::array();
    for (const DenseLayer& layer : n.layers)
        layers.push_back({{"in", layer.in}, {"out", layer.out}, {"weight", layer.weight}, {"bias", layer.bias}});
    return {{"binary", binaryNames()[static_cast<std::size_t>(n.activation.binary)]},
            {"unary1", unaryNames()[static_cast<std::size_t>(n.activation.first)]},
            {"unary2", unaryNames()[static_cast<std::size_t>(n.activation.second)]},
            {"centre_A", pairOf(n.centre.dA, n.centre.qA)},
            {"current_scale_A", pairOf(n.currentScale.dA, n.currentScale.qA)},
            {"offset_Vs", pairOf(n.offset.dVs, n.offset.qVs)},
            {"flux_scale_Vs", pairOf(n.fluxScale.dVs, n.fluxScale.qVs)},
            {"layers", layers}};
}

FluxNetwork networkOf(const Json& json) {
    FluxNetwork n;
    n.activation = {static_cast<Binary>(indexOf(binaryNames(), value<std::string>(json, "binary"))),
                    static_cast<Unary>(indexOf(unaryNames(), value<std::string>(json, "unary1"))),
                    static_cast<Unary>(indexOf(unaryNames(), value<std::string>(json, "unary2")))};
    const std::vector<double> centre = pair(json, "centre_A"), scale = pair(json, "current_scale_A");
    const std::vector<double> offset = pair(json, "offset_Vs"), flux = pair(json, "flux_scale_Vs");
    n.centre = {centre[0], centre[1]};
    n.currentScale = {scale[0], scale[1]};
    n.offset = {offset[0], offset[1]};
    n.fluxScale = {flux[0], flux[1]};
    const Json& layers = need(json, "layers");
    if (!layers.is_array()) refuse("field 'layers' is no list");
    for (const Json& layer : layers)
        n.layers.push_back(
            {value<int>(layer, "in"), value<int>(layer, "out"), list(layer, "weight"), list(layer, "bias")});
    validate(n);
    return n;
}

Json errorsJson(const FluxErrors& e) {
    return {{"known", e.known},
            {"points", e.points},
            {"rmse_Vs", e.rmseVs},
            {"rmse_d_Vs", e.rmseDVs},
            {"rmse_q_Vs", e.rmseQVs},
            {"largest_Vs", e.largestVs},
            {"torque_rmse_Nm", e.torqueRmseNm},
            {"torque_largest_Nm", e.torqueLargestNm}};
}

FluxErrors errorsOf(const Json& json) {
    return {value<bool>(json, "known"),
            value<int>(json, "points"),
            value<double>(json, "rmse_Vs"),
            value<double>(json, "rmse_d_Vs"),
            value<double>(json, "rmse_q_Vs"),
            value<double>(json, "largest_Vs"),
            value<double>(json, "torque_rmse_Nm"),
            value<double>(json, "torque_largest_Nm")};
}

Json candidateJson(const MotorCandidate& c) {
    return {{"network", networkJson(c.network)},
            {"train_criterion", c.trainCriterion},
            {"valid_criterion", c.validCriterion},
            {"errors", errorsJson(c.errors)},
            {"guarded_activations", c.guardedActivations},
            {"singular_jacobians", c.singularJacobians},
            {"skipped_steps", c.skippedSteps}};
}

MotorCandidate candidateOf(const Json& json) {
    return {networkOf(need(json, "network")),
            value<double>(json, "train_criterion"),
            value<double>(json, "valid_criterion"),
            errorsOf(need(json, "errors")),
            value<std::int64_t>(json, "guarded_activations"),
            value<std::int64_t>(json, "singular_jacobians"),
            value<std::int64_t>(json, "skipped_steps")};
}

} // namespace

std::string fluxNetworkText(const FluxNetwork& network) {
    return networkJson(network).dump(1);
}

FluxNetwork parseFluxNetwork(std::string_view text) {
    return networkOf(parseJsonText<Json>(text, "The stored motor network"));
}

std::string motorResultText(const MotorSearchResult& r) {
    const CurrentRange& range = r.range;
    const Json json = {
        {"searched", candidateJson(r.searched)},
        {"baseline", candidateJson(r.baseline)},
        {"linear",
         {{"L_d_H", r.linear.inductanceDH}, {"L_q_H", r.linear.inductanceQH}, {"magnet_Vs", r.linear.magnetVs}}},
        {"linear_errors", errorsJson(r.linearErrors)},
        {"range_A", {range.dMinA, range.dMaxA, range.qMinA, range.qMaxA}},
        {"pole_pairs", r.polePairs},
        {"resistance_ohm", r.resistanceOhm}};
    return json.dump(1);
}

MotorSearchResult parseMotorResult(std::string_view text) {
    const Json json = parseJsonText<Json>(text, "The stored motor result");
    MotorSearchResult r;
    r.searched = candidateOf(need(json, "searched"));
    r.baseline = candidateOf(need(json, "baseline"));
    const Json& linear = need(json, "linear");
    r.linear = {value<double>(linear, "L_d_H"), value<double>(linear, "L_q_H"), value<double>(linear, "magnet_Vs")};
    r.linearErrors = errorsOf(need(json, "linear_errors"));
    const std::vector<double> range = list(json, "range_A");
    if (range.size() != 4) refuse("field 'range_A' has not 4 numbers");
    r.range = {range[0], range[1], range[2], range[3]};
    r.polePairs = value<int>(json, "pole_pairs");
    r.resistanceOhm = value<double>(json, "resistance_ohm");
    return r;
}

MotorSearchResult motorResult(ProjectReader& project, std::int64_t experiment) {
    const ExperimentRecord record = project.experiment(experiment);
    const std::string which = "Experiment " + std::to_string(experiment) + " '" + record.summary.name + "'";
    if (!record.request.motor)
        throw EngineError(ErrorCode::Usage, which + " is no motor search.", "Searches of motors: dnas motor search.");
    if (!record.motor)
        throw EngineError(ErrorCode::Usage, which + " has no networks yet: it is " + name(record.summary.status) + ".",
                          "A search that was stopped starts again with dnas resume.");
    return *record.motor;
}

} // namespace dnas
