// Makes the batches of a source ahead of their use on one background thread.
// Place: between batch_source.h and the search loop. The sequence of batches is the same as without it.
// Thread rule: next() and the destructor belong to one consumer thread.
#pragma once

#include "engine/data/batch_source.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

namespace dnas {

class Prefetcher {
  public:
    /// Starts at (epoch, step) and goes on through the steps of each epoch without end.
    /// @param stepsPerEpoch where the epoch advances; 0 = source->steps(). An epoch may take more steps than one pass.
    /// @param ahead batches kept ready, at least 1
    Prefetcher(std::shared_ptr<const BatchSource> source, int epoch, int step, int stepsPerEpoch = 0, int ahead = 4);
    ~Prefetcher(); ///< joins the thread
    Prefetcher(const Prefetcher&) = delete;
    Prefetcher& operator=(const Prefetcher&) = delete;

    /// The next batch in order. Rethrows what the source threw while making it, again at each further call.
    Batch next();

    /// Seconds that next() has spent waiting: what the loop lost to the loading of data.
    double waitedSeconds() const { return m_waited; }

  private:
    void produce();

    std::shared_ptr<const BatchSource> m_source;
    int m_epoch, m_step, m_stepsPerEpoch; ///< of the batch to make next
    std::size_t m_ahead;
    double m_waited = 0;

    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<Batch> m_ready;
    std::exception_ptr m_failure;
    bool m_stop = false;
    std::thread m_thread; ///< last: starts when everything else is there
};

} // namespace dnas
