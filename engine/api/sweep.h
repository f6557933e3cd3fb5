// Sweeps: the same request over the values of one or two options, and what came out, value by value.
// Place: `dnas sweep`; the sweep's figure. A sweep leaves no record of its own: its experiments are those of a project
// that differ in nothing but the swept options and the seed.
// Thread rule: pure functions.
// Source: the ablation studies of thesis section 4.2.2 (figures 4.3 and 4.4).
#pragma once

#include "engine/api/request.h"
#include "engine/api/snapshot.h"

#include <string>
#include <vector>

namespace dnas {

struct SweepAxis {
    std::string key;                 ///< of an option
    std::vector<std::string> values; ///< as setOption takes them
};

/// "w_ab=0,0.5,1": an axis of these values. A value with parentheses (a genotype) is never split.
/// Throws EngineError(Usage): no '=', an empty or repeated value.
SweepAxis parseSweepAxis(const std::string& text);

/// One request for every combination, the first axis outermost; names say which: "D-DARTS, w_ab 0.5".
/// Throws EngineError(Usage): an axis twice, no axis or more than two, more than 1000 requests, a value that an option
/// does not allow, a combination that is no request.
std::vector<Request> sweepRequests(const Request& base, const std::vector<SweepAxis>& axes);

/// A run of a project as a sweep sees it.
struct SweepRun {
    Request request;
    SnapshotPtr newest; ///< null before the first epoch
};

/// One value of the first option (and of the second): a metric over the seeds.
struct SweepPoint {
    std::vector<std::string> values;  ///< of each swept option
    std::vector<double> metric;       ///< one a seed that has it
    double mean = 0, low = 0, high = 0; ///< NaN without any
};

/// The runs that differ from `like` in nothing but the options of `keys` and the seed, grouped by their values; numbers
/// ascending, words in the order of their runs. Throws EngineError(Usage) for a key that `like` does not have.
std::vector<SweepPoint> sweepPoints(const std::vector<SweepRun>& runs, const Request& like,
                                    const std::vector<std::string>& keys, const std::string& metric);

} // namespace dnas
