// One number measured of an experiment after its run: it belongs to no epoch, and the seed does not decide it.
// Place: latency, throughput and the discretisation gap in the project file; axes of the Pareto view. A plain value.
#pragma once

#include <limits>
#include <functional>
#include <string>

namespace dnas {

/// Told how much of how much is done (batches, passes); false ends the measurement.
using MeasureProgress = std::function<bool(int done, int total)>;


struct Measurement {
    std::string name; ///< of the metric: "latency_1" (seconds of a batch of 1), "throughput_32" (images a second), "inherited_top1"
    double value = 0; ///< NaN where nothing could be measured
    double low = std::numeric_limits<double>::quiet_NaN(), high = low; ///< 10th and 90th percentile; NaN without repeats
    std::string conditions; ///< for people: "2 threads, 30 repeats"
    std::string machine;    ///< processor, LibTorch, precision
    std::string measured;   ///< UTC, ISO 8601; set by the store
};

} // namespace dnas
