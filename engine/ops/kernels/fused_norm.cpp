#include "engine/ops/kernels/fused_pass.h"

#include <algorithm>
#include <cmath>

namespace dnas::fused {

void Moments::join(double n, const double* otherMean, const double* otherSquares, std::size_t c) {
    if (n == 0) return;
    mean.resize(c);
    squares.resize(c);
    const double total = count + n;
    for (std::size_t k = 0; k < c; ++k) {
        const double delta = otherMean[k] - mean[k];
        mean[k] += delta * n / total;
        squares[k] += otherSquares[k] + delta * delta * count * n / total;
    }
    count = total;
}

template <class T>
Norm<T> finishNorm(const std::vector<Moments>& tasks, int c, int channels, const ForwardMode& mode, const std::vector<RunningStatistics<T>>& running) {
    constexpr double kEpsilon = 1e-5, kMomentum = 0.1;
    const auto size = static_cast<std::size_t>(c);
    Norm<T> norm{kernels::Buffer<T>(size, T(0)), kernels::Buffer<T>(size, T(0)), kernels::Buffer<T>(size, T(0))};
    Moments all;
    for (const Moments& task : tasks) all.join(task.count, task.mean.data(), task.squares.data(), size);
    for (std::size_t k = 0; k < static_cast<std::size_t>(channels); ++k) {
        double mean, variance;
        if (mode.training) {
            mean = all.mean[k];
            variance = all.squares[k] / all.count;
            if (mode.updateStatistics)
                for (const RunningStatistics<T>& r : running) {
                    r.mean[k] = static_cast<T>((1 - kMomentum) * r.mean[k] + kMomentum * mean);
                    r.variance[k] = static_cast<T>((1 - kMomentum) * r.variance[k] + kMomentum * all.squares[k] / std::max(1.0, all.count - 1));
                }
        } else {
            mean = running.front().mean[k];
            variance = running.front().variance[k];
        }
        const double scale = 1.0 / std::sqrt(variance + kEpsilon);
        norm.mean[k] = static_cast<T>(mean);
        norm.scale[k] = static_cast<T>(scale);
        norm.shift[k] = static_cast<T>(-mean * scale);
    }
    return norm;
}

namespace {

/// @param weightOf(channel)
template <class T, class WeightOf> Affine<T> affineWith(const Norm<T>& norm, const WeightOf& weightOf, const double* total, const double* product, double count) {
    const std::size_t c = norm.mean.size();
    Affine<T> affine{kernels::Buffer<T>(c), kernels::Buffer<T>(c), kernels::Buffer<T>(c)};
    for (std::size_t k = 0; k < c; ++k) {
        const double scale = norm.scale[k], a = weightOf(k) * scale, normalised = product[k] * scale;
        const double b = -a * scale * normalised / count;
        affine.a[k] = static_cast<T>(a);
        affine.b[k] = static_cast<T>(b);
        affine.d[k] = static_cast<T>(-a * total[k] / count - b * norm.mean[k]);
    }
    return affine;
}

} // namespace

template <class T> Affine<T> affineOf(const Norm<T>& norm, double weight, const double* total, const double* product, double count) {
    return affineWith(norm, [=](std::size_t) { return weight; }, total, product, count);
}
template <class T> Affine<T> affineOf(const Norm<T>& norm, const T* gamma, const double* total, const double* product, double count) {
    return affineWith(norm, [=](std::size_t k) { return static_cast<double>(gamma[k]); }, total, product, count);
}

template Norm<float> finishNorm<float>(const std::vector<Moments>&, int, int, const ForwardMode&, const std::vector<RunningStatistics<float>>&);
template Norm<double> finishNorm<double>(const std::vector<Moments>&, int, int, const ForwardMode&, const std::vector<RunningStatistics<double>>&);
template Affine<float> affineOf<float>(const Norm<float>&, double, const double*, const double*, double);
template Affine<double> affineOf<double>(const Norm<double>&, double, const double*, const double*, double);
template Affine<float> affineOf<float>(const Norm<float>&, const float*, const double*, const double*, double);
template Affine<double> affineOf<double>(const Norm<double>&, const double*, const double*, const double*, double);

} // namespace dnas::fused
