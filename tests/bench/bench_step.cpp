// Whole search steps: sizes of the DARTS supernet, and what the ablation loss of D-DARTS adds.
// Counter: images a second of one batch. Compare within one run: absolute times wander with the machine.
#include "engine/api/request.h"
#include "engine/api/session.h"
#include "engine/bilevel/search_state.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"

#include <ATen/ops/empty.h>

#include <benchmark/benchmark.h>

using namespace dnas;

namespace {

TensorBatch randomBatch(int images, int side) {
    RandomStream random(0, "benchmark", static_cast<std::uint64_t>(images));
    TensorBatch batch;
    batch.images = at::empty({images, 3, side, side}, at::TensorOptions().dtype(at::kFloat));
    for (std::int64_t i = 0; i < batch.images.numel(); ++i) batch.images.data_ptr<float>()[i] = static_cast<float>(random.normal());
    batch.images = batch.images.contiguous(at::MemoryFormat::ChannelsLast);
    batch.labels = at::empty({images}, at::TensorOptions().dtype(at::kLong));
    for (int i = 0; i < images; ++i) batch.labels.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(random.below(10));
    return batch;
}

Recipe recipeOf(const std::string& method, int channels, int cells, int batch) {
    Recipe recipe = makeRequest(method, Preset::Paper).recipe;
    auto& space = std::get<CellSpaceSpec>(recipe.space);
    space.channels = channels;
    space.cells = cells;
    recipe.batch = batch;
    return recipe;
}

/// Two identical batches: what they hold does not matter for the time.
void run(benchmark::State& state, const Recipe& recipe, int side) {
    setComputeThreads(0);
    SearchState search(recipe, {3, side, side, 10}, 0, at::kFloat, c10::Device(c10::DeviceType::CPU), Kernels::Fused);
    const TensorBatch train = randomBatch(recipe.batch, side), valid = randomBatch(recipe.batch, side);
    for (auto _ : state) {
        search.alphaStep(train, valid);
        search.weightStep(train);
    }
    state.counters["images/s"] = benchmark::Counter(static_cast<double>(recipe.batch) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Arguments: initial channels, cells, side of the images, batch.
void step(benchmark::State& state) {
    run(state, recipeOf("darts-first", static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), static_cast<int>(state.range(3))), static_cast<int>(state.range(2)));
}
BENCHMARK(step)->ArgNames({"channels", "cells", "side", "batch"})->Unit(benchmark::kMillisecond)->UseRealTime()
    ->Args({16, 8, 32, 8})->Args({16, 8, 32, 16})->Args({16, 8, 32, 32})->Args({16, 8, 32, 64})
    ->Args({16, 4, 32, 16})->Args({16, 16, 32, 16})->Args({36, 8, 32, 8})->Args({64, 8, 32, 4})->Args({16, 8, 28, 16})->Args({16, 8, 224, 2});

enum class Loss { None, Described, Published };
void individualCells(benchmark::State& state, Loss loss) {
    Recipe recipe = recipeOf("ddarts", 16, 8, 16);
    for (PenaltySpec& penalty : recipe.penalties)
        if (auto* ablation = std::get_if<AblationSpec>(&penalty)) {
            ablation->form = loss == Loss::Described ? AblationForm::Described : AblationForm::Published;
            if (loss == Loss::None) ablation->weight = 0; // contributions are not measured
        }
    run(state, recipe, 32);
}
BENCHMARK_CAPTURE(individualCells, none, Loss::None)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(individualCells, published, Loss::Published)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(individualCells, described, Loss::Described)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
