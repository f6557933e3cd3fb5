// What a worker thread brings back: a value, or the reason in words why there is none.
// Place: pages and controllers that compute on a TaskThread. Thread rule: any thread.
#pragma once

#include "engine/api/error.h"

#include <QString>

#include <exception>
#include <optional>

namespace dnas {

template <class T> struct Attempted {
    std::optional<T> value;
    QString error;
};

template <class Body> auto attempt(Body body) -> Attempted<decltype(body())> {
    try {
        return {body(), {}};
    } catch (const EngineError& error) {
        return {std::nullopt, QString::fromStdString(error.full())};
    } catch (const std::exception& error) { // Torch reports with its own types
        return {std::nullopt, QString::fromLocal8Bit(error.what())};
    }
}

/// Of a body without a value: empty when it went well.
template <class Body> QString errorOf(Body body) {
    return attempt([&] {
               body();
               return true;
           }).error;
}

} // namespace dnas
