// Each kernel of the fused cell on one image, at the three resolutions of a CIFAR supernet with 16 initial channels.
// Counters: multiply-adds a second (G = 10^9); what the README of engine/ops/kernels calls the floor divides by this.
#include "engine/ops/kernels/cell_kernels.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

using namespace dnas::kernels;

namespace {

using Values = Buffer<float>;

Values randomValues(std::size_t count) {
    std::mt19937 engine(1);
    std::normal_distribution<float> normal;
    Values values(count);
    for (float& value : values) value = normal(engine);
    return values;
}

/// An image and everything that a kernel may want.
struct Bench {
    int c, side, kernel;
    Geometry g;
    const CellKernels<float>& k;
    Values padded, plain, other, out, taps, pointwise, tile, mean, squares, dTaps, dPointwise;

    explicit Bench(const benchmark::State& state)
        : c(static_cast<int>(state.range(0))), side(static_cast<int>(state.range(1))), kernel(static_cast<int>(state.range(2))),
          g{side, side, side, side, kernel, 1, 1}, k(cellKernels<float>(c)),
          padded(static_cast<std::size_t>(side + 2 * kBorder) * (side + 2 * kBorder) * c), plain(randomValues(static_cast<std::size_t>(side) * side * c)), other(plain), out(plain),
          taps(randomValues(static_cast<std::size_t>(kernel) * kernel * c)), pointwise(randomValues(static_cast<std::size_t>(c) * c)), tile(tileSize(c, side)),
          mean(c), squares(c), dTaps(taps.size()), dPointwise(pointwise.size()) {
        k.rectifyPadded(padded.data(), plain.data(), c, c, side, side, nullptr, nullptr);
    }
    double pixels() const { return static_cast<double>(side) * side; }
    double depthwiseMacs() const { return pixels() * c * kernel * kernel; }
    double pointwiseMacs() const { return pixels() * c * c; }
};

void report(benchmark::State& state, double multiplyAdds) {
    state.counters["MAC/s"] = benchmark::Counter(multiplyAdds * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void convolution(benchmark::State& state) {
    Bench b(state);
    for (auto _ : state) b.k.convolution(b.out.data(), b.mean.data(), b.squares.data(), b.padded.data(), b.taps.data(), b.pointwise.data(), b.tile.data(), b.c, b.g, true);
    report(state, b.depthwiseMacs() + b.pointwiseMacs());
}

void convolutionBackward(benchmark::State& state, bool weights) {
    Bench b(state);
    const HalfWeights<float> w{b.mean.data(), b.mean.data(), b.mean.data(), b.pointwise.data(), b.padded.data(), b.taps.data(), weights ? b.dPointwise.data() : nullptr, b.dTaps.data()};
    for (auto _ : state) b.k.convolutionBackward(b.out.data(), static_cast<std::ptrdiff_t>(b.side) * b.c, b.plain.data(), b.other.data(), w, b.tile.data(), b.c, b.g);
    report(state, b.pointwiseMacs() + (weights ? 2 * b.depthwiseMacs() + b.pointwiseMacs() : 0));
}

void transposedMaskAdd(benchmark::State& state) {
    Bench b(state);
    for (auto _ : state) b.k.transposedMaskAdd(b.out.data(), b.padded.data(), b.taps.data(), b.plain.data(), b.c, b.tile.data(), b.c, b.g);
    report(state, b.depthwiseMacs());
}

void pointwise(benchmark::State& state) {
    Bench b(state);
    for (auto _ : state) b.k.matmul(b.out.data(), b.c, b.plain.data(), b.c, b.pointwise.data(), b.side * b.side, b.c, b.c);
    report(state, b.pointwiseMacs());
}

void weightedSum(benchmark::State& state) {
    Bench b(state);
    const int count = 28;
    const Values many = randomValues(b.plain.size() * count), coefficients = randomValues(static_cast<std::size_t>(count) * b.c);
    std::vector<const float*> operands;
    for (int i = 0; i < count; ++i) operands.push_back(many.data() + i * b.plain.size());
    const std::vector<int> pitches(count, b.c);
    for (auto _ : state) b.k.weightedSum(b.out.data(), b.c, operands.data(), pitches.data(), coefficients.data(), count, b.mean.data(), b.c, b.side * b.side);
    report(state, b.pixels() * b.c * count);
}

void productSums(benchmark::State& state) {
    Bench b(state);
    const int count = 28;
    const Values many = randomValues(b.plain.size() * count), centres(static_cast<std::size_t>(count) * b.c);
    Values sums(centres.size());
    std::vector<const float*> operands;
    for (int i = 0; i < count; ++i) operands.push_back(many.data() + i * b.plain.size());
    const std::vector<int> pitches(count, b.c);
    for (auto _ : state) b.k.productSums(sums.data(), b.mean.data(), operands.data(), pitches.data(), centres.data(), count, b.plain.data(), b.c, b.side * b.side);
    report(state, b.pixels() * b.c * count);
}

void rectifyPadded(benchmark::State& state) {
    Bench b(state);
    for (auto _ : state) b.k.rectifyPadded(b.padded.data(), b.plain.data(), b.c, b.c, b.side, b.side, b.mean.data(), b.squares.data());
    report(state, b.pixels() * b.c);
}

void stages(benchmark::internal::Benchmark* bench) {
    for (int kernel : {3, 5})
        for (auto [c, side] : {std::pair{16, 32}, {32, 16}, {64, 8}}) bench->Args({c, side, kernel});
}
void sizes(benchmark::internal::Benchmark* bench) {
    for (auto [c, side] : {std::pair{16, 32}, {32, 16}, {64, 8}}) bench->Args({c, side, 3});
}

BENCHMARK(convolution)->Apply(stages);
BENCHMARK_CAPTURE(convolutionBackward, inputs, false)->Apply(stages);
BENCHMARK_CAPTURE(convolutionBackward, weights, true)->Apply(stages);
BENCHMARK(transposedMaskAdd)->Apply(stages);
BENCHMARK(pointwise)->Apply(sizes);
BENCHMARK(weightedSum)->Apply(sizes);
BENCHMARK(productSums)->Apply(sizes);
BENCHMARK(rectifyPadded)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();
