// Pruning of ViT-B/16 (thesis section 6.1): an iteration's gradient of the gates, and a forward pass of the whole network
// against one of half of its blocks. Compare within one run: absolute times wander with the machine.
#include "engine/api/session.h"
#include "engine/core/parallelism.h"
#include "engine/pruning/gate_objective.h"
#include "engine/vit/vit_model.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <benchmark/benchmark.h>

using namespace dnas;

namespace {

const VitSpec& vitBase() { return vitPresetOf("preset:vit_base_patch16_224").spec; }

VitModel randomModel(const VitSpec& spec) { return VitModel(spec, {{0, 0, 0}, {1, 1, 1}, {}}, at::kFloat, 1); }

/// Forward of ones, inner step, proxy, and both backward passes (6.1 to 6.6).
void gateGradient(benchmark::State& state, PruningProxy proxy) {
    setComputeThreads(0);
    const VitModel model = randomModel(vitBase());
    PruningSpec spec;
    spec.network = vitBase();
    spec.proxy = proxy;
    const GateObjective objective(model, spec);
    const GateVector gates{std::vector<double>(static_cast<std::size_t>(vitBase().depth()), 0.6), {}};
    for (auto _ : state) benchmark::DoNotOptimize(objective.evaluate(gates, true).objective);
}
BENCHMARK_CAPTURE(gateGradient, variance, PruningProxy::Variance)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(gateGradient, l0, PruningProxy::L0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(gateGradient, normalizedSynflow, PruningProxy::NormalizedSynflow)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Argument: blocks that stay. Images a second of 12 and of 6 blocks are the ratio of figure 6.13.
void forward(benchmark::State& state) {
    setComputeThreads(0);
    constexpr int kBatch = 8;
    VitSpec spec = vitBase();
    spec.heads.resize(static_cast<std::size_t>(state.range(0)));
    const VitModel model = randomModel(spec);
    const at::Tensor images = at::zeros({kBatch, 3, 224, 224});
    at::NoGradGuard noGrad;
    for (auto _ : state) benchmark::DoNotOptimize(model.forward(images));
    state.counters["images/s"] = benchmark::Counter(kBatch * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(forward)->ArgName("blocks")->Arg(12)->Arg(6)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
