#include "engine/core/random_streams.h"

#include <cmath>
#include <utility>

namespace dnas {

namespace {

std::uint64_t mix(std::uint64_t x) { // SplitMix64 finaliser
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

std::uint64_t key(std::uint64_t seed, std::string_view name, std::uint64_t epoch, std::uint64_t step) {
    std::uint64_t hash = mix(seed);
    for (char c : name) hash = mix(hash ^ static_cast<unsigned char>(c));
    return mix(mix(hash ^ epoch) ^ step);
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t epoch, std::uint64_t step)
    : m_engine(key(seed, name, epoch, step)) {}

double RandomStream::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t RandomStream::below(std::uint64_t n) {
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    std::uint64_t x = next();
    while (x >= limit) x = next();
    return x % n;
}

double RandomStream::normal() {
    const double u = 1.0 - uniform(); // (0, 1]: log is finite
    return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * uniform());
}

void RandomStream::shuffle(std::vector<int>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
}

} // namespace dnas
