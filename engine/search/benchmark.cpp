#include "engine/api/benchmark.h"

#include "engine/api/request.h"
#include "engine/bilevel/search_state.h"
#include "engine/core/device.h"
#include "engine/core/gpu.h"
#include "engine/core/memory.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

namespace dnas {

namespace {

TensorBatch randomBatch(const BenchmarkSpec& spec, std::uint64_t number, at::MemoryFormat format, const c10::Device& device) {
    RandomStream random(0, "benchmark", number);
    TensorBatch batch;
    batch.images = at::empty({spec.batch, 3, spec.imageSize, spec.imageSize}, at::TensorOptions().dtype(at::kFloat));
    float* values = batch.images.data_ptr<float>();
    for (std::int64_t i = 0; i < batch.images.numel(); ++i) values[i] = static_cast<float>(random.normal());
    batch.images = batch.images.contiguous(format);
    batch.labels = at::empty({spec.batch}, at::TensorOptions().dtype(at::kLong));
    for (int i = 0; i < spec.batch; ++i) batch.labels.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(random.below(10));
    return {batch.images.to(device), batch.labels.to(device)};
}

/// One side of the comparison.
class Contender {
  public:
    Contender(const BenchmarkSpec& spec, const Request& request, const c10::Device& device, bool plain)
        : m_plain(plain), m_device(device),
          m_state(request.recipe, {3, spec.imageSize, spec.imageSize, 10}, request.seed, at::kFloat, device, plain ? Kernels::Plain : Kernels::Fused,
                  !plain && spec.recompute, plain ? Precision::Float32 : spec.precision) {
        const at::MemoryFormat format = plain ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast;
        m_train = randomBatch(spec, 0, format, device);
        m_valid = randomBatch(spec, 1, format, device);
    }

    double secondsOfStep() {
        const auto start = std::chrono::steady_clock::now();
        if (m_plain && std::holds_alternative<FirstOrderSpec>(m_state.recipe().outer)) {
            stepAsPublished();
        } else {
            m_state.alphaStep(m_train, m_valid);
            m_state.weightStep(m_train);
        }
        synchronize(m_device);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

  private:
    /// The authors' backward() computes the gradients of weights and alpha in both passes and throws half of them away.
    void stepAsPublished() {
        PassResult result;
        m_state.archOptimizer().step(m_state.alpha(), m_state.bothGradientsAt(m_valid, &result).first);
        at::Tensor gradient = m_state.bothGradientsAt(m_train, &result).second;
        m_state.weightOptimizer().step(m_state.supernet().weights().flat(), gradient);
    }

    bool m_plain;
    c10::Device m_device;
    SearchState m_state;
    TensorBatch m_train, m_valid;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace

BenchmarkResult benchmarkStep(const BenchmarkSpec& spec) {
    Request request = makeRequest(spec.method, Preset::Paper);
    request.recipe.batch = spec.batch;
    std::visit([&](CellSpaceSpec& space) {
        space.channels = spec.channels;
        space.cells = spec.cells;
    }, request.recipe.space);
    request.resources.threads = spec.threads;
    request.resources.precision = spec.precision;
    validate(request);
    const c10::Device device = resolveDevice(spec.device);
    requirePrecision(spec.precision, device);
    BenchmarkResult result;
    result.threads = setComputeThreads(spec.threads);
    result.device = describeDevice(device, result.threads, spec.precision);
    const auto peakMb = [&] { return device.is_cuda() ? gpuPeakMb(device) : peakMemoryMb(); };
    const MemoryOfRun memory;
    // The fast path first: the peak is that of the plain path afterwards.
    Contender fast(spec, request, device, false);
    fast.secondsOfStep();
    result.peakMb = peakMb();
    std::unique_ptr<Contender> plain;
    if (spec.plain) {
        plain = std::make_unique<Contender>(spec, request, device, true);
        plain->secondsOfStep();
    }
    std::vector<double> fastSeconds, plainSeconds;
    for (int repeat = 0; repeat < std::max(1, spec.repeats); ++repeat) {
        fastSeconds.push_back(fast.secondsOfStep());
        if (plain) plainSeconds.push_back(plain->secondsOfStep());
    }
    result.stepSeconds = median(fastSeconds);
    result.plainStepSeconds = plain ? median(plainSeconds) : NAN;
    result.plainPeakMb = plain ? peakMb() : NAN;
    return result;
}

} // namespace dnas
