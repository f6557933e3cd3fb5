// A flux network as plain C99 for a controller.
#include "engine/api/error.h"
#include "engine/api/flux_network.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

namespace dnas {

namespace {

void checkIdentifier(const std::string& name) {
    static const std::set<std::string> keywords = {
        "auto",   "break",  "case",     "char",     "const",    "continue", "default",  "do",     "double",
        "else",   "enum",   "extern",   "float",    "for",      "goto",     "if",       "inline", "int",
        "long",   "main",   "register", "restrict", "return",   "short",    "signed",   "sizeof", "static",
        "struct", "switch", "typedef",  "union",    "unsigned", "void",     "volatile", "while"};
    const bool letters =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); });
    if (letters && !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) && !keywords.count(name) &&
        name.size() <= 60)
        return;
    throw EngineError(ErrorCode::Usage, "'" + name.substr(0, 80) + "' is no name for a C function.",
                      "Letters, digits and underscores, 60 at most, not beginning with a digit, no keyword.");
}

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    const std::string digits = text;
    return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

std::string array(const std::string& name, const std::vector<double>& values) {
    std::string text = "static const double " + name + "[" + std::to_string(values.size()) + "] = {";
    for (std::size_t k = 0; k < values.size(); ++k)
        text += (k % 4 == 0 ? "\n    " : " ") + number(values[k]) + (k + 1 < values.size() ? "," : "");
    return text + "};\n";
}

std::string term(Unary unary) {
    switch (unary) {
    case Unary::PositivePart:
        return "fmax(x, 0.0)";
    case Unary::NegativePart:
        return "fmin(x, 0.0)";
    case Unary::Exp:
        return "exp(fmin(x, " + number(kExponentLimit) + "))";
    case Unary::Tanh:
        return "tanh(x)";
    case Unary::Identity:
        return "x";
    case Unary::Abs:
        return "fabs(x)";
    case Unary::Sin:
        return "sin(x)";
    case Unary::Cos:
        return "cos(x)";
    case Unary::One:
        return "1.0";
    case Unary::Square:
        return "x * x";
    }
    return {};
}

std::string expression(const Activation& a) {
    const std::string first = term(a.first), second = term(a.second);
    switch (a.binary) {
    case Binary::Add:
        return first + " + " + second;
    case Binary::Prod:
        return first + " * (" + second + ")";
    case Binary::Sub:
        return first + " - " + second;
    case Binary::Max:
        return "fmax(" + first + ", " + second + ")";
    case Binary::Min:
        return "fmin(" + first + ", " + second + ")";
    case Binary::Mask:
        return first;
    }
    return {};
}

/// One layer: reads `a`, writes `b`, or the other way round.
std::string layerLoop(const std::string& name, const DenseLayer& layer, std::size_t index, bool activated, char from,
                      char to) {
    const std::string k = std::to_string(index), in = std::to_string(layer.in), out = std::to_string(layer.out);
    const std::string sum = activated ? name + "_activation(sum)" : "sum";
    return "    for (o = 0; o < " + out + "; ++o) {\n        double sum = " + name + "_b" + k +
           "[o];\n        for (k = 0; k < " + in + "; ++k) sum += " + name + "_w" + k + "[o * " + in + " + k] * " +
           from + "[k];\n        " + to + "[o] = " + sum + ";\n    }\n";
}

} // namespace

std::string fluxNetworkHeader(const FluxNetwork& network, const std::string& name) {
    validate(network);
    checkIdentifier(name);
    int widest = 2;
    for (const DenseLayer& layer : network.layers)
        widest = std::max(widest, layer.out);
    const std::string size = std::to_string(widest), limit = number(kActivationLimit);
    std::string text = "/* Flux linkages (Vs) of a motor from its currents (A), rotor coordinates d, q.\n"
                       "   " +
                       std::to_string(network.hiddenLayers()) + " hidden layers, " +
                       std::to_string(network.parameterCount()) +
                       " weights. Made by DNAS Studio " DNAS_VERSION ". C99. */\n";
    text += "#ifndef DNAS_FLUX_" + name + "\n#define DNAS_FLUX_" + name + "\n\n#include <math.h>\n\n";
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        text += array(name + "_w" + std::to_string(k), network.layers[k].weight) +
                array(name + "_b" + std::to_string(k), network.layers[k].bias);
    text += "\nstatic inline double " + name + "_activation(double x)\n{\n    x = fmin(fmax(x, -" + limit + "), " +
            limit + ");\n    return " + expression(network.activation) + ";\n}\n\n";
    text += "static inline void " + name +
            "(double i_d_A, double i_q_A, double *psi_d_Vs, double *psi_q_Vs)\n{\n    double a[" + size + "], b[" +
            size + "];\n    int o, k;\n    a[0] = (i_d_A - (" + number(network.centre.dA) + ")) / " +
            number(network.currentScale.dA) + ";\n    a[1] = (i_q_A - (" + number(network.centre.qA) + ")) / " +
            number(network.currentScale.qA) + ";\n";
    char from = 'a', to = 'b';
    for (std::size_t k = 0; k < network.layers.size(); ++k, std::swap(from, to))
        text += layerLoop(name, network.layers[k], k, k + 1 < network.layers.size(), from, to);
    text += std::string("    *psi_d_Vs = ") + number(network.offset.dVs) + " + " + number(network.fluxScale.dVs) +
            " * " + from + "[0];\n    *psi_q_Vs = " + number(network.offset.qVs) + " + " +
            number(network.fluxScale.qVs) + " * " + from + "[1];\n}\n\n#endif\n";
    return text;
}

} // namespace dnas
