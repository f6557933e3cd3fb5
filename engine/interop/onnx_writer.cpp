#include "engine/api/error.h"
#include "engine/interop/onnx_model.h"

namespace dnas {

namespace {

class OnnxBuilder {
  public:
    OnnxBuilder(const LayerGraph& graph, const std::map<std::string, TensorEntry>& tensors)
        : m_graph(graph), m_tensors(tensors) {}

    void build(onnx::GraphProto& out) {
        m_out = &out;
        m_names.resize(m_graph.layers.size());
        for (std::size_t i = 0; i < m_graph.layers.size(); ++i) {
            const Layer& layer = m_graph.layers[i];
            if (layer.auxiliary) continue;
            m_names[i] = static_cast<int>(i) == m_graph.logits ? "logits" : layer.name + "/out";
            add(i);
        }
        const Layer& input = m_graph.layers.front();
        describe(*out.add_input(), "images", {input.channels, input.height, input.width});
        describe(*out.add_output(), "logits", {m_graph.classes});
    }

  private:
    void add(std::size_t index) {
        const Layer& layer = m_graph.layers[index];
        switch (layer.kind) {
        case LayerKind::Input:
            m_names[index] = "images";
            return;
        case LayerKind::Convolution: {
            onnx::NodeProto& conv = node(index, "Conv", {tensor(layer.name + ".weight")});
            window(conv, layer.window, true);
            attribute(conv, "group", layer.window.groups);
            return;
        }
        case LayerKind::BatchNorm: {
            onnx::NodeProto& norm = node(index, "BatchNormalization",
                                         {tensor(layer.name + ".weight"), tensor(layer.name + ".bias"),
                                          tensor(layer.name + ".running_mean"), tensor(layer.name + ".running_var")});
            onnx::AttributeProto& epsilon = *norm.add_attribute();
            epsilon.set_name("epsilon");
            epsilon.set_f(1e-5f);
            epsilon.set_type(onnx::AttributeProto::FLOAT);
            return;
        }
        case LayerKind::Relu:
            node(index, "Relu", {});
            return;
        case LayerKind::Relu6:
            node(index, "Clip", {constant("zero", 0.0f), constant("six", 6.0f)});
            return;
        case LayerKind::MaxPool:
            window(node(index, "MaxPool", {}), layer.window, false);
            return;
        case LayerKind::AveragePool: {
            onnx::NodeProto& pool = node(index, "AveragePool", {});
            window(pool, layer.window, false);
            attribute(pool, "count_include_pad", 0);
            return;
        }
        case LayerKind::GlobalAverage: {
            const std::string flat = m_names[index];
            m_names[index] = layer.name + "/average";
            node(index, "GlobalAveragePool", {});
            onnx::NodeProto& flatten = plain("Flatten", layer.name + ".flat", {m_names[index]}, flat);
            attribute(flatten, "axis", 1);
            m_names[index] = flat;
            return;
        }
        case LayerKind::Linear:
            attribute(node(index, "Gemm", {tensor(layer.name + ".weight"), tensor(layer.name + ".bias")}), "transB", 1);
            return;
        case LayerKind::Add:
            node(index, layer.inputs.size() == 2 ? "Add" : "Sum", {});
            return;
        case LayerKind::Concat:
            attribute(node(index, "Concat", {}), "axis", 1);
            return;
        case LayerKind::Slice:
            attribute(node(index, "Gather", {integers("channel_" + std::to_string(layer.channel), {layer.channel})}), "axis", 1);
            return;
        case LayerKind::Shift:
            shift(index);
            return;
        case LayerKind::DropPath:
            m_names[index] = m_names[static_cast<std::size_t>(layer.inputs.front())];
            return;
        }
    }

    onnx::NodeProto& plain(const std::string& type, const std::string& name, const std::vector<std::string>& inputs,
                           const std::string& output) {
        onnx::NodeProto& added = *m_out->add_node();
        added.set_op_type(type);
        added.set_name(name);
        for (const std::string& input : inputs)
            added.add_input(input);
        added.add_output(output);
        return added;
    }
    /// A node of the layer's inputs, then `further` ones.
    onnx::NodeProto& node(std::size_t index, const std::string& type, const std::vector<std::string>& further) {
        const Layer& layer = m_graph.layers[index];
        std::vector<std::string> inputs;
        for (int input : layer.inputs)
            inputs.push_back(m_names[static_cast<std::size_t>(input)]);
        inputs.insert(inputs.end(), further.begin(), further.end());
        return plain(type, layer.name, inputs, m_names[index]);
    }
    void attribute(onnx::NodeProto& node, const char* name, std::int64_t value) {
        onnx::AttributeProto& added = *node.add_attribute();
        added.set_name(name);
        added.set_i(value);
        added.set_type(onnx::AttributeProto::INT);
    }
    void attribute(onnx::NodeProto& node, const char* name, const std::vector<std::int64_t>& values) {
        onnx::AttributeProto& added = *node.add_attribute();
        added.set_name(name);
        for (std::int64_t value : values)
            added.add_ints(value);
        added.set_type(onnx::AttributeProto::INTS);
    }
    void window(onnx::NodeProto& node, const Window& w, bool dilated) {
        attribute(node, "kernel_shape", {w.kernelHeight, w.kernelWidth});
        attribute(node, "strides", {w.strideHeight, w.strideWidth});
        attribute(node, "pads", {w.padHeight, w.padWidth, w.padHeight, w.padWidth});
        if (dilated) attribute(node, "dilations", {w.dilation, w.dilation});
    }

    /// The weights of a layer become an initializer once.
    std::string tensor(const std::string& name) {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end() || found->second.type != TensorType::F32)
            throw EngineError(ErrorCode::Internal, "no float32 tensor '" + name + "' for the ONNX file");
        const TensorEntry& entry = found->second;
        m_bytes += entry.size;
        if (m_bytes > kLargestOnnx)
            throw EngineError(ErrorCode::Unsupported,
                              "The network has more than 2 GB of weights, the limit of an ONNX file.",
                              "Export safetensors.");
        onnx::TensorProto& added = *m_out->add_initializer();
        added.set_name(name);
        added.set_data_type(kOnnxFloat);
        for (std::int64_t extent : entry.shape)
            added.add_dims(extent);
        added.set_raw_data(entry.data, entry.size);
        return name;
    }
    std::string constant(const std::string& name, float value) {
        if (!m_constants.emplace(name, true).second) return name;
        onnx::TensorProto& added = *m_out->add_initializer();
        added.set_name(name);
        added.set_data_type(kOnnxFloat);
        added.set_raw_data(&value, sizeof value);
        return name;
    }
    std::string integers(const std::string& name, const std::vector<std::int64_t>& values) {
        if (!m_constants.emplace(name, true).second) return name;
        onnx::TensorProto& added = *m_out->add_initializer();
        added.set_name(name);
        added.set_data_type(kOnnxInt64);
        added.add_dims(static_cast<std::int64_t>(values.size()));
        added.set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
        return name;
    }
    /// Without the first row and column; an odd side keeps its length by zeros.
    void shift(std::size_t index) {
        const Layer& layer = m_graph.layers[index];
        const Layer& in = m_graph.layers[static_cast<std::size_t>(layer.inputs.front())];
        const std::string out = m_names[index];
        const bool padded = in.height % 2 || in.width % 2;
        if (padded) m_names[index] = layer.name + "/sliced";
        node(index, "Slice",
             {integers("shift_starts", {1, 1}), integers("shift_ends", {INT64_MAX, INT64_MAX}),
              integers("shift_axes", {2, 3})});
        if (!padded) return;
        const std::int64_t bottom = in.height % 2, right = in.width % 2;
        const std::string pads =
            integers("shift_pads_" + std::to_string(bottom) + std::to_string(right), {0, 0, 0, 0, 0, 0, bottom, right});
        plain("Pad", layer.name + ".pad", {m_names[index], pads}, out);
        m_names[index] = out;
    }
    static void describe(onnx::ValueInfoProto& info, const std::string& name,
                         const std::vector<std::int64_t>& extents) {
        info.set_name(name);
        onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
        type.set_elem_type(kOnnxFloat);
        type.mutable_shape()->add_dim()->set_dim_param("batch");
        for (std::int64_t extent : extents)
            type.mutable_shape()->add_dim()->set_dim_value(extent);
    }

    const LayerGraph& m_graph;
    const std::map<std::string, TensorEntry>& m_tensors;
    onnx::GraphProto* m_out = nullptr;
    std::vector<std::string> m_names; ///< of each layer's output
    std::map<std::string, bool> m_constants;
    std::size_t m_bytes = 0;
};

} // namespace

std::string onnxBytes(const LayerGraph& graph, const std::map<std::string, TensorEntry>& tensors,
                      const std::string& name, const std::map<std::string, std::string>& metadata) {
    onnx::ModelProto model = emptyOnnxModel(metadata);
    model.mutable_graph()->set_name(name);
    OnnxBuilder(graph, tensors).build(*model.mutable_graph());
    return model.SerializeAsString();
}

} // namespace dnas
