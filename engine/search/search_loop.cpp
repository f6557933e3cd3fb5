#include "engine/search/search_loop.h"

#include "engine/api/cell_arrangement.h"
#include "engine/api/error.h"
#include "engine/core/gpu.h"
#include "engine/data/split.h"
#include "engine/objectives/objective.h"
#include "engine/schedules/warm_start.h"
#include "engine/search/snapshot_builder.h"
#include "engine/stopping/stop_rule.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr int kEvaluationBatch = 128;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

} // namespace

SearchLoop::SearchLoop(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device)
    : EpochLoop(request, device), m_data(std::move(data)) {
    const ImageSet& set = m_data->train;
    m_images = {set.fedChannels(), set.height, set.width, set.classes, set.colors};
    const Task& task = request.task;
    const Split split = splitSet(set, drawSubset(set, task.subset, request.seed, task.stratified), task.trainPortion,
                                 request.seed, task.stratified);
    Augmentation augmentation;
    augmentation.crop = task.crop;
    augmentation.flip = task.flip;
    augmentation.cutout = task.cutout;
    const std::shared_ptr<const ImageSet> images(m_data, &m_data->train);
    const int batch = request.recipe.batch;
    m_train = std::make_shared<BatchSource>(images, split.weights, batch, BatchUse::Training, request.seed, "train", augmentation);
    m_valid = std::make_shared<BatchSource>(images, split.alpha, batch, BatchUse::Training, request.seed, "valid", augmentation);
    m_evaluation = std::make_shared<BatchSource>(images, split.alpha, kEvaluationBatch, BatchUse::Evaluation);
    m_state = std::make_unique<SearchState>(request.recipe, m_images, request.seed, at::kFloat, device, request.resources.kernels,
                                            request.resources.recompute, request.resources.precision);
}

int SearchLoop::stepsPerEpoch() const { return m_train->steps(); }

bool SearchLoop::alphaFrozen() const { return epoch() < warmStartEpochs(request().recipe); }

const char* SearchLoop::divergenceHint() const {
    return "Lower the learning rates (lr, arch_lr) or the weights of the penalties; the last good checkpoint is kept.";
}

void SearchLoop::begin(RunObserver& observer) {
    const std::string warning = startWarning(std::get<CellSpaceSpec>(request().recipe.space));
    if (!warning.empty()) record(observer, RunEvent::Kind::Warning, warning);
}

void SearchLoop::beginEpoch(RunObserver& observer) {
    m_state->setEpoch(epoch());
    if (EpochLoop::step() == 0 && !alphaFrozen() && epoch() > 0 && epoch() == warmStartEpochs(request().recipe))
        record(observer, RunEvent::Kind::WarmStartEnded, "alpha starts to step");
    const int first = EpochLoop::step();
    m_trainFeed.emplace(m_train, device(), epoch(), first);
    // As many steps as the training part has, whatever its own length.
    if (!alphaFrozen()) m_validFeed.emplace(m_valid, device(), epoch(), first, stepsPerEpoch());
}

void SearchLoop::makeStep() {
    const TensorBatch train = m_trainFeed->next();
    std::optional<TensorBatch> valid;
    if (m_validFeed) valid = m_validFeed->next();
    step(train, valid);
}

void SearchLoop::endSteps() {
    m_trainFeed.reset();
    m_validFeed.reset();
}

std::optional<EpochLoop::EarlyEnd> SearchLoop::earlyEnd() const {
    const std::optional<std::string> reason = stopReason(request().recipe.stops, history());
    if (!reason) return std::nullopt;
    return EarlyEnd{*reason, "Ended by a stop rule: " + *reason + "."};
}

void SearchLoop::step(const TensorBatch& train, const std::optional<TensorBatch>& valid) {
    if (valid) {
        const PassResult alpha = m_state->alphaStep(train, *valid);
        requireFinite(alpha.total, "The loss of the alpha step");
        m_sums.objective[0] += alpha.total;
        m_sums.objective[1] += 1;
        m_sums.contributions.resize(alpha.contributions.size());
        for (std::size_t i = 0; i < alpha.contributions.size(); ++i) m_sums.contributions[i] += alpha.contributions[i];
        m_sums.ablation += alpha.ablation;
    }
    const PassResult weights = m_state->weightStep(train);
    requireFinite(weights.loss, "The training loss");
    requireFinite(weights.gradientNorm, "The gradient of the weights");
    m_sums.train.add(weights.logits, train.labels, weights.loss);
    setLoss(weights.loss);
}

void SearchLoop::evaluate(RunningMetrics& metrics, std::vector<RunningMetrics>& without) const {
    at::NoGradGuard noGrad;
    const auto add = [this](RunningMetrics& sums, const at::Tensor& logits, const at::Tensor& labels) {
        sums.add(logits, labels, objectiveLoss(request().recipe.objective, logits, labels).item<double>());
    };
    for (int i = 0; i < m_evaluation->steps(); ++i) {
        const TensorBatch batch = toTensors(m_evaluation->batch(0, i), m_data->train, device());
        const EvaluatedBatch evaluated = m_state->evaluateChannels(batch.images);
        add(metrics, evaluated.logits, batch.labels);
        without.resize(evaluated.without.size());
        for (std::size_t c = 0; c < without.size(); ++c) add(without[c], evaluated.without[c], batch.labels);
    }
}

void SearchLoop::addChannels(const std::vector<RunningMetrics>& without, Snapshot& snapshot) const {
    for (std::size_t c = 0; c < without.size(); ++c)
        snapshot.metrics.push_back({"without_" + m_state->supernet().ensemble()->channels()[c], without[c].top1()});
}

void SearchLoop::finishEpoch(Snapshot& snapshot) {
    RunningMetrics valid;
    std::vector<RunningMetrics> without;
    timed([&] { evaluate(valid, without); });
    snapshot.alphaFrozen = alphaFrozen();
    snapshot.metrics = {
        {"train_loss", m_sums.train.loss()},
        {"train_top1", m_sums.train.top1()},
        {"train_top5", m_sums.train.top5()},
        {"valid_loss", valid.loss()},
        {"valid_top1", valid.top1()},
        {"valid_top5", valid.top5()},
        {"objective", m_sums.objective[1] > 0 ? m_sums.objective[0] / m_sums.objective[1] : kNaN},
        {"lr", m_state->weightOptimizer().learningRate()},
    };
    for (auto& metric : resourceMetrics()) snapshot.metrics.push_back(std::move(metric));
    describeAlpha(*m_state, m_images, snapshot);
    describeDistances(request().recipe.space, history().empty() ? nullptr : history().back().get(), snapshot);
    addContributions(snapshot);
    addChannels(without, snapshot);
}

void SearchLoop::addContributions(Snapshot& snapshot) const {
    if (!activeAblation(request().recipe)) return;
    const double steps = m_sums.objective[1]; // 0 while alpha is frozen
    for (std::size_t i = 0; i < m_state->alpha().size(); ++i)
        snapshot.metrics.push_back({"contribution_" + std::to_string(i), steps > 0 ? m_sums.contributions[i] / steps : kNaN});
    snapshot.metrics.push_back({"ablation_loss", steps > 0 ? m_sums.ablation / steps : kNaN});
}

double SearchLoop::secondsOfRun(double stepSeconds) const {
    const Recipe& recipe = request().recipe;
    // A step is worth five forward passes of a batch: forward and input gradients for alpha, and both gradients for w.
    const double evaluation = stepSeconds / 5 * m_evaluation->imageCount() / recipe.batch;
    return recipe.epochs * (stepsPerEpoch() * stepSeconds + evaluation);
}

void SearchLoop::measureEvaluation() {
    m_state->evaluateChannels(toTensors(m_evaluation->batch(0, 0), m_data->train, device()).images);
    writeState();
}

void SearchLoop::measureStep() {
    step(toTensors(m_train->batch(0, 0), m_data->train, device()), toTensors(m_valid->batch(0, 0), m_data->train, device()));
    synchronize(device());
}

} // namespace dnas
