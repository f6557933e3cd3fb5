#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/networks/graphs.h"

#include <algorithm>
#include <map>
#include <set>

namespace dnas {

namespace {

constexpr int kStemMultiplier = 3;
constexpr const char* kChannelPrefix = "channel_";
constexpr const char* kFeatures = "features"; ///< of all channels, side by side
constexpr int kHeadChannels = 128, kHeadFeatures = 768;

std::string number(int value) {
    return std::to_string(value);
}

/// A chain of layers whose names count up, as the elements of a PyTorch Sequential.
class Chain {
  public:
    Chain(GraphBuilder& graph, std::string prefix, int x) : m_graph(graph), m_prefix(std::move(prefix)), m_x(x) {}
    Chain& relu() {
        m_x = m_graph.relu(m_x);
        ++m_next;
        return *this;
    }
    Chain& convolution(int channels, const Window& window) {
        m_x = m_graph.convolution(m_x, name(), channels, window);
        return *this;
    }
    Chain& norm() {
        m_x = m_graph.norm(m_x, name());
        return *this;
    }
    Chain& averagePool(const Window& window) {
        m_x = m_graph.averagePool(m_x, name(), window);
        return *this;
    }
    int end() const { return m_x; }

  private:
    std::string name() { return m_prefix + number(m_next++); }
    GraphBuilder& m_graph;
    std::string m_prefix;
    int m_x, m_next = 0;
};

int factorizedReduce(GraphBuilder& graph, int x, const std::string& prefix, int channels) {
    const int rectified = graph.relu(x);
    const Window half = Window::square(1, 2);
    const int first = graph.convolution(rectified, prefix + "conv_1", channels / 2, half);
    const int second =
        graph.convolution(graph.shift(rectified, prefix + "shift"), prefix + "conv_2", channels - channels / 2, half);
    return graph.norm(graph.concat({first, second}, prefix + "halves"), prefix + "bn");
}

int reluConvNorm(GraphBuilder& graph, int x, const std::string& prefix, int channels) {
    return Chain(graph, prefix + "op.", x).relu().convolution(channels, Window::square(1)).norm().end();
}

int kernelOf(const std::string& operation) {
    return operation[operation.size() - 1] - '0';
}

/// @return the layer of the operation's output; x itself for an identity, -1 for `none`
int addOperation(GraphBuilder& graph, const std::string& operation, const std::string& prefix, int x, int stride) {
    const int c = graph.layer(x).channels;
    Chain chain(graph, prefix + "op.", x);
    if (operation == "none") return -1;
    if (operation == "skip_connect") return stride == 1 ? x : factorizedReduce(graph, x, prefix, c);
    if (operation == "max_pool_3x3") return graph.maxPool(x, prefix + "pool", Window::square(3, stride));
    if (operation == "avg_pool_3x3") return graph.averagePool(x, prefix + "pool", Window::square(3, stride));
    if (operation.rfind("sep_conv", 0) == 0) {
        for (const int halfStride : {stride, 1})
            chain.relu()
                .convolution(c, Window::square(kernelOf(operation), halfStride, 1, c))
                .convolution(c, Window::square(1))
                .norm();
        return chain.end();
    }
    if (operation.rfind("dil_conv", 0) == 0)
        return chain.relu()
            .convolution(c, Window::square(kernelOf(operation), stride, 2, c))
            .convolution(c, Window::square(1))
            .norm()
            .end();
    if (operation.rfind("simple_conv", 0) == 0)
        return chain.relu().convolution(c, Window::square(kernelOf(operation), stride)).norm().end();
    if (operation == "conv_3x1_1x3" || operation == "conv_7x1_1x7") {
        const int kernel = kernelOf(operation), pad = (kernel - 1) / 2;
        // D-DARTS's published module keeps a Sequential `op` for 3, and for 7 is a Sequential itself.
        return Chain(graph, kernel == 3 ? prefix + "op." : prefix, x)
            .relu()
            .convolution(c, {1, kernel, 1, stride, 0, pad, 1, 1})
            .convolution(c, {kernel, 1, stride, 1, pad, 0, 1, 1})
            .norm()
            .end();
    }
    if (operation == "bottleneck_1x3x1")
        return chain.relu()
            .convolution(c, Window::square(1))
            .norm()
            .convolution(c, Window::square(3, stride))
            .norm()
            .convolution(4 * c, Window::square(1))
            .norm()
            .relu()
            .convolution(c, Window::square(1))
            .norm()
            .end();
    throw EngineError(ErrorCode::Usage, "Unknown operation '" + operation + "'.",
                      "See `dnas methods` for the operation sets.");
}

class DerivedBuilder {
  public:
    /// @param prefix of the names of all layers
    DerivedBuilder(GraphBuilder& graph, const Genotype& genotype, const NetworkShape& shape, std::string prefix)
        : m_graph(graph), m_genotype(genotype), m_shape(shape), m_prefix(std::move(prefix)) {}

    /// @param images layer @param auxiliary set to the layer of the auxiliary logits @return the mean of the last cell's output
    int features(int images, int& auxiliary) {
        const std::vector<CellPlace> places = cellStack(m_genotype, m_shape.cells);
        std::size_t last = 2 * places.size() / 3; // where the auxiliary head stands when no cell reduces
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i].reduction) last = i;
        bool reductionBefore = m_shape.stem != Stem::Cifar;
        auto [first, second] = stem(images);
        int channels = m_shape.channels;
        auxiliary = -1;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (places[i].reduction) channels *= 2;
            const std::string prefix = m_prefix + "cells." + std::to_string(i) + ".";
            const int out = cell(m_genotype.cells[static_cast<std::size_t>(places[i].gene)], prefix, first, second,
                                 channels, places[i].reduction, reductionBefore);
            first = second;
            second = out;
            reductionBefore = places[i].reduction;
            if (m_shape.auxiliary && i == last) auxiliary = auxiliaryHead(second);
        }
        return m_graph.globalAverage(second);
    }

  private:
    std::pair<int, int> stem(int images) {
        const int c = m_shape.channels;
        const Window half = Window::square(3, 2);
        if (m_shape.stem == Stem::Cifar) {
            const int out =
                Chain(m_graph, m_prefix + "stem.", images).convolution(kStemMultiplier * c, Window::square(3)).norm().end();
            return {out, out};
        }
        const int first = Chain(m_graph, m_prefix + "stem0.", images)
                              .convolution(std::max(1, c / 2), half)
                              .norm()
                              .relu()
                              .convolution(c, m_shape.stem == Stem::ImageNetBy4 ? Window::square(3) : half)
                              .norm()
                              .end();
        return {first, Chain(m_graph, m_prefix + "stem1.", first).relu().convolution(c, half).norm().end()};
    }

    int cell(const CellGenotype& gene, const std::string& prefix, int first, int second, int channels, bool reduction,
             bool reductionBefore) {
        std::map<int, int> states; // node -> layer
        states[0] = reductionBefore ? factorizedReduce(m_graph, first, prefix + "preprocess0.", channels)
                                    : reluConvNorm(m_graph, first, prefix + "preprocess0.", channels);
        states[1] = reluConvNorm(m_graph, second, prefix + "preprocess1.", channels);
        const bool pairs = m_genotype.form == GenotypeForm::Pairs;
        const std::set<int> reached = reachedNodes(gene);
        for (const int node : reached) {
            if (node < 2) continue;
            std::vector<int> terms;
            for (std::size_t i = 0; i < gene.edges.size(); ++i) {
                const GenotypeEdge& edge = gene.edges[i];
                if (edge.to != node || !reached.count(edge.from)) continue; // what leaves an isolated node is ignored
                const int x = states.at(edge.from);
                int y = addOperation(m_graph, edge.operation,
                                     prefix + "_ops." + operationName(m_genotype, gene, i) + ".", x,
                                     reduction && edge.from < 2 ? 2 : 1);
                if (pairs && y >= 0 && y != x) y = m_graph.dropPath(y);
                if (y >= 0) terms.push_back(y);
            }
            if (terms.empty()) // only `none` flows in: the node is a zero image, which no layer here makes
                throw EngineError(ErrorCode::Unsupported,
                                  "Node " + number(node) + " of cell '" + gene.name + "' has no operation but 'none'.",
                                  "Leave its edges out.");
            const int sum = m_graph.add(terms, prefix + "node" + number(node));
            states[node] = pairs ? sum : m_graph.dropPath(sum);
        }
        std::vector<int> outputs;
        for (const int node : outputNodes(m_genotype, gene))
            outputs.push_back(states.at(node));
        if (outputs.empty())
            throw EngineError(ErrorCode::Usage,
                              "Cell '" + gene.name + "' has no node with an operation: no network can be built.",
                              "Lower the threshold of the parse.");
        return m_graph.concat(outputs, prefix + "out");
    }

    /// Average pooling of 5 to 2x2 pixels, 1x1 to 128 and 2x2 to 768 channels, a classifier. The ImageNet form pools
    /// with stride 2 and has no batch norm behind the 768 channels (DARTS's published code); D-DARTS's has one.
    int auxiliaryHead(int x) {
        const bool cifar = m_shape.stem == Stem::Cifar;
        const Window pool{5, 5, cifar ? 3 : 2, cifar ? 3 : 2, 0, 0, 1, 1};
        const Window whole{2, 2, 1, 1, 0, 0, 1, 1};
        m_graph.setAuxiliary(true);
        Chain head(m_graph, "auxiliary_head.features.", x);
        head.relu()
            .averagePool(pool)
            .convolution(kHeadChannels, Window::square(1))
            .norm()
            .relu()
            .convolution(kHeadFeatures, whole);
        if (m_shape.stem != Stem::ImageNet) head.norm();
        const int features = m_graph.globalAverage(head.relu().end());
        const int logits = m_graph.linear(features, "auxiliary_head.classifier", m_shape.classes);
        m_graph.setAuxiliary(false);
        return logits;
    }

    GraphBuilder& m_graph;
    const Genotype& m_genotype;
    const NetworkShape& m_shape;
    std::string m_prefix;
};

/// The networks of the channels, their features side by side, and the meta-learner, as in the supernet.
LayerGraph channelGraph(const std::vector<ChannelGenotype>& parts, const NetworkShape& shape) {
    GraphBuilder graph;
    const int images = graph.input(shape.inputChannels, shape.height, shape.width);
    std::vector<int> features;
    for (const ChannelGenotype& part : parts) {
        const std::string name = kChannelPrefix + part.channel;
        const int plane = graph.slice(images, name, static_cast<int>(features.size()));
        int auxiliary = -1;
        features.push_back(DerivedBuilder(graph, part.genotype, shape, name + ".").features(plane, auxiliary));
    }
    const int hidden = graph.linear(graph.concat(features, kFeatures), "meta.0", shape.metaFeatures);
    return graph.finish(graph.linear(graph.relu(hidden), "meta.2", shape.classes), -1, shape.classes);
}

} // namespace

LayerGraph derivedGraph(const Genotype& genotype, const NetworkShape& shape) {
    networkCost(genotype, shape); // refuses what stands for no network, naming it
    if (genotype.form == GenotypeForm::Channels) return channelGraph(channelGenotypes(genotype), shape);
    GraphBuilder graph;
    int auxiliary = -1;
    const int images = graph.input(shape.inputChannels, shape.height, shape.width);
    const int features = DerivedBuilder(graph, genotype, shape, "").features(images, auxiliary);
    return graph.finish(graph.linear(features, "classifier", shape.classes), auxiliary, shape.classes);
}

std::string operationName(const Genotype& genotype, const CellGenotype& cell, std::size_t edge) {
    if (genotype.form == GenotypeForm::Pairs) return std::to_string(edge);
    const GenotypeEdge& own = cell.edges[edge];
    const auto before = std::count_if(cell.edges.begin(), cell.edges.begin() + static_cast<std::ptrdiff_t>(edge),
                                      [&](const GenotypeEdge& e) { return e.to == own.to && e.from == own.from; });
    return number(own.to) + "." + number(own.from) + "." + std::to_string(before);
}

std::vector<std::pair<std::string, std::size_t>> channelFeatures(const LayerGraph& graph) {
    std::vector<std::pair<std::string, std::size_t>> result;
    for (const Layer& joined : graph.layers) {
        if (joined.kind != LayerKind::Concat || joined.name != kFeatures) continue;
        std::vector<std::string> channels;
        for (const Layer& layer : graph.layers)
            if (layer.kind == LayerKind::Slice) channels.push_back(layer.name.substr(std::string(kChannelPrefix).size()));
        for (std::size_t i = 0; i < joined.inputs.size(); ++i)
            result.push_back({channels.at(i), static_cast<std::size_t>(joined.inputs[i])});
    }
    return result;
}

LayerGraph operationGraph(const std::string& operation, int channels, int side, int stride) {
    GraphBuilder graph;
    const int out = addOperation(graph, operation, "", graph.input(channels, side, side), stride);
    if (out < 0) throw EngineError(ErrorCode::Usage, "The operation '" + operation + "' computes nothing.");
    return graph.finish(out, -1, channels);
}

} // namespace dnas
