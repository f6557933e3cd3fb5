#include "engine/api/error.h"
#include "engine/api/discretize.h"
#include "engine/api/evaluation.h"
#include "engine/api/genotype_text.h"
#include "engine/core/parallelism.h"
#include "engine/data/split.h"
#include "engine/networks/graphs.h"
#include "engine/networks/network.h"
#include "engine/search/batch_feed.h"
#include "engine/search/checkpoint.h"
#include "engine/search/snapshot_builder.h"
#include "engine/train/gap_measurement.h"
#include "engine/train/inherited_weights.h"
#include "engine/train/train_loop.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace dnas {

namespace {

constexpr int kBatch = 128;

/// Ends the measurement from inside its loops.
struct Ended {};

class Steps {
  public:
    Steps(int total, const MeasureProgress& progress) : m_total(total), m_progress(progress) {}
    void next() {
        if (m_progress && !m_progress(++m_done, m_total)) throw Ended();
    }

  private:
    int m_done = 0, m_total;
    const MeasureProgress& m_progress;
};

std::shared_ptr<const BatchSource> evaluated(const std::shared_ptr<const DataSet>& data, const ImageSet& set,
                                             std::vector<int> indices) {
    return std::make_shared<BatchSource>(std::shared_ptr<const ImageSet>(data, &set), std::move(indices), kBatch,
                                         BatchUse::Evaluation);
}

Split splitOf(const Request& request, const ImageSet& set) {
    const Task& task = request.task;
    return splitSet(set, drawSubset(set, task.subset, request.seed, task.stratified), task.trainPortion, request.seed,
                    task.stratified);
}

std::shared_ptr<const BatchSource> partOf(const Request& request, const std::shared_ptr<const DataSet>& data,
                                          const std::string& part) {
    if (part == "validation") return evaluated(data, data->train, splitOf(request, data->train).alpha);
    if (part != "test")
        throw EngineError(ErrorCode::Usage, "The part '" + part + "' is unknown; allowed: test, validation.");
    if (!data->test)
        throw EngineError(ErrorCode::Usage, data->name + " has no test part.", "Measure on the part 'validation'.");
    std::vector<int> all(static_cast<std::size_t>(data->test->count));
    std::iota(all.begin(), all.end(), 0);
    return evaluated(data, *data->test, std::move(all));
}

template <class Forward> double top1(const BatchSource& source, Steps& steps, const Forward& forward) {
    RunningMetrics metrics;
    for (int i = 0; i < source.steps(); ++i) {
        const TensorBatch batch = toTensors(source.batch(0, i), source.images(), c10::Device(at::kCPU));
        metrics.add(forward(batch.images), batch.labels, 0);
        steps.next();
    }
    return metrics.top1();
}

/// The derived network at the size of the search.
LayerGraph searchedGraph(const CellSpaceSpec& space, const ImageShape& images, const Genotype& genotype) {
    NetworkShape shape;
    shape.channels = space.channels;
    shape.cells = space.cells;
    shape.stem = space.stem;
    shape.metaFeatures = space.metaFeatures;
    shape.classes = images.classes;
    shape.inputChannels = images.channels;
    shape.height = images.height;
    shape.width = images.width;
    return derivedGraph(genotype, shape);
}

/// Runs training batches through the network for the statistics alone; the weights see no gradient.
void estimateStatistics(const Network& network, const BatchSource& train, int batches, Steps& steps) {
    for (int i = 0; i < batches; ++i) {
        const TensorBatch batch = toTensors(train.batch(0, i), train.images(), c10::Device(at::kCPU));
        network.forward(batch.images, {/*training=*/true, /*weightGradient=*/false, /*updateStatistics=*/true});
        steps.next();
    }
}

bool isNorm(const Network& network, const std::string& parameter) {
    for (const Layer& layer : network.graph().layers)
        if (layer.kind == LayerKind::BatchNorm && parameter.rfind(layer.name + ".", 0) == 0) return true;
    return false;
}

/// The search as its newest checkpoint left it.
std::unique_ptr<SearchState> restored(const Request& request, const CheckpointBlob& checkpoint, const ImageSet& set) {
    auto state = std::make_unique<SearchState>(
        request.recipe, ImageShape{set.fedChannels(), set.height, set.width, set.classes, set.colors}, request.seed,
        at::kFloat, c10::Device(at::kCPU), request.resources.kernels);
    EpochSums unused;
    readCheckpoint(checkpoint.payload, *state, unused, requestText(request));
    return state;
}

double bestRecorded(ProjectReader& project, std::int64_t experiment) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const SnapshotPtr& snapshot : project.snapshots(experiment))
        if (const double top1 = snapshot->metric("valid_top1"); !(best >= top1)) best = top1;
    return best;
}

bool sameImages(const Task& a, const Task& b) {
    return a.data == b.data && a.imageSize == b.imageSize && a.colors == b.colors;
}

/// The search's trainings on the same images.
std::vector<RetrainedNetwork> retrainedOf(ProjectReader& project, const ExperimentRecord& search, const std::string& part,
                                          int threads) {
    std::vector<RetrainedNetwork> found;
    for (const ExperimentSummary& summary : project.experiments()) {
        if (summary.damaged || summary.parent != search.summary.id || !project.weights(summary.id, "best")) continue;
        const RunFacts facts = project.facts(summary.id);
        if (!facts.newest || !sameImages(facts.request.task, search.request.task)) continue;
        EvaluationOptions options;
        options.part = part;
        options.worst = 0;
        options.threads = threads;
        // A training without a hold-out was validated on the test part: its record is the answer.
        const bool recorded = part != "test" || facts.request.training->holdout == 0;
        found.push_back({summary.id, summary.name,
                         recorded ? bestRecorded(project, summary.id) : evaluate(project, summary.id, options).top1,
                         static_cast<std::int64_t>(facts.newest->metric("parameters"))});
    }
    return found;
}

} // namespace

std::optional<DiscretizationGap> gapOf(const Request& request, SearchState& state,
                                       const std::shared_ptr<const DataSet>& data, const GapOptions& options,
                                       const MeasureProgress& progress) {
    const ImageSet& set = data->train;
    const ImageShape images{set.fedChannels(), set.height, set.width, set.classes, set.colors};
    const auto& space = std::get<CellSpaceSpec>(request.recipe.space);
    const Genotype genotype =
        parseGenotypeIn(space, alphaGroups(state), options.parse.value_or(request.recipe.discretize));
    Network network(searchedGraph(space, images, genotype));
    network.weights().allocate(at::kFloat, c10::Device(at::kCPU), request.seed);
    const Inheritance inheritance = inheritWeights(state.supernet().weights(), space, genotype, network.weights());

    DiscretizationGap gap;
    gap.data = request.task.data;
    gap.part = !options.part.empty() ? options.part : data->test ? "test" : "validation";
    gap.genotype = genotypeText(genotype);
    gap.supernetParameters = state.supernet().weights().parameterCount();
    gap.parameters = inheritance.parameters;
    gap.inherited = inheritance.inherited;
    std::copy_if(inheritance.fresh.begin(), inheritance.fresh.end(), std::back_inserter(gap.fresh),
                 [&](const std::string& name) { return !isNorm(network, name); });

    const std::shared_ptr<const BatchSource> part = partOf(request, data, gap.part);
    const std::shared_ptr<const ImageSet> train(data, &data->train);
    const BatchSource statistics(train, splitOf(request, set).weights, kBatch, BatchUse::Training, request.seed,
                                 "statistics");
    gap.images = part->imageCount();
    Steps steps(2 * part->steps() + options.batches, progress);
    at::NoGradGuard noGrad;
    try {
        gap.supernetTop1 = top1(*part, steps, [&](const at::Tensor& x) { return state.evaluate(x); });
        estimateStatistics(network, statistics, options.batches, steps);
        gap.inheritedTop1 =
            top1(*part, steps, [&](const at::Tensor& x) { return network.forward(x, {/*training=*/false, false, false}); });
    } catch (const Ended&) {
        return std::nullopt;
    }
    return gap;
}

std::vector<Measurement> measurementsOf(const DiscretizationGap& gap) {
    const std::string conditions = std::to_string(gap.images) + " " + gap.part + " images, " +
                                   std::to_string(gap.epochs) + (gap.epochs == 1 ? " epoch" : " epochs");
    std::vector<Measurement> found(2);
    found[0].name = "supernet_top1";
    found[0].value = gap.supernetTop1;
    found[1].name = "inherited_top1";
    found[1].value = gap.inheritedTop1;
    for (Measurement& measurement : found)
        measurement.conditions = conditions;
    const auto best = std::max_element(gap.retrained.begin(), gap.retrained.end(),
                                       [](const RetrainedNetwork& a, const RetrainedNetwork& b) { return a.top1 < b.top1; });
    if (best != gap.retrained.end()) {
        Measurement& retrained = found.emplace_back();
        retrained.name = "retrained_top1";
        retrained.value = best->top1;
        retrained.conditions = best->name;
    }
    return found;
}

std::optional<DiscretizationGap> measureGap(ProjectReader& project, std::int64_t experiment, const GapOptions& options,
                                            const MeasureProgress& progress) {
    if (options.batches < 1 || options.batches > 100000)
        throw EngineError(ErrorCode::Usage, "batches is " + std::to_string(options.batches) + "; allowed: 1 to 100000.");
    const ExperimentRecord record = project.experiment(experiment);
    const Request& request = record.request;
    if (request.training || request.motor || request.siamese || request.pruning || request.vitWork || record.snapshots.empty() ||
        record.snapshots.back()->alpha.empty())
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is no search of cells with a finished epoch.",
                          "The gap lies between a search of cells and the network that it yields.");
    const std::optional<CheckpointBlob> checkpoint = project.latestCheckpoint(experiment);
    if (!checkpoint)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no checkpoint: its supernet is not kept.",
                          "Searches that ran here have one; imported ones do not.");
    const int threads = setComputeThreads(options.threads > 0 ? options.threads : request.resources.threads);
    const std::shared_ptr<const DataSet> data =
        loadDataSet(request.task.data, request.task.imageSize, request.task.colors);
    const std::unique_ptr<SearchState> state = restored(request, *checkpoint, data->train);
    std::optional<DiscretizationGap> gap = gapOf(request, *state, data, options, progress);
    if (!gap) return gap;
    gap->epochs = checkpoint->epoch;
    gap->retrained = retrainedOf(project, record, gap->part, threads);
    return gap;
}

} // namespace dnas
