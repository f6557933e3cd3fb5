// As much of CUDA C++ as the engine's kernels use, on the CPU: a test compiles them with this in place of CUDA's header.
// A block's threads are fibers that take turns at __syncthreads; blocks run one after the other, so that __shared__ may be
// static. Every index, sum and barrier of a kernel is thereby that of a GPU; its speed, memory model and warps are not.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>

#define __global__
#define __device__
#define __shared__ static

struct dim3 {
    unsigned int x = 1, y = 1, z = 1;
    dim3(unsigned int x_ = 1, unsigned int y_ = 1, unsigned int z_ = 1) : x(x_), y(y_), z(z_) {}
};

extern dim3 threadIdx, blockIdx, blockDim, gridDim;

/// Lets the other threads of the block come as far.
void __syncthreads();

using std::fmax;
using std::sqrt;

namespace cuda_on_cpu {

/// Runs `thread` once for each of `threads` threads of each block of the grid.
void run(dim3 grid, unsigned int threads, const std::function<void()>& thread);

template <class... Parameters, class... Arguments>
void launch(const char*, void (*kernel)(Parameters...), dim3 grid, void*, Arguments... arguments) {
    constexpr unsigned int kThreads = 256; // as in node_kernels.cu
    run(grid, kThreads, [&] { kernel(Parameters(arguments)...); });
}

} // namespace cuda_on_cpu

using cuda_on_cpu::launch;
