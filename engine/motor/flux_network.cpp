#include "engine/api/flux_network.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dnas {

namespace {

constexpr int kLargestWidth = 65536;

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The flux network cannot be used: " + what + ".");
}

bool finite(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// A value and its derivatives by i_d and i_q.
struct Node {
    double value, byD, byQ;
};

std::vector<Node> dense(const DenseLayer& layer, const std::vector<Node>& x) {
    std::vector<Node> y(static_cast<std::size_t>(layer.out));
    for (std::size_t o = 0; o < y.size(); ++o) {
        y[o] = {layer.bias[o], 0, 0};
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double w = layer.weight[o * x.size() + k];
            y[o].value += w * x[k].value;
            y[o].byD += w * x[k].byD;
            y[o].byQ += w * x[k].byQ;
        }
    }
    return y;
}

std::vector<Node> forward(const FluxNetwork& n, const CurrentDq& i, bool* guarded) {
    std::vector<Node> h = {{(i.dA - n.centre.dA) / n.currentScale.dA, 1 / n.currentScale.dA, 0},
                           {(i.qA - n.centre.qA) / n.currentScale.qA, 0, 1 / n.currentScale.qA}};
    for (std::size_t k = 0; k < n.layers.size(); ++k) {
        h = dense(n.layers[k], h);
        if (k + 1 == n.layers.size()) break;
        for (Node& node : h) {
            const ActivationValue a = evaluate(n.activation, node.value);
            node = {a.value, a.slope * node.byD, a.slope * node.byQ};
            if (guarded && a.guarded) *guarded = true;
        }
    }
    return h;
}

class NetworkFlux final : public FluxMap {
  public:
    explicit NetworkFlux(FluxNetwork network) : m_network(std::move(network)) {}
    FluxDq flux(const CurrentDq& i) const override { return fluxOf(m_network, i); }
    FluxJacobian jacobian(const CurrentDq& i) const override {
        const std::vector<Node> y = forward(m_network, i, nullptr);
        const FluxDq& s = m_network.fluxScale;
        return {s.dVs * y[0].byD, s.dVs * y[0].byQ, s.qVs * y[1].byD, s.qVs * y[1].byQ};
    }

  private:
    FluxNetwork m_network;
};

} // namespace

std::size_t FluxNetwork::parameterCount() const {
    std::size_t count = 0;
    for (const DenseLayer& layer : layers)
        count += layer.weight.size() + layer.bias.size();
    return count;
}

void validate(const FluxNetwork& network) {
    if (network.layers.empty()) refuse("it has no layers");
    int width = 2;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const DenseLayer& layer = network.layers[k];
        const std::string name = "layer " + std::to_string(k);
        if (layer.in != width)
            refuse(name + " takes " + std::to_string(layer.in) + " values, it gets " + std::to_string(width));
        if (layer.out < 1 || layer.out > kLargestWidth)
            refuse(name + " gives " + std::to_string(layer.out) + " values");
        const auto in = static_cast<std::size_t>(layer.in), out = static_cast<std::size_t>(layer.out);
        if (layer.weight.size() != in * out || layer.bias.size() != out)
            refuse(name + " holds another number of weights than its size says");
        if (!finite(layer.weight) || !finite(layer.bias)) refuse(name + " holds a weight that is not finite");
        width = layer.out;
    }
    if (width != 2) refuse("its last layer gives " + std::to_string(width) + " values, not 2");
    if (!(network.currentScale.dA > 0 && network.currentScale.qA > 0 && network.fluxScale.dVs > 0 &&
          network.fluxScale.qVs > 0))
        refuse("a scale is not above 0");
    if (!finite({network.centre.dA, network.centre.qA, network.currentScale.dA, network.currentScale.qA,
                 network.offset.dVs, network.offset.qVs, network.fluxScale.dVs, network.fluxScale.qVs}))
        refuse("a scale or an offset is not finite");
}

FluxDq fluxOf(const FluxNetwork& network, const CurrentDq& i, bool* guarded) {
    const std::vector<Node> y = forward(network, i, guarded);
    return {network.offset.dVs + network.fluxScale.dVs * y[0].value,
            network.offset.qVs + network.fluxScale.qVs * y[1].value};
}

std::shared_ptr<const FluxMap> makeFluxMap(FluxNetwork network) {
    validate(network);
    return std::make_shared<NetworkFlux>(std::move(network));
}

} // namespace dnas
