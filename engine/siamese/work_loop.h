// The loop around one kind of learning without labels, or of training a vision transformer: sums, warnings, weights.
// Place: run by the session, as search and training loops are for the others. Thread rule: the session's thread.
#pragma once

#include "engine/search/epoch_loop.h"
#include "engine/siamese/loop_work.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace dnas {

class WorkLoop final : public EpochLoop {
  public:
    WorkLoop(const Request& request, std::unique_ptr<LoopWork> work, const c10::Device& device = c10::Device(c10::kCPU));

    int stepsPerEpoch() const override { return m_work->steps(); }
    void measureStep() override;
    void measureEvaluation() override { writeState(); } ///< evaluations are of one view, a step of two and their gradients
    double secondsOfRun(double stepSeconds) const override;
    std::int64_t parameters() override { return m_work->parameters(); }

  private:
    enum Sum { Loss, LossSteps, Objective, ObjectiveSteps, Images, Seconds, kSums };

    void beginEpoch(RunObserver& observer) override;
    void makeStep() override;
    void finishEpoch(Snapshot& snapshot) override;
    void finished(EpochSink& sink, RunObserver& observer, const Snapshot& snapshot) override; ///< warns
    void storeLast(EpochSink& sink, int epochsDone) override;
    std::string writeState() override;
    void readState(const std::string& bytes) override;
    const char* noun() const override { return m_work->phase(); }
    const char* phase() const override { return m_work->phase(); }
    double& seconds() override { return m_sums[Seconds]; }
    double images() const override { return m_sums[Images]; }
    void clearSums() override { m_sums = {}; }

    NamedValues metrics(NamedValues measured);
    double mean(Sum sum, Sum count) const;

    std::unique_ptr<LoopWork> m_work;
    std::array<double, kSums> m_sums{};
};

} // namespace dnas
