// What an epoch's snapshot costs: taken from a search, encoded for the project file, decoded when a run is opened.
// Arguments: cells; individual alpha, as D-DARTS has it.
#include "engine/api/request.h"
#include "engine/api/session.h"
#include "engine/bilevel/search_state.h"
#include "engine/search/snapshot_builder.h"
#include "engine/store/snapshot_record.h"

#include <benchmark/benchmark.h>

namespace {

using namespace dnas;

const ImageShape kImages{3, 8, 8, 10}; // small: only alpha matters here

SearchState searchOf(benchmark::State& state) {
    Recipe recipe = makeRequest("ddarts", Preset::Paper).recipe;
    auto& space = std::get<CellSpaceSpec>(recipe.space);
    space.channels = 2;
    space.cells = static_cast<int>(state.range(0));
    return SearchState(recipe, kImages, 0, at::kFloat, c10::Device(c10::DeviceType::CPU), Kernels::Fused);
}

void take(benchmark::State& state) {
    const SearchState search = searchOf(state);
    for (auto _ : state) {
        Snapshot snapshot;
        describeAlpha(search, kImages, snapshot);
        benchmark::DoNotOptimize(snapshot);
    }
}
void encode(benchmark::State& state) {
    Snapshot snapshot;
    describeAlpha(searchOf(state), kImages, snapshot);
    for (auto _ : state) benchmark::DoNotOptimize(encodeSnapshot(snapshot));
}
/// One epoch of many: labels and genotypes that repeat are parsed once.
void decode(benchmark::State& state) {
    Snapshot snapshot;
    describeAlpha(searchOf(state), kImages, snapshot);
    const EpochRecord record = encodeSnapshot(snapshot);
    SnapshotDecoder decoder;
    for (auto _ : state) benchmark::DoNotOptimize(decoder.decode(record));
}
BENCHMARK(take)->ArgName("cells")->Arg(8)->Arg(20)->Unit(benchmark::kMicrosecond);
BENCHMARK(encode)->ArgName("cells")->Arg(8)->Arg(20)->Unit(benchmark::kMicrosecond);
BENCHMARK(decode)->ArgName("cells")->Arg(8)->Arg(20)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
