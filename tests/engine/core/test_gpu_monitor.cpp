#include "engine/core/gpu_monitor.h"

#include <gtest/gtest.h>

using dnas::GpuMonitor;

TEST(GpuMonitor, TellsHowBusyTheDeviceOfABusIdIs) { EXPECT_EQ(GpuMonitor("00000000:01:00.0", DNAS_FAKE_NVML).percent(), 87); }

TEST(GpuMonitor, KnowsNothingOfOtherDevices) { EXPECT_EQ(GpuMonitor("00000000:02:00.0", DNAS_FAKE_NVML).percent(), -1); }

TEST(GpuMonitor, KnowsNothingWithoutTheLibrary) { EXPECT_EQ(GpuMonitor("00000000:01:00.0", "libno-such-driver.so.1").percent(), -1); }

TEST(GpuMonitor, KnowsNothingFromALibraryThatIsAnother) { EXPECT_EQ(GpuMonitor("00000000:01:00.0", "libm.so.6").percent(), -1); }
