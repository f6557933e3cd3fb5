#include "engine/api/weight_histograms.h"

#include "engine/interop/safetensors.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>

namespace dnas {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class T> T read(const std::byte* data) {
    T value;
    std::memcpy(&value, data, sizeof value); // entries lie at any alignment
    return value;
}

/// IEEE 754 binary16.
double half(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double magnitude = exponent == 31  ? (fraction ? kMissing : std::numeric_limits<double>::infinity())
                             : exponent == 0 ? std::ldexp(fraction, -24)
                                             : std::ldexp(fraction + 1024, exponent - 25);
    return bits >> 15 ? -magnitude : magnitude;
}

/// The upper half of a binary32.
double brainFloat(std::uint16_t bits) {
    const std::uint32_t whole = std::uint32_t{bits} << 16;
    float value;
    std::memcpy(&value, &whole, sizeof value);
    return double{value};
}

bool isFloating(TensorType type) {
    return type == TensorType::F64 || type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
}

double valueAt(const TensorEntry& entry, std::size_t i) {
    const std::byte* data = entry.data + i * itemSize(entry.type);
    switch (entry.type) {
    case TensorType::F64:
        return read<double>(data);
    case TensorType::F32:
        return double{read<float>(data)};
    case TensorType::F16:
        return half(read<std::uint16_t>(data));
    default:
        return brainFloat(read<std::uint16_t>(data));
    }
}

/// Mean and deviation by Welford's method: no cancellation, no overflow of a sum of squares of small numbers.
void measure(const TensorEntry& entry, WeightHistogram& h) {
    double mean = 0, squares = 0, low = INFINITY, high = -INFINITY;
    std::int64_t finite = 0;
    for (std::int64_t i = 0; i < h.count; ++i) {
        const double value = valueAt(entry, static_cast<std::size_t>(i));
        if (!std::isfinite(value)) {
            ++h.nonFinite;
            continue;
        }
        const double off = value - mean;
        mean += off / static_cast<double>(++finite);
        squares += off * (value - mean);
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const bool any = finite > 0;
    h.mean = any ? mean : kMissing;
    h.deviation = any ? std::sqrt(squares / static_cast<double>(finite)) : kMissing;
    h.minimum = any ? low : kMissing;
    h.maximum = any ? high : kMissing;
}

void fillBins(const TensorEntry& entry, WeightHistogram& h) {
    constexpr int kLast = WeightHistogram::kBins - 1;
    const double small = WeightHistogram::kNearZero * std::max(std::abs(h.minimum), std::abs(h.maximum));
    // Halves, so that the width of a tensor from -1e308 to 1e308 is a number too.
    const double low = h.minimum / 2, width = h.maximum / 2 - low;
    for (std::int64_t i = 0; i < h.count; ++i) {
        const double value = valueAt(entry, static_cast<std::size_t>(i));
        if (!std::isfinite(value)) continue;
        h.nearZero += value == 0 || std::abs(value) < small;
        const double part = width > 0 ? (value / 2 - low) / width : 0.5;
        ++h.bins[static_cast<std::size_t>(std::clamp(static_cast<int>(part * WeightHistogram::kBins), 0, kLast))];
    }
}

/// "cells.2." before "cells.10.".
bool before(const std::string& a, const std::string& b) {
    const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!digit(a[i]) || !digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        const auto number = [&](const std::string& text, std::size_t& at) {
            const std::size_t begin = at;
            while (at < text.size() && digit(text[at]))
                ++at;
            return text.substr(begin, at - begin);
        };
        const std::string x = number(a, i), y = number(b, j);
        if (x.size() != y.size()) return x.size() < y.size();
        if (x != y) return x < y;
    }
    return a.size() - i < b.size() - j;
}

} // namespace

std::vector<WeightHistogram> weightHistograms(std::string_view safetensorsBytes) {
    const auto* begin = reinterpret_cast<const std::byte*>(safetensorsBytes.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + safetensorsBytes.size()}, "weights");
    std::vector<std::string> names = file.names();
    std::sort(names.begin(), names.end(), before);
    std::vector<WeightHistogram> histograms;
    for (const std::string& name : names) {
        const TensorEntry& entry = file.at(name);
        if (!isFloating(entry.type)) continue; // counters of batches
        WeightHistogram h;
        h.name = name;
        h.shape = entry.shape;
        h.count = static_cast<std::int64_t>(entry.size / itemSize(entry.type));
        measure(entry, h);
        fillBins(entry, h);
        histograms.push_back(std::move(h));
    }
    return histograms;
}

} // namespace dnas
