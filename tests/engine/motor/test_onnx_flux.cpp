#include "engine/api/flux_network.h"
#include "onnx_subset.pb.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>

using namespace dnas;

namespace {

using Values = std::vector<double>;

FluxNetwork networkWith(const Activation& activation) {
    FluxNetwork n;
    n.layers = {{2, 3, {0.9, -0.4, 0.2, 1.1, -0.7, 0.3}, {0.1, -0.2, 0.05}},
                {3, 3, {0.5, 0.1, -0.3, 0.2, 0.6, 0.4, -0.1, 0.3, 0.7}, {0, 0.1, -0.1}},
                {3, 2, {0.4, -0.2, 0.6, 0.3, 0.5, -0.1}, {0.02, -0.03}}};
    n.activation = activation;
    n.centre = {-3, 1};
    n.currentScale = {12, 20};
    n.offset = {0.4, 0.01};
    n.fluxScale = {0.6, 1.2};
    return n;
}

/// Computes a graph node by node, by the published meaning of its operators. Values of one row; scalars have length 1.
Values run(const onnx::GraphProto& graph, const Values& input) {
    std::map<std::string, Values> known{{graph.input(0).name(), input}};
    for (const onnx::TensorProto& tensor : graph.initializer()) {
        std::vector<float> raw(tensor.raw_data().size() / sizeof(float));
        std::memcpy(raw.data(), tensor.raw_data().data(), tensor.raw_data().size());
        known[tensor.name()] = Values(raw.begin(), raw.end());
    }
    const std::map<std::string, std::function<double(double)>> unary{
        {"Relu", [](double x) { return std::max(x, 0.0); }}, {"Exp", [](double x) { return std::exp(x); }},
        {"Tanh", [](double x) { return std::tanh(x); }},     {"Abs", [](double x) { return std::abs(x); }},
        {"Sin", [](double x) { return std::sin(x); }},       {"Cos", [](double x) { return std::cos(x); }}};
    const std::map<std::string, std::function<double(double, double)>> binary{
        {"Add", std::plus<>()}, {"Sub", std::minus<>()}, {"Mul", std::multiplies<>()}, {"Div", std::divides<>()},
        {"Max", [](double a, double b) { return std::max(a, b); }}, {"Min", [](double a, double b) { return std::min(a, b); }}};
    for (const onnx::NodeProto& node : graph.node()) {
        const Values x = known.at(node.input(0));
        Values y(x.size());
        if (node.op_type() == "Gemm") {
            EXPECT_EQ(node.attribute(0).name(), "transB");
            const Values &weight = known.at(node.input(1)), &bias = known.at(node.input(2));
            y = bias;
            for (std::size_t row = 0; row < y.size(); ++row)
                for (std::size_t column = 0; column < x.size(); ++column) y[row] += weight[row * x.size() + column] * x[column];
        } else if (node.op_type() == "Clip") {
            for (std::size_t k = 0; k < x.size(); ++k) y[k] = std::clamp(x[k], known.at(node.input(1))[0], known.at(node.input(2))[0]);
        } else if (unary.count(node.op_type())) {
            std::transform(x.begin(), x.end(), y.begin(), unary.at(node.op_type()));
        } else {
            const Values& other = known.at(node.input(1));
            for (std::size_t k = 0; k < x.size(); ++k) y[k] = binary.at(node.op_type())(x[k], other[other.size() == 1 ? 0 : k]);
        }
        known[node.output(0)] = y;
    }
    return known.at(graph.output(0).name());
}

} // namespace

TEST(OnnxFlux, ComputesWhatTheNetworkDoesWithEveryPrimitive) {
    for (std::size_t b = 0; b < binaryNames().size(); ++b)
        for (std::size_t u = 0; u < unaryNames().size(); ++u) {
            const Activation activation{static_cast<Binary>(b), static_cast<Unary>(u), static_cast<Unary>((u + 3) % unaryNames().size())};
            SCOPED_TRACE(formula(activation));
            const FluxNetwork network = networkWith(activation);
            onnx::ModelProto model;
            ASSERT_TRUE(model.ParseFromString(fluxNetworkOnnx(network)));
            EXPECT_EQ(model.metadata_props(0).value(), formula(activation));
            for (const CurrentDq& i : {CurrentDq{0, 0}, CurrentDq{-15, 8}, CurrentDq{9, -19}}) {
                const FluxDq expected = fluxOf(network, i);
                const Values found = run(model.graph(), {i.dA, i.qA});
                EXPECT_NEAR(found.at(0), expected.dVs, 1e-5 * (1 + std::abs(expected.dVs)));
                EXPECT_NEAR(found.at(1), expected.qVs, 1e-5 * (1 + std::abs(expected.qVs)));
            }
        }
}

TEST(OnnxFlux, HasTheGuardsOfTheNetwork) {
    FluxNetwork network = networkWith({Binary::Add, Unary::Exp, Unary::Square});
    for (double& weight : network.layers[0].weight) weight *= 1e6;
    onnx::ModelProto model;
    ASSERT_TRUE(model.ParseFromString(fluxNetworkOnnx(network)));
    const Values found = run(model.graph(), {15, 15});
    const FluxDq expected = fluxOf(network, {15, 15});
    EXPECT_NEAR(found[0] / expected.dVs, 1, 1e-4);
}
