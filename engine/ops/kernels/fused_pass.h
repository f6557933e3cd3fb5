// What a forward pass of a fused cell leaves for its backward pass, and what the two share.
#pragma once

#include "engine/ops/kernels/cell_kernels.h"
#include "engine/ops/kernels/fused_cell.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace dnas::fused {

/// Calls body(task, begin, end) for every task with its range of images; tasks run on the compute threads. The split
/// depends on the number of threads only. Small work is done by the calling thread, task by task: waking the others, and
/// waiting for one that another program holds up, would cost more.
/// @param values of one tensor of an image, as a measure of the work
void overImages(std::int64_t images, std::int64_t values, const std::function<void(int, std::int64_t, std::int64_t)>& body);
int taskCount();

/// Weights of one half of an operation in the kernels' layouts; channels padded.
template <class T> struct PackedHalf {
    kernels::Buffer<T> taps, flippedTaps;     ///< depthwise: [kernel * kernel, c]
    kernels::Buffer<T> pointwise;             ///< [in, out]: forward; Reduce: [2 c, c], both convolutions
    kernels::Buffer<T> pointwiseTransposed;   ///< [out, in]: backward; Reduce: [c, 2 c]
};

/// @param depthwise [channels, 1, kernel, kernel]; @param pointwise [channels, channels, 1, 1], as the layers hold them
template <class T> PackedHalf<T> packHalf(const T* depthwise, const T* pointwise, int kernel, int channels, int c);

/// Gradients of one half's weights in the layouts of PackedHalf.
template <class T> struct HalfGradient {
    kernels::Buffer<T> taps, pointwise;
};
/// Adds them to gradients in the layers' layouts.
template <class T> void addUnpacked(T* depthwise, T* pointwise, const HalfGradient<T>& gradient, int kernel, int channels, int c);

/// Private sums of each task, joined in order.
struct TaskSums {
    std::vector<std::vector<double>> tasks;
    void reset(std::size_t size) { tasks.assign(static_cast<std::size_t>(taskCount()), std::vector<double>(size, 0.0)); }
    std::vector<double> joined() const;
};

/// Batch statistics per channel, and normalisation as y * scale + shift.
template <class T> struct Norm {
    kernels::Buffer<T> mean, scale, shift;
};

/// Mean and squared differences of a growing number of pixels, joined in double (Chan et al. 1979).
struct Moments {
    double count = 0;
    std::vector<double> mean, squares;
    void join(double n, const double* otherMean, const double* otherSquares, std::size_t c);
};

template <class T> struct RunningStatistics {
    T *mean, *variance;
};

/// Joins the tasks' moments in order; in training mode with updateStatistics the running ones follow, in evaluation mode
/// they are what normalises. Channels from `channels` to `c` are padding: all zeros.
/// @param running the first one is read; several where edges share an operand
template <class T>
Norm<T> finishNorm(const std::vector<Moments>& tasks, int c, int channels, const ForwardMode& mode, const std::vector<RunningStatistics<T>>& running);

/// dy = a g + b y + d: gradient through a batch norm (and a weight before it) as an affine map of two tensors.
template <class T> struct Affine {
    kernels::Buffer<T> a, b, d;
};
/// Batch norm's input gradient, times `weight` before it: scale (weight g - mean(weight g) - y_hat mean(weight g y_hat)).
/// @param weight before the norm, or its own factor of each channel (`gamma`) behind it
/// @param total, product sums of g and of g (y - mean) over `count` pixels
template <class T> Affine<T> affineOf(const Norm<T>& norm, const T* gamma, const double* total, const double* product, double count);
template <class T> Affine<T> affineOf(const Norm<T>& norm, double weight, const double* total, const double* product, double count);

/// A tensor of one value per output pixel that some operation made.
template <class T> struct Operand {
    at::Tensor storage; ///< [N, outHeight * outWidth, c]
    T* data = nullptr;
    Norm<T> norm;
};

template <class T> struct OperationRecord {
    PackedHalf<T> half[2];
    Operand<T> raw[2]; ///< convolution outputs before their batch norm
};

/// Pools are the same for all edges that leave a state: one statistic. Their values are not kept.
template <class T> struct PoolRecord {
    bool used = false, hasMaximum = false, hasAverage = false;
    Norm<T> maximum, average;
};

/// A node's state seen as channels-last memory.
template <class T> struct State {
    at::Tensor storage; ///< keeps padded copies alive; empty when `data` points into an input or the output
    T* data = nullptr;
    int height = 0, width = 0;
    int pitch = 0; ///< values a pixel
    T* image(std::int64_t n) const { return data + n * height * width * pitch; }
};

template <class T> struct Record {
    std::int64_t images = 0;
    int c = 0; ///< padded channels
    int height = 0, width = 0, outHeight = 0, outWidth = 0;
    bool training = true;
    std::vector<T> mixing;                                ///< [edges, operations]
    std::vector<std::vector<OperationRecord<T>>> records; ///< [edge][operation]
    std::vector<PoolRecord<T>> pools;                     ///< one a state

    std::int64_t outPixels() const { return std::int64_t(outHeight) * outWidth; }
};

/// A record of an earlier pass whose edges from inputs 0 and 1 may be taken over.
template <class T> struct Known {
    const Record<T>* record = nullptr;
    bool input[2] = {false, false};
    bool edgeFrom(int state) const { return record && state < 2 && input[state]; }
};

/// Fills `record`; @param keep for a backward pass: without, operands are let go as soon as their node is there
/// @return the concatenated nodes.
template <class T>
at::Tensor forwardPass(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                       const at::Tensor& block, const ForwardMode& mode, bool keep, const Known<T>& known, Record<T>& record);

struct Gradients {
    at::Tensor first, second, mixing, block;
};
/// Which gradients somebody asks for; mixing's comes for free.
struct Wanted {
    bool first, second; ///< inputs: the cells nearest to the images have none in an alpha step
    bool block;
};
template <class T>
Gradients backwardPass(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& output,
                       const at::Tensor& gradient, Record<T>& record, const Wanted& wanted);

/// States 0 and 1 from the inputs (copied when channels are padded), 2.. from the output.
template <class T>
std::vector<State<T>> statesOf(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& output, const Record<T>& record);

/// `tensor` [N, C, H, W] as contiguous channels-last with `c` channels, zeros behind C.
at::Tensor padded(const at::Tensor& tensor, int c);

inline kernels::Geometry geometryOf(const State<float>& s, int outHeight, int outWidth, int kernel, int dilation, int stride) {
    return {s.height, s.width, outHeight, outWidth, kernel, dilation, stride};
}
inline kernels::Geometry geometryOf(const State<double>& s, int outHeight, int outWidth, int kernel, int dilation, int stride) {
    return {s.height, s.width, outHeight, outWidth, kernel, dilation, stride};
}

/// Values of a padded image.
inline std::size_t paddedSize(int height, int width, int c) {
    return static_cast<std::size_t>(height + 2 * kernels::kBorder) * (width + 2 * kernels::kBorder) * c;
}

/// Collects the four pixels' channels that FactorizedReduce reads: [pixel, 2 c] = even pixel, odd pixel.
template <class T> void gatherReduce(T* out, const T* paddedImage, int c, int width, int outHeight, int outWidth);
template <class T> void scatterReduce(T* dPadded, const T* dOut, int c, int width, int outHeight, int outWidth);

} // namespace dnas::fused
