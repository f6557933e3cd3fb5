#include "tests/engine/ops/cuda_on_cpu/cuda_runtime_api.h"

#include <ucontext.h>

#include <vector>

dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace cuda_on_cpu {

namespace {

constexpr std::size_t kStack = 64 * 1024;

struct Fiber {
    ucontext_t context;
    std::vector<char> stack = std::vector<char>(kStack);
    bool done = false;
};

ucontext_t scheduler;
Fiber* running = nullptr;
const std::function<void()>* body = nullptr;

void enter() {
    (*body)();
    running->done = true;
    swapcontext(&running->context, &scheduler);
}

void runBlock(std::vector<Fiber>& fibers) {
    for (Fiber& fiber : fibers) {
        fiber.done = false;
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.data();
        fiber.context.uc_stack.ss_size = fiber.stack.size();
        fiber.context.uc_link = nullptr;
        makecontext(&fiber.context, enter, 0);
    }
    for (bool left = true; left;) { // from one barrier to the next
        left = false;
        for (std::size_t i = 0; i < fibers.size(); ++i) {
            if (fibers[i].done) continue;
            threadIdx = dim3(static_cast<unsigned int>(i));
            running = &fibers[i];
            swapcontext(&scheduler, &fibers[i].context);
            left = left || !fibers[i].done;
        }
    }
}

} // namespace

void run(dim3 grid, unsigned int threads, const std::function<void()>& thread) {
    static std::vector<Fiber> fibers;
    fibers.resize(threads);
    body = &thread;
    gridDim = grid;
    blockDim = dim3(threads);
    for (unsigned int z = 0; z < grid.z; ++z)
        for (unsigned int y = 0; y < grid.y; ++y)
            for (unsigned int x = 0; x < grid.x; ++x) {
                blockIdx = dim3(x, y, z);
                runBlock(fibers);
            }
}

} // namespace cuda_on_cpu

void __syncthreads() {
    const dim3 self = threadIdx;
    swapcontext(&cuda_on_cpu::running->context, &cuda_on_cpu::scheduler);
    threadIdx = self;
}
