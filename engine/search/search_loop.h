// The search loop, written once for every method: epochs, steps, stop, pause, evaluation, snapshots, checkpoints.
// It contains no method name; what differs comes from the recipe.
// Source: DARTS algorithm 1: while not converged, a step of alpha on the validation part, a step of w on the training part.
#pragma once

#include "engine/api/control.h"
#include "engine/api/project.h"
#include "engine/api/session.h"
#include "engine/bilevel/search_state.h"
#include "engine/core/gauge.h"
#include "engine/data/batch_source.h"
#include "engine/data/image_set.h"
#include "engine/search/checkpoint.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

/// Where finished epochs go. The session writes them to the project file; tests keep them in memory.
class EpochSink {
  public:
    virtual ~EpochSink() = default;
    virtual void storeEpoch(const Snapshot& snapshot, const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) = 0;
    virtual void storeCheckpoint(const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) = 0;
    virtual void storeWeights(const StoredWeights& /*weights*/) {} ///< trainings only
    virtual void setPaused(bool paused) = 0;
};

/// How a loop ended.
struct LoopEnd {
    ExperimentStatus status = ExperimentStatus::Finished; ///< Finished, Stopped or Diverged
    std::string message; ///< of Diverged: the step named; of a stop rule: which
};

class SearchLoop {
  public:
    /// Loads nothing; builds supernet and batch sources. Throws EngineError.
    SearchLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    /// Goes on from a checkpoint. @param history snapshots of the finished epochs, for the stop rules
    void restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history);

    LoopEnd run(EpochSink& sink, RunObserver& observer, const RunControl& control);

    SearchState& state() { return *m_state; }
    int stepsPerEpoch() const;
    /// One alpha and one weight step on the first batches, as a measurement; changes the state.
    void measureStep();
    /// What the end of an epoch takes of the memory: a batch of the evaluation, which is larger than a step's, a checkpoint.
    void measureEvaluation();
    /// Estimated length of the whole run. @param stepSeconds of one alpha and one weight step
    double secondsOfRun(double stepSeconds) const;

  private:
    enum class EpochEnd { Complete, StopRequested };

    EpochEnd runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void step(const TensorBatch& train, const std::optional<TensorBatch>& valid);
    /// Checks a loss; throws EngineError(Diverged) naming epoch, step and which.
    void requireFinite(double value, const char* what) const;
    SnapshotPtr finishEpoch(RunObserver& observer);
    void addContributions(Snapshot& snapshot) const;
    /// @param without with an ensemble of channels: the metrics with each channel's features set to zero
    void evaluate(RunningMetrics& metrics, std::vector<RunningMetrics>& without) const;
    void addChannels(const std::vector<RunningMetrics>& without, Snapshot& snapshot) const;
    void waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void reportProgress(RunObserver& observer, const char* phase, bool force);
    void record(RunObserver& observer, RunEvent::Kind kind, const std::string& text);
    CheckpointBlob checkpoint();
    bool alphaFrozen() const;
    double secondsLeft() const;

    Request m_request;
    std::string m_requestText;
    std::shared_ptr<const DataSet> m_data;
    c10::Device m_device;
    Gauge m_gauge;
    ImageShape m_images;
    std::unique_ptr<SearchState> m_state;
    std::shared_ptr<const BatchSource> m_train, m_valid, m_evaluation;

    int m_epoch = 0, m_step = 0; ///< next step to make
    EpochSums m_sums;
    std::vector<SnapshotPtr> m_history;
    std::vector<RunEvent> m_events; ///< not stored yet
    std::chrono::steady_clock::time_point m_lastProgress{}, m_stepStart{};
    double m_lastLoss = 0;
};

} // namespace dnas
