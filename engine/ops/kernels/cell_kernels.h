// The arithmetic of the fused cell, image by image: depthwise and pointwise convolution, pools, statistics, and their
// backward passes, on channels-last data whose channels are padded to whole vectors.
// Place: a table of functions, compiled once for each instruction set (cell_kernels.inc) and chosen when the program
// starts; engine/ops/kernels/fused_cell.cpp strings them together.
// Thread rule: every function works on one image and private outputs; the caller splits images over threads.
//
// Layout: an image is [height, width, channels]; `c` below is the padded number of channels, a multiple of 8. A padded
// image has a border of kBorder pixels of zeros on every side, wide enough for a dilated 5x5.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace dnas::kernels {

/// Starts at a cache line: a 512-bit vector that crosses one costs two loads.
template <class T> struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kAlignment{64};
    CacheLineAllocator() = default;
    template <class U> CacheLineAllocator(const CacheLineAllocator<U>&) {}
    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kAlignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
    bool operator==(const CacheLineAllocator&) const { return true; }
    bool operator!=(const CacheLineAllocator&) const { return false; }
};
template <class T> using Buffer = std::vector<T, CacheLineAllocator<T>>;

constexpr int kBorder = 4;

/// Geometry of a depthwise convolution or pool: "same" padding, height and width of input and output.
struct Geometry {
    int height, width, outHeight, outWidth;
    int kernel, dilation, stride;
};

/// What the backward pass of one half of an operation reads, and the weights' gradients that it adds to.
template <class T> struct HalfWeights {
    const T *a, *b, *d;           ///< gradient of the raw output = a * gradient + b * y + d
    const T* pointwiseTransposed; ///< [out, in]
    const T* padded;              ///< padded input of the half; with `taps` only needed for the weights' gradients
    const T* taps;
    T* dPointwise; ///< [in, out]; null: no gradients of weights
    T* dTaps;
};

// What is worked on at once, so that it stays in the first cache; times are flat around these.
constexpr int kTilePixels = 32, kTileValues = 2048;
/// Values of the `tile` arguments below: two tiles of whole rows, or the six rows of a pool.
inline std::size_t tileSize(int c, int outWidth) { return 2 * static_cast<std::size_t>(c) * std::max({3 * outWidth, kTilePixels, kTileValues / c}); }

/// The two 3x3 pools of a state: per channel, null where a pool is not wanted.
template <class T> struct PoolPair {
    T *maximum = nullptr, *average = nullptr;
};

template <class T> struct CellKernels {
    int vectorLength; ///< divides c

    /// padded <- max(0, x) or, with scale, max(0, x * scale + shift); x has `pitch` values a pixel. Leaves the border alone.
    void (*rectifyPadded)(T* padded, const T* x, int pitch, int c, int height, int width, const T* scale, const T* shift);
    /// One half of an operation: out[outHeight, outWidth, c] = pointwise of depthwise of the padded input, with mean and sum of
    /// squared differences of each channel of out (unless null). taps [kernel * kernel, c], pointwise [in, out]. past: out goes past the
    /// caches, because the rest of a forward pass is read before it is.
    void (*convolution)(T* out, T* mean, T* squares, const T* padded, const T* taps, const T* pointwise, T* tile, int c, const Geometry& g, bool past);
    /// Its backward pass down to the gradient of the depthwise output, whose rows are `rowPitch` values apart.
    /// @param gradient, y [outHeight, outWidth, c]
    void (*convolutionBackward)(T* dDepthwise, std::ptrdiff_t rowPitch, const T* gradient, const T* y, const HalfWeights<T>& weights, T* tile, int c, const Geometry& g);
    /// dx += transposed depthwise convolution of dPadded (stride 1: a convolution with flipped taps) where x > 0
    void (*transposedMaskAdd)(T* dx, const T* dPadded, const T* flippedTaps, const T* x, int pitch, T* tile, int c, const Geometry& g);
    /// out = the same where y * scale + shift > 0, else 0; total += sum out; product += sum out * (y - mean)
    void (*transposedMaskInner)(T* out, const T* dPadded, const T* flippedTaps, const T* y, const T* scale, const T* shift, const T* mean, T* total, T* product, T* tile, int c, const Geometry& g);
    /// dPadded += transposed convolution of dOut (any stride)
    void (*depthwiseBackwardInput)(T* dPadded, const T* dOut, const T* weights, int c, const Geometry& g);
    /// out = max(0, x)
    void (*rectify)(T* out, const T* x, int values);
    /// out = d where x > 0, else 0
    void (*mask)(T* out, const T* d, const T* x, int values);
    /// out[p, n] = sum_k a[p, k] b[k, n]; pitches in values; n a multiple of 8
    void (*matmul)(T* out, int outPitch, const T* a, int aPitch, const T* b, int pixels, int k, int n);
    /// out[k, n] += sum_p a[p, k] g[p, n]
    void (*matmulTransposed)(T* out, const T* a, int aPitch, const T* g, int gPitch, int pixels, int k, int n);
    /// Mean and sum of squared differences from it, per channel.
    void (*moments)(T* mean, T* squares, const T* x, int c, int pixels);
    /// out[p, :] = bias + sum_m coefficient[m] * operand[m][p, :]; out has `pitch` values a pixel.
    void (*weightedSum)(T* out, int pitch, const T* const* operands, const int* pitches, const T* coefficients, int count, const T* bias, int c, int pixels);
    /// sums[m] += sum_p g[p] * (operand[m][p] - centre[m]); total += sum_p g[p]
    void (*productSums)(T* sums, T* total, const T* const* operands, const int* pitches, const T* centres, int count, const T* g, int c, int pixels);
    /// out = a * g + b * y + d per channel
    void (*affine2)(T* out, const T* g, const T* y, const T* a, const T* b, const T* d, int c, int pixels);
    /// out += a * g
    void (*axpy)(T* out, const T* g, const T* a, int c, int pixels);
    /// dx += dInput where x > 0; rows of dInput are `rowPitch` values apart
    void (*maskAdd)(T* dx, const T* dInput, const T* x, int pitch, int c, int height, int width, std::ptrdiff_t rowPitch);
    /// Mean and sum of squared differences of both pools; what the pools yield is made again wherever it is needed: from x in
    /// the second cache that is cheaper than to store and fetch it.
    void (*poolMoments)(PoolPair<T> mean, PoolPair<T> squares, const T* x, int pitch, T* tile, int c, const Geometry& g);
    /// out += coefficient * pool, for both pools
    void (*poolAdd)(T* out, int outPitch, PoolPair<const T> coefficients, const T* x, int pitch, T* tile, int c, const Geometry& g);
    /// sums += sum_p gradient[p] * (pool[p] - centre), for both pools
    void (*poolProductSums)(PoolPair<T> sums, PoolPair<const T> centres, const T* gradient, const T* x, int pitch, T* tile, int c, const Geometry& g);
    /// 3x3 maximum with the index of the winning tap (first of equals, in row order)
    void (*maxPool)(T* out, std::uint8_t* winner, const T* x, int pitch, int c, const Geometry& g);
    void (*maxPoolBackward)(T* dx, const T* dOut, const std::uint8_t* winner, int c, const Geometry& g);
    /// 3x3 mean over the pixels inside the image
    void (*avgPool)(T* out, const T* x, int pitch, int c, const Geometry& g);
    void (*avgPoolBackward)(T* dx, const T* dOut, int c, const Geometry& g);
};

/// The table of the best instruction set of this processor for `c` padded channels. @tparam T float or double
template <class T> const CellKernels<T>& cellKernels(int c);

/// Channels are padded with zeros to this number: whole vectors of 8; of 16 where the processor has them and that costs
/// at most a quarter more (36 -> 48, but 20 -> 24).
int paddedChannels(int channels);

} // namespace dnas::kernels
