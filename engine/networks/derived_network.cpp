#include "engine/networks/derived_network.h"

#include "engine/api/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/relu.h>

#include <algorithm>
#include <numeric>

namespace dnas {

namespace {

constexpr int kStemMultiplier = 3;

bool contains(const std::vector<int>& values, int value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

int nodeCount(const CellGenotype& cell) {
    int last = 1;
    for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
    return last - 1;
}

/// Which gene stands at which place of the network, and where the reductions are.
struct Stack {
    std::vector<const CellGenotype*> cells;
    std::vector<int> reductions;
    bool concatAll = false;
};

Stack stackOf(const Genotype& genotype, int cells) {
    Stack stack;
    if (genotype.form == GenotypeForm::Chain)
        throw EngineError(ErrorCode::Unsupported, "A genotype of projector and predictor chains is no cell network.");
    if (genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt) {
        stack.reductions = genotype.reductions;
        stack.concatAll = true;
        if (genotype.form == GenotypeForm::Nested)
            for (const CellGenotype& cell : genotype.cells) stack.cells.push_back(&cell);
        else
            for (int index : genotype.sequence) stack.cells.push_back(&genotype.cells.at(index));
        return stack;
    }
    stack.reductions = reductionCells(cells);
    for (int cell = 0; cell < cells; ++cell)
        stack.cells.push_back(&genotype.cells.at(contains(stack.reductions, cell) ? 1 : 0));
    return stack;
}

} // namespace

DerivedCell::DerivedCell(const LayerScope& scope, const Shape& shape, const CellGenotype& genotype)
    : m_channels(shape.channels),
      m_first(scope.in("preprocess0"), shape.inFirst, shape.channels, shape.reductionBefore, /*affine=*/true),
      m_second(scope.in("preprocess1"), shape.inSecond, shape.channels, false, /*affine=*/true),
      m_nodes(nodeCount(genotype)) {
    std::vector<std::size_t> byTarget(genotype.edges.size()); // names keep the genotype's order, states need the nodes'
    std::iota(byTarget.begin(), byTarget.end(), std::size_t{0});
    std::stable_sort(byTarget.begin(), byTarget.end(),
                     [&](std::size_t a, std::size_t b) { return genotype.edges[a].to < genotype.edges[b].to; });
    for (std::size_t i : byTarget) {
        const GenotypeEdge& edge = genotype.edges[i];
        const bool sourceExists = edge.from < 2 || !m_nodes[edge.from - 2].empty();
        if (!sourceExists) continue; // an isolated node: FairDARTS ignores what leaves it
        const int stride = shape.reduction && edge.from < 2 ? 2 : 1;
        m_nodes[edge.to - 2].push_back({makeOperation(edge.operation, scope.in("_ops").in(static_cast<int>(i)),
                                                      {shape.channels, stride, /*search=*/false}),
                                        edge.from});
    }
    for (std::size_t node = 0; node < m_nodes.size(); ++node)
        if (!m_nodes[node].empty() && (shape.concatAll || contains(genotype.concat, static_cast<int>(node) + 2)))
            m_concat.push_back(static_cast<int>(node) + 2);
    if (m_concat.empty())
        throw EngineError(ErrorCode::Usage, "Cell '" + genotype.name + "' has no node with an operation: no network can be built.",
                          "Lower the threshold of the parse.");
}

at::Tensor DerivedCell::forward(const at::Tensor& first, const at::Tensor& second, const ForwardMode& mode) const {
    std::vector<at::Tensor> states{m_first.forward(first, mode), m_second.forward(second, mode)};
    std::vector<at::Tensor> rectified{at::relu(states[0]), at::relu(states[1])};
    for (const std::vector<Edge>& node : m_nodes) {
        at::Tensor sum;
        for (const Edge& edge : node) {
            const at::Tensor y = edge.operation->forward(states[edge.from], rectified[edge.from], mode);
            if (y.defined()) sum = sum.defined() ? sum + y : y;
        }
        states.push_back(sum);
        rectified.push_back(sum.defined() ? at::relu(sum) : sum);
    }
    std::vector<at::Tensor> outputs;
    for (int node : m_concat) outputs.push_back(states[node]);
    return at::cat(outputs, 1);
}

DerivedNetwork::DerivedNetwork(const Genotype& genotype, const NetworkShape& shape) {
    validate(genotype);
    if (shape.auxiliary) throw EngineError(ErrorCode::Unsupported, "Derived networks are built without their auxiliary head.");
    const Stack stack = stackOf(genotype, shape.cells);
    requireImageSize(shape.stem, static_cast<int>(stack.reductions.size()), shape.height, shape.width);
    const LayerScope root{m_weights, ""};
    m_stem = std::make_unique<NetworkStem>(root, shape.stem, shape.inputChannels, shape.channels, kStemMultiplier);

    int channels = shape.channels, inFirst = m_stem->channels(), inSecond = m_stem->channels();
    bool reductionBefore = m_stem->halvesBetweenOutputs();
    m_cells.reserve(stack.cells.size());
    for (std::size_t i = 0; i < stack.cells.size(); ++i) {
        const bool reduction = contains(stack.reductions, static_cast<int>(i));
        if (reduction) channels *= 2;
        m_cells.emplace_back(root.in("cells").in(static_cast<int>(i)),
                             DerivedCell::Shape{inFirst, inSecond, channels, reduction, reductionBefore, stack.concatAll},
                             *stack.cells[i]);
        reductionBefore = reduction;
        inFirst = inSecond;
        inSecond = m_cells.back().outputChannels();
    }
    m_classifier = Linear(root.in("classifier"), inSecond, shape.classes);
}

at::Tensor DerivedNetwork::forward(const at::Tensor& images, const ForwardMode& mode) const {
    auto [first, second] = m_stem->forward(images, mode);
    for (const DerivedCell& cell : m_cells) {
        at::Tensor out = cell.forward(first, second, mode);
        first = second;
        second = out;
    }
    return m_classifier.forward(at::adaptive_avg_pool2d(second, {1, 1}).flatten(1), mode);
}

} // namespace dnas
