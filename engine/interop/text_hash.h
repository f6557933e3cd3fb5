// Short identity of a canonical text.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace dnas {

/// 64-bit FNV-1a as 16 hexadecimal digits. Tells texts apart; no protection against forgery.
inline std::string textHash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return digits;
}

} // namespace dnas
