#include "engine/data/prefetcher.h"

#include <algorithm>
#include <chrono>

namespace dnas {

Prefetcher::Prefetcher(std::shared_ptr<const BatchSource> source, int epoch, int step, int stepsPerEpoch, int ahead)
    : m_source(std::move(source)), m_epoch(epoch), m_step(step),
      m_stepsPerEpoch(stepsPerEpoch > 0 ? stepsPerEpoch : m_source->steps()), m_ahead(std::max(1, ahead)),
      m_thread([this] { produce(); }) {}

Prefetcher::~Prefetcher() {
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

Batch Prefetcher::next() {
    using Clock = std::chrono::steady_clock;
    std::unique_lock<std::mutex> lock(m_mutex);
    if (m_ready.empty() && !m_failure) {
        const Clock::time_point start = Clock::now();
        m_changed.wait(lock, [this] { return !m_ready.empty() || m_failure; });
        m_waited += std::chrono::duration<double>(Clock::now() - start).count();
    }
    if (m_ready.empty()) std::rethrow_exception(m_failure);
    Batch batch = std::move(m_ready.front());
    m_ready.pop_front();
    lock.unlock();
    m_changed.notify_all();
    return batch;
}

void Prefetcher::produce() {
    try {
        for (;; ++m_step) {
            for (; m_step >= m_stepsPerEpoch; m_step -= m_stepsPerEpoch)
                ++m_epoch;
            {
                std::unique_lock<std::mutex> lock(m_mutex);
                m_changed.wait(lock, [this] { return m_stop || m_ready.size() < m_ahead; });
                if (m_stop) return;
            }
            Batch batch = m_source->batch(m_epoch, m_step);
            const std::lock_guard<std::mutex> lock(m_mutex);
            m_ready.push_back(std::move(batch));
            m_changed.notify_all();
        }
    } catch (...) {
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_failure = std::current_exception();
        m_changed.notify_all();
    }
}

} // namespace dnas
