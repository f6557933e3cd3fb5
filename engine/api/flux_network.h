// A multilayer perceptron that maps currents to flux linkages, as a plain value: what a motor search yields.
// Place: evaluation, control, views and export use it without a tensor library; engine/motor trains it.
// Thread rule: values.
// Source: thesis section 6.2.2: activations A(x) = B(U1(x), U2(x)) of 6 binary and 10 unary primitives.
#pragma once

#include "engine/api/motor.h"

#include <string>
#include <string_view>
#include <vector>

namespace dnas {

enum class Binary { Add, Prod, Sub, Max, Min, Mask }; ///< Mask(x, y) = x
enum class Unary { PositivePart, NegativePart, Exp, Tanh, Identity, Abs, Sin, Cos, One, Square };

/// Words in files and alpha groups, in the order of the enumerations: "add", ..., "mask"; "max0", "min0", "exp",
/// "tanh", "x", "abs", "sin", "cos", "one", "square".
const std::vector<std::string>& binaryNames();
const std::vector<std::string>& unaryNames();

struct Activation {
    Binary binary = Binary::Mask;
    Unary first = Unary::Tanh, second = Unary::Identity;
    bool operator==(const Activation& o) const { return binary == o.binary && first == o.first && second == o.second; }
};

/// "exp(x) + max(x, 0)"
std::string formula(const Activation& activation);

/// Overflow guards, the same in training, in here and in exported code: x beyond +-kActivationLimit counts as the
/// limit, exponents beyond kExponentLimit count as that. Values inside are not changed.
constexpr double kActivationLimit = 1000, kExponentLimit = 20;

struct ActivationValue {
    double value = 0, slope = 0;
    bool guarded = false; ///< a guard acted; the slope is then 0 in what it holds
};
ActivationValue evaluate(const Activation& activation, double x);

struct DenseLayer {
    int in = 0, out = 0;
    std::vector<double> weight; ///< [out, in]
    std::vector<double> bias;   ///< [out]
};

/// x = (i - centre) / scale; h = A(W h + b) for every layer but the last; lambda = offset + scale * (W h + b).
struct FluxNetwork {
    std::vector<DenseLayer> layers; ///< 2 inputs (d, q), 2 outputs (d, q)
    Activation activation;
    CurrentDq centre, currentScale{1, 1}; ///< scales > 0
    FluxDq offset, fluxScale{1, 1};

    int hiddenLayers() const { return static_cast<int>(layers.size()) - 1; }
    std::size_t parameterCount() const;
};

/// Throws EngineError(Format): no layers, sizes that do not follow each other, values that are not finite.
void validate(const FluxNetwork& network);

/// @param guarded becomes true where a guard acted; may be null
FluxDq fluxOf(const FluxNetwork& network, const CurrentDq& i, bool* guarded = nullptr);

/// The network as a map. Throws as validate.
std::shared_ptr<const FluxMap> makeFluxMap(FluxNetwork network);

/// JSON with every field, 17 digits; parse throws EngineError(Format) naming the field.
std::string fluxNetworkText(const FluxNetwork& network);
FluxNetwork parseFluxNetwork(std::string_view text);

/// A header in plain C99 (math.h only): weights and `void <name>(double i_d_A, double i_q_A, double *psi_d_Vs, double
/// *psi_q_Vs)`. Throws EngineError(Usage) when `name` is no C identifier.
std::string fluxNetworkHeader(const FluxNetwork& network, const std::string& name);

/// The bytes of an ONNX file in float32: input "i_A" [batch, 2] (d, q), output "psi_Vs" [batch, 2]; guards included.
/// Throws as validate.
std::string fluxNetworkOnnx(const FluxNetwork& network);

/// Tensors layer0.weight [out, in], layer0.bias, ..., scales; the metadata says how to compute with them.
/// Throws EngineError(Format) when the file cannot be written.
void writeFluxNetwork(const FluxNetwork& network, const std::string& path);

} // namespace dnas
