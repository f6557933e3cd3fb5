// Where a run computes, and with how many bits. Standard library only.
#pragma once

namespace dnas {

enum class DeviceChoice {
    Auto, ///< a GPU where the program and the machine have one, else the CPU
    Cpu,
    Cuda ///< a GPU, or an error
};

enum class Precision {
    Float32, ///< full float32, on a GPU too (no TF32)
    Mixed    ///< convolutions and matrix products in float16, sums and weights in float32, loss scaled; GPUs only
};

} // namespace dnas
