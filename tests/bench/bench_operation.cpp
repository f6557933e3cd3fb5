// Each candidate operation as a plain module: forward, and gradients of input and weights, on channels-last images.
// Arguments: channels, side, stride. What `dnas latency --operations` measures forward only.
#include "engine/api/operations.h"
#include "engine/api/session.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"
#include "engine/ops/operation.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/autograd.h>

#include <benchmark/benchmark.h>

namespace {

using namespace dnas;

void operation(benchmark::State& state, const std::string& name) {
    setComputeThreads(0);
    const auto channels = static_cast<int>(state.range(0));
    const std::int64_t side = state.range(1);
    WeightStore store;
    const auto candidate = makeOperation(name, LayerScope{store, ""}, {channels, static_cast<int>(state.range(2)), /*search=*/true});
    store.allocate(at::kFloat, c10::Device(at::kCPU), 1);
    at::Tensor images = at::empty({16, channels, side, side}, at::TensorOptions().dtype(at::kFloat));
    RandomStream random(1, "images");
    for (std::int64_t i = 0; i < images.numel(); ++i) images.data_ptr<float>()[i] = static_cast<float>(random.normal());
    images = images.contiguous(at::MemoryFormat::ChannelsLast).requires_grad_(true);
    std::vector<at::Tensor> inputs{images};
    inputs.insert(inputs.end(), store.leaves().begin(), store.leaves().end());
    for (auto _ : state) {
        const at::Tensor y = candidate->forward(images, at::relu(images), {/*training=*/true, /*weightGradient=*/true});
        benchmark::DoNotOptimize(torch::autograd::grad({y.sum()}, inputs, {}, {}, false, /*allow_unused=*/true));
    }
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    for (const OperationInfo& info : allOperations()) {
        if (info.name == "none") continue;
        benchmark::RegisterBenchmark(info.name.c_str(), operation, info.name)
            ->ArgNames({"channels", "side", "stride"})->Unit(benchmark::kMicrosecond)->UseRealTime()->Args({16, 32, 1})->Args({64, 8, 1})->Args({16, 32, 2});
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
