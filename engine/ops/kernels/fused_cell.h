// One supernet cell as one differentiable function: the fast path of the search on a CPU.
// Place: used by the cell supernet instead of its layer objects (the plain path, its oracle) when every candidate is one
// that the kernels know. Why it is fast, and what was measured: README.md here.
// Thread rule: one forward or backward at a time; inside, images are split over the compute threads in a fixed way, so
// that results are equal bit for bit for a fixed number of threads.
#pragma once

#include "engine/ops/layers.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <memory>
#include <string>
#include <vector>

namespace dnas {

/// What an operation of an edge is made of, and where its weights and statistics lie in the store.
struct FusedOperation {
    enum class Kind { None, Identity, Reduce, MaxPool, AvgPool, Separable, Dilated };
    Kind kind = Kind::None;
    int kernel = 0;
    /// Offsets into the cell's block of weights: depthwise and pointwise of each half (Separable, Dilated), or the two
    /// 1x1 convolutions (Reduce).
    std::int64_t depthwise[2] = {-1, -1}, pointwise[2] = {-1, -1};
    int mean[2] = {-1, -1}, variance[2] = {-1, -1}; ///< buffer handles of each half's batch norm
};

struct FusedEdge {
    int from = 0, stride = 1;
    std::vector<FusedOperation> operations;
};

/// What a cell's pass over a batch leaves to later passes that differ in the mixing or in one input: an edge's operations
/// do not depend on the mixing. Good until the backward pass of the pass that filled it.
struct FusedCellMemory {
    at::Tensor first, second; ///< inputs of the pass that filled it; undefined: empty
    c10::intrusive_ptr<torch::CustomClassHolder> record;
};

class FusedCell {
  public:
    /// Whether the kernels know all of these operations.
    static bool supports(const std::vector<std::string>& operations);

    /// @param scope of the cell; the operations' parameters are registered in its store already
    FusedCell(const LayerScope& scope, int channels, int nodes, bool reduction, const std::vector<std::string>& operations);

    /// @param first, second preprocessed inputs, [N, C, H, W], channels-last, float or double, on the CPU
    /// @param mixing [edges, operations]
    /// @param memory null, or filled by this pass if it is empty; else read where gradients are off: edges that leave an
    ///   input which is the same tensor as then are not computed again. Same weights and mode as then, but for the statistics.
    /// @return concatenated nodes [N, nodes * C, H', W'], channels-last
    at::Tensor forward(const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const ForwardMode& mode, FusedCellMemory* memory = nullptr) const;

    int channels() const { return m_channels; }
    int nodes() const { return m_nodes; }
    bool reduction() const { return m_reduction; }
    const std::vector<FusedEdge>& edges() const { return m_edges; }
    const WeightStore& store() const { return *m_store; }
    std::int64_t blockSize() const { return m_blockSize; }

  private:
    const WeightStore* m_store;
    int m_channels, m_nodes;
    bool m_reduction;
    std::vector<FusedEdge> m_edges;
    int m_block = -1; ///< handle of the block of weights
    std::int64_t m_blockSize = 0;
};

} // namespace dnas
