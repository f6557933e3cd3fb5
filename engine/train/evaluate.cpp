// Evaluation of stored weights on any data of the same shape (engine/api/evaluation.h).
#include "engine/api/error.h"
#include "engine/core/device.h"
#include "engine/core/parallelism.h"
#include "engine/networks/graphs.h"
#include "engine/search/batch_feed.h"
#include "engine/search/running_metrics.h"
#include "engine/train/evaluation_builder.h"
#include "engine/train/train_loop.h"
#include "engine/train/trained_network.h"
#include "engine/vit/trained_vit.h"
#include "engine/vit/vit_model.h"

#include <ATen/core/grad_mode.h>

#include <functional>
#include <numeric>

namespace dnas {

namespace {

constexpr int kBatch = 128;

std::vector<int> allOf(const ImageSet& set) {
    std::vector<int> indices(static_cast<std::size_t>(set.count));
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

/// The data normalised as the network was trained; a copy only where that differs.
std::shared_ptr<const DataSet> normalisedAs(const TrainedShape& shape, const std::shared_ptr<const DataSet>& data) {
    if (data->train.mean == shape.mean && data->train.deviation == shape.deviation) return data;
    auto own = std::make_shared<DataSet>(*data);
    for (ImageSet* set : {&own->train, own->test ? &*own->test : nullptr})
        if (set) {
            set->mean = shape.mean;
            set->deviation = shape.deviation;
        }
    return own;
}

/// What is evaluated.
struct Subject {
    Request request;
    TrainedShape shape;
    std::string weights;
    std::vector<std::string> channels;
    /// The logits of a batch, [N, classes], and after them those without each of the channels.
    std::function<std::vector<at::Tensor>(const at::Tensor&)> logits;
    std::function<void(const c10::Device&)> moveTo;
};

Subject subjectOf(TrainedNetwork&& loaded) {
    const auto trained = std::make_shared<TrainedNetwork>(std::move(loaded));
    Subject subject{trained->request, trained->shape, trained->weights, {}, {}, {}};
    std::vector<std::size_t> layers;
    for (const auto& [channel, layer] : channelFeatures(trained->network->graph())) {
        subject.channels.push_back(channel);
        layers.push_back(layer);
    }
    subject.logits = [trained, layers](const at::Tensor& images) { return trained->network->forwardWithoutEach(images, layers); };
    subject.moveTo = [trained](const c10::Device& device) { trained->network->weights().moveTo(device); };
    return subject;
}

Subject vitSubject(ProjectReader& project, const ExperimentRecord& record) {
    const std::shared_ptr<VitModel> model = loadVit(trainedVit(project, record));
    const VitSpec& spec = model->spec();
    Subject subject{record.request, {{spec.channels, spec.imageSize, spec.imageSize, spec.classes}, model->input().mean, model->input().deviation},
                    "last weights, of epoch " + std::to_string(record.snapshots.size()), {}, {}, {}};
    subject.request.task.imageSize = spec.imageSize;
    subject.logits = [model](const at::Tensor& images) { return std::vector<at::Tensor>{model->forward(images)}; };
    subject.moveTo = [model](const c10::Device& device) { model->weights().moveTo(device); };
    return subject;
}

/// The images of the part that was asked for. @param part set to the part's name where it was left open
std::shared_ptr<const BatchSource> sourceOf(const Request& request, const std::shared_ptr<const DataSet>& data,
                                            const TrainedShape& shape, std::string& part) {
    const bool holdsOut = request.training && request.training->holdout > 0;
    if (part.empty()) part = data->test ? "test" : holdsOut ? "validation" : "train";
    const std::shared_ptr<const DataSet> own = normalisedAs(shape, data);
    if (part == "validation" && request.training) return validationSource(request, own);
    if (part == "test" && !own->test)
        throw EngineError(ErrorCode::Usage, data->name + " has no test part.",
                          "Evaluate the part 'train' or 'validation'.");
    if (part != "test" && part != "train")
        throw EngineError(ErrorCode::Usage, "The part '" + part + "' is unknown; allowed: test, " +
                                                (request.training ? "validation, train." : "train."));
    const ImageSet& set = part == "test" ? *own->test : own->train;
    return std::make_shared<BatchSource>(std::shared_ptr<const ImageSet>(own, &set), allOf(set), kBatch,
                                         BatchUse::Evaluation);
}

void requireShape(const ImageSet& set, const ImageShape& shape, const std::string& data) {
    if (set.fedChannels() == shape.channels && set.classes == shape.classes && set.height == shape.height &&
        set.width == shape.width)
        return;
    const auto text = [](int channels, int height, int width, int classes) {
        return std::to_string(height) + "x" + std::to_string(width) + "x" + std::to_string(channels) + " in " +
               std::to_string(classes) + " classes";
    };
    throw EngineError(ErrorCode::Usage,
                      data + " has images of " + text(set.fedChannels(), set.height, set.width, set.classes) +
                          "; the network takes " + text(shape.channels, shape.height, shape.width, shape.classes) + ".",
                      "Give data of the same shape.");
}

void validate(const EvaluationOptions& options) {
    if (options.worst < 0 || options.worst > 1000)
        throw EngineError(ErrorCode::Usage, "worst is " + std::to_string(options.worst) + "; allowed: 0 to 1000.");
}

Evaluation evaluateOn(const std::shared_ptr<const DataSet>& data, const std::string& spec, const Subject& subject,
                      const EvaluationOptions& options) {
    requireShape(data->train, subject.shape.images, spec);
    std::string part = options.part;
    const std::shared_ptr<const BatchSource> source = sourceOf(subject.request, data, subject.shape, part);
    setComputeThreads(options.threads > 0 ? options.threads : subject.request.resources.threads);

    at::NoGradGuard noGrad;
    const c10::Device device = usableDevice(subject.request.resources.device);
    subject.moveTo(device);
    EvaluationBuilder builder(data->train.classes, options.worst);
    std::vector<RunningMetrics> without(subject.channels.size());
    for (int i = 0; i < source->steps(); ++i) {
        const Batch batch = source->batch(0, i);
        const TensorBatch tensors = toTensors(batch, source->images(), device);
        std::vector<at::Tensor> all = subject.logits(tensors.images);
        for (at::Tensor& answer : all) answer = answer.to(at::kCPU);
        const at::Tensor logits = all[0].contiguous();
        const at::Tensor labels = tensors.labels.to(at::kCPU);
        builder.add(logits.data_ptr<float>(), batch.labels.data(), batch.count);
        for (std::size_t c = 0; c < without.size(); ++c)
            without[c].add(all[1 + c], labels, 0);
    }
    Evaluation result = builder.finish();
    result.data = spec;
    result.part = part;
    result.weights = subject.weights;
    result.classNames = data->train.classNames;
    for (std::size_t c = 0; c < without.size(); ++c)
        result.withoutChannel.push_back({subject.channels[c], without[c].top1()});
    for (WorstExample& example : result.worst) {
        const ImageSet& set = source->images();
        example.index = source->index(example.index);
        const std::uint8_t* pixels = set.image(example.index);
        example.image = {set.width, set.height, set.channels, {pixels, pixels + set.imageBytes()}, example.label};
    }
    return result;
}

} // namespace

Evaluation evaluate(ProjectReader& project, std::int64_t experiment, const EvaluationOptions& options) {
    validate(options);
    const ExperimentRecord record = project.experiment(experiment);
    if (record.request.vitWork) requireKeptWeights(options.weights);
    const Subject subject =
        record.request.vitWork ? vitSubject(project, record) : subjectOf(loadTrained(project, experiment, options.weights));
    const std::string spec = options.data.empty() ? subject.request.task.data : options.data;
    return evaluateOn(loadDataSet(spec, subject.request.task.imageSize, subject.request.task.colors), spec, subject, options);
}

Evaluation evaluateFile(const Request& request, const EvaluationOptions& options) {
    validate(options);
    const std::string spec = options.data.empty() ? request.task.data : options.data;
    const std::shared_ptr<const DataSet> data = loadDataSet(spec, request.task.imageSize, request.task.colors);
    return evaluateOn(data, spec, subjectOf(loadFromFile(request, options.weights, shapeOfData(*data))), options);
}

} // namespace dnas
