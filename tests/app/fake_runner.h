// An engine that invents its snapshots, on the caller's thread and into the real project file.
// Place: tests of the window. Every epoch takes `steps` times `stepMs`; alpha drifts towards one operation an edge, so
// that views have something to draw. Obeys RunControl like the real loop.
#pragma once

#include "app/engine_runner.h"

#include <atomic>
#include <string>
#include <thread>

namespace dnas {

/// A plausible snapshot of a FairDARTS search with normal and reduction cells.
SnapshotPtr fakeSnapshot(int epoch, int epochs);

class FakeRunner : public EngineRunner {
  public:
    int steps = 5;
    int stepMs = 2;
    std::atomic<int> runs{0};
    std::atomic<bool> onWorkerThread{true}; ///< false as soon as anything was called on the thread that made this object
    EvaluationOptions evaluatedWith;        ///< of the last evaluation
    std::string failure;                    ///< when set, a run ends with it

    std::int64_t create(Project& project, const Request& request, std::int64_t parent) override;
    Outcome run(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) override;
    RunEstimate estimate(const Request& request) override;
    Evaluation evaluate(const std::string& project, std::int64_t experiment, const EvaluationOptions& options) override;
    WeightExport exportWeights(const std::string& project, std::int64_t experiment, const std::string& weights, const std::string& out) override;
    std::vector<Measurement> measureLatency(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) override; ///< ten steps; 4 ms
    /// Ten steps; 0.9, 0.4.
    std::vector<Measurement> measureGap(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) override;
    DataInfo inspect(const std::string& spec, int imageSize, int previews) override;
    std::vector<PreviewImage> channels(const PreviewImage& image, ColorModel model) override; ///< planes of zeros
    std::vector<std::string> devices() override { return {"cpu"}; }
    std::string machine() override { return "a fake"; }
    MotorSeries motorSeries(const MotorSearchSpec& spec, std::uint64_t seed) override;
    /// Six images of two groups, the second like the first turned; one file cannot be read. A source "none" is refused.
    RetrievalIndex index(const std::string& project, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress) override;
    std::vector<float> queryFeature(const std::string& project, const RetrievalIndex& index, const std::string& image) override; ///< of item 3
    std::vector<PreviewImage> itemImages(const RetrievalIndex& index, const std::vector<int>& items, int side) override; ///< of item 5 nothing
    std::atomic<int> speedMs{0};     ///< that a measurement of throughput takes; ends early when it is cancelled
    std::atomic<int> accuracyMs{0};  ///< that the evaluation of a mask takes, likewise
    std::atomic<int> speedsMade{0};
    std::atomic<int> evaluations{0}; ///< calls of accuracies: each reads network and images
    /// Twelve blocks whatever the file. The only option is num_heads.
    PruningSpec pruningOf(const std::string& model, const VitOptions& options) override;
    /// A block takes 10 ms.
    VitSpeed measureSpeed(const VitSpec& whole, const VitSpec& pruned, const RunControl& control) override;
    void accuracies(const PruningSpec& spec, const std::vector<VitMask>& masks, const VitEvaluationOptions& evaluation, const RunControl& control,
                    const std::function<void(std::size_t, const VitEvaluation&)>& then) override;
    PrunedExport savePruned(const PruningSpec& spec, const VitMask& mask, std::uint64_t seed, const std::string& path) override;

  private:
    void noteThread();
    bool tenSteps(const MeasureProgress& progress) const; ///< false where it was ended
    bool epoch(int number, int epochs, RunObserver& observer, RunControl& control);

    std::thread::id m_maker = std::this_thread::get_id();
};

} // namespace dnas
