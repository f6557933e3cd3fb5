#include "engine/siamese/head.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool1d.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/max_pool1d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/select.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/squeeze.h>
#include <ATen/ops/unsqueeze.h>

namespace dnas {

at::Tensor poolFeatures(const at::Tensor& x, HeadLayerKind kind) {
    const at::Tensor row = x.unsqueeze(1); // [batch, 1, features]: the features are the axis that is pooled
    const at::Tensor y = kind == HeadLayerKind::MaxPool ? at::max_pool1d(row, 3, 1, 1) : at::avg_pool1d(row, 3, 1, 1);
    return y.squeeze(1);
}

Head::Head(const LayerScope& scope, HeadPlan plan) : m_plan(std::move(plan)), m_modules(m_plan.stages.size()) {
    for (std::size_t s = 0; s < m_plan.stages.size(); ++s) {
        const HeadStage& stage = m_plan.stages[s];
        const LayerScope ofStage = scope.in(static_cast<int>(s));
        m_modules[s].resize(stage.blocks.size());
        for (std::size_t b = 0; b < stage.blocks.size(); ++b) {
            const LayerScope ofBlock = stage.blocks.size() == 1 ? ofStage : ofStage.in(static_cast<int>(b));
            for (std::size_t l = 0; l < stage.blocks[b].layers.size(); ++l) {
                const HeadLayer& layer = stage.blocks[b].layers[l];
                const LayerScope own = ofBlock.in(static_cast<int>(l));
                if (layer.kind == HeadLayerKind::Linear)
                    m_modules[s][b].emplace_back(Linear(own, layer.in, layer.out, layer.free));
                else if (layer.kind == HeadLayerKind::BatchNorm)
                    m_modules[s][b].emplace_back(BatchNorm(own, layer.out, layer.free));
                else
                    m_modules[s][b].emplace_back();
            }
        }
    }
}

at::Tensor Head::block(std::size_t stage, std::size_t index, const at::Tensor& x, const ForwardMode& mode) const {
    const std::vector<HeadLayer>& layers = m_plan.stages[stage].blocks[index].layers;
    at::Tensor y = x;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const Module& module = m_modules[stage][index][l];
        switch (layers[l].kind) {
        case HeadLayerKind::Linear: y = std::get<Linear>(module).forward(y, mode); break;
        case HeadLayerKind::BatchNorm: y = std::get<BatchNorm>(module).forward(y, mode); break;
        case HeadLayerKind::Relu: y = at::relu(y); break;
        case HeadLayerKind::Hardswish: y = at::hardswish(y); break;
        case HeadLayerKind::Silu: y = at::silu(y); break;
        case HeadLayerKind::Elu: y = at::elu(y); break;
        case HeadLayerKind::MaxPool:
        case HeadLayerKind::AveragePool: y = poolFeatures(y, layers[l].kind); break;
        }
    }
    return y;
}

at::Tensor Head::forward(const at::Tensor& x, const at::Tensor& weights, const ForwardMode& mode) const {
    at::Tensor y = x;
    std::int64_t row = 0;
    for (std::size_t s = 0; s < m_plan.stages.size(); ++s) {
        const HeadStage& stage = m_plan.stages[s];
        const at::Tensor w = stage.searched && weights.defined() ? weights.select(0, row++) : at::Tensor();
        at::Tensor sum;
        for (std::size_t b = 0; b < stage.blocks.size(); ++b) {
            at::Tensor part = block(s, b, y, mode);
            if (w.defined()) part = part * w.select(0, static_cast<std::int64_t>(b));
            sum = sum.defined() ? sum + part : part;
        }
        y = sum;
    }
    return y;
}

} // namespace dnas
