// A device whose memory the program must not touch: what a GPU is, without one.
// Its tensors lie in memory that is unreadable except while an ATen operation runs on them. So a pointer read by the
// engine itself ends the test with a signal, and an operation that mixes tensors of the device with tensors of the CPU
// throws, as on a GPU. The arithmetic is the CPU's: results are equal to it bit for bit.
// Place: tests of the engine only; registered with Torch as the backend PrivateUse1 when the program starts.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace dnas::test {

inline c10::Device farDevice() { return c10::Device(c10::DeviceType::PrivateUse1, 0); }

/// Operations that have run on the device so far.
std::int64_t farOperations();

} // namespace dnas::test
