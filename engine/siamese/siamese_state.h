// Everything that a search or a pretraining of a siamese network changes, and its two steps.
// Place: driven by siamese_work.h. Thread rule: belongs to one thread.
// Source: thesis algorithm 4 and equation 5.4; the frameworks' papers (losses.h). Batch norms see each view by itself.
//
// The alpha step (validation images) changes alpha only: running statistics, momentum branch and queue move with the
// weight step. Deviation: the published code decays alpha by AdamW in one variant and by L2 in others; here always AdamW.
#pragma once

#include "engine/api/request.h"
#include "engine/bilevel/optimizers.h"
#include "engine/siamese/losses.h"
#include "engine/siamese/siamese_network.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

class SiameseState {
  public:
    SiameseState(const Request& request, const ImageShape& images, c10::ScalarType type, const c10::Device& device);

    /// Learning rate of the epoch.
    void beginEpoch(int epoch) { m_optimizer->setEpoch(epoch, m_epochs); }
    /// @param views [2N, C, H, W]: all first views, then all second ones. @return the loss before the step
    /// @param progress part of the run that is done, 0..1, for BYOL's momentum
    double weightStep(const at::Tensor& views, double progress);
    double alphaStep(const at::Tensor& views);
    /// The loss alone, without any change. @param alphaGradient through alpha (leaves of alpha())
    at::Tensor loss(const at::Tensor& views, const ForwardMode& mode, bool alphaGradient) const;

    /// Output of the projector in batch statistics, [N, d], for the collapse monitor.
    at::Tensor projected(const at::Tensor& images) const;

    bool searches() const { return !m_alpha.empty(); }
    double learningRate() const { return m_optimizer->learningRate(); }
    double branchMomentum(double progress) const;
    SiameseNetwork& network() { return *m_network; }
    const SiameseNetwork& network() const { return *m_network; }
    SiameseNetwork* branch() { return m_branch.get(); } ///< nullptr: both branches are the same network
    KeyQueue* queue() { return m_queue ? &*m_queue : nullptr; }
    const std::vector<at::Tensor>& alpha() const { return m_alpha; }
    std::vector<at::Tensor>& alpha() { return m_alpha; } ///< [layers, operations] of projector and predictor
    std::vector<at::Tensor> mixing() const;              ///< softmax of each row (5.3)

    /// All tensors that a checkpoint holds, by name; the counters apart.
    std::map<std::string, at::Tensor> tensors();
    std::map<std::string, std::int64_t*> counters();

  private:
    struct Branches {
        at::Tensor z1, z2; ///< of the branch that gives targets
        at::Tensor p1, p2; ///< of the branch that learns; without predictor the projections
    };
    Branches run(const at::Tensor& views, const ForwardMode& mode, const std::vector<at::Tensor>& mixing) const;
    at::Tensor lossOf(const Branches& branches) const;

    SiameseSpec m_spec;
    int m_epochs;
    std::unique_ptr<SiameseNetwork> m_network, m_branch;
    std::unique_ptr<WeightOptimizer> m_optimizer;
    std::vector<at::Tensor> m_alpha;
    double m_alphaDecay;
    std::unique_ptr<ArchOptimizer> m_arch;
    std::optional<KeyQueue> m_queue;
};

} // namespace dnas
