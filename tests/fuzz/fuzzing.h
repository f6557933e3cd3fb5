// What the fuzz targets share. The rule of each: any bytes at all give a value or an EngineError - no crash, no other
// exception, no use of memory that is not theirs (the address and undefined-behaviour sanitizers watch).
#pragma once

#include "engine/api/error.h"
#include "tests/temporary_folder.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dnas::fuzz {

/// Calls `body`; only an EngineError may come out of it.
template <class Body> int expectValueOrError(Body body) {
    try {
        body();
    } catch (const EngineError&) {
    }
    return 0;
}

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// One folder a process: a target writes its input there where the parser takes a path.
inline const test::TemporaryFolder& folder() {
    static const test::TemporaryFolder folder;
    return folder;
}

} // namespace dnas::fuzz
