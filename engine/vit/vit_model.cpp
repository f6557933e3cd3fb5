#include "engine/vit/vit_model.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/tensor_file.h"
#include "engine/vit/vit_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>

#include <cmath>

namespace dnas {

namespace {

/// One pass: takes the parameters one after the other, in the order of vitTensors.
class Pass {
  public:
    Pass(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const VitGates& gates)
        : m_spec(spec), m_parameters(parameters), m_gates(gates) {}

    at::Tensor run(const at::Tensor& images) {
        at::Tensor x = embed(images);
        for (int k = 0; k < m_spec.depth(); ++k) {
            const at::Tensor before = x;
            x = block(x, k);
            if (!m_gates.blocks.defined()) continue;
            const at::Tensor gate = m_gates.blocks.select(0, k);
            x = gate * x + (1 - gate) * before; // (6.1)
        }
        x = pool(x);
        return m_spec.classes > 0 ? linear(x) : x;
    }

  private:
    const at::Tensor& next() { return m_parameters[m_next++]; }

    at::Tensor linear(const at::Tensor& x) {
        const at::Tensor& weight = next();
        return at::linear(x, weight, next());
    }

    at::Tensor norm(const at::Tensor& x) {
        const at::Tensor& weight = next();
        return at::layer_norm(x, {m_spec.width}, weight, next(), m_spec.epsilon);
    }

    /// The convolution of patches as one matrix product; class token and positions.
    at::Tensor embed(const at::Tensor& images) {
        const std::int64_t batch = images.size(0), side = m_spec.imageSize / m_spec.patchSize, p = m_spec.patchSize;
        const at::Tensor patches = images.reshape({batch, m_spec.channels, side, p, side, p})
                                       .permute({0, 2, 4, 1, 3, 5})
                                       .reshape({batch, side * side, m_spec.channels * p * p});
        const at::Tensor weight = next().reshape({m_spec.width, m_spec.channels * p * p});
        at::Tensor x = at::linear(patches, weight, next());
        if (m_spec.classToken) x = at::cat({next().expand({batch, 1, m_spec.width}), x}, 1);
        return x + next();
    }

    at::Tensor attention(const at::Tensor& x, int block) {
        const std::int64_t batch = x.size(0), tokens = x.size(1), width = m_spec.headWidth;
        const std::int64_t heads = m_spec.heads[static_cast<std::size_t>(block)];
        const at::Tensor& weight = next();
        const at::Tensor qkv = at::linear(x, weight, m_spec.qkvBias ? next() : at::Tensor())
                                   .reshape({batch, tokens, 3, heads, width})
                                   .permute({2, 0, 3, 1, 4}); // [3, batch, heads, tokens, width]
        const at::Tensor q = qkv.select(0, 0) * (1.0 / std::sqrt(static_cast<double>(width)));
        at::Tensor a = at::softmax(at::matmul(q, qkv.select(0, 1).transpose(-2, -1)), -1);
        if (m_gates.heads.defined()) a = m_gates.heads.narrow(0, m_head, heads).view({heads, 1, 1}) * a; // (6.2)
        m_head += heads;
        return linear(at::matmul(a, qkv.select(0, 2)).transpose(1, 2).reshape({batch, tokens, heads * width}));
    }

    at::Tensor mlp(const at::Tensor& x) {
        const at::Tensor hidden = linear(x);
        return linear(m_spec.activation == VitActivation::Gelu ? at::gelu(hidden) : at::relu(hidden));
    }

    at::Tensor block(const at::Tensor& input, int k) {
        if (m_spec.postNorm) {
            const at::Tensor x = norm(input + attention(input, k));
            return norm(x + mlp(x));
        }
        const at::Tensor x = input + attention(norm(input), k);
        return x + mlp(norm(x));
    }

    at::Tensor pool(const at::Tensor& x) {
        // A norm acts on each token: of the tokens that are not pooled it need not be computed.
        if (m_spec.pool == VitPool::ClassToken) return norm(x.select(1, 0));
        const std::int64_t first = m_spec.classToken ? 1 : 0;
        const at::Tensor patches = x.narrow(1, first, m_spec.patches());
        return m_spec.poolThenNorm ? norm(patches.mean(1)) : norm(patches).mean(1);
    }

    const VitSpec& m_spec;
    const std::vector<at::Tensor>& m_parameters;
    const VitGates& m_gates;
    std::size_t m_next = 0;
    std::int64_t m_head = 0; ///< of all blocks
};

bool endsWith(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Weights as PyTorch's linear layers begin, norms as the identity.
void registerTensor(WeightStore& store, const VitTensor& tensor, int width) {
    const bool isNorm = tensor.name.find("norm") != std::string::npos;
    if (endsWith(tensor.name, ".bias")) {
        store.addParameter(tensor.name, tensor.shape, Initial::Zero);
    } else if (isNorm) {
        store.addParameter(tensor.name, tensor.shape, Initial::One);
    } else {
        std::int64_t fanIn = 1;
        for (std::size_t d = 1; d < tensor.shape.size(); ++d)
            fanIn *= tensor.shape[d];
        const bool isTable = tensor.name == "cls_token" || tensor.name == "pos_embed";
        store.addParameter(tensor.name, tensor.shape, Initial::FanIn, isTable ? width : fanIn);
    }
}

} // namespace

at::Tensor vitForward(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const at::Tensor& images,
                      const VitGates& gates) {
    return Pass(spec, parameters, gates).run(images);
}

VitModel::VitModel(const VitSpec& spec, const VitInput& input, c10::ScalarType type, std::uint64_t seed)
    : m_spec(spec), m_input(input) {
    for (const VitTensor& tensor : vitTensors(spec))
        registerTensor(m_weights, tensor, spec.width);
    m_weights.allocate(type, c10::Device(at::kCPU), seed);
}

std::vector<at::Tensor> VitModel::parameters(bool withGradient) const {
    std::vector<at::Tensor> all;
    const int count = static_cast<int>(vitTensors(m_spec).size());
    for (int handle = 0; handle < count; ++handle)
        all.push_back(m_weights.parameter(handle, withGradient));
    return all;
}

std::unique_ptr<VitModel> loadVit(const std::string& model, const VitOptions& options, c10::ScalarType type, std::uint64_t seed) {
    if (isVitPreset(model)) {
        const VitFileInfo info = inspectVit(model);
        return std::make_unique<VitModel>(info.spec, info.input, type, seed);
    }
    const VitFile file = readVitFile(model, options);
    if (!file.info.fits()) {
        const WeightFit fit{file.info.missing, file.info.surplus, file.info.misshapen};
        throw EngineError(ErrorCode::Format, model + ": the weights do not fit the vision transformer. " + fit.text(),
                          "`dnas vit info` lists what is expected.");
    }
    auto loaded = std::make_unique<VitModel>(file.info.spec, file.info.input, type, seed);
    at::NoGradGuard noGrad;
    for (auto& [name, target] : loaded->weights().named())
        at::Tensor(target).copy_(tensorOf(file.weights.entries().at(name)));
    return loaded;
}

} // namespace dnas
