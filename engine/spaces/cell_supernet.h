// The DARTS supernet: stem, cells with a mixed operation on every edge, classifier. The plain path has one layer object per
// operation and is the oracle of the fused one, which computes a whole cell at once (engine/ops/kernels).
// Source: DARTS section 2.1 and 3.1; names as in the authors' PyTorch state_dict.
#pragma once

#include "engine/api/cell_arrangement.h"
#include "engine/ops/kernels/fused_cell.h"
#include "engine/ops/kernels/fused_preprocess.h"
#include "engine/ops/kernels/node_sum.h"
#include "engine/ops/operation.h"
#include "engine/spaces/stem.h"
#include "engine/spaces/supernet.h"

#include <memory>
#include <optional>
#include <vector>

namespace dnas {

/// Brings a previous cell's output to this cell's channels and resolution.
class Preprocess {
  public:
    /// @param halve the previous cell was a reduction: input 0 has twice this cell's resolution
    /// @param kernels Fused: by the kernels where they can
    Preprocess(const LayerScope& scope, int in, int out, bool halve, bool affine, Kernels kernels = Kernels::Plain);
    at::Tensor forward(const at::Tensor& x, const ForwardMode& mode) const;

  private:
    bool m_halve;
    FactorizedReduce m_reduce;
    ReluConvBn m_plain;
    std::optional<FusedPreprocess> m_fused;
};

/// One cell of the supernet.
class SearchCell {
  public:
    struct Shape {
        int inFirst, inSecond; ///< channels of c_{k-2}, c_{k-1}
        int channels;
        int nodes;
        bool reduction, reductionBefore;
    };
    /// @param kernels Fused: computed by the kernels where they know all operations
    SearchCell(const LayerScope& scope, const Shape& shape, const std::vector<std::string>& operations, Kernels kernels);
    /// @param mixing [edges, operations] @param memory see CellChain::cell
    at::Tensor forward(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode,
                       CellMemory* memory = nullptr) const;
    /// The nodes from preprocessed inputs by the library's convolutions and one function a node (ops/kernels/node_sum.h):
    /// the fast path where there are no kernels of whole cells. Public for its test against plainNodes.
    at::Tensor summedNodes(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode) const;
    at::Tensor plainNodes(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode) const;

  private:
    Shape m_shape;
    Kernels m_kernels;
    std::optional<FusedCell> m_fused;
    Preprocess m_first, m_second;
    std::vector<std::vector<std::unique_ptr<Operation>>> m_edges; ///< [edge][operation]
};

/// Stem and cells: what a network is before its classifier. Of one channel, or of whole images.
class CellTower {
  public:
    /// @param scope "" or that of one of several networks
    CellTower(const LayerScope& scope, const CellSpaceSpec& spec, const CellArrangement& arrangement, int inputChannels,
              Kernels kernels);

    int cellCount() const { return static_cast<int>(m_cells.size()); }
    int groupOfCell(int cell) const { return m_groupOfCell[cell]; }
    int featureCount() const { return m_features; } ///< channels of the last cell's output
    std::pair<at::Tensor, at::Tensor> stem(const at::Tensor& images, const ForwardMode& mode) const;
    at::Tensor cell(int k, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                    const ForwardMode& mode, CellMemory* memory = nullptr) const;
    /// Output of the last cell. @param mixing of this tower's groups
    at::Tensor run(const at::Tensor& images, const at::Tensor* mixing, const ForwardMode& mode) const;

  private:
    std::vector<int> m_groupOfCell;
    std::unique_ptr<NetworkStem> m_stem;
    std::vector<SearchCell> m_cells;
    int m_features = 0;
};

/// Mean over the pixels: [N, C, H, W] -> [N, C].
at::Tensor pooledFeatures(const at::Tensor& last);

class CellSupernet final : public Supernet, public CellChain {
  public:
    CellSupernet(const CellSpaceSpec& spec, const ImageShape& images, Kernels kernels = Kernels::Plain);
    at::Tensor forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                       const ForwardMode& mode) const override;
    const std::vector<AlphaLayout>& alphaLayout() const override { return m_layout; }
    const CellChain* chain() const override { return this; }

    int cellCount() const override { return m_tower->cellCount(); }
    int groupOfCell(int cell) const override { return m_tower->groupOfCell(cell); }
    std::pair<at::Tensor, at::Tensor> stem(const at::Tensor& images, const ForwardMode& mode) const override;
    at::Tensor cell(int k, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                    const ForwardMode& mode, CellMemory* memory = nullptr) const override;
    at::Tensor classify(const at::Tensor& last, const ForwardMode& mode) const override;

  private:
    std::vector<AlphaLayout> m_layout;
    std::unique_ptr<CellTower> m_tower;
    Linear m_classifier;
};

} // namespace dnas
