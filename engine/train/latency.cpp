#include "engine/api/latency.h"

#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/retraining.h"
#include "engine/api/session.h"
#include "engine/core/device.h"
#include "engine/core/gpu.h"
#include "engine/core/parallelism.h"
#include "engine/networks/graphs.h"
#include "engine/networks/network.h"
#include "engine/train/trained_network.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLeastRepeats = 2;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void requireRange(const char* what, int value, int low, int high) {
    if (value >= low && value <= high) return;
    throw EngineError(ErrorCode::Usage, std::string(what) + " is " + std::to_string(value) + "; allowed: " +
                                            std::to_string(low) + " to " + std::to_string(high) + ".");
}

void validate(const LatencySpec& spec) {
    if (spec.batches.empty() || spec.threads.empty())
        throw EngineError(ErrorCode::Usage, "A measurement needs at least one batch size and one number of threads.");
    for (int batch : spec.batches)
        requireRange("batch", batch, 1, 4096);
    for (int threads : spec.threads)
        requireRange("threads", threads, 0, 256);
    requireRange("warm-up", spec.warmUp, 0, 1000);
    requireRange("repeats", spec.repeats, 1, 10000);
    if (!(spec.seconds >= 1e-3 && spec.seconds <= 86400))
        throw EngineError(ErrorCode::Usage, "seconds is " + std::to_string(spec.seconds) + "; allowed: 0.001 to 86400.");
}

/// Value below which the share lies, of sorted values.
double percentile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
}

/// The network that an experiment ends in.
std::string networkOf(const ExperimentRecord& record) {
    if (record.request.training) return record.request.training->network;
    const bool found = !record.request.motor && !record.request.siamese && !record.request.pruning && !record.request.vitWork &&
                       !record.snapshots.empty() && !record.snapshots.back()->genotype.cells.empty();
    if (!found)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no network of cells to measure.",
                          "Give a training, or a search with a finished epoch.");
    return genotypeText(record.snapshots.back()->genotype);
}

NetworkShape deployedShape(ProjectReader& project, const ExperimentRecord& record) {
    if (!record.request.training || !project.weights(record.summary.id, "best")) return inspectedShape(record.request);
    NetworkShape shape = retrainShape(record.request);
    const ImageShape images = loadTrained(project, record.summary.id, "best").shape.images;
    shape.inputChannels = images.channels;
    shape.height = images.height;
    shape.width = images.width;
    shape.classes = images.classes;
    return shape;
}

class Stopwatch {
  public:
    Stopwatch(LayerGraph graph, const c10::Device& device) : m_network(std::move(graph)), m_device(device) {
        m_network.weights().allocate(at::kFloat, device, 1);
    }
    /// @param goesOn asked before each pass; @return nothing where it said no
    std::optional<Timing> measure(int batch, int threads, const LatencySpec& spec, const std::function<bool()>& goesOn) const {
        Timing timing;
        timing.batch = batch;
        timing.threads = setComputeThreads(threads);
        at::NoGradGuard noGrad;
        const Layer& input = m_network.graph().layers.front();
        // Channels-last in memory, as everywhere.
        const at::Tensor images =
            at::zeros({batch, input.height, input.width, input.channels}, at::TensorOptions().dtype(at::kFloat).device(m_device))
                .permute({0, 3, 1, 2});
        const auto pass = [&] {
            m_network.forward(images, {/*training=*/false, false, false});
            synchronize(m_device);
        };
        for (int i = 0; i < spec.warmUp; ++i) {
            if (!goesOn()) return std::nullopt;
            pass();
        }
        std::vector<double> seconds;
        const Clock::time_point start = Clock::now();
        while (static_cast<int>(seconds.size()) < spec.repeats &&
               (seconds.size() < kLeastRepeats || secondsSince(start) < spec.seconds)) {
            if (!goesOn()) return std::nullopt;
            const Clock::time_point begin = Clock::now();
            pass();
            seconds.push_back(secondsSince(begin));
        }
        std::sort(seconds.begin(), seconds.end());
        timing.repeats = static_cast<int>(seconds.size());
        timing.median = percentile(seconds, 0.5);
        timing.low = percentile(seconds, 0.1);
        timing.high = percentile(seconds, 0.9);
        return timing;
    }

  private:
    Network m_network;
    c10::Device m_device;
};

} // namespace

std::optional<LatencyReport> measureLatency(const std::string& network, const NetworkShape& shape, const LatencySpec& spec, const MeasureProgress& progress) {
    validate(spec);
    NetworkShape deployed = shape;
    deployed.auxiliary = false;
    const bool handcrafted = isBaseline(network);
    const c10::Device device = resolveDevice(spec.device);
    const Stopwatch stopwatch(handcrafted ? handcraftedGraph(baselineOf(network).name, deployed)
                                          : derivedGraph(resolveGenotype(network), deployed), device);
    LatencyReport report;
    report.network = handcrafted ? baselineOf(network).title : genotypeLabel(network);
    report.machine = machineText(device);
    report.shape = deployed;
    report.cost = costOfNetwork(network, deployed);
    // Timings count, not passes: their number is not known before.
    const int total = static_cast<int>(spec.batches.size() * spec.threads.size());
    const auto goesOn = [&] { return !progress || progress(static_cast<int>(report.timings.size()), total); };
    for (int batch : spec.batches)
        for (int threads : spec.threads) {
            const std::optional<Timing> timing = stopwatch.measure(batch, threads, spec, goesOn);
            if (!timing) return std::nullopt;
            report.timings.push_back(*timing);
        }
    return report;
}

std::optional<LatencyReport> measureLatency(ProjectReader& project, std::int64_t experiment, const LatencySpec& spec, const MeasureProgress& progress) {
    const ExperimentRecord record = project.experiment(experiment);
    const std::string network = networkOf(record);
    std::optional<LatencyReport> report = measureLatency(network, deployedShape(project, record), spec, progress);
    if (report) report->network = record.summary.name;
    return report;
}

std::vector<Measurement> measurementsOf(const LatencyReport& report) {
    std::map<int, const Timing*> fastest;
    for (const Timing& timing : report.timings)
        if (const Timing*& known = fastest[timing.batch]; !known || timing.median < known->median) known = &timing;
    std::vector<Measurement> found;
    for (const auto& [batch, timing] : fastest) {
        const std::string end = "_" + std::to_string(batch);
        const std::string conditions =
            std::to_string(timing->threads) + (timing->threads == 1 ? " thread, " : " threads, ") +
            std::to_string(timing->repeats) + " repeats";
        found.push_back({"latency" + end, timing->median, timing->low, timing->high, conditions, report.machine, {}});
        found.push_back({"throughput" + end, batch / timing->median, batch / timing->high, batch / timing->low, conditions,
                         report.machine, {}});
    }
    return found;
}

OperationTable measureOperations(const NetworkShape& shape, const LatencySpec& spec) {
    validate(spec);
    const c10::Device device = resolveDevice(spec.device);
    OperationTable table;
    table.machine = machineText(device);
    for (int stage = 0; stage < 3; ++stage) {
        const int channels = shape.channels << stage, side = std::max(1, shape.height >> stage);
        for (const OperationInfo& operation : allOperations())
            for (int stride : {1, 2}) {
                if (operation.family == OperationFamily::None ||
                    (operation.family == OperationFamily::Skip && stride == 1) || side < stride)
                    continue;
                const Stopwatch stopwatch(operationGraph(operation.name, channels, side, stride), device);
                table.entries.push_back({operation.name, channels, side, stride,
                                         *stopwatch.measure(spec.batches.front(), spec.threads.front(), spec, [] { return true; })});
            }
    }
    return table;
}

std::string operationTableJson(const OperationTable& table) {
    nlohmann::ordered_json json{
        {"machine", table.machine}, {"unit", "ms"}, {"operations", nlohmann::ordered_json::array()}};
    for (const OperationLatency& entry : table.entries)
        json["operations"].push_back({{"operation", entry.operation},
                                      {"channels", entry.channels},
                                      {"side", entry.side},
                                      {"stride", entry.stride},
                                      {"batch", entry.timing.batch},
                                      {"threads", entry.timing.threads},
                                      {"median", entry.timing.median * 1e3},
                                      {"low", entry.timing.low * 1e3},
                                      {"high", entry.timing.high * 1e3},
                                      {"repeats", entry.timing.repeats}});
    return json.dump(2);
}

} // namespace dnas
