#include "engine/vit/vit_onnx.h"

#include "engine/api/error.h"
#include "engine/interop/onnx_model.h"
#include "engine/vit/mobile_vit.h"

#include <cmath>
#include <vector>

namespace dnas {

namespace {

class VitOnnx {
  public:
    VitOnnx(const VitSpec& spec, const std::map<std::string, TensorEntry>& tensors, onnx::GraphProto& out)
        : m_spec(spec), m_tensors(tensors), m_out(out) {}

    void build() {
        std::string x = m_spec.isMobile() ? stages() : patches();
        const std::string out = m_spec.classes > 0 ? "logits" : "features";
        if (m_spec.classes > 0) x = linear(x, m_spec.isMobile() ? "head.fc" : "head");
        named("Identity", {x}, out);
        describe(*m_out.add_input(), "images", {m_spec.channels, m_spec.imageSize, m_spec.imageSize});
        describe(*m_out.add_output(), out, {m_spec.classes > 0 ? m_spec.classes : m_spec.width});
    }

  private:
    onnx::NodeProto& named(const std::string& type, const std::vector<std::string>& inputs, const std::string& output) {
        onnx::NodeProto& node = *m_out.add_node();
        node.set_op_type(type);
        node.set_name(output + "/" + type);
        for (const std::string& input : inputs)
            node.add_input(input);
        node.add_output(output);
        return node;
    }
    onnx::NodeProto& add(const std::string& type, const std::vector<std::string>& inputs) {
        return named(type, inputs, "v" + std::to_string(m_next++));
    }
    std::string op(const std::string& type, const std::vector<std::string>& inputs) { return add(type, inputs).output(0); }
    std::string op(const std::string& type, const std::vector<std::string>& inputs, const char* attribute, std::int64_t value) {
        onnx::NodeProto& node = add(type, inputs);
        set(node, attribute, value);
        return node.output(0);
    }
    std::string op(const std::string& type, const std::vector<std::string>& inputs, const char* attribute,
                   const std::vector<std::int64_t>& values) {
        onnx::NodeProto& node = add(type, inputs);
        set(node, attribute, values);
        return node.output(0);
    }
    static void set(onnx::NodeProto& node, const char* name, std::int64_t value) {
        onnx::AttributeProto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_i(value);
        attribute.set_type(onnx::AttributeProto::INT);
    }
    static void set(onnx::NodeProto& node, const char* name, const std::vector<std::int64_t>& values) {
        onnx::AttributeProto& attribute = *node.add_attribute();
        attribute.set_name(name);
        for (std::int64_t value : values)
            attribute.add_ints(value);
        attribute.set_type(onnx::AttributeProto::INTS);
    }

    onnx::TensorProto& initializer(const std::string& name, int type, const std::vector<std::int64_t>& shape, const void* data,
                                   std::size_t size) {
        m_bytes += size;
        if (m_bytes > kLargestOnnx)
            throw EngineError(ErrorCode::Unsupported, "The network has more than 2 GB of weights, the limit of an ONNX file.",
                              "Export safetensors.");
        onnx::TensorProto& tensor = *m_out.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(type);
        for (std::int64_t extent : shape)
            tensor.add_dims(extent);
        tensor.set_raw_data(data, size);
        return tensor;
    }
    std::string tensor(const std::string& name) {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end() || found->second.type != TensorType::F32)
            throw EngineError(ErrorCode::Internal, "no float32 tensor '" + name + "' for the ONNX file");
        initializer(name, kOnnxFloat, found->second.shape, found->second.data, found->second.size);
        return name;
    }
    std::string number(float value) {
        const std::string name = "c" + std::to_string(m_next++);
        initializer(name, kOnnxFloat, {}, &value, sizeof value);
        return name;
    }
    std::string integers(const std::vector<std::int64_t>& values, bool scalar = false) {
        const std::string name = "c" + std::to_string(m_next++);
        const std::vector<std::int64_t> shape = scalar ? std::vector<std::int64_t>() : std::vector<std::int64_t>{static_cast<std::int64_t>(values.size())};
        initializer(name, kOnnxInt64, shape, values.data(), values.size() * sizeof(std::int64_t));
        return name;
    }

    std::string linear(const std::string& x, const std::string& name, bool bias = true) {
        const std::string product = op("MatMul", {x, op("Transpose", {tensor(name + ".weight")}, "perm", std::vector<std::int64_t>{1, 0})});
        return bias ? op("Add", {product, tensor(name + ".bias")}) : product;
    }
    static void setEpsilon(onnx::NodeProto& node, double value) {
        onnx::AttributeProto& epsilon = *node.add_attribute();
        epsilon.set_name("epsilon");
        epsilon.set_f(static_cast<float>(value));
        epsilon.set_type(onnx::AttributeProto::FLOAT);
    }
    std::string norm(const std::string& x, const std::string& name) {
        onnx::NodeProto& node = add("LayerNormalization", {x, tensor(name + ".weight"), tensor(name + ".bias")});
        set(node, "axis", -1);
        setEpsilon(node, m_spec.epsilon);
        return node.output(0);
    }
    std::string patches() {
        std::string x = embed();
        for (int k = 0; k < m_spec.depth(); ++k)
            x = block(x, k, m_spec.tokens());
        return pool(x);
    }

    // ---- MobileViT ----

    std::string plainConvolution(const std::string& x, const std::string& name, std::int64_t stride, std::int64_t groups = 1) {
        const std::int64_t kernel = m_tensors.at(name + ".weight").shape[2], padding = kernel / 2;
        onnx::NodeProto& conv = add("Conv", {x, tensor(name + ".weight")});
        set(conv, "kernel_shape", {kernel, kernel});
        set(conv, "strides", {stride, stride});
        set(conv, "pads", {padding, padding, padding, padding});
        set(conv, "group", groups);
        return conv.output(0);
    }
    /// With its batch norm.
    std::string convolution(const std::string& x, const std::string& name, std::int64_t stride, std::int64_t groups = 1) {
        std::vector<std::string> inputs{plainConvolution(x, name + ".conv", stride, groups)};
        for (const char* part : {"weight", "bias", "running_mean", "running_var"})
            inputs.push_back(tensor(name + ".bn." + part));
        onnx::NodeProto& node = add("BatchNormalization", inputs);
        setEpsilon(node, kBatchNormEpsilon);
        return node.output(0);
    }
    std::string silu(const std::string& x) { return op("Mul", {x, op("Sigmoid", {x})}); }
    std::string residual(const std::string& x, const std::string& name, int in, int out, int stride) {
        const std::string wide = silu(convolution(x, name + "conv1_1x1", 1));
        const std::string deep = silu(convolution(wide, name + "conv2_kxk", stride, std::int64_t{in} * mobileLayout(m_spec.family).expansion));
        const std::string y = convolution(deep, name + "conv3_1x1", 1);
        return stride == 1 && in == out ? op("Add", {x, y}) : y;
    }
    /// Tokens are the pixels of one place within their patches.
    std::string mobileBlocks(const std::string& input, const std::string& name, std::size_t stage, std::int64_t side, int& k) {
        const std::int64_t width = mobileLayout(m_spec.family).widths[stage], p = kMobilePatch, s = side / p;
        std::string x = plainConvolution(silu(convolution(input, name + "conv_kxk", 1)), name + "conv_1x1", 1);
        x = op("Transpose", {op("Reshape", {x, integers({-1, width, s, p, s, p})})}, "perm", std::vector<std::int64_t>{0, 3, 5, 2, 4, 1});
        x = op("Reshape", {x, integers({-1, s * s, width})});
        for (int i = 0; i < m_spec.stageBlocks[stage]; ++i)
            x = block(x, k++, s * s);
        x = op("Reshape", {norm(x, name + "norm"), integers({-1, p, p, s, s, width})});
        x = op("Reshape", {op("Transpose", {x}, "perm", std::vector<std::int64_t>{0, 5, 3, 1, 4, 2}), integers({-1, width, side, side})});
        x = silu(convolution(x, name + "conv_proj", 1));
        return silu(convolution(op("Concat", {input, x}, "axis", 1), name + "conv_fusion", 1));
    }
    std::string stages() {
        const MobileVitLayout& layout = mobileLayout(m_spec.family);
        std::string x = silu(convolution("images", "stem", 2));
        int in = kMobileStem, k = 0;
        std::int64_t side = m_spec.imageSize / 2;
        for (std::size_t stage = 0; stage < kMobileStages; ++stage) {
            const std::string name = "stages." + std::to_string(stage) + ".";
            for (int i = 0; i < kMobileResiduals[stage]; ++i) {
                const int stride = i == 0 ? kMobileStride[stage] : 1;
                x = residual(x, name + std::to_string(i) + ".", in, layout.channels[stage], stride);
                in = layout.channels[stage];
                side /= stride;
            }
            if (stage >= kMobileFirst) x = mobileBlocks(x, name + "1.", stage - kMobileFirst, side, k);
        }
        return mean(silu(convolution(x, "final_conv", 1)), {2, 3});
    }

    std::string mean(const std::string& x, const std::vector<std::int64_t>& axes) {
        onnx::NodeProto& node = add("ReduceMean", {x});
        set(node, "axes", axes);
        set(node, "keepdims", 0);
        return node.output(0);
    }

    // ---- patches and blocks ----

    std::string embed() {
        const std::int64_t side = m_spec.patchSize, width = m_spec.width;
        onnx::NodeProto& conv = add("Conv", {"images", tensor("patch_embed.proj.weight"), tensor("patch_embed.proj.bias")});
        set(conv, "kernel_shape", {side, side});
        set(conv, "strides", {side, side});
        const std::string flat = op("Reshape", {conv.output(0), integers({0, width, -1})});
        std::string x = op("Transpose", {flat}, "perm", std::vector<std::int64_t>{0, 2, 1});
        if (m_spec.classToken) {
            onnx::NodeProto& batch = add("Shape", {"images"});
            set(batch, "start", 0);
            set(batch, "end", 1);
            const std::string shape = op("Concat", {batch.output(0), integers({1, width})}, "axis", 0);
            x = op("Concat", {op("Expand", {tensor("cls_token"), shape}), x}, "axis", 1);
        }
        return op("Add", {x, tensor("pos_embed")});
    }

    std::string attention(const std::string& x, int place, std::int64_t tokens) {
        const std::int64_t width = vitBlockSize(m_spec, place).headWidth, heads = m_spec.heads[static_cast<std::size_t>(place)];
        const std::string block = vitBlockName(m_spec, place);
        const std::string split = op("Reshape", {linear(x, block + "attn.qkv", m_spec.qkvBias), integers({0, tokens, 3, heads, width})});
        const std::string qkv = op("Transpose", {split}, "perm", std::vector<std::int64_t>{2, 0, 3, 1, 4});
        const auto part = [&](std::int64_t i) { return op("Gather", {qkv, integers({i}, true)}, "axis", 0); };
        const std::string q = op("Mul", {part(0), number(static_cast<float>(1 / std::sqrt(static_cast<double>(width))))});
        const std::string k = op("Transpose", {part(1)}, "perm", std::vector<std::int64_t>{0, 1, 3, 2});
        const std::string a = op("Softmax", {op("MatMul", {q, k})}, "axis", -1);
        const std::string joined = op("Transpose", {op("MatMul", {a, part(2)})}, "perm", std::vector<std::int64_t>{0, 2, 1, 3});
        return linear(op("Reshape", {joined, integers({0, tokens, heads * width})}), block + "attn.proj");
    }

    std::string mlp(const std::string& x, const std::string& block) {
        std::string h = linear(x, block + "mlp.fc1");
        if (m_spec.activation == VitActivation::Relu) {
            h = op("Relu", {h});
        } else if (m_spec.activation == VitActivation::Silu) {
            h = silu(h);
        } else {
            const std::string erf = op("Erf", {op("Div", {h, number(std::sqrt(2.0f))})});
            h = op("Mul", {op("Mul", {h, number(0.5f)}), op("Add", {erf, number(1)})});
        }
        return linear(h, block + "mlp.fc2");
    }

    std::string block(const std::string& input, int k, std::int64_t tokens) {
        const std::string block = vitBlockName(m_spec, k);
        if (m_spec.postNorm) {
            const std::string x = norm(op("Add", {input, attention(input, k, tokens)}), block + "norm1");
            return norm(op("Add", {x, mlp(x, block)}), block + "norm2");
        }
        const std::string x = op("Add", {input, attention(norm(input, block + "norm1"), k, tokens)});
        return op("Add", {x, mlp(norm(x, block + "norm2"), block)});
    }

    std::string pool(const std::string& x) {
        if (m_spec.pool == VitPool::ClassToken)
            return norm(op("Gather", {x, integers({0}, true)}, "axis", 1), m_spec.poolThenNorm ? "fc_norm" : "norm");
        const std::int64_t first = m_spec.classToken ? 1 : 0;
        const std::string tokens = op("Slice", {x, integers({first}), integers({INT64_MAX}), integers({1})});
        return m_spec.poolThenNorm ? norm(mean(tokens, {1}), "fc_norm") : mean(norm(tokens, "norm"), {1});
    }

    static void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& extents) {
        info.set_name(name);
        onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
        type.set_elem_type(kOnnxFloat);
        type.mutable_shape()->add_dim()->set_dim_param("batch");
        for (std::int64_t extent : extents)
            type.mutable_shape()->add_dim()->set_dim_value(extent);
    }

    const VitSpec& m_spec;
    const std::map<std::string, TensorEntry>& m_tensors;
    onnx::GraphProto& m_out;
    int m_next = 0; ///< number of the next value or constant
    std::size_t m_bytes = 0;
};

} // namespace

std::string vitOnnx(const VitSpec& spec, const std::map<std::string, TensorEntry>& tensors,
                    const std::map<std::string, std::string>& metadata) {
    onnx::ModelProto model = emptyOnnxModel(metadata);
    model.mutable_graph()->set_name("vision transformer");
    VitOnnx(spec, tensors, *model.mutable_graph()).build();
    return model.SerializeAsString();
}

} // namespace dnas
