#include "engine/core/process_setup.h"

#include "engine/api/session.h"

#include <gtest/gtest.h>

#ifdef __linux__
#include <sys/resource.h>
#endif

#include <thread>

using namespace dnas;

#ifdef __linux__
namespace {
int niceness() { return getpriority(PRIO_PROCESS, 0); } // of the calling thread
} // namespace

TEST(YieldToWindow, HoldsForTheThreadAndWhatItStartsAndForNothingElse) {
    const int before = niceness();
    int worker = before, child = before;
    std::thread([&] {
        yieldToWindow();
        worker = niceness();
        std::thread([&] { child = niceness(); }).join();
    }).join();
    EXPECT_GT(worker, before);
    EXPECT_EQ(child, worker);
    EXPECT_EQ(niceness(), before);
}
#endif
