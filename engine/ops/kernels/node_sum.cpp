#include "engine/ops/kernels/node_sum.h"

#include "engine/core/gpu.h"
#include "engine/ops/kernels/node_kernels.h"

#include <ATen/core/ivalue.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#ifdef DNAS_HAS_CUDA_KERNELS
#include <cuda_fp16.h>
#endif

namespace dnas {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The operands' norms and places, beside their tensors.
struct Layout final : torch::CustomClassHolder {
    std::vector<const BatchNorm*> norms;
    std::vector<int> weights;
    ForwardMode mode;
};

/// A node on raw memory of elements T, with the kernels of its device.
template <class T> class Node {
  public:
    using S = kernels::Statistic<T>;

    Node(const kernels::NodeKernels<T>& kernels, at::TensorList values, const Layout& layout) : m_kernels(kernels), m_layout(layout) {
        const at::Tensor& first = values.front();
        m_node.pixels = first.size(0) * first.size(2) * first.size(3);
        m_node.channels = static_cast<int>(first.size(1));
        m_node.count = static_cast<int>(values.size());
        for (int i = 0; i < m_node.count; ++i) {
            const auto place = static_cast<std::size_t>(i);
            m_node.values[i] = static_cast<const T*>(values[place].data_ptr());
            m_node.weight[i] = layout.weights[place];
            m_node.normalised[i] = layout.norms[place] != nullptr;
            m_node.runningMean[i] = m_node.normalised[i] ? layout.norms[place]->runningMean().template data_ptr<S>() : nullptr;
            m_node.runningVariance[i] = m_node.normalised[i] ? layout.norms[place]->runningVariance().template data_ptr<S>() : nullptr;
        }
        m_statistics = first.options().dtype(c10::CppTypeToScalarType<S>());
        m_stream = gpuStream(first.device());
    }

    at::Tensor forward(const at::Tensor& like, const at::Tensor& weights, at::Tensor& mean, at::Tensor& rstd) const {
        const at::Tensor buffer = scratch(), out = at::empty_like(like);
        mean = at::empty({m_node.count, m_node.channels}, m_statistics);
        rstd = at::empty_like(mean);
        const kernels::NormSettings settings{m_layout.mode.training, m_layout.mode.updateStatistics};
        m_kernels.statistics(m_node, settings, data(mean), data(rstd), data(buffer), m_stream);
        m_kernels.weightedSum(m_node, data(weights), data(mean), data(rstd), static_cast<T*>(out.data_ptr()), data(buffer), m_stream);
        return out;
    }

    /// @return gradients of the operands that are wanted, then of the weights
    variable_list backward(at::TensorList values, const at::Tensor& weights, const at::Tensor& mean, const at::Tensor& rstd, const at::Tensor& gradient,
                           const std::vector<bool>& wanted) const {
        const at::Tensor buffer = scratch(), affine = at::empty({3, m_node.count, m_node.channels}, m_statistics);
        const auto* g = static_cast<const T*>(gradient.data_ptr());
        variable_list result(values.size() + 1);
        result.back() = at::zeros_like(weights);
        m_kernels.sums(m_node, data(weights), data(mean), data(rstd), g, m_layout.mode.training, data(result.back()), data(affine), data(buffer), m_stream);
        kernels::NodeGradients<T> targets{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!wanted[i]) continue;
            result[i] = at::empty_like(values[i]);
            targets.values[i] = static_cast<T*>(result[i].data_ptr());
        }
        m_kernels.operandGradients(m_node, data(affine), g, targets, m_stream);
        return result;
    }

  private:
    static S* data(const at::Tensor& tensor) { return tensor.data_ptr<S>(); }
    at::Tensor scratch() const { return at::empty({kernels::scratchSize(m_node.pixels, m_node.channels, m_node.count)}, m_statistics); }

    const kernels::NodeKernels<T>& m_kernels;
    const Layout& m_layout;
    kernels::NodeOperands<T> m_node{};
    at::TensorOptions m_statistics;
    void* m_stream = nullptr;
};

/// body(node) with the elements and device of the values.
template <class Body> auto withNode(at::TensorList values, const Layout& layout, const Body& body) {
    const at::Tensor& first = values.front();
#ifdef DNAS_HAS_CUDA_KERNELS
    if (first.is_cuda()) {
        if (first.scalar_type() == at::kHalf) return body(Node<__half>(kernels::nodeKernelsCuda<__half>(), values, layout));
        if (first.scalar_type() == at::kDouble) return body(Node<double>(kernels::nodeKernelsCuda<double>(), values, layout));
        return body(Node<float>(kernels::nodeKernelsCuda<float>(), values, layout));
    }
#endif
    if (first.scalar_type() == at::kDouble) return body(Node<double>(kernels::nodeKernelsCpu<double>(), values, layout));
    return body(Node<float>(kernels::nodeKernelsCpu<float>(), values, layout));
}

struct NodeSumFunction final : torch::autograd::Function<NodeSumFunction> {
    static at::Tensor forward(AutogradContext* context, at::TensorList values, const at::Tensor& weights, const c10::intrusive_ptr<Layout>& layout) {
        at::Tensor mean, rstd;
        const at::Tensor out = withNode(values, *layout, [&](const auto& node) { return node.forward(values.front(), weights, mean, rstd); });
        variable_list saved(values.begin(), values.end());
        saved.insert(saved.end(), {weights, mean, rstd});
        context->save_for_backward(saved);
        context->saved_data["layout"] = at::IValue::make_capsule(layout);
        return out;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const auto layout = c10::static_intrusive_pointer_cast<Layout>(context->saved_data["layout"].toCapsule());
        const at::TensorList values(saved.data(), saved.size() - 3);
        const at::Tensor &weights = saved[values.size()], &mean = saved[values.size() + 1], &rstd = saved[values.size() + 2];
        std::vector<bool> wanted;
        for (std::size_t i = 0; i < values.size(); ++i) wanted.push_back(context->needs_input_grad(i));
        const at::Tensor g = gradients[0].to(values.front().scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
        variable_list result = withNode(values, *layout, [&](const auto& node) { return node.backward(values, weights, mean, rstd, g, wanted); });
        result.emplace_back(); // of the layout
        return result;
    }
};

/// The widest type of the operands that the kernels know.
c10::ScalarType commonType(const std::vector<NodeOperand>& operands) {
    c10::ScalarType type = operands.front().value.scalar_type();
    for (const NodeOperand& operand : operands) type = c10::promoteTypes(type, operand.value.scalar_type());
    return type == at::kHalf && operands.front().value.is_cuda() ? type : type == at::kDouble ? type : at::kFloat;
}

} // namespace

bool nodeSumSupports(const c10::Device& device, std::size_t operands) {
#ifdef DNAS_HAS_CUDA_KERNELS
    const bool kernels = device.is_cuda() || device.is_cpu();
#else
    const bool kernels = device.is_cpu();
#endif
    return kernels && operands > 0 && operands <= static_cast<std::size_t>(kernels::kMaxOperands);
}

at::Tensor nodeSum(const std::vector<NodeOperand>& operands, const at::Tensor& weights, const ForwardMode& mode) {
    auto layout = c10::make_intrusive<Layout>();
    layout->mode = mode;
    const c10::ScalarType type = commonType(operands);
    variable_list values;
    for (const NodeOperand& operand : operands) {
        values.push_back(operand.value.to(type).contiguous(at::MemoryFormat::ChannelsLast));
        layout->norms.push_back(operand.norm);
        layout->weights.push_back(operand.weight);
    }
    return NodeSumFunction::apply(at::TensorList(values), weights.contiguous(), layout);
}

} // namespace dnas
