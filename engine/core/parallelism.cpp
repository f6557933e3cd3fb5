#include "engine/core/parallelism.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>
#include <sched.h>

#include <thread>

namespace dnas {

int defaultThreads() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
    const unsigned count = std::thread::hardware_concurrency();
    return count > 0 ? static_cast<int>(count) : 1;
}

int setComputeThreads(int threads) {
    if (threads <= 0) threads = defaultThreads();
    at::set_num_threads(threads);
    // OpenBLAS of the pthread flavour has its own pool that at::set_num_threads does not reach.
    using SetThreads = void (*)(int);
    if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(threads);
    return threads;
}

} // namespace dnas
