// Accuracy of a vision transformer, whole or pruned (engine/api/vit.h).
#include "engine/api/error.h"
#include "engine/core/device.h"
#include "engine/core/parallelism.h"
#include "engine/search/batch_feed.h"
#include "engine/vit/hard_pruning.h"

#include <ATen/core/grad_mode.h>

#include <numeric>

namespace dnas {

namespace {

void requireImages(const ImageSet& set, const VitSpec& spec, const std::string& data) {
    const auto text = [](int height, int width, int channels) {
        return std::to_string(height) + "x" + std::to_string(width) + "x" + std::to_string(channels);
    };
    if (set.channels != spec.channels || set.height != spec.imageSize || set.width != spec.imageSize)
        throw EngineError(ErrorCode::Usage, data + " has images of " + text(set.height, set.width, set.channels) +
                                                "; the network takes " + text(spec.imageSize, spec.imageSize, spec.channels) + ".");
    if (spec.classes == 0)
        throw EngineError(ErrorCode::Usage, "The network has no head: it tells features, no classes.",
                          "Fine-tune it with a head first.");
    if (set.classes > spec.classes)
        throw EngineError(ErrorCode::Usage, data + " has " + std::to_string(set.classes) + " classes; the network tells " +
                                                std::to_string(spec.classes) + " apart.");
}

/// The part with the network's normalisation, sharing ownership with its data set.
std::shared_ptr<const ImageSet> partOf(const VitEvaluationOptions& options, const VitModel& model, std::string& part) {
    const auto data = std::make_shared<DataSet>(*loadDataSet(options.data, model.spec().imageSize));
    part = !options.part.empty() ? options.part : data->test ? "test" : "train";
    if (part != "test" && part != "train")
        throw EngineError(ErrorCode::Usage, "The part '" + part + "' is unknown; allowed: test, train.");
    if (part == "test" && !data->test)
        throw EngineError(ErrorCode::Usage, data->name + " has no test part.", "Evaluate the part 'train'.");
    ImageSet& set = part == "test" ? *data->test : data->train;
    requireImages(set, model.spec(), options.data);
    set.mean = model.input().mean;
    set.deviation = model.input().deviation;
    return {data, &set};
}

VitEvaluation evaluated(const VitModel& network, const BatchSource& source, const ImageSet& images, int total, const c10::Device& device,
                        const VitEvaluationOptions& options, const RunControl& control) {
    at::NoGradGuard noGrad;
    VitEvaluation result;
    result.data = options.data;
    result.limit = options.limit;
    std::int64_t right = 0;
    for (int i = 0; i < source.steps() && !(result.cancelled = control.stopRequested()); ++i) {
        const TensorBatch batch = toTensors(source.batch(0, i), images, device);
        right += network.forward(batch.images).argmax(1).eq(batch.labels).sum().item<std::int64_t>();
        result.images += static_cast<int>(batch.labels.size(0));
        if (options.progress) options.progress(result.images, total);
    }
    result.top1 = result.images > 0 ? static_cast<double>(right) / result.images : 0;
    return result;
}

} // namespace

VitEvaluation evaluateVit(const std::string& model, const VitOptions& vitOptions, const VitMask& mask,
                          const VitEvaluationOptions& options, const RunControl& control) {
    VitEvaluation result;
    evaluateVits(model, vitOptions, {mask}, options, control, [&](std::size_t, const VitEvaluation& evaluation) { result = evaluation; });
    return result;
}

void evaluateVits(const std::string& model, const VitOptions& vitOptions, const std::vector<VitMask>& masks, const VitEvaluationOptions& options,
                  const RunControl& control, const std::function<void(std::size_t, const VitEvaluation&)>& then) {
    if (options.batch < 1 || options.batch > 4096 || options.limit < 0)
        throw EngineError(ErrorCode::Usage, "batch is " + std::to_string(options.batch) + " and limit " +
                                                std::to_string(options.limit) + "; allowed: 1 to 4096, and 0 or more.");
    const std::unique_ptr<VitModel> network = loadVit(model, vitOptions, at::kFloat, options.seed);
    setComputeThreads(options.threads);
    const c10::Device device = resolveDevice(options.device);
    std::string part;
    const std::shared_ptr<const ImageSet> images = partOf(options, *network, part);
    std::vector<int> indices(static_cast<std::size_t>(options.limit > 0 ? std::min(options.limit, images->count) : images->count));
    std::iota(indices.begin(), indices.end(), 0);
    const int total = static_cast<int>(indices.size());
    const BatchSource source(images, std::move(indices), options.batch, BatchUse::Evaluation);
    for (std::size_t i = 0; i < masks.size(); ++i) {
        const std::unique_ptr<VitModel> left = pruned(*network, masks[i].empty() ? fullMask(network->spec()) : masks[i]);
        left->weights().moveTo(device);
        VitEvaluation result = evaluated(*left, source, *images, total, device, options, control);
        result.part = part;
        then(i, result);
        if (result.cancelled) return;
    }
}

} // namespace dnas
