#include "engine/networks/layer_graph.h"

#include "engine/api/error.h"

namespace dnas {

Window Window::square(int kernel, int stride, int dilation, int groups) {
    const int pad = dilation * (kernel - 1) / 2;
    return {kernel, kernel, stride, stride, pad, pad, dilation, groups};
}

LayerCost costOf(const Layer& layer) {
    const std::int64_t in = layer.inChannels, out = layer.channels;
    switch (layer.kind) {
    case LayerKind::Convolution: {
        const std::int64_t weights =
            in / layer.window.groups * out * layer.window.kernelHeight * layer.window.kernelWidth;
        return {weights, weights * layer.height * layer.width};
    }
    case LayerKind::BatchNorm:
        return {2 * out, 0};
    case LayerKind::Linear:
        return {in * out + out, in * out};
    case LayerKind::Input:
    case LayerKind::Relu:
    case LayerKind::Relu6:
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
    case LayerKind::GlobalAverage:
    case LayerKind::Add:
    case LayerKind::Concat:
    case LayerKind::Slice:
    case LayerKind::Shift:
    case LayerKind::DropPath:
        return {};
    }
    return {};
}

int GraphBuilder::append(LayerKind kind, const std::string& name, std::vector<int> inputs, int channels, int height,
                         int width, const Window& window) {
    Layer layer;
    layer.kind = kind;
    layer.name = name;
    layer.inChannels = inputs.empty() ? channels : this->layer(inputs.front()).channels;
    layer.inputs = std::move(inputs);
    layer.window = window;
    layer.channels = channels;
    layer.height = height;
    layer.width = width;
    layer.auxiliary = m_auxiliary;
    m_graph.layers.push_back(std::move(layer));
    return static_cast<int>(m_graph.layers.size()) - 1;
}

int GraphBuilder::windowed(LayerKind kind, int x, const std::string& name, int channels, const Window& window) {
    const auto reduced = [&](int side, int kernel, int stride, int pad) {
        const int room = side + 2 * pad - window.dilation * (kernel - 1) - 1;
        if (room < 0)
            throw EngineError(ErrorCode::Usage,
                              "Layer '" + name + "' needs images of at least " + std::to_string(side - room) +
                                  " pixels a side; they have " + std::to_string(side) + ".",
                              "Use larger images (option image_size), or another stem.");
        return room / stride + 1;
    };
    const int height = reduced(layer(x).height, window.kernelHeight, window.strideHeight, window.padHeight);
    const int width = reduced(layer(x).width, window.kernelWidth, window.strideWidth, window.padWidth);
    return append(kind, name, {x}, channels, height, width, window);
}

int GraphBuilder::input(int channels, int height, int width) {
    return append(LayerKind::Input, "images", {}, channels, height, width);
}

int GraphBuilder::convolution(int x, const std::string& name, int channels, const Window& window) {
    return windowed(LayerKind::Convolution, x, name, channels, window);
}

int GraphBuilder::norm(int x, const std::string& name) {
    return append(LayerKind::BatchNorm, name, {x}, layer(x).channels, layer(x).height, layer(x).width);
}

int GraphBuilder::rectified(LayerKind kind, int x, const char* suffix) {
    for (std::size_t i = static_cast<std::size_t>(x) + 1; i < m_graph.layers.size(); ++i)
        if (m_graph.layers[i].kind == kind && m_graph.layers[i].inputs.front() == x &&
            m_graph.layers[i].auxiliary == m_auxiliary)
            return static_cast<int>(i);
    return append(kind, layer(x).name + suffix, {x}, layer(x).channels, layer(x).height, layer(x).width);
}

int GraphBuilder::relu(int x) {
    return rectified(LayerKind::Relu, x, ".relu");
}
int GraphBuilder::relu6(int x) {
    return rectified(LayerKind::Relu6, x, ".relu6");
}

int GraphBuilder::maxPool(int x, const std::string& name, const Window& window) {
    return windowed(LayerKind::MaxPool, x, name, layer(x).channels, window);
}

int GraphBuilder::averagePool(int x, const std::string& name, const Window& window) {
    return windowed(LayerKind::AveragePool, x, name, layer(x).channels, window);
}

int GraphBuilder::globalAverage(int x) {
    return append(LayerKind::GlobalAverage, layer(x).name + ".pooled", {x}, layer(x).channels, 1, 1);
}

int GraphBuilder::linear(int x, const std::string& name, int classes) {
    return append(LayerKind::Linear, name, {x}, classes, 1, 1);
}

int GraphBuilder::add(const std::vector<int>& inputs, const std::string& name) {
    if (inputs.size() == 1) return inputs.front();
    const Layer& first = layer(inputs.front());
    return append(LayerKind::Add, name, inputs, first.channels, first.height, first.width);
}

int GraphBuilder::concat(const std::vector<int>& inputs, const std::string& name) {
    int channels = 0;
    for (int input : inputs)
        channels += layer(input).channels;
    return append(LayerKind::Concat, name, inputs, channels, layer(inputs.front()).height, layer(inputs.front()).width);
}

int GraphBuilder::slice(int x, const std::string& name, int channel) {
    const int index = append(LayerKind::Slice, name, {x}, 1, layer(x).height, layer(x).width);
    m_graph.layers.back().channel = channel;
    return index;
}

int GraphBuilder::shift(int x, const std::string& name) {
    const Layer& in = layer(x); // an odd side keeps its length
    return append(LayerKind::Shift, name, {x}, in.channels, in.height - 1 + in.height % 2, in.width - 1 + in.width % 2);
}

int GraphBuilder::dropPath(int x) {
    return append(LayerKind::DropPath, layer(x).name + ".drop_path", {x}, layer(x).channels, layer(x).height,
                  layer(x).width);
}

LayerGraph GraphBuilder::finish(int logits, int auxiliary, int classes) {
    m_graph.logits = logits;
    m_graph.auxiliary = auxiliary;
    m_graph.classes = classes;
    return std::move(m_graph);
}

} // namespace dnas
