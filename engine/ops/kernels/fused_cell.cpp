#include "engine/ops/kernels/fused_cell.h"

#include "engine/api/error.h"
#include "engine/ops/kernels/fused_pass.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <map>

namespace dnas {

namespace {

using Kind = FusedOperation::Kind;

const std::map<std::string, std::pair<Kind, int>>& knownOperations() {
    static const std::map<std::string, std::pair<Kind, int>> known{
        {"none", {Kind::None, 0}},           {"skip_connect", {Kind::Identity, 0}}, {"max_pool_3x3", {Kind::MaxPool, 3}},
        {"avg_pool_3x3", {Kind::AvgPool, 3}}, {"sep_conv_3x3", {Kind::Separable, 3}}, {"sep_conv_5x5", {Kind::Separable, 5}},
        {"dil_conv_3x3", {Kind::Dilated, 3}}, {"dil_conv_5x5", {Kind::Dilated, 5}},
    };
    return known;
}

/// Finds an operation's weights and statistics by the names under which the plain layers registered them.
FusedOperation describe(const std::string& name, int stride, const std::string& prefix, const WeightStore& store, std::int64_t blockOffset) {
    FusedOperation operation;
    std::tie(operation.kind, operation.kernel) = knownOperations().at(name);
    const auto weight = [&](const char* layer) { return store.offsetOf(prefix + layer + ".weight") - blockOffset; };
    const auto norm = [&](int half, const char* layer) {
        operation.mean[half] = store.bufferHandle(prefix + layer + ".running_mean");
        operation.variance[half] = store.bufferHandle(prefix + layer + ".running_var");
    };
    switch (operation.kind) {
    case Kind::None: break;
    case Kind::MaxPool:
    case Kind::AvgPool: norm(0, "1"); break;
    case Kind::Separable:
        operation.depthwise[1] = weight("op.5");
        operation.pointwise[1] = weight("op.6");
        norm(1, "op.7");
        [[fallthrough]];
    case Kind::Dilated:
        operation.depthwise[0] = weight("op.1");
        operation.pointwise[0] = weight("op.2");
        norm(0, "op.3");
        break;
    case Kind::Identity:
    case Kind::Reduce:
        if (stride == 1) break;
        operation.kind = Kind::Reduce;
        operation.pointwise[0] = weight("conv_1");
        operation.pointwise[1] = weight("conv_2");
        norm(0, "bn");
        break;
    }
    return operation;
}

template <class T> struct Holder final : torch::CustomClassHolder {
    fused::Record<T> record;
    bool training = true;
    bool consumed = false; ///< the backward pass overwrites what it no longer needs, and lets all of it go
};

template <class T> struct CellFunction final : torch::autograd::Function<CellFunction<T>> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const at::Tensor& block,
                              const FusedCell* cell, ForwardMode mode, FusedCellMemory* memory, bool keep) {
        auto holder = c10::make_intrusive<Holder<T>>();
        const at::Tensor output = fused::forwardPass<T>(*cell, first, second, mixing, block, mode, keep, keep ? fused::Known<T>() : knownOf(memory, first, second), holder->record);
        holder->training = mode.training;
        if (memory && keep && !memory->record && !mode.recompute) *memory = {first, second, holder};
        if (mode.recompute) holder->record = {};
        context->save_for_backward({first, second, output, mixing, block});
        context->saved_data["recompute"] = mode.recompute;
        context->saved_data["record"] = at::IValue::make_capsule(holder);
        context->saved_data["cell"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(cell));
        return output;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        auto holder = c10::static_intrusive_pointer_cast<Holder<T>>(context->saved_data["record"].toCapsule());
        const auto* cell = reinterpret_cast<const FusedCell*>(static_cast<std::intptr_t>(context->saved_data["cell"].toInt()));
        if (holder->consumed || !holder->training) throw EngineError(ErrorCode::Internal, "a fused cell computes gradients once, in training mode");
        holder->consumed = true;
        if (context->saved_data["recompute"].toBool()) {
            // Batch statistics are those of the same batch; the running ones have followed it already.
            const ForwardMode again{/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/false};
            fused::forwardPass<T>(*cell, saved[0], saved[1], saved[3], saved[4], again, /*keep=*/true, {}, holder->record);
        }
        fused::Gradients result = fused::backwardPass<T>(*cell, saved[0], saved[1], saved[2], gradients[0], holder->record,
                                                             {context->needs_input_grad(0), context->needs_input_grad(1), context->needs_input_grad(3)});
        holder->record = {}; // the graph lives until its last gradient
        return {result.first, result.second, result.mixing, result.block, {}, {}, {}, {}};
    }

  private:
    /// Not for a pass that keeps its record: the backward pass overwrites operands.
    static fused::Known<T> knownOf(const FusedCellMemory* memory, const at::Tensor& first, const at::Tensor& second) {
        if (!memory || !memory->record) return {};
        const auto& holder = static_cast<const Holder<T>&>(*memory->record);
        if (holder.consumed) return {};
        return {&holder.record, {first.is_same(memory->first), second.is_same(memory->second)}};
    }
};

} // namespace

bool FusedCell::supports(const std::vector<std::string>& operations) {
    for (const std::string& name : operations)
        if (!knownOperations().count(name)) return false;
    return true;
}

FusedCell::FusedCell(const LayerScope& scope, int channels, int nodes, bool reduction, const std::vector<std::string>& operations)
    : m_store(&scope.store), m_channels(channels), m_nodes(nodes), m_reduction(reduction) {
    m_block = scope.store.addBlock(scope.prefix + "_ops.");
    m_blockSize = m_store->blockSize(m_block);
    int index = 0;
    for (int node = 0; node < nodes; ++node)
        for (int from = 0; from < node + 2; ++from, ++index) {
            FusedEdge edge{from, reduction && from < 2 ? 2 : 1, {}};
            for (std::size_t o = 0; o < operations.size(); ++o)
                edge.operations.push_back(describe(operations[o], edge.stride, scope.prefix + "_ops." + std::to_string(index) + "._ops." + std::to_string(o) + ".", *m_store, m_store->blockOffset(m_block)));
            m_edges.push_back(std::move(edge));
        }
}

at::Tensor FusedCell::forward(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode, FusedCellMemory* memory) const {
    const at::Tensor a = first.contiguous(at::MemoryFormat::ChannelsLast), b = second.contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor& block = m_store->block(m_block, mode.weightGradient);
    const bool keep = at::GradMode::is_enabled(); // inside an autograd function gradients are off
    return a.scalar_type() == at::kDouble ? CellFunction<double>::apply(a, b, mixing, block, this, mode, memory, keep) : CellFunction<float>::apply(a, b, mixing, block, this, mode, memory, keep);
}

} // namespace dnas
