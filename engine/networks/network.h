// A layer graph on LibTorch: its weights, and the forward pass.
// Place: trained by engine/train, evaluated, measured. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/request.h"
#include "engine/networks/layer_graph.h"
#include "engine/ops/kernels/fused_separable.h"
#include "engine/ops/layers.h"

#include <memory>
#include <variant>
#include <vector>

namespace dnas {

/// Drop path (Larsson et al. 2017): each image of each path is zeroed with `probability`, the others are scaled by
/// 1 / (1 - probability).
struct DropPath {
    double probability = 0;
    RandomStream* random = nullptr; ///< drawn layer by layer, in the order of the graph
};

struct NetworkOutput {
    at::Tensor logits;    ///< [N, classes]
    at::Tensor auxiliary; ///< [N, classes]; undefined in evaluation and without an auxiliary head
};

class Network {
  public:
    /// Registers the layers; weights().allocate makes them.
    /// @param kernels Fused: on the CPU, each half of a separable or dilated convolution is one function
    explicit Network(LayerGraph graph, Kernels kernels = Kernels::Fused);
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// @param images [N, C, H, W]
    NetworkOutput run(const at::Tensor& images, const ForwardMode& mode, const DropPath& dropPath = {}) const;
    /// The logits in evaluation, and after them those where each of these layers gives zeros. None of the layers may
    /// depend on another of them: what stands before the last of them is computed once.
    std::vector<at::Tensor> forwardWithoutEach(const at::Tensor& images, const std::vector<std::size_t>& layers) const;
    /// The logits alone.
    at::Tensor forward(const at::Tensor& images, const ForwardMode& mode) const { return run(images, mode).logits; }

    WeightStore& weights() { return m_weights; }
    const LayerGraph& graph() const { return m_graph; }

  private:
    /// Computes the layers from `first` to before `end`; lets go of values behind their last use.
    void advance(std::vector<at::Tensor>& values, std::size_t first, std::size_t end, const at::Tensor& images,
                 const ForwardMode& mode, const DropPath& dropPath) const;
    /// ReLU, depthwise and 1x1 convolution that nobody else asks for: left to the batch norm behind them.
    void fuseSeparable();
    bool computesFused(const at::Tensor& images, const ForwardMode& mode) const;
    using Module = std::variant<std::monostate, Convolution, BatchNorm, Linear>;
    at::Tensor compute(std::size_t layer, const std::vector<at::Tensor>& values, const ForwardMode& mode,
                       const DropPath& dropPath) const;

    LayerGraph m_graph;
    WeightStore m_weights;
    std::vector<Module> m_modules; ///< one a layer
    struct Separable {
        std::unique_ptr<FusedSeparable> function; ///< of a batch norm that ends such a half
        int input = -1;                           ///< the layer before its ReLU
    };
    std::vector<Separable> m_separable;           ///< one a layer
    std::vector<bool> m_inside;                   ///< layers within such a half
    std::vector<std::vector<int>> m_releases;     ///< values that are let go behind a layer
};

} // namespace dnas
