#include "app/session_runner.h"

#include "engine/api/latency.h"

namespace dnas {
namespace {

class SessionRunner final : public EngineRunner {
  public:
    std::int64_t create(Project& project, const Request& request, std::int64_t parent) override {
        return createExperiment(project, request, parent);
    }
    Outcome run(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) override {
        yieldToWindow();
        return resumeExperiment(project, experiment, observer, control);
    }
    RunEstimate estimate(const Request& request) override {
        yieldToWindow();
        return estimateRun(request);
    }
    Evaluation evaluate(const std::string& project, std::int64_t experiment, const EvaluationOptions& options) override {
        yieldToWindow();
        return dnas::evaluate(*ProjectReader::open(project), experiment, options);
    }
    WeightExport exportWeights(const std::string& project, std::int64_t experiment, const std::string& weights, const std::string& out) override {
        return dnas::exportWeights(*ProjectReader::open(project), experiment, weights, out);
    }
    std::vector<Measurement> measureLatency(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) override {
        yieldToWindow();
        const auto report = dnas::measureLatency(*ProjectReader::open(project), experiment, {}, progress);
        return report ? measurementsOf(*report) : std::vector<Measurement>();
    }
    std::vector<Measurement> measureGap(const std::string& project, std::int64_t experiment, const MeasureProgress& progress) override {
        yieldToWindow();
        const auto gap = dnas::measureGap(*ProjectReader::open(project), experiment, {}, progress);
        return gap ? measurementsOf(*gap) : std::vector<Measurement>();
    }
    DataInfo inspect(const std::string& spec, int imageSize, int previews) override {
        return inspectData(spec, imageSize, previews);
    }
    std::vector<PreviewImage> channels(const PreviewImage& image, ColorModel model) override {
        return channelImages(image, model);
    }
    std::vector<std::string> devices() override { return availableDevices(); }
    std::string machine() override { return thisMachine(); }
    MotorSeries motorSeries(const MotorSearchSpec& spec, std::uint64_t seed) override { return dnas::motorSeries(spec, seed); }

    RetrievalIndex index(const std::string& project, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress) override {
        yieldToWindow();
        return buildIndex(*ProjectReader::open(project), choice, source, progress);
    }
    std::vector<float> queryFeature(const std::string& project, const RetrievalIndex& index, const std::string& image) override {
        return dnas::queryFeature(*ProjectReader::open(project), index, image);
    }
    std::vector<PreviewImage> itemImages(const RetrievalIndex& index, const std::vector<int>& items, int side) override {
        return dnas::itemImages(index, items, side);
    }

    PruningSpec pruningOf(const std::string& model, const VitOptions& options) override { return makePruningSpec(model, options); }
    VitSpeed measureSpeed(const VitSpec& whole, const VitSpec& pruned, const RunControl& control) override {
        yieldToWindow();
        return measureVitSpeed(whole, pruned, {}, control);
    }
    void accuracies(const PruningSpec& spec, const std::vector<VitMask>& masks, const VitEvaluationOptions& evaluation, const RunControl& control,
                    const std::function<void(std::size_t, const VitEvaluation&)>& then) override {
        yieldToWindow();
        evaluateVits(spec.model, pruningVitOptions(spec), masks, evaluation, control, then);
    }
    PrunedExport savePruned(const PruningSpec& spec, const VitMask& mask, std::uint64_t seed, const std::string& path) override {
        return exportPruned(spec, mask, path, seed);
    }
};

} // namespace

std::shared_ptr<EngineRunner> makeSessionRunner() {
    return std::make_shared<SessionRunner>();
}

} // namespace dnas
