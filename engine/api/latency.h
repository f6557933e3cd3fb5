// Time that networks and operations take on this machine, in inference.
// Place: `dnas latency`, the Pareto view, tables for latency-aware search. Thread rule: runs on the calling thread and
// the compute threads; nothing else should run beside it. Method: warm-up, then repeats until the count or the time is
// reached; median, and the range of the middle 80 %.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/device.h"
#include "engine/api/measurement.h"
#include "engine/api/project.h"
#include "engine/api/timing.h"

#include <optional>
#include <string>
#include <vector>

namespace dnas {

struct LatencySpec {
    std::vector<int> batches{1, 32}; ///< 1..4096 each
    std::vector<int> threads{0};     ///< 0 = all processors; 0..256 each
    int warmUp = 3;                  ///< passes before, 0..1000
    int repeats = 30;                ///< passes at most, 1..10000
    DeviceChoice device = DeviceChoice::Cpu;
    double seconds = 5;              ///< after which no further pass of a timing begins, above 0; two are always made
};

struct LatencyReport {
    std::string network; ///< for people
    std::string machine; ///< processor, LibTorch, precision
    NetworkShape shape;
    NetworkCost cost;
    std::vector<Timing> timings; ///< batches in the order asked for, each with each number of threads
};

/// @param network "baseline:NAME", or a genotype as resolveGenotype takes it. Weights are random: time does not see
/// them. @return nothing where `progress`, asked before each pass, ended it.
/// Throws EngineError as costOfNetwork; Usage for numbers out of range.
std::optional<LatencyReport> measureLatency(const std::string& network, const NetworkShape& shape, const LatencySpec& spec = {}, const MeasureProgress& progress = {});

/// The network of a training, or of what a search found in its last epoch at the size at which it would be retrained,
/// for the images of the experiment. Throws EngineError as above; Usage for experiments without such a network; Data.
/// @return nothing where `progress` ended it
std::optional<LatencyReport> measureLatency(ProjectReader& project, std::int64_t experiment, const LatencySpec& spec = {}, const MeasureProgress& progress = {});

/// What a project keeps of a report: "latency_N" and "throughput_N" for each batch size N; of several numbers of threads
/// the fastest.
std::vector<Measurement> measurementsOf(const LatencyReport& report);

/// One operation in its evaluation form on one image.
struct OperationLatency {
    std::string operation;
    int channels = 0, side = 0, stride = 1; ///< of the input
    Timing timing;
};

struct OperationTable {
    std::string machine;
    std::vector<OperationLatency> entries;
};

/// Every operation but `none` at the places of a network of `shape` (channels and resolution double and halve together,
/// twice), with both strides. @param spec its first batch and number of threads count
OperationTable measureOperations(const NetworkShape& shape, const LatencySpec& spec = {});

/// {"machine", "unit": "ms", "operations": [{"operation", "channels", "side", "stride", "batch", "threads", "median",
/// "low", "high", "repeats"}]}
std::string operationTableJson(const OperationTable& table);

} // namespace dnas
