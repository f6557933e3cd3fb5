// JSON from outside. nlohmann copies and prints values by recursion, so that a megabyte of brackets overflows the stack:
// what is nested more deeply than our own texts is refused while it is read.
#pragma once

#include "engine/api/error.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace dnas {

/// @param what names the text in the error, "The request"
/// Throws EngineError(Format).
template <class Json> Json parseJsonText(std::string_view text, const std::string& what) {
    constexpr int kDeepest = 32;
    const auto guard = [&](int depth, typename Json::parse_event_t, Json&) {
        if (depth > kDeepest) throw EngineError(ErrorCode::Format, what + " does not parse: it is nested too deeply.");
        return true;
    };
    Json json = Json::parse(text, guard, /*allow_exceptions=*/false);
    if (json.is_discarded()) throw EngineError(ErrorCode::Format, what + " does not parse: it is no JSON.");
    return json;
}

} // namespace dnas
