#include "engine/spaces/cell_supernet.h"

#include "engine/spaces/channel_supernet.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/cell_arrangement.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/unbind.h>

#include <algorithm>

namespace dnas {

Preprocess::Preprocess(const LayerScope& scope, int in, int out, bool halve, bool affine, Kernels kernels) : m_halve(halve) {
    if (halve)
        m_reduce = FactorizedReduce(scope, in, out, affine);
    else
        m_plain = ReluConvBn(scope, Convolution::square(in, out, 1), affine);
    if (kernels == Kernels::Fused && !halve && !affine && FusedPreprocess::supports(in, out)) m_fused.emplace(scope, in, out);
}

at::Tensor Preprocess::forward(const at::Tensor& x, const ForwardMode& mode) const {
    if (m_fused && x.device().is_cpu()) return m_fused->forward(x, mode);
    const at::Tensor rectified = at::relu(x);
    return m_halve ? m_reduce.forward(rectified, mode) : m_plain.forward(rectified, mode);
}

namespace {
/// A detached tensor is another tensor with the same data.
bool sameData(const at::Tensor& a, const at::Tensor& b) { return a.data_ptr() == b.data_ptr() && a.sizes() == b.sizes(); }
} // namespace

SearchCell::SearchCell(const LayerScope& scope, const Shape& shape, const std::vector<std::string>& operations,
                       Kernels kernels)
    : m_shape(shape), m_kernels(kernels),
      m_first(scope.in("preprocess0"), shape.inFirst, shape.channels, shape.reductionBefore, /*affine=*/false, kernels),
      m_second(scope.in("preprocess1"), shape.inSecond, shape.channels, false, /*affine=*/false, kernels) {
    int edge = 0;
    for (int node = 0; node < shape.nodes; ++node)
        for (int from = 0; from < node + 2; ++from, ++edge) {
            const LayerScope edgeScope = scope.in("_ops").in(edge).in("_ops");
            const int stride = shape.reduction && from < 2 ? 2 : 1;
            auto& row = m_edges.emplace_back();
            for (std::size_t o = 0; o < operations.size(); ++o)
                row.push_back(makeOperation(operations[o], edgeScope.in(static_cast<int>(o)), {shape.channels, stride, true}));
        }
    if (kernels == Kernels::Fused && FusedCell::supports(operations))
        m_fused.emplace(scope, shape.channels, shape.nodes, shape.reduction, operations);
}

at::Tensor SearchCell::forward(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                               const ForwardMode& mode, CellMemory* memory) const {
    const bool fill = memory && !memory->first.defined(), read = memory && !fill && !at::GradMode::is_enabled();
    const at::Tensor a = read && sameData(first, memory->first) ? memory->preparedFirst : m_first.forward(first, mode);
    const at::Tensor b = read && sameData(second, memory->second) ? memory->preparedSecond : m_second.forward(second, mode);
    if (fill) {
        memory->first = first;
        memory->second = second;
        memory->preparedFirst = a;
        memory->preparedSecond = b;
    }
    if (m_fused && a.device().is_cpu()) return m_fused->forward(a, b, mixing, mode, memory ? &memory->fused : nullptr);
    const std::size_t operands = (static_cast<std::size_t>(m_shape.nodes) + 1) * m_edges.front().size();
    const bool summed = m_kernels == Kernels::Fused && a.is_cuda() && nodeSumSupports(a.device(), operands);
    return summed ? summedNodes(a, b, mixing, mode) : plainNodes(a, b, mixing, mode);
}

at::Tensor SearchCell::summedNodes(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode) const {
    const std::size_t columns = m_edges.front().size();
    std::vector<at::Tensor> states{first, second};
    std::vector<at::Tensor> rectified{at::relu(states[0]), at::relu(states[1])};
    std::vector<std::vector<at::Tensor>> shared; // [state][operation]: a state's pools, made once
    std::size_t edge = 0;
    for (int node = 0; node < m_shape.nodes; ++node) {
        const std::size_t firstEdge = edge;
        std::vector<NodeOperand> operands;
        shared.resize(states.size(), std::vector<at::Tensor>(columns));
        for (std::size_t from = 0; from < states.size(); ++from, ++edge)
            for (std::size_t o = 0; o < columns; ++o) {
                const Operation& operation = *m_edges[edge][o];
                at::Tensor value = shared[from][o];
                if (!value.defined()) value = operation.raw(states[from], rectified[from], mode);
                if (!value.defined()) continue; // `none`
                if (operation.sameOnEveryEdge()) shared[from][o] = value;
                operands.push_back({value, operation.lastNorm(), static_cast<int>((edge - firstEdge) * columns + o)});
            }
        const at::Tensor weights = mixing.narrow(0, static_cast<std::int64_t>(firstEdge), static_cast<std::int64_t>(states.size())).flatten();
        states.push_back(nodeSum(operands, weights, mode));
        rectified.push_back(at::relu(states.back()));
    }
    return at::cat(std::vector<at::Tensor>(states.begin() + 2, states.end()), 1);
}

at::Tensor SearchCell::plainNodes(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                                  const ForwardMode& mode) const {
    // One unbind instead of a select per entry: its gradient is one stack.
    const std::vector<at::Tensor> weights = mixing.flatten().unbind();
    std::vector<at::Tensor> states{first, second};
    std::vector<at::Tensor> rectified{at::relu(states[0]), at::relu(states[1])};
    std::size_t edge = 0;
    for (int node = 0; node < m_shape.nodes; ++node) {
        at::Tensor sum;
        for (std::size_t from = 0; from < states.size(); ++from, ++edge)
            for (std::size_t o = 0; o < m_edges[edge].size(); ++o) {
                const at::Tensor y = m_edges[edge][o]->forward(states[from], rectified[from], mode);
                if (!y.defined()) continue;
                const at::Tensor& weight = weights[edge * m_edges[edge].size() + o];
                sum = sum.defined() ? at::addcmul(sum, y, weight) : y * weight;
            }
        states.push_back(sum);
        rectified.push_back(at::relu(sum));
    }
    return at::cat(std::vector<at::Tensor>(states.begin() + 2, states.end()), 1);
}

namespace {

std::vector<AlphaLayout> layoutOf(const CellSpaceSpec& spec, const CellArrangement& arrangement) {
    std::vector<AlphaLayout> layout;
    for (const std::string& group : arrangement.groups) layout.push_back({group, cellEdges(spec.nodes), operationNames(spec.operations)});
    return layout;
}

} // namespace

CellTower::CellTower(const LayerScope& scope, const CellSpaceSpec& spec, const CellArrangement& arrangement,
                     int inputChannels, Kernels kernels)
    : m_groupOfCell(arrangement.groupOfCell),
      m_stem(std::make_unique<NetworkStem>(scope, spec.stem, inputChannels, spec.channels, spec.stemMultiplier)) {
    const std::vector<int>& reductions = arrangement.reductions;
    int channels = spec.channels, inFirst = m_stem->channels(), inSecond = m_stem->channels();
    bool reductionBefore = m_stem->halvesBetweenOutputs();
    m_cells.reserve(spec.cells);
    for (int cell = 0; cell < spec.cells; ++cell) {
        const bool reduction = std::find(reductions.begin(), reductions.end(), cell) != reductions.end();
        if (reduction) channels *= 2;
        m_cells.emplace_back(scope.in("cells").in(cell),
                             SearchCell::Shape{inFirst, inSecond, channels, spec.nodes, reduction, reductionBefore},
                             operationNames(spec.operations), kernels);
        reductionBefore = reduction;
        inFirst = inSecond;
        inSecond = channels * spec.nodes;
    }
    m_features = inSecond;
}

std::pair<at::Tensor, at::Tensor> CellTower::stem(const at::Tensor& images, const ForwardMode& mode) const {
    return m_stem->forward(images, mode);
}

at::Tensor CellTower::cell(int k, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                           const ForwardMode& mode, CellMemory* memory) const {
    return m_cells[k].forward(first, second, mixing, mode, memory);
}

at::Tensor CellTower::run(const at::Tensor& images, const at::Tensor* mixing, const ForwardMode& mode) const {
    auto [first, second] = stem(images, mode);
    for (int k = 0; k < cellCount(); ++k) {
        at::Tensor out = cell(k, first, second, mixing[m_groupOfCell[k]], mode);
        first = second;
        second = out;
    }
    return second;
}

at::Tensor pooledFeatures(const at::Tensor& last) { return at::adaptive_avg_pool2d(last, {1, 1}).flatten(1); }

CellSupernet::CellSupernet(const CellSpaceSpec& spec, const ImageShape& images, Kernels kernels) {
    const CellArrangement arrangement = arrangementOf(spec);
    m_layout = layoutOf(spec, arrangement);
    requireImageSize(spec.stem, static_cast<int>(arrangement.reductions.size()), images.height, images.width);
    const LayerScope root{m_weights, ""};
    m_tower = std::make_unique<CellTower>(root, spec, arrangement, images.channels, kernels);
    m_classifier = Linear(root.in("classifier"), m_tower->featureCount(), images.classes);
}

at::Tensor CellSupernet::forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                 const ForwardMode& mode) const {
    return classify(m_tower->run(images, mixing.data(), mode), mode);
}

std::pair<at::Tensor, at::Tensor> CellSupernet::stem(const at::Tensor& images, const ForwardMode& mode) const {
    return m_tower->stem(images, mode);
}

at::Tensor CellSupernet::cell(int k, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                              const ForwardMode& mode, CellMemory* memory) const {
    return m_tower->cell(k, first, second, mixing, mode, memory);
}

at::Tensor CellSupernet::classify(const at::Tensor& last, const ForwardMode& mode) const {
    return m_classifier.forward(pooledFeatures(last), mode);
}

std::unique_ptr<Supernet> makeSupernet(const SpaceSpec& space, const ImageShape& images, Kernels kernels) {
    return std::visit([&](const CellSpaceSpec& cells) -> std::unique_ptr<Supernet> {
        if (cells.networks == NetworkCount::PerChannel) return std::make_unique<ChannelSupernet>(cells, images, kernels);
        return std::make_unique<CellSupernet>(cells, images, kernels);
    }, space);
}

} // namespace dnas
