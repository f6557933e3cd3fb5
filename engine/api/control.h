// Commands to a running session: flags that the search loop polls once a batch. Callable from any thread, never blocks.
#pragma once

#include <atomic>

namespace dnas {

class RunControl {
  public:
    void requestStop() { m_stop.store(true); }
    void requestPause() { m_pause.store(true); }
    void requestResume() { m_pause.store(false); }
    /// Stop at the end of the epoch in progress instead of the batch.
    void requestStopAfterEpoch() { m_stopAfterEpoch.store(true); }

    bool stopRequested() const { return m_stop.load(std::memory_order_relaxed); }
    bool pauseRequested() const { return m_pause.load(std::memory_order_relaxed); }
    bool stopAfterEpochRequested() const { return m_stopAfterEpoch.load(std::memory_order_relaxed); }

  private:
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_pause{false};
    std::atomic<bool> m_stopAfterEpoch{false};
};

} // namespace dnas
