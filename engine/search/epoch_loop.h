// What every run over epochs does alike: steps, pause, stop, early end, snapshots, checkpoints, progress, divergence.
// Place: search_loop.h, train_loop.h and work_loop.h say what a step and the end of an epoch are; the session runs them.
// Thread rule: belongs to the session's thread. Resuming is bit for bit: batches are functions of epoch and step,
// everything else is in the checkpoint.
#pragma once

#include "engine/api/control.h"
#include "engine/api/project.h"
#include "engine/api/session.h"
#include "engine/core/gauge.h"

#include <c10/core/Device.h>

#include <chrono>
#include <cstdint>
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
    virtual void storeWeights(const StoredWeights& /*weights*/) {} ///< not by searches of cells
    virtual void setPaused(bool paused) = 0;
};

/// How a loop ended.
struct LoopEnd {
    ExperimentStatus status = ExperimentStatus::Finished; ///< Finished, Stopped or Diverged
    std::string message; ///< of Diverged: the step named; of a stop rule: which
};

class EpochLoop {
  public:
    virtual ~EpochLoop() = default;

    /// Goes on from a checkpoint. @param history snapshots of the finished epochs
    /// Throws EngineError(Format): of another request or version.
    void restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history);
    LoopEnd run(EpochSink& sink, RunObserver& observer, const RunControl& control);

    virtual int stepsPerEpoch() const = 0;
    /// One step on the first batches, as a measurement; changes the state.
    virtual void measureStep() = 0;
    /// What the end of an epoch takes of the memory: a batch of the evaluation, a checkpoint.
    virtual void measureEvaluation() = 0;
    /// Estimated length of the whole run. @param stepSeconds of one step
    virtual double secondsOfRun(double stepSeconds) const = 0;
    virtual std::int64_t parameters() = 0; ///< weights of what learns

  protected:
    EpochLoop(const Request& request, const c10::Device& device);

    // What a kind of run is. Called in this order.
    virtual void begin(RunObserver& /*observer*/) {} ///< before the first step of a run; not when it is resumed
    virtual void beginEpoch(RunObserver& observer) = 0; ///< from step() on
    virtual void makeStep() = 0;
    virtual void endSteps() {} ///< of an epoch, also when it was stopped: lets go of batches that were read ahead
    virtual void finishEpoch(Snapshot& snapshot) = 0; ///< evaluates, within timed(); adds metrics
    virtual void finished(EpochSink& /*sink*/, RunObserver& /*observer*/, const Snapshot& /*snapshot*/) {} ///< not in the history yet
    struct EarlyEnd {
        std::string event, message;
    };
    virtual std::optional<EarlyEnd> earlyEnd() const { return std::nullopt; }
    /// The weights of now, before the checkpoint: a run killed between the two makes the epoch, and these weights, again.
    virtual void storeLast(EpochSink& /*sink*/, int /*epochsDone*/) {}
    virtual std::string writeState() = 0; ///< of a checkpoint
    virtual void readState(const std::string& bytes) = 0;

    virtual const char* noun() const = 0;  ///< "search", as in "search finished"
    virtual const char* phase() const = 0; ///< "searching"
    virtual const char* divergenceHint() const { return "Lower the learning rate (lr); the last good checkpoint is kept."; }

    // Sums of the epoch in progress, which are part of the checkpoint.
    virtual double& seconds() = 0;
    virtual double images() const = 0; ///< that trained weights
    virtual void clearSums() = 0;

    // For the kinds.
    int epoch() const { return m_epoch; }
    int step() const { return m_step; } ///< the one being made, or the next
    const Request& request() const { return m_request; }
    const std::string& requestText() const { return m_requestText; }
    const c10::Device& device() const { return m_device; }
    const std::vector<SnapshotPtr>& history() const { return m_history; }
    void record(RunObserver& observer, RunEvent::Kind kind, const std::string& text);
    void setLoss(double loss) { m_lastLoss = loss; } ///< of the last step, for the progress
    /// Throws EngineError(Diverged) naming epoch and step.
    void requireFinite(double value, const char* what) const;
    /// Seconds of the epoch, images a second, peak of the memory, seconds left: {"seconds", "images_per_second", "peak_mb", "seconds_left"}
    std::vector<std::pair<std::string, double>> resourceMetrics();
    template <class Body> void timed(Body body) {
        const auto start = std::chrono::steady_clock::now();
        body();
        seconds() += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

  private:
    bool runSteps(EpochSink& sink, RunObserver& observer, const RunControl& control); ///< false: stop was requested
    LoopEnd runEpochs(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void reportProgress(RunObserver& observer, const char* phase, bool force);
    double secondsLeft();
    CheckpointBlob checkpoint() { return {m_epoch, m_step, writeState()}; }

    Request m_request;
    std::string m_requestText;
    c10::Device m_device;
    Gauge m_gauge;
    int m_epoch = 0, m_step = 0; ///< next step to make
    std::vector<SnapshotPtr> m_history;
    std::vector<RunEvent> m_events; ///< not stored yet
    std::chrono::steady_clock::time_point m_lastProgress{};
    double m_lastLoss = 0;
};

} // namespace dnas
