#include "engine/store/checksum.h"

#include <zlib.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace dnas {

void Checksum::bytes(const void* data, std::size_t size) {
    if (size > 0) m_crc = std::uint32_t(crc32_z(m_crc, static_cast<const unsigned char*>(data), size));
}

Checksum& Checksum::add(std::string_view text) {
    add(std::int64_t(text.size()));
    bytes(text.data(), text.size());
    return *this;
}

Checksum& Checksum::add(std::int64_t value) {
    unsigned char little[8];
    for (int i = 0; i < 8; ++i)
        little[i] = static_cast<unsigned char>(std::uint64_t(value) >> (8 * i));
    bytes(little, sizeof little);
    return *this;
}

Checksum& Checksum::add(double value) {
    const double canonical = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value + 0.0;
    std::int64_t bits;
    std::memcpy(&bits, &canonical, sizeof bits);
    return add(bits);
}

} // namespace dnas
