#include "engine/ops/kernels/node_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace dnas::kernels {

namespace {

/// body(part, first pixel, end) for every partial sum, on the compute threads.
template <class Body> void overParts(std::int64_t pixels, const Body& body) {
    const std::int64_t parts = sumParts(pixels);
    at::parallel_for(0, parts, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t part = from; part < to; ++part) body(part, part * pixels / parts, (part + 1) * pixels / parts);
    });
}

template <class T> T* partOf(T* scratch, const NodeOperands<T>& node, int sum, std::int64_t part) {
    return scratch + (std::int64_t{2} * sum * sumParts(node.pixels) + 2 * part) * node.channels;
}

template <class T> double totalOf(const NodeOperands<T>& node, T* scratch, int sum, int which, int channel) {
    double total = 0;
    for (std::int64_t part = 0; part < sumParts(node.pixels); ++part) total += partOf(scratch, node, sum, part)[which * node.channels + channel];
    return total;
}

/// Sums of differences to the first pixel, and of their squares: large means cost no digits.
template <class T> void gatherMoments(const NodeOperands<T>& node, T* scratch) {
    overParts(node.pixels, [&](std::int64_t part, std::int64_t from, std::int64_t to) {
        for (int i = 0; i < node.count; ++i) {
            if (!node.normalised[i]) continue;
            T *sum = partOf(scratch, node, i, part), *squares = sum + node.channels;
            std::fill(sum, sum + 2 * node.channels, T(0));
            for (std::int64_t p = from; p < to; ++p) {
                const T *y = node.values[i] + p * node.channels, *origin = node.values[i];
                for (int c = 0; c < node.channels; ++c) {
                    const T difference = y[c] - origin[c];
                    sum[c] += difference;
                    squares[c] += difference * difference;
                }
            }
        }
    });
}

template <class T> void statistics(const NodeOperands<T>& node, const NormSettings& settings, T* mean, T* rstd, T* scratch, void*) {
    if (settings.training) gatherMoments(node, scratch);
    const double n = static_cast<double>(node.pixels);
    for (int i = 0; i < node.count; ++i)
        for (int c = 0; c < node.channels; ++c) {
            T &m = mean[i * node.channels + c], &r = rstd[i * node.channels + c];
            if (!node.normalised[i]) {
                m = 0;
                r = 1;
                continue;
            }
            double centre, variance;
            if (settings.training) {
                const double sum = totalOf(node, scratch, i, 0, c), squares = totalOf(node, scratch, i, 1, c);
                centre = node.values[i][c] + sum / n;
                variance = std::max(0.0, (squares - sum * sum / n) / n);
                if (settings.updateStatistics) {
                    T &runningMean = node.runningMean[i][c], &runningVariance = node.runningVariance[i][c];
                    runningMean = static_cast<T>((1 - settings.momentum) * runningMean + settings.momentum * centre);
                    runningVariance = static_cast<T>((1 - settings.momentum) * runningVariance + settings.momentum * variance * n / std::max(1.0, n - 1));
                }
            } else {
                centre = node.runningMean[i][c];
                variance = node.runningVariance[i][c];
            }
            m = static_cast<T>(centre);
            r = static_cast<T>(1 / std::sqrt(variance + settings.epsilon));
        }
}

template <class T> void weightedSum(const NodeOperands<T>& node, const T* weights, const T* mean, const T* rstd, T* out, T* scratch, void*) {
    const int channels = node.channels;
    T* shift = scratch + static_cast<std::ptrdiff_t>(node.count) * channels;
    std::fill(shift, shift + channels, T(0));
    for (int i = 0; i < node.count; ++i)
        for (int c = 0; c < channels; ++c) {
            const int at = i * channels + c;
            scratch[at] = weights[node.weight[i]] * rstd[at];
            shift[c] -= scratch[at] * mean[at];
        }
    overParts(node.pixels, [&](std::int64_t, std::int64_t from, std::int64_t to) {
        for (std::int64_t p = from; p < to; ++p) {
            T* target = out + p * channels;
            std::copy(shift, shift + channels, target);
            for (int i = 0; i < node.count; ++i) {
                const T *y = node.values[i] + p * channels, *scale = scratch + i * channels;
                for (int c = 0; c < channels; ++c) target[c] += scale[c] * y[c];
            }
        }
    });
}

/// Sums of g (y - mean) of every operand; behind the last one, of g.
template <class T> void gatherProducts(const NodeOperands<T>& node, const T* mean, const T* g, T* scratch) {
    const int channels = node.channels;
    overParts(node.pixels, [&](std::int64_t part, std::int64_t from, std::int64_t to) {
        for (int i = 0; i <= node.count; ++i) {
            T* sum = partOf(scratch, node, i, part);
            std::fill(sum, sum + channels, T(0));
            for (std::int64_t p = from; p < to; ++p) {
                const T* slope = g + p * channels;
                if (i == node.count) {
                    for (int c = 0; c < channels; ++c) sum[c] += slope[c];
                } else {
                    const T *y = node.values[i] + p * channels, *centre = mean + i * channels;
                    for (int c = 0; c < channels; ++c) sum[c] += slope[c] * (y[c] - centre[c]);
                }
            }
        }
    });
}

template <class T>
void sums(const NodeOperands<T>& node, const T* weights, const T* mean, const T* rstd, const T* g, bool training, T* weightGradient, T* affine, T* scratch, void*) {
    gatherProducts(node, mean, g, scratch);
    const double n = static_cast<double>(node.pixels);
    const std::ptrdiff_t matrix = static_cast<std::ptrdiff_t>(node.count) * node.channels;
    for (int i = 0; i < node.count; ++i) {
        const double weight = weights[node.weight[i]];
        double inner = 0;
        for (int c = 0; c < node.channels; ++c) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * node.channels + c;
            const double product = totalOf(node, scratch, i, 0, c), scale = rstd[at], a = weight * scale;
            const bool follows = training && node.normalised[i]; // the statistics depend on the operand
            const double b = follows ? -a * scale * scale * product / n : 0;
            affine[at] = static_cast<T>(a);
            affine[matrix + at] = static_cast<T>(b);
            affine[2 * matrix + at] = static_cast<T>(follows ? -a * totalOf(node, scratch, node.count, 0, c) / n - b * mean[at] : 0);
            inner += product * scale;
        }
        weightGradient[node.weight[i]] = static_cast<T>(inner);
    }
}

template <class T> void operandGradients(const NodeOperands<T>& node, const T* affine, const T* g, const NodeGradients<T>& gradients, void*) {
    const int channels = node.channels;
    const std::ptrdiff_t matrix = static_cast<std::ptrdiff_t>(node.count) * channels;
    overParts(node.pixels, [&](std::int64_t, std::int64_t from, std::int64_t to) {
        for (int i = 0; i < node.count; ++i) {
            if (!gradients.values[i]) continue;
            const T *a = affine + static_cast<std::ptrdiff_t>(i) * channels, *b = a + matrix, *d = b + matrix;
            for (std::int64_t p = from; p < to; ++p) {
                const T *y = node.values[i] + p * channels, *slope = g + p * channels;
                T* target = gradients.values[i] + p * channels;
                for (int c = 0; c < channels; ++c) target[c] = a[c] * slope[c] + b[c] * y[c] + d[c];
            }
        }
    });
}

} // namespace

template <class T> const NodeKernels<T>& nodeKernelsCpu() {
    static const NodeKernels<T> kernels{statistics<T>, weightedSum<T>, sums<T>, operandGradients<T>};
    return kernels;
}

template const NodeKernels<float>& nodeKernelsCpu<float>();
template const NodeKernels<double>& nodeKernelsCpu<double>();

} // namespace dnas::kernels
