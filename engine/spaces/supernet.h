// A supernet: the network that holds every candidate at once, mixed by weights.
// Place: made from the space part of a recipe; the search loop, the outer rules and verification see only this interface.
// Thread rule: belongs to the thread of its session.
#pragma once

#include "engine/api/request.h"
#include "engine/api/snapshot.h"
#include "engine/ops/layers.h"
#include "engine/ops/weight_store.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace dnas {

/// What goes in and comes out of a classifier.
struct ImageShape {
    int channels = 3, height = 32, width = 32, classes = 10;
};

/// One matrix of architecture parameters: names of rows and columns; values live in ArchParameters.
struct AlphaLayout {
    std::string name;
    std::vector<AlphaRow> rows;
    std::vector<std::string> columns;
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
    /// Indices of the reduction cells, for genotypes of individual cells.
    virtual const std::vector<int>& reductions() const = 0;

    WeightStore& weights() { return m_weights; }
    const WeightStore& weights() const { return m_weights; }

  protected:
    WeightStore m_weights;
};

/// Builds the supernet without allocating its weights (WeightStore::allocate does). Throws EngineError(Usage) when the
/// images are too small for the reductions, naming the smallest side that would do.
std::unique_ptr<Supernet> makeSupernet(const SpaceSpec& space, const ImageShape& images, Kernels kernels = Kernels::Plain);

} // namespace dnas
