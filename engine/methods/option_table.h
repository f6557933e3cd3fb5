// The rows of which the options tables are made: what an option is called, what it may be, where it lives in a request.
// Place: options.cpp (recipes, trainings, heads), motor_options.cpp.
// Thread rule: a table is built once and read by any thread.
#pragma once

#include "engine/api/options.h"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dnas {

/// A row: the option without its values, and access to the place in a request.
struct OptionEntry {
    Option option;
    std::function<std::optional<std::string>(const Request&)> get; ///< nullopt: does not apply to this request
    std::function<void(Request&, const std::string&)> set;         ///< the text is already checked
};

inline std::string realText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

inline double toReal(const std::string& text) { return std::strtod(text.c_str(), nullptr); }
inline int toInteger(const std::string& text) { return std::stoi(text); }

class OptionTable {
  public:
    void integer(OptionSection section, const char* key, const char* label, const char* unit, double minimum, double maximum,
                 const char* help, std::function<int*(Request&)> place) {
        add({key, label, unit, help, OptionKind::Integer, section, minimum, maximum, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const int* value = place(const_cast<Request&>(r));
            return value ? std::optional(std::to_string(*value)) : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = toInteger(text); });
    }
    void real(OptionSection section, const char* key, const char* label, const char* unit, double minimum, double maximum,
              const char* help, std::function<double*(Request&)> place) {
        add({key, label, unit, help, OptionKind::Real, section, minimum, maximum, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const double* value = place(const_cast<Request&>(r));
            return value ? std::optional(realText(*value)) : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = toReal(text); });
    }
    void boolean(OptionSection section, const char* key, const char* label, const char* help, std::function<bool*(Request&)> place) {
        add({key, label, "", help, OptionKind::Boolean, section, 0, 1, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const bool* value = place(const_cast<Request&>(r));
            return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = text == "true"; });
    }
    template <class Enum>
    void choice(OptionSection section, const char* key, const char* label, const char* help, std::vector<std::pair<std::string, Enum>> words,
                std::function<Enum*(Request&)> place) {
        Option option{key, label, "", help, OptionKind::Choice, section, 0, 0, {}, {}, {}};
        for (const auto& [word, value] : words) option.choices.push_back(word);
        add(option, [place, words](const Request& r) -> std::optional<std::string> {
            const Enum* current = place(const_cast<Request&>(r));
            for (const auto& [word, value] : words)
                if (current && value == *current) return word;
            return std::nullopt;
        }, [place, words](Request& r, const std::string& text) {
            for (const auto& [word, value] : words)
                if (word == text) *place(r) = value;
        });
    }
    void add(Option option, std::function<std::optional<std::string>(const Request&)> get, std::function<void(Request&, const std::string&)> set) {
        m_rows.push_back({std::move(option), std::move(get), std::move(set)});
    }
    const std::vector<OptionEntry>& rows() const { return m_rows; }

  private:
    std::vector<OptionEntry> m_rows;
};

/// The options of motor searches, in the order of the wizard.
const std::vector<OptionEntry>& motorOptions();

} // namespace dnas
