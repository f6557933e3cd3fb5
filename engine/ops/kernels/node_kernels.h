// A node of a cell: its operands normalised per channel, weighted and added, and the gradients of that, on raw memory.
// Place: node_sum.h makes a differentiable function of it. The same functions in CUDA C++ (node_kernels.cu) and on the CPU
// (node_kernels_cpu.cpp), which is their twin: same arithmetic, same splits, same order of sums; what holds for the one in
// the tests is what the other does. No Torch in here, so that nvcc compiles the kernels where there is no CUDA LibTorch.
// Source: batch norm without affine parameters as in DARTS's search; out = sum_i w_i (y_i - mean_i) rstd_i.
// Thread rule: one call at a time; the CPU's functions use the compute threads, CUDA's are queued on the stream.
#pragma once

#include <cstdint>

namespace dnas::kernels {

constexpr int kMaxOperands = 64; ///< they travel as one argument of a CUDA kernel, which may have 4 kB

/// Statistics, weights and sums of 16-bit operands are float.
template <class T> struct StatisticOf { using Type = float; };
template <> struct StatisticOf<double> { using Type = double; };
template <class T> using Statistic = typename StatisticOf<T>::Type;

/// What goes into a node. Values are [pixels, channels]; pixels are those of all images.
template <class T> struct NodeOperands {
    std::int64_t pixels = 0;
    int channels = 0, count = 0;
    const T* values[kMaxOperands];
    int weight[kMaxOperands];      ///< place of the operand's weight
    bool normalised[kMaxOperands]; ///< false: added as it is, times its weight
    Statistic<T>* runningMean[kMaxOperands];     ///< of normalised operands; may be nullptr where nothing follows or is read
    Statistic<T>* runningVariance[kMaxOperands];
};

/// Gradients of the operands; nullptr where none is wanted.
template <class T> struct NodeGradients {
    T* values[kMaxOperands];
};

struct NormSettings {
    bool training = true;         ///< statistics of this batch; else the running ones
    bool updateStatistics = true; ///< training only
    double epsilon = 1e-5, momentum = 0.1;
};

/// Sums over pixels are made of so many partial ones, whatever the threads: results do not depend on their number.
constexpr int sumParts(std::int64_t pixels) {
    return pixels >= 64 * 64 ? 64 : pixels > 64 ? static_cast<int>((pixels + 63) / 64) : 1;
}
/// Statistic values that a call needs as scratch.
constexpr std::int64_t scratchSize(std::int64_t pixels, int channels, int count) {
    return std::int64_t{2} * (count + 1) * sumParts(pixels) * channels;
}

/// Matrices are [count, channels]. An operand that is not normalised has mean 0 and rstd 1.
template <class T> struct NodeKernels {
    using S = Statistic<T>;
    /// mean and rstd of every operand.
    void (*statistics)(const NodeOperands<T>&, const NormSettings&, S* mean, S* rstd, S* scratch, void* stream);
    /// out: [pixels, channels]. @param scratch (count + 1) * channels values
    void (*weightedSum)(const NodeOperands<T>&, const S* weights, const S* mean, const S* rstd, T* out, S* scratch, void* stream);
    /// From the gradient g of the sum: that of the weights (written at the operands' places only), and of each operand as the affine map a g + b y + d.
    /// @param affine [3, count, channels]: a, b, d
    void (*sums)(const NodeOperands<T>&, const S* weights, const S* mean, const S* rstd, const T* g, bool training, S* weightGradient, S* affine, S* scratch, void* stream);
    void (*operandGradients)(const NodeOperands<T>&, const S* affine, const T* g, const NodeGradients<T>&, void* stream);
};

/// T: float, double. @param stream is not looked at
template <class T> const NodeKernels<T>& nodeKernelsCpu();

/// T: float, double, __half. Pointers are those of the device; `stream` is a cudaStream_t. Throw std::runtime_error where
/// a launch fails.
template <class T> const NodeKernels<T>& nodeKernelsCuda();

} // namespace dnas::kernels
