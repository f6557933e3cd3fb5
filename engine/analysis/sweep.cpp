#include "engine/api/sweep.h"

#include "engine/api/error.h"
#include "engine/api/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace dnas {

namespace {

constexpr std::size_t kMostAxes = 2, kMostRequests = 1000;

std::optional<double> numberIn(const std::string& text) {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(value) : std::nullopt;
}

/// Numbers before words, numbers by value; words are equal: a stable sort keeps their order.
bool before(const std::string& a, const std::string& b) {
    const std::optional<double> x = numberIn(a), y = numberIn(b);
    return x && y ? *x < *y : x && !y;
}

std::map<std::string, std::string> valuesOf(const Request& request) {
    std::map<std::string, std::string> values;
    for (const Option& option : optionsOf(request)) values[option.key] = option.value;
    return values;
}

/// What must be equal in all runs of a sweep: everything but the swept options, seed and name.
std::string rest(Request request, const std::map<std::string, std::string>& like, const std::vector<std::string>& keys) {
    request.name.clear();
    request.seed = 0;
    for (const std::string& key : keys) setOption(request, key, like.at(key));
    return requestText(request);
}

void summarise(SweepPoint& point) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    point.mean = point.low = point.high = none;
    if (point.metric.empty()) return;
    double sum = 0;
    for (double value : point.metric) sum += value;
    point.mean = sum / static_cast<double>(point.metric.size());
    point.low = *std::min_element(point.metric.begin(), point.metric.end());
    point.high = *std::max_element(point.metric.begin(), point.metric.end());
}

} // namespace

SweepAxis parseSweepAxis(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw EngineError(ErrorCode::Usage, "'" + text + "' is no sweep: expected KEY=VALUE,VALUE,...");
    SweepAxis axis{text.substr(0, equals), {}};
    const std::string list = text.substr(equals + 1);
    std::istringstream words(list);
    if (list.find('(') != std::string::npos)
        axis.values = {list};
    else
        for (std::string value; std::getline(words, value, ',');) axis.values.push_back(value);
    std::set<std::string> seen;
    for (const std::string& value : axis.values)
        if (value.empty() || !seen.insert(value).second)
            throw EngineError(ErrorCode::Usage, "'" + text + "': the value '" + value + "' is " + (value.empty() ? "empty." : "there twice."));
    if (axis.values.empty()) throw EngineError(ErrorCode::Usage, "'" + text + "' names no value.");
    return axis;
}

std::vector<Request> sweepRequests(const Request& base, const std::vector<SweepAxis>& axes) {
    if (axes.empty() || axes.size() > kMostAxes)
        throw EngineError(ErrorCode::Usage, "A sweep goes over one or two options; given are " + std::to_string(axes.size()) + ".");
    if (axes.size() == 2 && axes[0].key == axes[1].key)
        throw EngineError(ErrorCode::Usage, "The option '" + axes[0].key + "' is swept twice.");
    std::vector<Request> requests{base};
    for (const SweepAxis& axis : axes) {
        if (requests.size() * axis.values.size() > kMostRequests)
            throw EngineError(ErrorCode::Usage, "A sweep has at most " + std::to_string(kMostRequests) + " runs.");
        std::vector<Request> next;
        for (const Request& request : requests)
            for (const std::string& value : axis.values) {
                next.push_back(request);
                setOption(next.back(), axis.key, value);
                next.back().name += ", " + axis.key + " " + value;
            }
        requests = std::move(next);
    }
    for (const Request& request : requests) validate(request);
    return requests;
}

std::vector<SweepPoint> sweepPoints(const std::vector<SweepRun>& runs, const Request& like,
                                    const std::vector<std::string>& keys, const std::string& metric) {
    const std::map<std::string, std::string> likeValues = valuesOf(like);
    for (const std::string& key : keys)
        if (!likeValues.count(key)) throw EngineError(ErrorCode::Usage, "'" + key + "' is no option of this run.");
    const std::string wanted = rest(like, likeValues, keys);
    std::vector<SweepPoint> points;
    for (const SweepRun& run : runs) {
        if (run.request.recipe.method != like.recipe.method) continue;
        const std::map<std::string, std::string> values = valuesOf(run.request);
        const auto has = [&](const std::string& key) { return values.count(key) > 0; };
        if (!std::all_of(keys.begin(), keys.end(), has) || rest(run.request, likeValues, keys) != wanted) continue;
        std::vector<std::string> own;
        for (const std::string& key : keys) own.push_back(values.at(key));
        auto point = std::find_if(points.begin(), points.end(), [&](const SweepPoint& p) { return p.values == own; });
        if (point == points.end()) point = points.insert(points.end(), SweepPoint{own, {}, 0, 0, 0});
        const double value = run.newest ? run.newest->metric(metric) : std::numeric_limits<double>::quiet_NaN();
        if (std::isfinite(value)) point->metric.push_back(value);
    }
    std::stable_sort(points.begin(), points.end(), [](const SweepPoint& a, const SweepPoint& b) {
        for (std::size_t i = 0; i < a.values.size(); ++i) {
            if (before(a.values[i], b.values[i])) return true;
            if (before(b.values[i], a.values[i])) return false;
        }
        return false;
    });
    for (SweepPoint& point : points) summarise(point);
    return points;
}

} // namespace dnas
