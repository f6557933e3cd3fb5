// Epochs, steps, stop, pause, snapshots, warnings, checkpoints and weights of learning without labels.
// Place: run by the session for requests with a siamese part, as search and training loops are for the others.
// Thread rule: belongs to the session's thread. Resuming is bit for bit: batches and views are functions of epoch and
// step, everything else is in the checkpoint.
#pragma once

#include "engine/api/request.h"
#include "engine/core/gauge.h"
#include "engine/search/search_loop.h"
#include "engine/siamese/loop_work.h"

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

class WorkLoop {
  public:
    WorkLoop(const Request& request, std::unique_ptr<LoopWork> work, const c10::Device& device = c10::Device(c10::kCPU));

    void restore(const CheckpointBlob& checkpoint, std::vector<SnapshotPtr> history);
    LoopEnd run(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void measureStep();
    void measureEvaluation() { checkpoint(); } ///< evaluations are of one view, a step of two and their gradients
    double secondsOfRun(double stepSeconds) const;
    LoopWork& work() { return *m_work; }

  private:
    enum Sum { Loss, LossSteps, Objective, ObjectiveSteps, Images, Seconds, kSums };

    bool runEpoch(EpochSink& sink, RunObserver& observer, const RunControl& control); ///< false: stop was requested
    SnapshotPtr finishEpoch(RunObserver& observer);
    NamedValues metrics(NamedValues measured) const;
    void warn(RunObserver& observer, const Snapshot& snapshot);
    void waitWhilePaused(EpochSink& sink, RunObserver& observer, const RunControl& control);
    void reportProgress(RunObserver& observer, const char* phase, bool force);
    void record(RunObserver& observer, RunEvent::Kind kind, const std::string& text);
    CheckpointBlob checkpoint();
    double mean(Sum sum, Sum count) const;
    double secondsLeft() const;

    Request m_request;
    std::string m_requestText;
    std::unique_ptr<LoopWork> m_work;
    c10::Device m_device;
    Gauge m_gauge;
    int m_epoch = 0, m_step = 0; ///< next step to make
    std::array<double, kSums> m_sums{};
    std::vector<SnapshotPtr> m_history;
    std::vector<RunEvent> m_events; ///< not stored yet
    std::chrono::steady_clock::time_point m_lastProgress{};
    double m_lastLoss = 0;
};

} // namespace dnas
