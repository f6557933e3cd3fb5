// The network that a genotype stands for, as it is trained after a search: affine batch norms, pools without.
// Source: DARTS section 3.1.2 and its published code (pairs); FairDARTS (triples: nodes without operations vanish, and a
// cell concatenates the nodes that exist); D-DARTS and DARTOpti (nested, opt: one gene a cell, `concat` ignored).
#pragma once

#include "engine/api/cost.h"
#include "engine/api/genotype.h"
#include "engine/ops/operation.h"
#include "engine/spaces/cell_supernet.h"
#include "engine/spaces/stem.h"

#include <memory>
#include <vector>

namespace dnas {

/// One cell of a derived network.
class DerivedCell {
  public:
    struct Shape {
        int inFirst, inSecond, channels;
        bool reduction, reductionBefore;
        bool concatAll; ///< concatenate every node that exists instead of those that `concat` lists
    };
    DerivedCell(const LayerScope& scope, const Shape& shape, const CellGenotype& genotype);
    at::Tensor forward(const at::Tensor& first, const at::Tensor& second, const ForwardMode& mode) const;
    int outputChannels() const { return static_cast<int>(m_concat.size()) * m_channels; }

  private:
    struct Edge {
        std::unique_ptr<Operation> operation;
        int from;
    };
    int m_channels;
    Preprocess m_first, m_second;
    std::vector<std::vector<Edge>> m_nodes; ///< [node - 2]; empty = the node does not exist
    std::vector<int> m_concat;
};

class DerivedNetwork {
  public:
    /// Registers the layers; weights().allocate makes them. Throws EngineError for genotypes that are no cell networks,
    /// cells without any node, and images that do not survive the reductions.
    DerivedNetwork(const Genotype& genotype, const NetworkShape& shape);
    DerivedNetwork(const DerivedNetwork&) = delete;
    DerivedNetwork& operator=(const DerivedNetwork&) = delete;

    /// @return logits [N, classes]
    at::Tensor forward(const at::Tensor& images, const ForwardMode& mode) const;
    WeightStore& weights() { return m_weights; }

  private:
    WeightStore m_weights;
    std::unique_ptr<NetworkStem> m_stem;
    std::vector<DerivedCell> m_cells;
    Linear m_classifier;
};

} // namespace dnas
