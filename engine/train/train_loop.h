// The training of one network: epochs, steps, stop, pause, validation, snapshots, checkpoints, best and last weights.
// Place: run by the session for requests with a training, as the search loop is for the others; the same sinks,
// observers and snapshots, so that every view shows both. Source: DARTS section 3.2.
#pragma once

#include "engine/api/session.h"
#include "engine/data/batch_source.h"
#include "engine/search/search_loop.h"
#include "engine/train/train_state.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

/// The images that validate a training: those held out, or the test part. Throws EngineError(Usage) without either.
std::shared_ptr<const BatchSource> validationSource(const Request& request, const std::shared_ptr<const DataSet>& data);

class TrainLoop {
  public:
    /// Builds network and batch sources. Throws EngineError.
    TrainLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    /// Goes on from a checkpoint. @param history snapshots of the finished epochs, for early stop and best weights
    void restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history);
    LoopEnd run(EpochSink& sink, RunObserver& observer, const RunControl& control);

    TrainState& state() { return m_state; }
    int stepsPerEpoch() const { return m_train->steps(); }
    /// One step on the first batch, as a measurement; changes the state.
    void measureStep();
    /// What the end of an epoch takes of the memory: a batch of the validation, a checkpoint.
    void measureEvaluation();
    /// Estimated length of the whole run. @param stepSeconds of one step
    double secondsOfRun(double stepSeconds) const;

  private:
    bool runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control); ///< false: stop was requested
    void step(const TensorBatch& batch);
    SnapshotPtr finishEpoch(RunObserver& observer);
    void addMetrics(Snapshot& snapshot, const RunningMetrics& valid) const;
    void keepBest(EpochSink& sink, const Snapshot& snapshot);
    void store(EpochSink& sink, const char* kind);
    bool patienceIsOver() const;
    void waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void reportProgress(RunObserver& observer, const char* phase, bool force);
    void record(RunObserver& observer, RunEvent::Kind kind, const std::string& text);
    CheckpointBlob checkpoint();
    double secondsLeft() const;

    Request m_request;
    std::string m_requestText;
    std::shared_ptr<const DataSet> m_data;
    c10::Device m_device;
    Gauge m_gauge;
    ImageShape m_images;
    Genotype m_genotype; ///< of the snapshots; without cells for handcrafted networks
    TrainState m_state;
    std::shared_ptr<const BatchSource> m_train, m_validation;

    int m_epoch = 0, m_step = 0; ///< next step to make
    EpochSums m_sums;
    std::vector<SnapshotPtr> m_history;
    std::vector<RunEvent> m_events; ///< not stored yet
    std::chrono::steady_clock::time_point m_lastProgress{};
    double m_lastLoss = 0;
};

} // namespace dnas
