// How long passes of a network took. Place: latency.h, vit_speed.h. A plain value.
#pragma once

namespace dnas {

struct Timing {
    int batch = 1, threads = 1, repeats = 0;
    double median = 0;        ///< seconds of one pass over the batch
    double low = 0, high = 0; ///< seconds, 10th and 90th percentile
    double imagesPerSecond() const { return batch / median; }
};

} // namespace dnas
