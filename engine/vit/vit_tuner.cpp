#include "engine/vit/vit_tuner.h"

#include "engine/api/control.h"
#include "engine/api/error.h"
#include "engine/api/request.h"
#include "engine/core/gpu.h"
#include "engine/data/split.h"
#include "engine/search/batch_feed.h"
#include "engine/search/running_metrics.h"
#include "engine/vit/vit_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8, kClip = 1.0;
constexpr int kTestBatch = 128;

void requireFinite(double value, const char* what, std::int64_t step) {
    if (std::isfinite(value)) return;
    throw EngineError(ErrorCode::Diverged,
                      std::string(what) + " became " + (std::isnan(value) ? "NaN" : "infinite") + " at step " + std::to_string(step + 1) + ".",
                      "Lower the rate.");
}

/// Index of the first parameter that steps move.
std::size_t firstTrained(const VitSpec& spec, VitTuned tuned) {
    if (tuned == VitTuned::All) return 0;
    std::string begin = spec.isMobile() ? "head.fc." : "head.";
    if (tuned == VitTuned::LastBlock && spec.depth() > 0) begin = vitBlockName(spec, spec.depth() - 1);
    std::size_t index = 0;
    for (const VitTensor& tensor : vitTensors(spec)) {
        if (tensor.name.rfind(begin, 0) == 0) return index;
        index += tensor.statistic ? 0 : 1;
    }
    throw EngineError(ErrorCode::Internal, "the network has no " + begin);
}

bool isHead(const std::string& name) { return name.rfind("head.", 0) == 0; }

std::shared_ptr<const DataSet> normalised(const DataSet& data, const VitInput& input) {
    if (input.mean.size() != data.train.mean.size())
        throw EngineError(ErrorCode::Usage, data.name + " has images of " + std::to_string(data.train.channels) + " channels; the network takes " +
                                                std::to_string(input.mean.size()) + ".");
    auto set = std::make_shared<DataSet>(data);
    for (ImageSet* part : {&set->train, set->test ? &*set->test : &set->train}) {
        part->mean = input.mean;
        part->deviation = input.deviation;
    }
    return set;
}

} // namespace

std::optional<VitInput> inputOfModel(const VitWorkSpec& spec) {
    if (isVitPreset(spec.model)) return std::nullopt;
    PruningSpec asPruning;
    asPruning.options = spec.options;
    return inspectVit(spec.model, pruningVitOptions(asPruning)).input;
}

VitImages vitImages(const Request& request, std::shared_ptr<const DataSet> data, const std::optional<VitInput>& input, std::uint64_t seed) {
    const std::shared_ptr<const DataSet> set = input ? normalised(*data, *input) : std::move(data);
    LabelledParts parts = labelledParts(set, std::min(request.task.subset, set->train.count), /*stratified=*/true, seed);
    const std::shared_ptr<const ImageSet>& images = parts.trainImages;
    if (const int limit = request.vitWork->testLimit; limit > 0) parts.valid.resize(std::min(parts.valid.size(), static_cast<std::size_t>(limit)));
    Augmentation augmentation;
    augmentation.crop = request.task.crop;
    augmentation.flip = request.task.flip;
    augmentation.cutout = request.task.cutout;
    VitImages result;
    result.name = set->name;
    result.input = {images->mean, images->deviation, images->classNames};
    result.channels = images->channels;
    result.classes = images->classes;
    result.train = std::make_shared<BatchSource>(images, std::move(parts.train), request.vitWork->batch, BatchUse::Training, seed, "vit", augmentation);
    result.test = std::make_shared<BatchSource>(parts.validImages, std::move(parts.valid), kTestBatch, BatchUse::Evaluation);
    return result;
}

bool headFits(const VitSpec& spec, const std::vector<std::string>& classNames, const VitImages& images) {
    const std::vector<std::string>& others = images.input.classNames;
    return spec.classes == images.classes && (classNames.empty() || others.empty() || classNames == others);
}

std::unique_ptr<VitModel> withNewHead(const VitModel& model, const VitImages& images) {
    VitSpec spec = model.spec();
    spec.classes = images.classes;
    VitInput input = model.input();
    input.classNames = images.input.classNames;
    auto changed = std::make_unique<VitModel>(spec, input, model.weights().parameter(0, false).scalar_type(), /*seed=*/1);
    at::NoGradGuard noGrad;
    const std::map<std::string, at::Tensor> from = model.weights().named();
    for (auto& [name, target] : changed->weights().named())
        isHead(name) ? at::Tensor(target).zero_() : at::Tensor(target).copy_(from.at(name));
    return changed;
}

std::unique_ptr<VitModel> vitForImages(const VitWorkSpec& spec, const VitImages& images, std::uint64_t seed) {
    if (isVitPreset(spec.model)) {
        VitSpec network = spec.network;
        network.channels = images.channels;
        network.classes = images.classes;
        return std::make_unique<VitModel>(network, images.input, at::kFloat, seed);
    }
    if (fileFingerprint(spec.model) != spec.fingerprint)
        throw EngineError(ErrorCode::Data, spec.model + " is not the file that this run was made for.",
                          "Put the original back, or start a new run.");
    PruningSpec asPruning;
    asPruning.options = spec.options;
    std::unique_ptr<VitModel> model = loadVit(spec.model, pruningVitOptions(asPruning), at::kFloat, seed);
    return headFits(model->spec(), model->input().classNames, images) ? std::move(model) : withNewHead(*model, images);
}

VitScore scoreOf(const VitModel& model, const BatchSource& source, const c10::Device& device, const RunControl* control) {
    at::NoGradGuard noGrad;
    RunningMetrics metrics;
    VitScore score;
    double seconds = 0;
    int timed = 0; // images; the first batch warms up, unless it is the only one
    for (int i = 0; i < source.steps() && !(control && control->stopRequested()); ++i) {
        const TensorBatch batch = toTensors(source.batch(0, i), source.images(), device);
        const Clock::time_point start = Clock::now();
        const at::Tensor logits = model.forward(batch.images);
        synchronize(device);
        if (i > 0 || source.steps() == 1) {
            seconds += std::chrono::duration<double>(Clock::now() - start).count();
            timed += static_cast<int>(batch.labels.size(0));
        }
        metrics.add(logits, batch.labels, at::cross_entropy_loss(logits, batch.labels).item<double>());
        score.images += static_cast<int>(batch.labels.size(0));
    }
    score.loss = metrics.loss();
    score.top1 = metrics.top1();
    score.top5 = metrics.top5();
    score.imagesPerSecond = seconds > 0 ? timed / seconds : 0;
    return score;
}

VitTuner::VitTuner(VitModel& model, const VitWorkSpec& spec, int steps)
    : m_model(model), m_spec(spec), m_steps(std::max(1, steps)), m_parameters(model.parameters(true)) {
    const std::size_t first = firstTrained(model.spec(), spec.tuned);
    const std::vector<at::Tensor> still = model.parameters(false);
    std::copy(still.begin(), still.begin() + static_cast<std::ptrdiff_t>(first), m_parameters.begin());
    m_trained.assign(m_parameters.begin() + static_cast<std::ptrdiff_t>(first), m_parameters.end());
    std::int64_t size = 0;
    for (const at::Tensor& tensor : m_trained)
        size += tensor.numel();
    m_first = at::zeros({size}, m_trained.front().options().requires_grad(false));
    m_second = at::zeros_like(m_first);
}

double VitTuner::rate() const {
    const double warm = m_spec.warmUp * static_cast<double>(m_steps), done = static_cast<double>(m_step);
    if (done < warm) return m_spec.rate * (done + 1) / (warm + 1);
    const double share = (done - warm) / std::max(1.0, static_cast<double>(m_steps) - warm);
    return m_spec.rate * 0.5 * (1 + std::cos(M_PI * std::min(1.0, share)));
}

PassResult VitTuner::step(const TensorBatch& batch) {
    const bool moves = m_spec.tuned == VitTuned::All;
    const at::Tensor logits = vitForward(m_model.spec(), m_parameters, batch.images, {}, m_model.statistics(moves));
    const at::Tensor loss = at::cross_entropy_loss(logits, batch.labels, {}, at::Reduction::Mean, -100, m_spec.labelSmoothing);
    PassResult result;
    result.loss = result.total = loss.item<double>();
    result.logits = logits.detach();
    requireFinite(result.loss, "The training loss", m_step);
    const std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, m_trained);
    at::NoGradGuard noGrad;
    double squares = 0;
    for (const at::Tensor& gradient : gradients)
        squares += gradient.square().sum().item<double>();
    result.gradientNorm = std::sqrt(squares);
    requireFinite(result.gradientNorm, "The gradient", m_step);
    const double clip = std::min(1.0, kClip / (result.gradientNorm + 1e-6)), now = rate();
    ++m_step;
    const double correction1 = 1 - std::pow(kBeta1, m_step), correction2 = 1 - std::pow(kBeta2, m_step);
    std::int64_t place = 0;
    for (std::size_t i = 0; i < m_trained.size(); ++i) {
        const std::int64_t size = m_trained[i].numel();
        const at::Tensor gradient = gradients[i].reshape({size}) * clip;
        at::Tensor first = m_first.narrow(0, place, size), second = m_second.narrow(0, place, size);
        first.mul_(kBeta1).add_(gradient, 1 - kBeta1);
        second.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
        at::Tensor weights = m_trained[i].detach();
        if (weights.dim() > 1) weights.mul_(1 - now * m_spec.weightDecay);
        weights.view({size}).addcdiv_(first, (second / correction2).sqrt_().add_(kEpsilon), -now / correction1);
        place += size;
    }
    return result;
}

} // namespace dnas
