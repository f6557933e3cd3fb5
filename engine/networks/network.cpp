#include "engine/networks/network.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/slice.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

namespace dnas {

namespace {

Convolution::Shape shapeOf(const Layer& layer) {
    const Window& w = layer.window;
    return {layer.inChannels, layer.channels, w.kernelHeight, w.kernelWidth, w.strideHeight,
            w.strideWidth,    w.padHeight,    w.padWidth,     w.dilation,    w.groups};
}

at::Tensor pooled(const Layer& layer, const at::Tensor& x) {
    const Window& w = layer.window;
    const std::vector<std::int64_t> kernel{w.kernelHeight, w.kernelWidth}, stride{w.strideHeight, w.strideWidth},
        pad{w.padHeight, w.padWidth};
    return layer.kind == LayerKind::MaxPool
               ? at::max_pool2d(x, kernel, stride, pad)
               : at::avg_pool2d(x, kernel, stride, pad, /*ceil_mode=*/false, /*count_include_pad=*/false);
}

at::Tensor shifted(const at::Tensor& x) {
    const at::Tensor y = x.slice(2, 1).slice(3, 1);
    const std::int64_t right = x.size(3) % 2, bottom = x.size(2) % 2;
    return right || bottom ? at::constant_pad_nd(y, {0, right, 0, bottom}, 0) : y;
}

at::Tensor sum(const Layer& layer, const std::vector<at::Tensor>& values) {
    at::Tensor total =
        values[static_cast<std::size_t>(layer.inputs[0])] + values[static_cast<std::size_t>(layer.inputs[1])];
    for (std::size_t i = 2; i < layer.inputs.size(); ++i)
        total = total + values[static_cast<std::size_t>(layer.inputs[i])];
    return total;
}

at::Tensor dropped(const at::Tensor& x, const DropPath& drop) {
    const double keep = 1.0 - drop.probability;
    at::Tensor mask = at::empty({x.size(0), 1, 1, 1}, at::TensorOptions().dtype(at::kFloat));
    for (std::int64_t i = 0; i < x.size(0); ++i)
        mask.data_ptr<float>()[i] = drop.random->uniform() < keep ? static_cast<float>(1.0 / keep) : 0.0f;
    return x * mask.to(x.device(), x.scalar_type());
}

} // namespace

Network::Network(LayerGraph graph, Kernels kernels)
    : m_graph(std::move(graph)), m_separable(m_graph.layers.size()), m_inside(m_graph.layers.size(), false), m_releases(m_graph.layers.size()) {
    const LayerScope root{m_weights, ""};
    m_modules.reserve(m_graph.layers.size());
    for (std::size_t i = 0; i < m_graph.layers.size(); ++i) {
        const Layer& layer = m_graph.layers[i];
        const LayerScope scope = root.in(layer.name);
        switch (layer.kind) {
        case LayerKind::Convolution:
            m_modules.emplace_back(Convolution(scope, shapeOf(layer)));
            break;
        case LayerKind::BatchNorm:
            m_modules.emplace_back(BatchNorm(scope, layer.channels, /*affine=*/true));
            break;
        case LayerKind::Linear:
            m_modules.emplace_back(Linear(scope, layer.inChannels, layer.channels));
            break;
        default:
            m_modules.emplace_back();
        }
    }
    if (kernels == Kernels::Fused) fuseSeparable();
    std::vector<std::size_t> lastUse(m_graph.layers.size(), 0);
    for (std::size_t i = 0; i < lastUse.size(); ++i) {
        for (int input : m_graph.layers[i].inputs) lastUse[static_cast<std::size_t>(input)] = i;
        if (m_separable[i].function) lastUse[static_cast<std::size_t>(m_separable[i].input)] = i;
    }
    for (std::size_t i = 0; i < lastUse.size(); ++i)
        if (lastUse[i] > i) m_releases[lastUse[i]].push_back(static_cast<int>(i));
}

void Network::fuseSeparable() {
    const std::vector<Layer>& layers = m_graph.layers;
    std::vector<int> users(layers.size(), 0);
    for (const Layer& layer : layers)
        for (int input : layer.inputs) ++users[static_cast<std::size_t>(input)];
    const auto before = [&](std::size_t layer) { return static_cast<std::size_t>(layers[layer].inputs.front()); };
    const auto alone = [&](std::size_t layer, LayerKind kind) { return layers[layer].kind == kind && users[layer] == 1; };
    std::vector<int> left = users; // of the ReLUs: who is not within a half
    for (std::size_t norm = 0; norm < layers.size(); ++norm) {
        if (layers[norm].kind != LayerKind::BatchNorm) continue;
        const std::size_t pointwise = before(norm);
        if (!alone(pointwise, LayerKind::Convolution)) continue;
        const std::size_t depthwise = before(pointwise);
        if (!alone(depthwise, LayerKind::Convolution)) continue;
        const std::size_t relu = before(depthwise);
        const auto &first = std::get<Convolution>(m_modules[depthwise]), &second = std::get<Convolution>(m_modules[pointwise]);
        if (layers[relu].kind != LayerKind::Relu || !FusedSeparable::supports(first.shape(), second.shape())) continue;
        m_separable[norm] = {std::make_unique<FusedSeparable>(first, second, std::get<BatchNorm>(m_modules[norm])), layers[relu].inputs.front()};
        m_inside[depthwise] = m_inside[pointwise] = true;
        if (--left[relu] == 0) m_inside[relu] = true;
    }
}

bool Network::computesFused(const at::Tensor& images, const ForwardMode& mode) const {
    const c10::ScalarType type = images.scalar_type();
    return images.is_cpu() && (type == at::kFloat || type == at::kDouble) && (mode.training || !at::GradMode::is_enabled());
}

at::Tensor Network::compute(std::size_t index, const std::vector<at::Tensor>& values, const ForwardMode& mode,
                            const DropPath& dropPath) const {
    const Layer& layer = m_graph.layers[index];
    const at::Tensor& x = values[static_cast<std::size_t>(layer.inputs.front())];
    switch (layer.kind) {
    case LayerKind::Input:
        return x;
    case LayerKind::Convolution:
        return std::get<Convolution>(m_modules[index]).forward(x, mode);
    case LayerKind::BatchNorm:
        return std::get<BatchNorm>(m_modules[index]).forward(x, mode);
    case LayerKind::Linear:
        return std::get<Linear>(m_modules[index]).forward(x, mode);
    case LayerKind::Relu:
        return at::relu(x);
    case LayerKind::Relu6:
        return at::clamp(x, 0, 6);
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
        return pooled(layer, x);
    case LayerKind::GlobalAverage:
        return at::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
    case LayerKind::Add:
        return sum(layer, values);
    case LayerKind::Concat: {
        std::vector<at::Tensor> parts;
        for (int input : layer.inputs)
            parts.push_back(values[static_cast<std::size_t>(input)]);
        return at::cat(parts, 1);
    }
    case LayerKind::Slice:
        return x.narrow(1, layer.channel, 1);
    case LayerKind::Shift:
        return shifted(x);
    case LayerKind::DropPath:
        return mode.training && dropPath.probability > 0 ? dropped(x, dropPath) : x;
    }
    return x;
}

void Network::advance(std::vector<at::Tensor>& values, std::size_t first, std::size_t end, const at::Tensor& images,
                      const ForwardMode& mode, const DropPath& dropPath) const {
    const bool fused = computesFused(images, mode);
    for (std::size_t i = first; i < end; ++i) {
        const Layer& layer = m_graph.layers[i];
        if ((layer.auxiliary && !mode.training) || (fused && m_inside[i])) continue;
        const Separable& half = m_separable[i];
        values[i] = layer.kind == LayerKind::Input ? images
                    : fused && half.function       ? half.function->forward(values[static_cast<std::size_t>(half.input)], mode)
                                                   : compute(i, values, mode, dropPath);
        for (int used : m_releases[i]) values[static_cast<std::size_t>(used)] = at::Tensor();
    }
}

NetworkOutput Network::run(const at::Tensor& images, const ForwardMode& mode, const DropPath& dropPath) const {
    std::vector<at::Tensor> values(m_graph.layers.size());
    advance(values, 0, values.size(), images, mode, dropPath);
    const auto valueOf = [&](int layer) { return layer < 0 ? at::Tensor() : values[static_cast<std::size_t>(layer)]; };
    return {valueOf(m_graph.logits), valueOf(m_graph.auxiliary)};
}

std::vector<at::Tensor> Network::forwardWithoutEach(const at::Tensor& images, const std::vector<std::size_t>& layers) const {
    const ForwardMode evaluation{/*training=*/false, false, false};
    const std::size_t behind = layers.empty() ? 0 : *std::max_element(layers.begin(), layers.end()) + 1;
    std::vector<at::Tensor> common(m_graph.layers.size());
    advance(common, 0, behind, images, evaluation, {});
    const auto logits = [&](std::vector<at::Tensor> values) {
        advance(values, behind, values.size(), images, evaluation, {});
        return values[static_cast<std::size_t>(m_graph.logits)];
    };
    std::vector<at::Tensor> results{logits(common)};
    for (const std::size_t layer : layers) {
        std::vector<at::Tensor> values = common;
        values[layer] = at::zeros_like(values[layer]);
        results.push_back(logits(std::move(values)));
    }
    return results;
}

} // namespace dnas
