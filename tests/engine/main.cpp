// Tests of the engine run with the process settings of the programs.
#include "engine/core/parallelism.h"
#include "engine/core/process_setup.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    dnas::setupAllocator();
    dnas::setComputeThreads(0);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
