// Named random streams without hidden state: every draw is a function of (seed, name, two counters).
// Place: data order, augmentation, initial weights and alpha, noise of the methods. Because a stream is made where it is
// needed from the epoch and step at hand, a checkpoint needs no generator state, and prefetching cannot change a result.
// Thread rule: a stream belongs to one thread; any number may exist at once.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace dnas {

class RandomStream {
  public:
    /// @param seed  of the experiment
    /// @param name  of the purpose, e.g. "augment/train"; different names give independent streams
    /// @param epoch, step  position; streams at different positions are independent
    RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t epoch = 0, std::uint64_t step = 0);

    std::uint64_t next() { return m_engine(); }
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    /// Uniform integer in [0, n), n > 0, without bias.
    std::uint64_t below(std::uint64_t n);
    /// Standard normal (Box-Muller).
    double normal();
    /// Fisher-Yates; the same on every platform, unlike std::shuffle.
    void shuffle(std::vector<int>& values);

  private:
    std::mt19937_64 m_engine;
};

} // namespace dnas
