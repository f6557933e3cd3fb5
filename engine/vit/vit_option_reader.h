// Options of a vision transformer as texts from outside, read one by one with their errors.
// Place: vit_file.cpp. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/vit.h"

#include <string>
#include <vector>

namespace dnas {

/// Throws EngineError(Usage) listing the options when there is none of this name.
void requireVitOption(const std::string& key);

/// A value that is not given is noted as assumed, unless the caller says that the shapes tell it. Every member throws
/// EngineError(Format) naming file, option, value and what is expected.
class VitOptionReader {
  public:
    VitOptionReader(const VitOptions& options, std::string where) : m_options(options), m_where(std::move(where)) {}

    const std::string& where() const { return m_where; }
    bool has(const std::string& key) const { return m_options.count(key) > 0; }
    /// @param told the value follows from the shapes
    int integer(const std::string& key, int otherwise, bool told = false) const;
    double real(const std::string& key, double otherwise) const;
    /// Index of the word. @param otherwise index where the option is not given
    int word(const std::string& key, const std::vector<std::string>& words, int otherwise) const;
    std::vector<int> integers(const std::string& key) const;
    /// Separated by commas; empty where the option is not given.
    std::vector<std::string> texts(const std::string& key) const;
    /// One a channel; a single one stands for all. @param otherwise as text
    std::vector<float> channelValues(const std::string& key, int channels, const std::string& otherwise) const;
    [[noreturn]] void refuse(const std::string& key, const std::string& expected) const;

    const std::vector<std::string>& assumed() const { return m_assumed; }

  private:
    /// Text of the option, or of the assumption.
    std::string take(const std::string& key, const std::string& otherwise) const;

    VitOptions m_options;
    std::string m_where;
    mutable std::vector<std::string> m_assumed;
};

} // namespace dnas
