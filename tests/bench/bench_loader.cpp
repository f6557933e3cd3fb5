// The loader: how fast batches are made, and what a search step loses to them.
// `waiting` is the share of a step that the loop waits for data: the issue asks for less than 2 %.
#include "engine/api/session.h"
#include "engine/core/parallelism.h"
#include "engine/core/random_streams.h"
#include "engine/search/batch_feed.h"

#include <benchmark/benchmark.h>

#include <numeric>

namespace {

using namespace dnas;

/// Noise of the size of CIFAR.
std::shared_ptr<const ImageSet> images(int count = 5000) {
    auto set = std::make_shared<ImageSet>();
    set->count = count;
    set->channels = 3;
    set->height = set->width = 32;
    set->classes = 10;
    set->mean = {0.5f, 0.5f, 0.5f};
    set->deviation = {0.25f, 0.25f, 0.25f};
    RandomStream random(1, "images");
    set->pixels.resize(static_cast<std::size_t>(count) * set->imageBytes());
    for (std::uint8_t& pixel : set->pixels) pixel = static_cast<std::uint8_t>(random.next());
    for (int i = 0; i < count; ++i) set->labels.push_back(i % 10);
    return set;
}

std::shared_ptr<const BatchSource> source(int batch, const Augmentation& augmentation) {
    static const std::shared_ptr<const ImageSet> set = images();
    std::vector<int> all(static_cast<std::size_t>(set->count));
    std::iota(all.begin(), all.end(), 0);
    return std::make_shared<BatchSource>(set, std::move(all), batch, BatchUse::Training, 2, "train", augmentation);
}

Augmentation ofSearch() {
    Augmentation augmentation;
    augmentation.crop = augmentation.flip = true;
    return augmentation;
}

Augmentation ofTraining() {
    Augmentation augmentation = ofSearch();
    augmentation.cutout = 16;
    return augmentation;
}

Augmentation withAutoAugment() {
    Augmentation augmentation = ofTraining();
    augmentation.autoAugment = true;
    return augmentation;
}

void batch(benchmark::State& state, Augmentation (*augmentation)()) {
    const auto from = source(64, augmentation());
    int step = 0;
    for (auto _ : state) benchmark::DoNotOptimize(from->batch(0, step++));
    state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK_CAPTURE(batch, search, ofSearch);
BENCHMARK_CAPTURE(batch, training, ofTraining);
BENCHMARK_CAPTURE(batch, auto_augment, withAutoAugment);

/// A first-order DARTS step (8 cells) with both batches from feeds, as the search loop makes it.
void step(benchmark::State& state) {
    const auto size = static_cast<int>(state.range(1));
    setComputeThreads(0);
    Request request = makeRequest("darts-first", Preset::Paper);
    std::get<CellSpaceSpec>(request.recipe.space).channels = static_cast<int>(state.range(0));
    const c10::Device device(c10::kCPU);
    SearchState search(request.recipe, {3, 32, 32, 10}, 2, at::kFloat, device, Kernels::Fused);
    BatchFeed train(source(size, ofSearch()), device, 0, 0), valid(source(size, ofSearch()), device, 0, 0);
    const auto once = [&] {
        const TensorBatch trainBatch = train.next(), validBatch = valid.next();
        search.alphaStep(trainBatch, validBatch);
        search.weightStep(trainBatch);
    };
    once(); // the loader's start
    const double before = train.waitedSeconds() + valid.waitedSeconds();
    const auto start = std::chrono::steady_clock::now();
    for (auto _ : state) once();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    state.counters["waiting"] = (train.waitedSeconds() + valid.waitedSeconds() - before) / seconds;
    state.SetItemsProcessed(state.iterations() * size);
}
BENCHMARK(step)->Args({4, 16})->Args({4, 64})->Args({16, 16})->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

} // namespace

int main(int argc, char** argv) {
    dnas::prepareProcess();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
