// How the values of each weight tensor of a stored network are spread.
// Place: the weights view of a training. Thread rule: pure function; a second or so for large networks, so not for the
// window's thread.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace dnas {

struct WeightHistogram {
    static constexpr int kBins = 41; ///< odd: symmetric weights have a middle bin
    /// A value is near zero when it is smaller than this part of the tensor's largest magnitude, or zero itself.
    static constexpr double kNearZero = 0.01;

    std::string name;
    std::vector<std::int64_t> shape;
    std::int64_t count = 0;                 ///< of all values
    std::int64_t nonFinite = 0;             ///< NaN or infinite: left out of all that follows
    std::int64_t nearZero = 0;              ///< see kNearZero
    double minimum = 0, maximum = 0;        ///< NaN without a finite value
    double mean = 0, deviation = 0;         ///< of the finite values (divided by their number); NaN likewise
    std::array<std::int64_t, kBins> bins{}; ///< of equal width over [minimum, maximum]; equal values: the middle

    /// Of the finite values; NaN without any.
    double nearZeroShare() const {
        return count > nonFinite ? static_cast<double>(nearZero) / static_cast<double>(count - nonFinite)
                                 : std::numeric_limits<double>::quiet_NaN();
    }
};

/// Of every tensor of a safetensors file with floating-point values, in the order of their names; numbers in the names
/// count as numbers. Throws EngineError(Format): bytes that are no safetensors file.
std::vector<WeightHistogram> weightHistograms(std::string_view safetensorsBytes);

} // namespace dnas
