// A flux network as an ONNX file (fluxNetworkOnnx in engine/api/flux_network.h).
#include "engine/api/flux_network.h"
#include "engine/interop/onnx_model.h"

#include <vector>

namespace dnas {

namespace {

class FluxGraph {
  public:
    explicit FluxGraph(onnx::GraphProto& out) : m_out(out) {}

    std::string values(const std::string& name, const std::vector<std::int64_t>& shape, const std::vector<double>& values) {
        for (const onnx::TensorProto& present : m_out.initializer())
            if (present.name() == name) return name;
        const std::vector<float> narrow(values.begin(), values.end());
        onnx::TensorProto& added = *m_out.add_initializer();
        added.set_name(name);
        added.set_data_type(kOnnxFloat);
        for (const std::int64_t extent : shape) added.add_dims(extent);
        added.set_raw_data(narrow.data(), narrow.size() * sizeof(float));
        return name;
    }
    std::string constant(const std::string& name, double value) { return values(name, {}, {value}); }

    std::string node(const std::string& type, const std::string& output, const std::vector<std::string>& inputs) {
        onnx::NodeProto& added = *m_out.add_node();
        added.set_op_type(type);
        added.set_name(output);
        for (const std::string& input : inputs) added.add_input(input);
        added.add_output(output);
        return output;
    }
    std::string dense(const DenseLayer& layer, const std::string& name, const std::string& output, const std::string& x) {
        node("Gemm", output, {x, values(name + ".weight", {layer.out, layer.in}, layer.weight), values(name + ".bias", {layer.out}, layer.bias)});
        onnx::AttributeProto& transposed = *m_out.mutable_node(m_out.node_size() - 1)->add_attribute();
        transposed.set_name("transB");
        transposed.set_i(1);
        transposed.set_type(onnx::AttributeProto::INT);
        return output;
    }
    static void describe(onnx::ValueInfoProto& info, const std::string& name) {
        info.set_name(name);
        onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
        type.set_elem_type(kOnnxFloat);
        type.mutable_shape()->add_dim()->set_dim_param("batch");
        type.mutable_shape()->add_dim()->set_dim_value(2);
    }

    /// A(x) with its guards, as evaluate() computes it.
    std::string activation(const Activation& a, const std::string& name, const std::string& x) {
        const std::string inside = node("Clip", name + "/inside", {x, constant("lower_limit", -kActivationLimit), constant("upper_limit", kActivationLimit)});
        const std::string first = unary(a.first, name + "/U1", inside);
        if (a.binary == Binary::Mask) return first;
        const std::string second = unary(a.second, name + "/U2", inside);
        const char* types[] = {"Add", "Mul", "Sub", "Max", "Min"};
        return node(types[static_cast<int>(a.binary)], name + "/A", {first, second});
    }

  private:
    std::string unary(Unary unary, const std::string& name, const std::string& x) {
        switch (unary) {
        case Unary::PositivePart: return node("Relu", name, {x});
        case Unary::NegativePart: return node("Min", name, {x, constant("zero", 0)});
        case Unary::Exp: return node("Exp", name, {node("Min", name + "/exponent", {x, constant("exponent_limit", kExponentLimit)})});
        case Unary::Tanh: return node("Tanh", name, {x});
        case Unary::Identity: return x;
        case Unary::Abs: return node("Abs", name, {x});
        case Unary::Sin: return node("Sin", name, {x});
        case Unary::Cos: return node("Cos", name, {x});
        case Unary::One: return node("Add", name, {node("Mul", name + "/nothing", {x, constant("zero", 0)}), constant("one", 1)}); // of x's shape
        case Unary::Square: return node("Mul", name, {x, x});
        }
        return x;
    }

    onnx::GraphProto& m_out;
};

} // namespace

std::string fluxNetworkOnnx(const FluxNetwork& network) {
    validate(network);
    onnx::ModelProto model = emptyOnnxModel({{"activation", formula(network.activation)}});
    onnx::GraphProto& out = *model.mutable_graph();
    out.set_name("motor flux");
    FluxGraph graph(out);
    graph.describe(*out.add_input(), "i_A");
    graph.describe(*out.add_output(), "psi_Vs");
    std::string x = graph.node("Sub", "centred", {"i_A", graph.values("centre_A", {2}, {network.centre.dA, network.centre.qA})});
    x = graph.node("Div", "scaled", {x, graph.values("current_scale_A", {2}, {network.currentScale.dA, network.currentScale.qA})});
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const std::string name = "layer" + std::to_string(k);
        x = graph.dense(network.layers[k], name, name + "/out", x);
        if (k + 1 < network.layers.size()) x = graph.activation(network.activation, name, x);
    }
    x = graph.node("Mul", "flux", {x, graph.values("flux_scale_Vs", {2}, {network.fluxScale.dVs, network.fluxScale.qVs})});
    graph.node("Add", "psi_Vs", {x, graph.values("offset_Vs", {2}, {network.offset.dVs, network.offset.qVs})});
    return model.SerializeAsString();
}

} // namespace dnas
