#include "engine/api/vit_speed.h"

#include "engine/api/error.h"
#include "engine/core/device.h"
#include "engine/core/gpu.h"
#include "engine/core/parallelism.h"
#include "engine/vit/vit_model.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void requireRange(const char* what, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw EngineError(ErrorCode::Usage, std::string(what) + " is " + std::to_string(value) + "; allowed: " +
                                            std::to_string(low) + " to " + std::to_string(high) + ".");
}

/// Value below which the share lies, of values in any order.
double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

class Stopwatch {
  public:
    Stopwatch(const VitSpec& spec, int batch, bool training, const c10::Device& device) : m_spec(spec), m_training(training), m_device(device) {
        const auto options = at::TensorOptions().dtype(at::kFloat).device(device);
        for (const VitTensor& tensor : vitTensors(spec))
            (tensor.statistic ? m_statistics.values : m_parameters).push_back(at::zeros(tensor.shape, options));
        for (at::Tensor& parameter : m_parameters)
            parameter.requires_grad_(training);
        m_statistics.ofBatch = training;
        m_images = at::zeros({batch, spec.channels, spec.imageSize, spec.imageSize}, options);
    }
    double pass() const {
        const Clock::time_point start = Clock::now();
        at::AutoGradMode gradients(m_training);
        const at::Tensor output = vitForward(m_spec, m_parameters, m_images, {}, m_statistics);
        if (m_training) torch::autograd::grad({output.sum()}, m_parameters);
        synchronize(m_device);
        return secondsSince(start);
    }

  private:
    const VitSpec& m_spec;
    bool m_training;
    c10::Device m_device;
    std::vector<at::Tensor> m_parameters;
    VitStatistics m_statistics;
    at::Tensor m_images;
};

Timing timingOf(const std::vector<double>& seconds, int batch, int threads) {
    return {batch, threads, static_cast<int>(seconds.size()), percentile(seconds, 0.5), percentile(seconds, 0.1), percentile(seconds, 0.9)};
}

} // namespace

VitSpeed measureVitSpeed(const VitSpec& whole, const VitSpec& pruned, const VitSpeedSpec& spec, const RunControl& control) {
    requireRange("batch", spec.batch, 1, 4096);
    requireRange("threads", spec.threads, 0, 256);
    requireRange("repeats", spec.repeats, 1, 10000);
    requireRange("seconds", spec.seconds, 1e-3, 86400);
    constexpr std::size_t kLeast = 2;
    VitSpeed result;
    result.cancelled = control.stopRequested();
    if (result.cancelled) return result; // before two networks are made
    const int threads = setComputeThreads(spec.threads);
    const c10::Device device = resolveDevice(spec.device);
    const Stopwatch wholeWatch(whole, spec.batch, spec.training, device), prunedWatch(pruned, spec.batch, spec.training, device);
    std::vector<double> wholeSeconds, prunedSeconds, ratios;
    const auto measure = [&](const Stopwatch& watch, double& seconds) {
        if (control.stopRequested()) return false;
        seconds = watch.pass();
        return true;
    };
    double first = 0, second = 0;
    result.cancelled = !measure(wholeWatch, first) || !measure(prunedWatch, second); // warm-up
    const Clock::time_point start = Clock::now();
    while (!result.cancelled && static_cast<int>(ratios.size()) < spec.repeats &&
           (ratios.size() < kLeast || secondsSince(start) < spec.seconds)) {
        result.cancelled = !measure(wholeWatch, first) || !measure(prunedWatch, second);
        wholeSeconds.push_back(first);
        prunedSeconds.push_back(second);
        ratios.push_back(first / second);
    }
    if (result.cancelled) return result;
    result.whole = timingOf(wholeSeconds, spec.batch, threads);
    result.pruned = timingOf(prunedSeconds, spec.batch, threads);
    result.ratio = percentile(ratios, 0.5);
    result.ratioLow = percentile(ratios, 0.1);
    result.ratioHigh = percentile(ratios, 0.9);
    result.machine = machineText(device);
    return result;
}

} // namespace dnas
