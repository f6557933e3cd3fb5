// A flux network as a safetensors file.
#include "engine/api/flux_network.h"
#include "engine/interop/safetensors.h"

#include <map>

namespace dnas {

namespace {

TensorEntry entry(const std::vector<double>& values, std::vector<std::int64_t> shape) {
    return {TensorType::F64, std::move(shape), reinterpret_cast<const std::byte*>(values.data()),
            values.size() * sizeof(double)};
}

} // namespace

void writeFluxNetwork(const FluxNetwork& network, const std::string& path) {
    validate(network);
    const std::vector<double> centre{network.centre.dA, network.centre.qA};
    const std::vector<double> currentScale{network.currentScale.dA, network.currentScale.qA};
    const std::vector<double> offset{network.offset.dVs, network.offset.qVs};
    const std::vector<double> fluxScale{network.fluxScale.dVs, network.fluxScale.qVs};
    std::map<std::string, TensorEntry> tensors = {{"centre_A", entry(centre, {2})},
                                                  {"current_scale_A", entry(currentScale, {2})},
                                                  {"offset_Vs", entry(offset, {2})},
                                                  {"flux_scale_Vs", entry(fluxScale, {2})}};
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const DenseLayer& layer = network.layers[k];
        const std::string name = "layer" + std::to_string(k);
        tensors[name + ".weight"] = entry(layer.weight, {layer.out, layer.in});
        tensors[name + ".bias"] = entry(layer.bias, {layer.out});
    }
    writeSafetensors(path, tensors,
                     {{"kind", "motor-flux"},
                      {"activation", formula(network.activation)},
                      {"binary", binaryNames()[static_cast<std::size_t>(network.activation.binary)]},
                      {"unary1", unaryNames()[static_cast<std::size_t>(network.activation.first)]},
                      {"unary2", unaryNames()[static_cast<std::size_t>(network.activation.second)]},
                      {"order", "d, q"},
                      {"computes", "x = (i_A - centre_A) / current_scale_A; h = A(W h + b) but for the last layer; "
                                   "psi_Vs = offset_Vs + flux_scale_Vs * (W h + b)"}});
}

} // namespace dnas
