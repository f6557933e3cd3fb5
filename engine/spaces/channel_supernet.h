// One searched network a channel of the images, joined by a meta-learner: ColorNAS.
// Each network is a DARTS supernet of its own (alpha normal and reduce, weights `channel_R.cells...`) that sees one channel
// alone; the means of their last outputs are concatenated and go through linear - ReLU - linear (`meta.0`, `meta.2`).
// Place: made by makeSupernet where the space asks for it; the search loop knows nothing of it but a Supernet.
// Source: thesis appendix A.2.1, figure A.1. The thesis says "multi-layer perceptron" and no more: one hidden layer.
#pragma once

#include "engine/spaces/cell_supernet.h"

#include <string>
#include <vector>

namespace dnas {

class ChannelSupernet final : public Supernet, public ChannelEnsemble {
  public:
    /// Throws EngineError(Usage) where the images do not survive the reductions.
    ChannelSupernet(const CellSpaceSpec& spec, const ImageShape& images, Kernels kernels = Kernels::Plain);

    at::Tensor forward(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                       const ForwardMode& mode) const override;
    /// "R normal", "R reduce", "G normal", ...
    const std::vector<AlphaLayout>& alphaLayout() const override { return m_layout; }
    const ChannelEnsemble* ensemble() const override { return this; }

    const std::vector<std::string>& channels() const override { return m_channels; }
    std::vector<at::Tensor> features(const at::Tensor& images, const std::vector<at::Tensor>& mixing,
                                     const ForwardMode& mode) const override;
    at::Tensor classify(const std::vector<at::Tensor>& features, const ForwardMode& mode) const override;

    void setWorkers(int workers) { m_workers = workers; } ///< networks beside each other; 0 = as is fastest

  private:
    int m_workers = 0;
    std::vector<std::string> m_channels;
    std::vector<AlphaLayout> m_layout;
    std::vector<CellTower> m_towers; ///< one a channel
    Linear m_hidden, m_classifier;
};

} // namespace dnas
