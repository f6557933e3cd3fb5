// The twin of node_kernels_cpu.cpp in CUDA C++: the same partial sums, joined in the same order, in double.
#include "engine/ops/kernels/node_kernels.h"

#include <cuda_fp16.h>
#include <cuda_runtime_api.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace dnas::kernels {

namespace {

constexpr int kThreads = 256;

template <class T> using S = Statistic<T>;

template <class T> __device__ S<T> load(const T& value) { return static_cast<S<T>>(value); }

/// Sixteen bytes of channels at once, or one value where the channels do not divide.
template <class T, int Width> struct alignas(sizeof(T) * Width) Pack {
    T v[Width];
};

#ifdef __CUDACC__
/// Queues a kernel with blocks of kThreads.
template <class... Parameters, class... Arguments>
void launch(const char* what, void (*kernel)(Parameters...), dim3 grid, void* stream, Arguments... arguments) {
    kernel<<<grid, kThreads, 0, static_cast<cudaStream_t>(stream)>>>(Parameters(arguments)...);
    const cudaError_t error = cudaGetLastError();
    if (error != cudaSuccess) throw std::runtime_error(std::string("CUDA kernel '") + what + "': " + cudaGetErrorString(error));
}
#endif // a test compiles these kernels for the CPU and brings a launch of its own

/// How a block sums over pixels: `columns` threads a pixel, `rows` pixels at a time.
struct Split {
    int columns, rows;
    dim3 grid;
};
Split splitOf(int channels, int parts, int sums) {
    const int columns = channels < 64 ? channels : 64;
    return {columns, kThreads / columns, dim3(parts, (channels + columns - 1) / columns, sums)};
}

/// Partial sums of what `Moments` asks: of differences to the first pixel and their squares, or of g (y - mean); of g
/// itself behind the last operand. grid: part, block of channels, operand.
template <class T, bool Moments>
__global__ void partialSums(NodeOperands<T> node, const S<T>* mean, const T* g, int columns, int rows, S<T>* scratch) {
    __shared__ S<T> shared[2][kThreads];
    const int operand = blockIdx.z, part = blockIdx.x, parts = gridDim.x;
    const int row = threadIdx.x / columns, column = threadIdx.x % columns, channel = blockIdx.y * columns + column;
    const bool whole = operand == node.count; // the sum of g
    if (Moments && !node.normalised[operand]) return;
    const bool works = row < rows && channel < node.channels;
    const long long from = part * node.pixels / parts, to = (part + 1) * node.pixels / parts;
    S<T> first = 0, second = 0;
    if (works) {
        const T* values = whole ? g : node.values[operand];
        const S<T> centre = whole ? S<T>(0) : Moments ? load(values[channel]) : mean[operand * node.channels + channel];
        for (long long p = from + row; p < to; p += rows) {
            const S<T> value = load(values[p * node.channels + channel]) - centre;
            if (Moments) {
                first += value;
                second += value * value;
            } else {
                first += whole ? value : load(g[p * node.channels + channel]) * value;
            }
        }
    }
    if (row < rows) {
        shared[0][threadIdx.x] = first;
        shared[1][threadIdx.x] = second;
    }
    __syncthreads();
    if (row != 0 || channel >= node.channels) return;
    for (int r = 1; r < rows; ++r) { // in order
        first += shared[0][r * columns + column];
        second += shared[1][r * columns + column];
    }
    S<T>* sum = scratch + (2ll * operand * parts + 2 * part) * node.channels;
    sum[channel] = first;
    if (Moments) sum[node.channels + channel] = second;
}

template <class A> __device__ double totalOf(const A* scratch, int operand, int parts, int channels, int which, int channel) {
    double total = 0;
    for (int part = 0; part < parts; ++part) total += scratch[(2ll * operand * parts + 2 * part + which) * channels + channel];
    return total;
}

/// A thread an operand and channel.
template <class T> __global__ void finishStatistics(NodeOperands<T> node, NormSettings settings, int parts, S<T>* mean, S<T>* rstd, const S<T>* scratch) {
    const int at = blockIdx.x * blockDim.x + threadIdx.x, i = at / node.channels, c = at % node.channels;
    if (i >= node.count) return;
    if (!node.normalised[i]) {
        mean[at] = 0;
        rstd[at] = 1;
        return;
    }
    double centre, variance;
    if (settings.training) {
        const double n = static_cast<double>(node.pixels);
        const double sum = totalOf(scratch, i, parts, node.channels, 0, c), squares = totalOf(scratch, i, parts, node.channels, 1, c);
        centre = static_cast<double>(load(node.values[i][c])) + sum / n;
        variance = fmax(0.0, (squares - sum * sum / n) / n);
        if (settings.updateStatistics) {
            S<T>&runningMean = node.runningMean[i][c], &runningVariance = node.runningVariance[i][c];
            runningMean = static_cast<S<T>>((1 - settings.momentum) * runningMean + settings.momentum * centre);
            runningVariance = static_cast<S<T>>((1 - settings.momentum) * runningVariance + settings.momentum * variance * n / fmax(1.0, n - 1));
        }
    } else {
        centre = node.runningMean[i][c];
        variance = node.runningVariance[i][c];
    }
    mean[at] = static_cast<S<T>>(centre);
    rstd[at] = static_cast<S<T>>(1 / sqrt(variance + settings.epsilon));
}

/// Normalisation and weights folded: scale [count, channels], behind it shift [channels].
template <class T> __global__ void fold(NodeOperands<T> node, const S<T>* weights, const S<T>* mean, const S<T>* rstd, S<T>* scale) {
    const int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= node.channels) return;
    S<T> shift = 0;
    for (int i = 0; i < node.count; ++i) {
        const int at = i * node.channels + c;
        scale[at] = weights[node.weight[i]] * rstd[at];
        shift -= scale[at] * mean[at];
    }
    scale[node.count * node.channels + c] = shift;
}

template <class T, int Width> __global__ void addOperands(NodeOperands<T> node, const S<T>* scale, T* out) {
    using Values = Pack<T, Width>;
    const long long packs = node.pixels * node.channels / Width;
    for (long long at = blockIdx.x * static_cast<long long>(blockDim.x) + threadIdx.x; at < packs; at += static_cast<long long>(gridDim.x) * blockDim.x) {
        const int c = static_cast<int>(at * Width % node.channels);
        S<T> sum[Width];
        for (int k = 0; k < Width; ++k) sum[k] = scale[node.count * node.channels + c + k];
        for (int i = 0; i < node.count; ++i) {
            const Values y = reinterpret_cast<const Values*>(node.values[i])[at];
            for (int k = 0; k < Width; ++k) sum[k] += scale[i * node.channels + c + k] * load(y.v[k]);
        }
        Values result;
        for (int k = 0; k < Width; ++k) result.v[k] = static_cast<T>(sum[k]);
        reinterpret_cast<Values*>(out)[at] = result;
    }
}

/// A block an operand: its affine map, channel by channel, and the gradient of its weight.
template <class T>
__global__ void finishSums(NodeOperands<T> node, const S<T>* weights, const S<T>* mean, const S<T>* rstd, bool training, int parts, S<T>* weightGradient, S<T>* affine,
                           const S<T>* scratch) {
    __shared__ double shared[kThreads];
    const int i = blockIdx.x, matrix = node.count * node.channels;
    const double n = static_cast<double>(node.pixels), weight = weights[node.weight[i]];
    const bool follows = training && node.normalised[i];
    double inner = 0;
    for (int c = threadIdx.x; c < node.channels; c += blockDim.x) {
        const int at = i * node.channels + c;
        const double product = totalOf(scratch, i, parts, node.channels, 0, c), scale = rstd[at], a = weight * scale;
        const double b = follows ? -a * scale * scale * product / n : 0;
        affine[at] = static_cast<S<T>>(a);
        affine[matrix + at] = static_cast<S<T>>(b);
        affine[2 * matrix + at] = static_cast<S<T>>(follows ? -a * totalOf(scratch, node.count, parts, node.channels, 0, c) / n - b * mean[at] : 0);
        inner += product * scale;
    }
    shared[threadIdx.x] = inner;
    for (int half = kThreads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (static_cast<int>(threadIdx.x) < half) shared[threadIdx.x] += shared[threadIdx.x + half];
    }
    if (threadIdx.x == 0) weightGradient[node.weight[i]] = static_cast<S<T>>(shared[0]);
}

/// grid.y: operand
template <class T, int Width> __global__ void applyAffine(NodeOperands<T> node, const S<T>* affine, const T* g, NodeGradients<T> gradients) {
    using Values = Pack<T, Width>;
    const int i = blockIdx.y, matrix = node.count * node.channels;
    if (!gradients.values[i]) return;
    const long long packs = node.pixels * node.channels / Width;
    for (long long at = blockIdx.x * static_cast<long long>(blockDim.x) + threadIdx.x; at < packs; at += static_cast<long long>(gridDim.x) * blockDim.x) {
        const S<T>* a = affine + i * node.channels + at * Width % node.channels;
        const Values y = reinterpret_cast<const Values*>(node.values[i])[at], slope = reinterpret_cast<const Values*>(g)[at];
        Values result;
        for (int k = 0; k < Width; ++k) result.v[k] = static_cast<T>(a[k] * load(slope.v[k]) + a[matrix + k] * load(y.v[k]) + a[2 * matrix + k]);
        reinterpret_cast<Values*>(gradients.values[i])[at] = result;
    }
}

constexpr int blocksFor(long long values) {
    constexpr long long kMost = 4096; // further values are the next turn of a loop
    const long long blocks = (values + kThreads - 1) / kThreads;
    return static_cast<int>(blocks < 1 ? 1 : blocks > kMost ? kMost : blocks);
}
template <class T> constexpr int kWidth = 16 / sizeof(T);

/// Whether all of these can be read in packs.
template <class T, class... Pointers> bool wide(const NodeOperands<T>& node, Pointers... more) {
    std::uintptr_t bits = static_cast<std::uintptr_t>(node.channels) * sizeof(T);
    for (int i = 0; i < node.count; ++i) bits |= reinterpret_cast<std::uintptr_t>(node.values[i]);
    for (const void* pointer : {static_cast<const void*>(more)...}) bits |= reinterpret_cast<std::uintptr_t>(pointer);
    return bits % 16 == 0;
}

template <class T> void statistics(const NodeOperands<T>& node, const NormSettings& settings, S<T>* mean, S<T>* rstd, S<T>* scratch, void* stream) {
    const int parts = sumParts(node.pixels);
    if (settings.training) {
        const Split split = splitOf(node.channels, parts, node.count);
        launch("moments", partialSums<T, true>, split.grid, stream, node, nullptr, nullptr, split.columns, split.rows, scratch);
    }
    launch("statistics", finishStatistics<T>, blocksFor(static_cast<long long>(node.count) * node.channels), stream, node, settings, parts, mean, rstd, scratch);
}

template <class T> void weightedSum(const NodeOperands<T>& node, const S<T>* weights, const S<T>* mean, const S<T>* rstd, T* out, S<T>* scratch, void* stream) {
    launch("fold", fold<T>, blocksFor(node.channels), stream, node, weights, mean, rstd, scratch);
    const long long values = node.pixels * node.channels;
    if (wide(node, out))
        launch("weighted sum", addOperands<T, kWidth<T>>, blocksFor(values / kWidth<T>), stream, node, scratch, out);
    else
        launch("weighted sum", addOperands<T, 1>, blocksFor(values), stream, node, scratch, out);
}

template <class T>
void sums(const NodeOperands<T>& node, const S<T>* weights, const S<T>* mean, const S<T>* rstd, const T* g, bool training, S<T>* weightGradient, S<T>* affine, S<T>* scratch,
          void* stream) {
    const int parts = sumParts(node.pixels);
    const Split split = splitOf(node.channels, parts, node.count + 1);
    launch("products", partialSums<T, false>, split.grid, stream, node, mean, g, split.columns, split.rows, scratch);
    launch("sums", finishSums<T>, node.count, stream, node, weights, mean, rstd, training, parts, weightGradient, affine, scratch);
}

template <class T> void operandGradients(const NodeOperands<T>& node, const S<T>* affine, const T* g, const NodeGradients<T>& gradients, void* stream) {
    const long long values = node.pixels * node.channels;
    bool packs = wide(node, g);
    for (int i = 0; i < node.count; ++i) packs = packs && reinterpret_cast<std::uintptr_t>(gradients.values[i]) % 16 == 0;
    if (packs)
        launch("gradients of operands", applyAffine<T, kWidth<T>>, dim3(blocksFor(values / kWidth<T>), node.count), stream, node, affine, g, gradients);
    else
        launch("gradients of operands", applyAffine<T, 1>, dim3(blocksFor(values), node.count), stream, node, affine, g, gradients);
}

} // namespace

template <class T> const NodeKernels<T>& nodeKernelsCuda() {
    static const NodeKernels<T> kernels{statistics<T>, weightedSum<T>, sums<T>, operandGradients<T>};
    return kernels;
}

template const NodeKernels<float>& nodeKernelsCuda<float>();
template const NodeKernels<double>& nodeKernelsCuda<double>();
template const NodeKernels<__half>& nodeKernelsCuda<__half>();

} // namespace dnas::kernels
