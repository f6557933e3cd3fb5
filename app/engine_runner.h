// What the window asks of the engine that takes time, as one seam.
// Place: the program plugs in SessionRunner (session_runner.h); tests plug in one that invents snapshots.
// Thread rule: every call may take long and is made on a worker thread, never on the GUI thread. `run` is called by
// one thread at a time; `inspect` and `estimate` may be called by another thread meanwhile.
#pragma once

#include "engine/api/color_model.h"
#include "engine/api/data_info.h"
#include "engine/api/discretization_gap.h"
#include "engine/api/evaluation.h"
#include "engine/api/pruned_export.h"
#include "engine/api/retrieval.h"
#include "engine/api/vit_speed.h"
#include "engine/api/session.h"
#include "engine/api/weight_export.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dnas {

class EngineRunner {
  public:
    virtual ~EngineRunner() = default;

    /// Makes the record of an experiment, status Queued. Throws EngineError.
    /// @param parent the search whose result is trained; 0 = none
    virtual std::int64_t create(Project& project, const Request& request, std::int64_t parent) = 0;
    /// Runs a queued experiment from its beginning, or any other from its last checkpoint. Throws nothing.
    virtual Outcome run(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) = 0;
    /// Throws EngineError.
    virtual RunEstimate estimate(const Request& request) = 0;
    /// Of a training's network. @param project path of the file. Throws EngineError.
    virtual Evaluation evaluate(const std::string& project, std::int64_t experiment, const EvaluationOptions& options) = 0;
    virtual WeightExport exportWeights(const std::string& project, std::int64_t experiment, const std::string& weights, const std::string& out) = 0;
    /// What the project keeps of a measurement of latency, of the discretisation gap; empty where `progress` ended it.
    /// Throw EngineError.
    virtual std::vector<Measurement> measureLatency(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) = 0;
    virtual std::vector<Measurement> measureGap(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) = 0;
    /// Throws EngineError.
    virtual DataInfo inspect(const std::string& spec, int imageSize, int previews) = 0;
    /// One grey image a channel of the colour model. Throws EngineError.
    virtual std::vector<PreviewImage> channels(const PreviewImage& image, ColorModel model) = 0;
    virtual std::vector<std::string> devices() = 0;
    virtual std::string machine() = 0; ///< as Measurement::machine of what is measured on the CPU here
    /// What a motor search learns from. Throws EngineError.
    virtual MotorSeries motorSeries(const MotorSearchSpec& spec, std::uint64_t seed) = 0;

    // Of retrieval. Throw EngineError. The index of a stopped indexing has no items.
    virtual RetrievalIndex index(const std::string& project, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress) = 0;
    virtual std::vector<float> queryFeature(const std::string& project, const RetrievalIndex& index, const std::string& image) = 0;
    virtual std::vector<PreviewImage> itemImages(const RetrievalIndex& index, const std::vector<int>& items, int side) = 0;

    // Of prunings. The control ends a measurement early. Throw EngineError.
    virtual PruningSpec pruningOf(const std::string& model, const VitOptions& options) = 0;
    virtual VitSpeed measureSpeed(const VitSpec& whole, const VitSpec& pruned, const RunControl& control) = 0;
    /// @param then told each mask's result, in their order, on the calling thread
    virtual void accuracies(const PruningSpec& spec, const std::vector<VitMask>& masks, const VitEvaluationOptions& evaluation,
                            const RunControl& control, const std::function<void(std::size_t mask, const VitEvaluation&)>& then) = 0;
    /// @param seed of the request: a preset's weights are those that were searched
    virtual PrunedExport savePruned(const PruningSpec& spec, const VitMask& mask, std::uint64_t seed, const std::string& path) = 0;
};

} // namespace dnas
