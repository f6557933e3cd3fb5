#include "engine/core/worker_threads.h"

#include <ATen/Parallel.h>

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace dnas {

void runBeside(int tasks, int workers, int threads, const std::function<void(int)>& body) {
    if (workers <= 1) {
        for (int task = 0; task < tasks; ++task) body(task);
        return;
    }
    std::atomic<int> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        at::get_num_threads(); // Torch sets the number of a thread when it is first asked, and would undo ours later
        const int before = omp_get_max_threads();
        omp_set_num_threads(std::max(1, threads / workers));
        try {
            for (int task = next++; task < tasks; task = next++) body(task);
        } catch (...) {
            const std::lock_guard<std::mutex> lock(mutex);
            if (!failure) failure = std::current_exception();
        }
        omp_set_num_threads(before);
    };
    std::vector<std::thread> others;
    for (int worker = 1; worker < workers; ++worker) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
}

int workersFor(int tasks, int threads) {
    const double gain = std::log2(1.7); // of twice the threads
    int best = 1;
    double shortest = 1e300;
    for (int workers = 1; workers <= std::min(tasks, threads); ++workers) {
        const double rounds = (tasks + workers - 1) / workers;
        const double time = rounds / std::pow(threads / workers, gain);
        if (time < shortest) {
            shortest = time;
            best = workers;
        }
    }
    return best;
}

} // namespace dnas
