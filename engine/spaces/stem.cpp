#include "engine/spaces/stem.h"

#include "engine/api/error.h"

#include <ATen/ops/relu.h>

#include <algorithm>

namespace dnas {

NetworkStem::NetworkStem(const LayerScope& scope, Stem form, int inputChannels, int channels, int stemMultiplier)
    : m_form(form), m_channels(form == Stem::Cifar ? channels * stemMultiplier : channels) {
    const auto add = [&](const LayerScope& in, int convolution, int norm, int from, int to, int stride) {
        m_convolutions.emplace_back(in.in(convolution), Convolution::square(from, to, 3, stride));
        m_norms.emplace_back(in.in(norm), to, /*affine=*/true);
    };
    if (form == Stem::Cifar) {
        add(scope.in("stem"), 0, 1, inputChannels, m_channels, 1);
    } else {
        const int half = std::max(1, channels / 2);
        add(scope.in("stem0"), 0, 1, inputChannels, half, 2);
        add(scope.in("stem0"), 3, 4, half, channels, 2);
        add(scope.in("stem1"), 1, 2, channels, channels, 2);
    }
}

std::pair<at::Tensor, at::Tensor> NetworkStem::forward(const at::Tensor& images, const ForwardMode& mode) const {
    const auto layer = [&](std::size_t i, const at::Tensor& x) {
        return m_norms[i].forward(m_convolutions[i].forward(x, mode), mode);
    };
    const at::Tensor first = layer(0, images);
    if (m_form == Stem::Cifar) return {first, first};
    const at::Tensor second = layer(1, at::relu(first));
    return {second, layer(2, at::relu(second))};
}

void requireImageSize(Stem stem, int reductions, int height, int width) {
    const int halvings = reductions + (stem == Stem::ImageNet ? 3 : 0);
    const int smallest = (1 << (halvings - 1)) + 1; // halved and rounded up halvings-1 times, it leaves 2 pixels
    int side = std::min(height, width);
    for (int i = 0; i < halvings; ++i) {
        if (side < 2)
            throw EngineError(ErrorCode::Usage,
                              "Images of " + std::to_string(height) + "x" + std::to_string(width) +
                                  " pixels do not survive " + std::to_string(halvings) + " halvings of the resolution.",
                              "Use images with sides of at least " + std::to_string(smallest) +
                                  " pixels (option image_size), or another stem.");
        side = (side + 1) / 2;
    }
}

} // namespace dnas
