// Throughput of a pruned vision transformer here, in inference or in training, against the whole one.
// Place: `dnas vit throughput`, the pruning view. Thread rule: computes on the calling thread, not the window's; the
// control ends it within one pass. Method: passes of both networks take turns, so that both see the same machine; the
// spread is the middle 80 % of the ratios of neighbouring passes. Time does not see weights: they are zero.
#pragma once

#include "engine/api/control.h"
#include "engine/api/device.h"
#include "engine/api/timing.h"
#include "engine/api/vit.h"

#include <string>

namespace dnas {

struct VitSpeedSpec {
    int batch = 8;      ///< 1..4096
    int threads = 0;    ///< 0 = all processors; 0..256
    int repeats = 15;   ///< pairs of passes at most, 1..10000
    bool training = false; ///< a pass is forward and backward, of all weights, instead of inference
    DeviceChoice device = DeviceChoice::Cpu;
    double seconds = 6; ///< after which no further pair begins; two are always made
};

struct VitSpeed {
    Timing whole, pruned;
    double ratio = 0, ratioLow = 0, ratioHigh = 0; ///< throughput of the pruned network over that of the whole one
    std::string machine;    ///< as Measurement::machine
    bool cancelled = false; ///< the other fields hold nothing then
};

/// Throws EngineError: Usage for numbers out of range, Unsupported where there is no such device.
VitSpeed measureVitSpeed(const VitSpec& whole, const VitSpec& pruned, const VitSpeedSpec& spec, const RunControl& control);

} // namespace dnas
