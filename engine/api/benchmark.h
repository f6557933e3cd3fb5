// Time and memory of a search step on this machine, beside the plain path.
// Place: `dnas bench`; tests/bench measures the parts.
// Thread rule: runs on the calling thread and the compute threads; nothing else should run beside it.
#pragma once

#include "engine/api/device.h"

#include <string>

namespace dnas {

struct BenchmarkSpec {
    std::string method = "darts-first";
    int batch = 16;        ///< images of the training and of the validation batch each
    int threads = 0;       ///< 0 = as a run would choose
    int repeats = 5;       ///< medians of so many interleaved repeats, after one warm-up
    int channels = 16;
    int cells = 8;
    int imageSize = 32;
    bool recompute = false; ///< cells computed again in the backward pass
    bool plain = true;      ///< measure the plain path too
    DeviceChoice device = DeviceChoice::Cpu;
    Precision precision = Precision::Float32; ///< of the fast path
};

/// A step is one alpha step and one weight step, optimisers included.
struct BenchmarkResult {
    double stepSeconds = 0;
    double plainStepSeconds = 0; ///< NaN without the plain path
    double peakMb = 0;           ///< of the process, on a GPU of its memory, MB (10^6 bytes)
    double plainPeakMb = 0;      ///< NaN without the plain path
    int threads = 0;
    std::string device; ///< "CPU, 2 threads, float32"

    double ratio() const { return plainStepSeconds / stepSeconds; }
};

/// Random images, 10 classes. The plain path is what the authors' code does: contiguous NCHW, one module per operation,
/// all gradients in both passes of a first-order step. Throws EngineError(Usage) for a method or value that cannot be.
BenchmarkResult benchmarkStep(const BenchmarkSpec& spec);

} // namespace dnas
