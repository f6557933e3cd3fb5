#include "engine/spaces/channel_supernet.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/color_model.h"
#include "engine/core/worker_threads.h"
#include "engine/spaces/tower_pass.h"

#include <ATen/Parallel.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>

namespace dnas {

namespace {
std::string scopeOf(const std::string& channel) { return "channel_" + channel; }
} // namespace

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
        m_towers.emplace_back(root.in(scopeOf(channel)), spec, arrangement, /*inputChannels=*/1, kernels);
        features += m_towers.back().featureCount();
    }
    m_hidden = Linear(root.in("meta").in(0), features, spec.metaFeatures);
    m_classifier = Linear(root.in("meta").in(2), spec.metaFeatures, images.classes);
}

std::vector<at::Tensor> ChannelSupernet::features(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                                  const ForwardMode& mode) const {
    const auto groups = static_cast<std::ptrdiff_t>(mixing.size() / m_towers.size());
    std::vector<TowerCall> calls;
    for (std::size_t i = 0; i < m_towers.size(); ++i) {
        const at::Tensor plane = images.narrow(1, static_cast<std::int64_t>(i), 1).contiguous();
        const auto first = mixing.begin() + static_cast<std::ptrdiff_t>(i) * groups;
        calls.push_back({[this, i, plane, mode](const std::vector<at::Tensor>& own) {
                             return pooledFeatures(m_towers[i].run(plane, own.data(), mode));
                         },
                         {first, first + groups},
                         mode.weightGradient ? m_weights.leavesOf(scopeOf(m_channels[i]) + ".") : std::vector<at::Tensor>()});
    }
    const int threads = at::get_num_threads();
    // On a GPU the networks queue for the same device: threads would only add to the queue.
    const int workers = m_workers > 0 ? m_workers : images.device().is_cpu() ? workersFor(static_cast<int>(calls.size()), threads) : 1;
    return runTowers(calls, workers, threads);
}

at::Tensor ChannelSupernet::classify(const std::vector<at::Tensor>& features, const ForwardMode& mode) const {
    return m_classifier.forward(at::relu(m_hidden.forward(at::cat(features, 1), mode)), mode);
}

at::Tensor ChannelSupernet::forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                    const ForwardMode& mode) const {
    return classify(features(images, mixing, mode), mode);
}

} // namespace dnas
