#include "engine/core/memory.h"
#include "engine/core/process_setup.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <vector>

using namespace dnas;

namespace {

constexpr double kMb = 1e6;

/// Touched, so that it is resident.
std::unique_ptr<std::vector<char>> block(double mb) { return std::make_unique<std::vector<char>>(static_cast<std::size_t>(mb * kMb), 1); }

} // namespace

TEST(MemoryOfRun, CountsThePeakAnewAndGivesBackWhatWasFreed) {
    if (!std::ofstream("/proc/self/clear_refs")) GTEST_SKIP() << "needs Linux, which restarts the peak of a process";
    setupAllocator(); // freed memory is kept for the next step
    block(300);
    const double before = peakMemoryMb();
    const MemoryOfRun memory;
    const double fresh = peakMemoryMb();
    EXPECT_LT(fresh, before - 200) << "an earlier run is not this one's";
    const auto mine = block(120);
    EXPECT_GT(peakMemoryMb(), fresh + 100);
    EXPECT_LT(peakMemoryMb(), fresh + 140);
}
