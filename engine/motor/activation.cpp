#include "engine/api/flux_network.h"

#include <algorithm>
#include <cmath>

namespace dnas {

const std::vector<std::string>& binaryNames() {
    static const std::vector<std::string> names = {"add", "prod", "sub", "max", "min", "mask"};
    return names;
}

const std::vector<std::string>& unaryNames() {
    static const std::vector<std::string> names = {"max0", "min0", "exp", "tanh", "x",
                                                   "abs",  "sin",  "cos", "one",  "square"};
    return names;
}

namespace {

std::string term(Unary unary) {
    switch (unary) {
    case Unary::PositivePart:
        return "max(x, 0)";
    case Unary::NegativePart:
        return "min(x, 0)";
    case Unary::Exp:
        return "exp(x)";
    case Unary::Tanh:
        return "tanh(x)";
    case Unary::Identity:
        return "x";
    case Unary::Abs:
        return "|x|";
    case Unary::Sin:
        return "sin(x)";
    case Unary::Cos:
        return "cos(x)";
    case Unary::One:
        return "1";
    case Unary::Square:
        return "x\u00b2";
    }
    return {};
}

struct Part {
    double value, slope;
};

Part evaluate(Unary unary, double x) {
    switch (unary) {
    case Unary::PositivePart:
        return {std::max(x, 0.0), x > 0 ? 1.0 : 0.0};
    case Unary::NegativePart:
        return {std::min(x, 0.0), x < 0 ? 1.0 : 0.0};
    case Unary::Exp: {
        const double value = std::exp(std::min(x, kExponentLimit));
        return {value, x <= kExponentLimit ? value : 0.0};
    }
    case Unary::Tanh: {
        const double value = std::tanh(x);
        return {value, 1 - value * value};
    }
    case Unary::Identity:
        return {x, 1};
    case Unary::Abs:
        return {std::abs(x), x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0};
    case Unary::Sin:
        return {std::sin(x), std::cos(x)};
    case Unary::Cos:
        return {std::cos(x), -std::sin(x)};
    case Unary::One:
        return {1, 0};
    case Unary::Square:
        return {x * x, 2 * x};
    }
    return {0, 0};
}

Part combine(Binary binary, const Part& a, const Part& b) {
    // At a tie the slopes of max and min are averaged, as automatic differentiation does.
    const Part middle{a.value, (a.slope + b.slope) / 2};
    switch (binary) {
    case Binary::Add:
        return {a.value + b.value, a.slope + b.slope};
    case Binary::Prod:
        return {a.value * b.value, a.slope * b.value + a.value * b.slope};
    case Binary::Sub:
        return {a.value - b.value, a.slope - b.slope};
    case Binary::Max:
        return a.value > b.value ? a : a.value < b.value ? b : middle;
    case Binary::Min:
        return a.value < b.value ? a : a.value > b.value ? b : middle;
    case Binary::Mask:
        return a;
    }
    return a;
}

} // namespace

std::string formula(const Activation& a) {
    const std::string first = term(a.first), second = term(a.second);
    switch (a.binary) {
    case Binary::Add:
        return first + " + " + second;
    case Binary::Prod:
        return first + " \u00b7 " + second;
    case Binary::Sub:
        return first + " \u2212 " + second;
    case Binary::Max:
        return "max(" + first + ", " + second + ")";
    case Binary::Min:
        return "min(" + first + ", " + second + ")";
    case Binary::Mask:
        return first;
    }
    return {};
}

ActivationValue evaluate(const Activation& activation, double x) {
    const double inside = std::clamp(x, -kActivationLimit, kActivationLimit);
    const bool usesSecond = activation.binary != Binary::Mask;
    const bool exponential = activation.first == Unary::Exp || (usesSecond && activation.second == Unary::Exp);
    const Part part =
        combine(activation.binary, evaluate(activation.first, inside), evaluate(activation.second, inside));
    const bool beyond = inside != x;
    return {part.value, beyond ? 0.0 : part.slope, beyond || (exponential && inside > kExponentLimit)};
}

} // namespace dnas
