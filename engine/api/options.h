// The options of a request as a typed table: key, label, unit, range, default, explanation.
// Place: `dnas run --set KEY=VALUE` and the wizard's options page are generated from it; no code per method.
#pragma once

#include "engine/api/request.h"

#include <string>
#include <variant>
#include <vector>

namespace dnas {

enum class OptionKind { Integer, Real, Boolean, Choice, Text };

/// Where an option belongs in the wizard.
enum class OptionSection { Search, Space, Weights, Alpha, Method, Training, Data, Resources };

struct Option {
    std::string key;   ///< as in --set, e.g. "arch_lr"
    std::string label; ///< "Alpha learning rate"
    std::string unit;  ///< "epochs", "images", ""
    std::string help;  ///< one sentence, with the equation or section it comes from
    OptionKind kind = OptionKind::Integer;
    OptionSection section = OptionSection::Search;
    double minimum = 0, maximum = 0;  ///< of Integer and Real, inclusive
    std::vector<std::string> choices; ///< of Choice
    std::string value;                ///< current value as text ("true"/"false" for Boolean)
    std::string paperValue;           ///< value of the paper preset
};

/// Options that apply to this request, in the order of the wizard. A recipe without a zero-one penalty has no "w01".
std::vector<Option> optionsOf(const Request& request);

/// Sets one option from text. Throws EngineError(Usage): unknown key (with the nearest known ones), not a number,
/// out of range (names key, value and range).
void setOption(Request& request, const std::string& key, const std::string& value);

} // namespace dnas
