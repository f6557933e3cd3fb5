#include "engine/spaces/channel_supernet.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/color_model.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>

namespace dnas {

ChannelSupernet::ChannelSupernet(const CellSpaceSpec& spec, const ImageShape& images, Kernels kernels)
    : m_channels(channelNames(images.colors, images.channels)) {
    const CellArrangement arrangement = arrangementOf(spec);
    requireImageSize(spec.stem, static_cast<int>(arrangement.reductions.size()), images.height, images.width);
    const LayerScope root{m_weights, ""};
    int features = 0;
    m_towers.reserve(m_channels.size());
    for (const std::string& channel : m_channels) {
        for (const std::string& group : arrangement.groups)
            m_layout.push_back({channel + " " + group, cellEdges(spec.nodes), operationNames(spec.operations)});
        m_towers.emplace_back(root.in("channel_" + channel), spec, arrangement, /*inputChannels=*/1, kernels);
        features += m_towers.back().featureCount();
    }
    m_hidden = Linear(root.in("meta").in(0), features, spec.metaFeatures);
    m_classifier = Linear(root.in("meta").in(2), spec.metaFeatures, images.classes);
}

std::vector<at::Tensor> ChannelSupernet::features(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                                  const ForwardMode& mode) const {
    const std::size_t groups = mixing.size() / m_towers.size();
    std::vector<at::Tensor> features;
    for (std::size_t i = 0; i < m_towers.size(); ++i) {
        const at::Tensor plane = images.narrow(1, static_cast<std::int64_t>(i), 1).contiguous();
        features.push_back(pooledFeatures(m_towers[i].run(plane, mixing.data() + i * groups, mode)));
    }
    return features;
}

at::Tensor ChannelSupernet::classify(const std::vector<at::Tensor>& features, const ForwardMode& mode) const {
    return m_classifier.forward(at::relu(m_hidden.forward(at::cat(features, 1), mode)), mode);
}

at::Tensor ChannelSupernet::forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                    const ForwardMode& mode) const {
    return classify(features(images, mixing, mode), mode);
}

} // namespace dnas
