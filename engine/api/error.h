// The one exception type of the engine, and the codes by which the program tells failures apart.
// Place: thrown anywhere inside the engine, caught at its boundary (session.h, the command line, the window).
// Thread rule: values, free to copy between threads.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace dnas {

/// What kind of failure it is. `Usage` is the caller's wrong request (exit code 2 of `dnas`), the others are failures (3).
enum class ErrorCode {
    Usage,       ///< unknown key, value out of range, impossible combination
    Data,        ///< a data set is missing, truncated or of the wrong form
    Format,      ///< a file from outside does not parse (genotype, safetensors, recipe)
    Project,     ///< a project file cannot be opened, read or written
    Diverged,    ///< a loss or a weight became NaN or infinite
    Unsupported, ///< understood, but not available in this version or on this machine
    Internal     ///< should not happen; carries what the library below said
};

/// An error that a user can act on: what happened, where, and what to do.
class EngineError : public std::runtime_error {
  public:
    /// @param message names the file, the field, the value and the allowed range.
    /// @param hint    one sentence on what to do; may be empty.
    EngineError(ErrorCode code, const std::string& message, std::string hint = {})
        : std::runtime_error(message), m_code(code), m_hint(std::move(hint)) {}

    ErrorCode code() const { return m_code; }
    const std::string& hint() const { return m_hint; }

    /// Message and hint in one line, as a terminal or a message box shows them.
    std::string full() const { return m_hint.empty() ? what() : std::string(what()) + " " + m_hint; }

  private:
    ErrorCode m_code;
    std::string m_hint;
};

} // namespace dnas
