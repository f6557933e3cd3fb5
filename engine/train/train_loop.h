// The training of one network: steps, validation, early stop, best and last weights.
// Place: run by the session for requests with a training, as the search loop is for the others; the same sinks,
// observers and snapshots, so that every view shows both. Source: DARTS section 3.2.
#pragma once

#include "engine/data/batch_source.h"
#include "engine/search/batch_feed.h"
#include "engine/search/checkpoint.h"
#include "engine/search/epoch_loop.h"
#include "engine/train/train_state.h"

#include <memory>
#include <optional>
#include <string>

namespace dnas {

/// The images that validate a training: those held out, or the test part. Throws EngineError(Usage) without either.
std::shared_ptr<const BatchSource> validationSource(const Request& request, const std::shared_ptr<const DataSet>& data);

class TrainLoop final : public EpochLoop {
  public:
    /// Builds network and batch sources. Throws EngineError.
    TrainLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    TrainState& state() { return m_state; }
    int stepsPerEpoch() const override { return m_train->steps(); }
    void measureStep() override;
    void measureEvaluation() override;
    double secondsOfRun(double stepSeconds) const override;
    std::int64_t parameters() override { return m_state.network().weights().parameterCount(); }

  private:
    void beginEpoch(RunObserver& observer) override;
    void makeStep() override;
    void endSteps() override { m_batches.reset(); }
    void finishEpoch(Snapshot& snapshot) override;
    void finished(EpochSink& sink, RunObserver& observer, const Snapshot& snapshot) override; ///< keeps the best weights
    std::optional<EarlyEnd> earlyEnd() const override;
    void storeLast(EpochSink& sink, int epochsDone) override;
    std::string writeState() override;
    void readState(const std::string& bytes) override;
    const char* noun() const override { return "training"; }
    const char* phase() const override { return "training"; }
    double& seconds() override { return m_sums.seconds; }
    double images() const override { return m_sums.train.sums()[3]; }
    void clearSums() override { m_sums = {}; }

    void addMetrics(Snapshot& snapshot, const RunningMetrics& valid);
    void store(EpochSink& sink, const char* kind);

    std::shared_ptr<const DataSet> m_data;
    ImageShape m_images;
    Genotype m_genotype; ///< of the snapshots; without cells for handcrafted networks
    TrainState m_state;
    std::shared_ptr<const BatchSource> m_train, m_validation;
    std::optional<BatchFeed> m_batches; ///< of the epoch in progress
    EpochSums m_sums;
};

} // namespace dnas
