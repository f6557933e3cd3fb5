// A network as a list of elementary layers: one description that is trained, counted, measured and exported.
// Place: built by derived_graph.cpp and handcrafted.cpp; read by network.h (LibTorch), the ONNX and PyTorch writers and
// the counts. Standard library only. Thread rule: plain values.
// Convention: layers stand in an order in which they can be computed; `name` is the prefix of a layer's tensors in the
// field's PyTorch `state_dict`s; convolutions have no bias.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

enum class LayerKind {
    Input,
    Convolution,
    BatchNorm, ///< affine, eps 1e-5, momentum 0.1
    Relu,
    Relu6,
    MaxPool,
    AveragePool,   ///< does not count the padding
    GlobalAverage, ///< [N, C, H, W] -> [N, C]
    Linear,
    Add,
    Concat,  ///< of channels
    Slice,   ///< one channel of the image
    Shift,   ///< the image without its first row and column; an odd side keeps its length by a border of zeros
    DropPath ///< training: sets whole images to zero at random; otherwise passes its input through
};

/// Kernel of a convolution or pooling.
struct Window {
    int kernelHeight = 1, kernelWidth = 1;
    int strideHeight = 1, strideWidth = 1;
    int padHeight = 0, padWidth = 0;
    int dilation = 1, groups = 1;

    /// Square; "same" padding at stride 1.
    static Window square(int kernel, int stride = 1, int dilation = 1, int groups = 1);
};

struct Layer {
    LayerKind kind = LayerKind::Input;
    std::string name;        ///< "cells.0.preprocess0.op.1"; of layers without tensors a readable one
    std::vector<int> inputs; ///< earlier layers
    Window window;
    int inChannels = 0;
    int channels = 0, height = 0, width = 0; ///< of the output; height and width are 1 after GlobalAverage
    int channel = 0;                         ///< Slice: which
    bool auxiliary = false;                  ///< only needed for the auxiliary logits
};

struct LayerGraph {
    std::vector<Layer> layers;
    int logits = -1;    ///< layer
    int auxiliary = -1; ///< layer of the auxiliary logits; -1 = none
    int classes = 0;
};

/// What a layer costs; convention of engine/api/cost.h.
struct LayerCost {
    std::int64_t parameters = 0, multiplyAdds = 0; ///< of one image
};
LayerCost costOf(const Layer& layer);

/// Appends layers; every method returns the index of the new one. Shapes follow by themselves.
/// Throws EngineError(Usage) where an image becomes smaller than a window.
class GraphBuilder {
  public:
    int input(int channels, int height, int width);
    int convolution(int x, const std::string& name, int channels, const Window& window);
    int norm(int x, const std::string& name);
    int relu(int x); ///< the same layer when asked again for the same x
    int relu6(int x);
    int maxPool(int x, const std::string& name, const Window& window);
    int averagePool(int x, const std::string& name, const Window& window);
    int globalAverage(int x);
    int linear(int x, const std::string& name, int classes);
    int add(const std::vector<int>& inputs, const std::string& name); ///< of one input: itself
    int concat(const std::vector<int>& inputs, const std::string& name);
    int slice(int x, const std::string& name, int channel);
    int shift(int x, const std::string& name);
    int dropPath(int x);

    const Layer& layer(int index) const { return m_graph.layers[static_cast<std::size_t>(index)]; }
    /// Layers added from now on belong to the auxiliary head, or no longer.
    void setAuxiliary(bool auxiliary) { m_auxiliary = auxiliary; }
    LayerGraph finish(int logits, int auxiliary, int classes);

  private:
    int append(LayerKind kind, const std::string& name, std::vector<int> inputs, int channels, int height, int width,
               const Window& window = {});
    int windowed(LayerKind kind, int x, const std::string& name, int channels, const Window& window);
    int rectified(LayerKind kind, int x, const char* suffix);
    LayerGraph m_graph;
    bool m_auxiliary = false;
};

} // namespace dnas
