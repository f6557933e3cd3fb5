// Cosine annealing, as weights and alpha use it.
// Source: Loshchilov, Hutter: SGDR, 2017, without restarts; DARTS section 3.1.1.
#pragma once

#include <cmath>

namespace dnas {

/// min + (max - min) (1 + cos(pi epoch / epochs)) / 2
inline double cosineRate(double max, double min, int epoch, int epochs) {
    constexpr double kPi = 3.14159265358979323846;
    const double phase = epochs > 0 ? static_cast<double>(epoch) / epochs : 0.0;
    return min + (max - min) * 0.5 * (1.0 + std::cos(kPi * phase));
}

} // namespace dnas
