#include "engine/ops/kernels/fused_pass.h"

namespace dnas::fused {

std::vector<double> TaskSums::joined() const {
    std::vector<double> sum = tasks.front();
    for (std::size_t t = 1; t < tasks.size(); ++t)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += tasks[t][i];
    return sum;
}

template <class T> PackedHalf<T> packHalf(const T* depthwise, const T* pointwise, int kernel, int channels, int c) {
    PackedHalf<T> packed;
    const auto width = static_cast<std::size_t>(c);
    const int taps = kernel * kernel;
    packed.pointwise.assign(width * width, T(0));
    packed.pointwiseTransposed.assign(width * width, T(0));
    packed.taps.assign(static_cast<std::size_t>(taps) * width, T(0));
    packed.flippedTaps = packed.taps;
    for (int to = 0; to < channels; ++to)
        for (int from = 0; from < channels; ++from) {
            const T value = pointwise[to * channels + from];
            packed.pointwise[static_cast<std::size_t>(from) * width + to] = value;
            packed.pointwiseTransposed[static_cast<std::size_t>(to) * width + from] = value;
        }
    for (int k = 0; k < channels; ++k)
        for (int t = 0; t < taps; ++t) {
            const T value = depthwise[k * taps + t];
            packed.taps[static_cast<std::size_t>(t) * width + k] = value;
            packed.flippedTaps[static_cast<std::size_t>(taps - 1 - t) * width + k] = value;
        }
    return packed;
}

template <class T> void addUnpacked(T* depthwise, T* pointwise, const HalfGradient<T>& gradient, int kernel, int channels, int c) {
    const auto width = static_cast<std::size_t>(c);
    const int taps = kernel * kernel;
    for (int to = 0; to < channels; ++to)
        for (int from = 0; from < channels; ++from) pointwise[to * channels + from] += gradient.pointwise[static_cast<std::size_t>(from) * width + to];
    for (int k = 0; k < channels; ++k)
        for (int t = 0; t < taps; ++t) depthwise[k * taps + t] += gradient.taps[static_cast<std::size_t>(t) * width + k];
}

template PackedHalf<float> packHalf<float>(const float*, const float*, int, int, int);
template PackedHalf<double> packHalf<double>(const double*, const double*, int, int, int);
template void addUnpacked<float>(float*, float*, const HalfGradient<float>&, int, int, int);
template void addUnpacked<double>(double*, double*, const HalfGradient<double>&, int, int, int);

} // namespace dnas::fused
