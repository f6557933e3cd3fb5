// Training steps of derived networks: the plain modules as the field's scripts have them (contiguous NCHW, a module a
// layer), the same on channels-last images, and halves of separable convolutions as one function.
// Counter: images a second. Compare within one run: absolute times wander with the machine.
#include "engine/api/published_genotypes.h"
#include "engine/api/session.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"
#include "engine/networks/derived_network.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/autograd.h>

#include <benchmark/benchmark.h>

namespace {

using namespace dnas;

enum class Path { Published, ChannelsLast, Fused };

/// Arguments: genotype (0 DARTS_V2, 1 PC_DARTS_cifar), initial channels, cells, batch.
void trainingStep(benchmark::State& state, Path path) {
    setComputeThreads(0);
    NetworkShape shape;
    shape.channels = static_cast<int>(state.range(1));
    shape.cells = static_cast<int>(state.range(2));
    const auto batch = state.range(3);
    Network network(derivedGraph(publishedGenotype(state.range(0) == 0 ? "DARTS_V2" : "PC_DARTS_cifar"), shape), path == Path::Fused ? Kernels::Fused : Kernels::Plain);
    network.weights().allocate(at::kFloat, c10::Device(at::kCPU), 1);
    at::Tensor images = at::empty({batch, 3, 32, 32}, at::TensorOptions().dtype(at::kFloat));
    RandomStream random(1, "images");
    for (std::int64_t i = 0; i < images.numel(); ++i) images.data_ptr<float>()[i] = static_cast<float>(random.normal());
    if (path != Path::Published) images = images.contiguous(at::MemoryFormat::ChannelsLast);
    for (auto _ : state) {
        const at::Tensor loss = network.forward(images, {/*training=*/true, /*weightGradient=*/true}).sum();
        benchmark::DoNotOptimize(torch::autograd::grad({loss}, network.weights().leaves(), {}, {}, false, /*allow_unused=*/true));
    }
    state.counters["images/s"] = benchmark::Counter(static_cast<double>(batch) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"genotype", "channels", "cells", "batch"})->Unit(benchmark::kMillisecond)->UseRealTime();
    benchmark->Args({0, 16, 8, 32})->Args({1, 16, 8, 32})->Args({0, 36, 20, 8})->Args({1, 36, 20, 8});
}
BENCHMARK_CAPTURE(trainingStep, published, Path::Published)->Apply(sizes);
BENCHMARK_CAPTURE(trainingStep, channels_last, Path::ChannelsLast)->Apply(sizes);
BENCHMARK_CAPTURE(trainingStep, fused, Path::Fused)->Apply(sizes);

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
