// A layer graph on LibTorch: its weights, and the forward pass.
// Place: trained by engine/train, evaluated, measured. Thread rule: belongs to one thread.
#pragma once

#include "engine/networks/layer_graph.h"
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
    explicit Network(LayerGraph graph);
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// @param images [N, C, H, W]
    NetworkOutput run(const at::Tensor& images, const ForwardMode& mode, const DropPath& dropPath = {}) const {
        return runWith(images, mode, dropPath, kNone);
    }
    /// The logits in evaluation where one layer gives zeros.
    at::Tensor forwardWithout(const at::Tensor& images, std::size_t layer) const {
        return runWith(images, {/*training=*/false, false, false}, {}, layer).logits;
    }
    /// The logits alone.
    at::Tensor forward(const at::Tensor& images, const ForwardMode& mode) const { return run(images, mode).logits; }

    WeightStore& weights() { return m_weights; }
    const LayerGraph& graph() const { return m_graph; }

  private:
    static constexpr std::size_t kNone = ~std::size_t{0};
    NetworkOutput runWith(const at::Tensor& images, const ForwardMode& mode, const DropPath& dropPath,
                          std::size_t silent) const;
    using Module = std::variant<std::monostate, Convolution, BatchNorm, Linear>;
    at::Tensor compute(std::size_t layer, const std::vector<at::Tensor>& values, const ForwardMode& mode,
                       const DropPath& dropPath) const;

    LayerGraph m_graph;
    WeightStore m_weights;
    std::vector<Module> m_modules;      ///< one a layer
    std::vector<std::size_t> m_lastUse; ///< by which layer; values are let go after it
};

} // namespace dnas
