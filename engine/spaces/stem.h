// The first layers of cell networks, for small images (CIFAR form) and large ones (ImageNet form).
// Place: shared by supernets and derived networks. Source: DARTS's published code; names as there.
#pragma once

#include "engine/api/recipe.h"
#include "engine/ops/layers.h"

#include <utility>
#include <vector>

namespace dnas {

class NetworkStem {
  public:
    /// @param channels C of the first cells; the CIFAR form yields stemMultiplier * C channels, the ImageNet form C.
    NetworkStem(const LayerScope& scope, Stem form, int inputChannels, int channels, int stemMultiplier);
    /// @return the states c_{-2}, c_{-1}
    std::pair<at::Tensor, at::Tensor> forward(const at::Tensor& images, const ForwardMode& mode) const;

    int channels() const { return m_channels; }
    /// The ImageNet form halves between its two outputs: the first cell treats c_{-2} as coming from a reduction.
    bool halvesBetweenOutputs() const { return m_form == Stem::ImageNet; }

  private:
    Stem m_form;
    int m_channels;
    std::vector<Convolution> m_convolutions;
    std::vector<BatchNorm> m_norms;
};

/// Checks that images survive stem and reductions: every layer of stride 2 needs at least 2 pixels a side.
/// Throws EngineError(Usage) naming the smallest side that would do.
void requireImageSize(Stem stem, int reductions, int height, int width);

} // namespace dnas
