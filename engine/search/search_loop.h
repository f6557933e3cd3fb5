// The search loop, written once for every method: a step of alpha, a step of w, evaluation, snapshots.
// It contains no method name; what differs comes from the recipe.
// Source: DARTS algorithm 1: while not converged, a step of alpha on the validation part, a step of w on the training part.
#pragma once

#include "engine/bilevel/search_state.h"
#include "engine/data/batch_source.h"
#include "engine/data/image_set.h"
#include "engine/search/batch_feed.h"
#include "engine/search/checkpoint.h"
#include "engine/search/epoch_loop.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

class SearchLoop final : public EpochLoop {
  public:
    /// Loads nothing; builds supernet and batch sources. Throws EngineError.
    SearchLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    SearchState& state() { return *m_state; }
    int stepsPerEpoch() const override;
    void measureStep() override;
    void measureEvaluation() override;
    double secondsOfRun(double stepSeconds) const override;
    std::int64_t parameters() override { return m_state->supernet().weights().parameterCount(); }

  private:
    void begin(RunObserver& observer) override;
    void beginEpoch(RunObserver& observer) override;
    void makeStep() override;
    void endSteps() override;
    void finishEpoch(Snapshot& snapshot) override;
    std::optional<EarlyEnd> earlyEnd() const override;
    std::string writeState() override { return writeCheckpoint(*m_state, m_sums, requestText()); }
    void readState(const std::string& bytes) override { readCheckpoint(bytes, *m_state, m_sums, requestText()); }
    const char* noun() const override { return "search"; }
    const char* phase() const override { return "searching"; }
    const char* divergenceHint() const override;
    double& seconds() override { return m_sums.seconds; }
    double images() const override { return m_sums.train.sums()[3]; }
    void clearSums() override { m_sums = {}; }

    void step(const TensorBatch& train, const std::optional<TensorBatch>& valid);
    /// @param without with an ensemble of channels: the metrics with each channel's features set to zero
    void evaluate(RunningMetrics& metrics, std::vector<RunningMetrics>& without) const;
    void addContributions(Snapshot& snapshot) const;
    void addChannels(const std::vector<RunningMetrics>& without, Snapshot& snapshot) const;
    bool alphaFrozen() const;

    std::shared_ptr<const DataSet> m_data;
    ImageShape m_images;
    std::unique_ptr<SearchState> m_state;
    std::shared_ptr<const BatchSource> m_train, m_valid, m_evaluation;
    std::optional<BatchFeed> m_trainFeed, m_validFeed; ///< of the epoch in progress; no validation while alpha is frozen
    EpochSums m_sums;
};

} // namespace dnas
