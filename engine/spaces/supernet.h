// A supernet: the network that holds every candidate at once, mixed by weights.
// Place: made from the space part of a recipe; the search loop, the outer rules and verification see only this interface.
// Thread rule: belongs to the thread of its session.
#pragma once

#include "engine/api/request.h"
#include "engine/api/snapshot.h"
#include "engine/ops/kernels/fused_cell.h"
#include "engine/ops/layers.h"
#include "engine/ops/weight_store.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <utility>
#include <vector>

namespace dnas {

/// What goes in and comes out of a classifier.
struct ImageShape {
    int channels = 3, height = 32, width = 32, classes = 10;
    ColorModel colors = ColorModel::Stored; ///< what the channels are
};

/// One matrix of architecture parameters: names of rows and columns; values live in ArchParameters.
struct AlphaLayout {
    std::string name;
    std::vector<AlphaRow> rows;
    std::vector<std::string> columns;
};

/// What a cell's pass leaves to later passes over the same batch with the same weights that share an input or both with
/// it: an ablation's. Filled by the first pass that gets it; read where gradients are off.
struct CellMemory {
    at::Tensor first, second;               ///< c_{k-2}, c_{k-1} then
    at::Tensor preparedFirst, preparedSecond;
    FusedCellMemory fused;
};

/// A supernet seen as a chain of cells, each of which reads the outputs of the two before it: what an ablation takes apart.
class CellChain {
  public:
    virtual ~CellChain() = default;
    virtual int cellCount() const = 0;
    /// The group of alpha that mixes this cell.
    virtual int groupOfCell(int cell) const = 0;
    /// @return c_{-2}, c_{-1}
    virtual std::pair<at::Tensor, at::Tensor> stem(const at::Tensor& images, const ForwardMode& mode) const = 0;
    /// c_k from c_{k-2}, c_{k-1}. @param mixing of the cell's group @param memory of cell k and this batch, or null
    virtual at::Tensor cell(int k, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing,
                            const ForwardMode& mode, CellMemory* memory = nullptr) const = 0;
    /// Logits from the last cell's output.
    virtual at::Tensor classify(const at::Tensor& last, const ForwardMode& mode) const = 0;
};

/// A supernet of one network a channel, whose features a meta-learner joins: what tells how much each channel contributes.
class ChannelEnsemble {
  public:
    virtual ~ChannelEnsemble() = default;
    virtual const std::vector<std::string>& channels() const = 0; ///< names: "R", ...
    /// @return one a channel, [N, features]
    virtual std::vector<at::Tensor> features(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                             const ForwardMode& mode) const = 0;
    /// Logits from the features of all channels.
    virtual at::Tensor classify(const std::vector<at::Tensor>& features, const ForwardMode& mode) const = 0;
};

class Supernet {
  public:
    virtual ~Supernet() = default;
    Supernet() = default;
    Supernet(const Supernet&) = delete; // layers point to the weights inside
    Supernet& operator=(const Supernet&) = delete;

    /// @param images [N, channels, height, width]
    /// @param mixing one matrix a group, [rows, columns], after the relaxation
    /// @return logits [N, classes]
    virtual at::Tensor forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                               const ForwardMode& mode) const = 0;

    virtual const std::vector<AlphaLayout>& alphaLayout() const = 0;
    /// nullptr where the space is no chain of cells.
    virtual const CellChain* chain() const { return nullptr; }
    /// nullptr where one network sees all channels.
    virtual const ChannelEnsemble* ensemble() const { return nullptr; }

    WeightStore& weights() { return m_weights; }
    const WeightStore& weights() const { return m_weights; }

  protected:
    WeightStore m_weights;
};

/// Builds the supernet without allocating its weights (WeightStore::allocate does). Throws EngineError(Usage) when the
/// images are too small for the reductions, naming the smallest side that would do.
std::unique_ptr<Supernet> makeSupernet(const SpaceSpec& space, const ImageShape& images, Kernels kernels = Kernels::Plain);

} // namespace dnas
