#include "engine/train/inherited_weights.h"

#include "engine/api/cell_stack.h"
#include "engine/api/operations.h"
#include "engine/networks/graphs.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <utility>

namespace dnas {

namespace {

using Columns = std::vector<std::int64_t>;

int edgeOf(const GenotypeEdge& edge) {
    int index = edge.from;
    for (int node = 2; node < edge.to; ++node)
        index += node;
    return index;
}

/// One stack of cells: the whole network, or that of a channel.
class Tower {
  public:
    Tower(const CellSpaceSpec& space, Genotype genotype, std::string prefix)
        : m_space(space), m_genotype(std::move(genotype)), m_prefix(std::move(prefix)),
          m_places(cellStack(m_genotype, space.cells)) {}

    void addTo(std::map<std::string, InheritedSource>& sources) const {
        for (int i = 0; i < count(); ++i) {
            const std::string cell = m_prefix + "cells." + std::to_string(i) + ".";
            addOperations(cell, gene(i), sources);
            for (int input : {0, 1}) {
                const std::string name = cell + "preprocess" + std::to_string(input) + ".";
                sources[name] = {name, output(i - 2 + input)};
            }
        }
    }
    /// Channels of the supernet's last cell that the derived one has, too.
    Columns output() const { return output(count() - 1); }
    /// Channels of the supernet's last cell.
    std::int64_t width() const { return std::int64_t(channels(count() - 1)) * m_space.nodes; }

  private:
    int count() const { return static_cast<int>(m_places.size()); }
    const CellGenotype& gene(int cell) const {
        return m_genotype.cells[static_cast<std::size_t>(m_places[static_cast<std::size_t>(cell)].gene)];
    }
    int channels(int cell) const {
        return m_space.channels << std::count_if(m_places.begin(), m_places.begin() + cell + 1,
                                                 [](const CellPlace& place) { return place.reduction; });
    }
    void addOperations(const std::string& cell, const CellGenotype& genes,
                       std::map<std::string, InheritedSource>& sources) const {
        const std::vector<std::string> operations = operationNames(m_space.operations);
        for (std::size_t k = 0; k < genes.edges.size(); ++k) {
            const auto column = std::find(operations.begin(), operations.end(), genes.edges[k].operation);
            sources[cell + "_ops." + operationName(m_genotype, genes, k) + "."] = {
                cell + "_ops." + std::to_string(edgeOf(genes.edges[k])) + "._ops." +
                    std::to_string(column - operations.begin()) + ".",
                {}};
        }
    }
    /// Empty: all, as of the stem, which stands before cell 0.
    Columns output(int cell) const {
        if (cell < 0) return {};
        Columns columns;
        for (const int node : outputNodes(m_genotype, gene(cell)))
            for (int c = 0; c < channels(cell); ++c)
                columns.push_back(std::int64_t(node - 2) * channels(cell) + c);
        return columns;
    }

    const CellSpaceSpec& m_space;
    Genotype m_genotype;
    std::string m_prefix;
    std::vector<CellPlace> m_places;
};

InheritedSource sourceOf(const std::map<std::string, InheritedSource>& prefixes, const std::string& name) {
    auto found = prefixes.upper_bound(name); // no prefix begins another: the one before is the only candidate
    if (found == prefixes.begin()) return {name, {}};
    --found;
    if (name.compare(0, found->first.size(), found->first) != 0) return {name, {}};
    return {found->second.name + name.substr(found->first.size()), found->second.columns};
}

bool isStatistic(const std::string& name) {
    return name.find(".running_") != std::string::npos;
}

/// The supernet's tensor as the derived network needs it.
at::Tensor taken(const at::Tensor& tensor, const Columns& columns) {
    if (columns.empty() || tensor.dim() < 2) return tensor;
    return at::index_select(tensor, 1, at::tensor(columns, at::TensorOptions().dtype(at::kLong).device(tensor.device())));
}

} // namespace

std::map<std::string, InheritedSource> inheritedPrefixes(const CellSpaceSpec& space, const Genotype& genotype) {
    std::map<std::string, InheritedSource> sources;
    if (genotype.form != GenotypeForm::Channels) {
        const Tower tower(space, genotype, "");
        tower.addTo(sources);
        sources["classifier."] = {"classifier.", tower.output()};
        return sources;
    }
    Columns features; // of all channels, side by side
    std::int64_t before = 0;
    for (const ChannelGenotype& part : channelGenotypes(genotype)) {
        const Tower tower(space, part.genotype, "channel_" + part.channel + ".");
        tower.addTo(sources);
        for (const std::int64_t column : tower.output())
            features.push_back(before + column);
        before += tower.width();
    }
    sources["meta.0."] = {"meta.0.", features};
    return sources;
}

Inheritance inheritWeights(const WeightStore& supernet, const CellSpaceSpec& space, const Genotype& genotype,
                           WeightStore& derived) {
    at::NoGradGuard noGrad;
    const std::map<std::string, InheritedSource> prefixes = inheritedPrefixes(space, genotype);
    const std::map<std::string, at::Tensor> sources = supernet.named();
    Inheritance result;
    for (auto& [name, target] : derived.named()) {
        if (isStatistic(name)) continue;
        result.parameters += target.numel();
        const InheritedSource source = sourceOf(prefixes, name);
        const auto found = sources.find(source.name);
        if (found != sources.end()) {
            const at::Tensor values = taken(found->second, source.columns);
            if (values.sizes() == target.sizes()) {
                at::Tensor(target).copy_(values);
                result.inherited += target.numel();
                continue;
            }
        }
        result.fresh.push_back(name);
    }
    return result;
}

} // namespace dnas
