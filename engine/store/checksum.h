// CRC-32 over typed fields: each record of a project file carries one, so that damage is noticed and named.
// Place: computed when a record is written, compared when it is read or checked.
// Thread rule: a plain value.
#pragma once

#include <cstdint>
#include <string_view>

namespace dnas {

class Checksum {
  public:
    /// Text or bytes, preceded by their length, so that fields cannot slide into each other.
    Checksum& add(std::string_view text);
    Checksum& add(std::int64_t value);
    /// By bits; all NaNs count as one, -0 as 0 (SQLite does not tell them apart either).
    Checksum& add(double value);
    std::uint32_t value() const { return m_crc; }

  private:
    void bytes(const void* data, std::size_t size);
    std::uint32_t m_crc = 0;
};

} // namespace dnas
