// Search of heads (thesis algorithm 4) and pretraining with given heads, as work of the loop.
// Place: work_loop.h runs it. Thread rule: belongs to the session's thread; batches are made ahead on others.
// Deviation: algorithm 4 prints one loop over D_v and then one over D_t; the steps alternate batch by batch here, as in
// the published code, so that alpha follows the weights.
#pragma once

#include "engine/search/batch_feed.h"
#include "engine/siamese/loop_work.h"
#include "engine/siamese/siamese_state.h"
#include "engine/spaces/supernet.h"

#include <memory>
#include <vector>

namespace dnas {

/// What a network gives for every image of a source, in evaluation mode: a backbone its features. @return [images, F] and labels [images], on the CPU
struct FeatureSet {
    at::Tensor features, labels;
};
FeatureSet featuresOf(const Network& network, const BatchSource& source, const c10::Device& device);

class SiameseWork final : public LoopWork {
  public:
    /// Throws EngineError(Usage) where a part of the images has less than two.
    SiameseWork(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    int steps() const override { return m_train->steps(); }
    void beginEpoch(int epoch, int step) override;
    StepResult step(int epoch, int step) override;
    NamedValues finishEpoch(Snapshot& snapshot) override;
    std::vector<std::string> warnings(const Snapshot& snapshot) const override;
    std::map<std::string, at::Tensor> tensors() override { return m_state.tensors(); }
    std::map<std::string, std::int64_t*> counters() override { return m_state.counters(); }
    std::string weights(int epochs) override;
    const char* phase() const override { return m_state.searches() ? "searching" : "pretraining"; }
    std::int64_t parameters() override { return m_state.network().weights().parameterCount(); }
    double evaluationSeconds(double stepSeconds) const override;

    SiameseState& state() { return m_state; }

  private:
    void describeAlpha(Snapshot& snapshot, NamedValues& metrics) const;
    void describeFeatures(Snapshot& snapshot, NamedValues& metrics);

    Request m_request;
    std::shared_ptr<const DataSet> m_data;
    c10::Device m_device;
    SiameseState m_state;
    std::shared_ptr<const BatchSource> m_train, m_alpha; ///< m_alpha: searches only
    std::unique_ptr<BatchSource> m_bank, m_queries;      ///< of the k-NN monitor
    std::unique_ptr<BatchFeed> m_trainBatches, m_alphaBatches;
    double m_waited = 0; ///< for batches, in this epoch's finished part
};

} // namespace dnas
