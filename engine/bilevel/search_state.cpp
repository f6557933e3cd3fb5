#include "engine/bilevel/search_state.h"

#include "engine/api/cell_arrangement.h"
#include "engine/bilevel/ablated_pass.h"
#include "engine/bilevel/outer_rule.h"
#include "engine/objectives/objective.h"
#include "engine/relax/relaxation.h"
#include "engine/schedules/arch_cosine.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

namespace dnas {

namespace {

/// Lets the operations of a cell rule from the start: sigma(10) = 0.99995 (DARTOpti's published code; the others keep
/// sigma(0) = 0.5 there, so that the search begins in a dense mixture around the architecture).
void encode(const CellGenotype& cell, const AlphaLayout& group, double* alpha) {
    constexpr double kEncoded = 10;
    for (const GenotypeEdge& edge : cell.edges)
        for (std::size_t row = 0; row < group.rows.size(); ++row)
            for (std::size_t column = 0; column < group.columns.size(); ++column)
                if (group.rows[row].to == edge.to && group.rows[row].from == edge.from && group.columns[column] == edge.operation)
                    alpha[row * group.columns.size() + column] = kEncoded;
}

std::vector<at::Tensor> initialAlpha(const CellSpaceSpec& space, const std::vector<AlphaLayout>& layout, std::uint64_t seed,
                                     c10::ScalarType type, const c10::Device& device) {
    constexpr double kNoise = 1e-3; // DARTS's published code
    const std::vector<CellGenotype> encoded = arrangementOf(space).start;
    std::vector<at::Tensor> alpha;
    for (const AlphaLayout& group : layout) {
        const auto rows = static_cast<std::int64_t>(group.rows.size());
        const auto columns = static_cast<std::int64_t>(group.columns.size());
        at::Tensor values = at::empty({rows, columns}, at::TensorOptions().dtype(at::kDouble));
        RandomStream stream(seed, "alpha/" + group.name);
        double* data = values.data_ptr<double>();
        for (std::int64_t i = 0; i < rows * columns; ++i)
            data[i] = space.start == AlphaStart::SmallNoise ? kNoise * stream.normal() : 0.0;
        if (!encoded.empty()) encode(encoded[alpha.size()], group, data);
        alpha.push_back(values.to(at::TensorOptions().dtype(type).device(device)).requires_grad_(true));
    }
    return alpha;
}

std::vector<at::Tensor> detached(const std::vector<at::Tensor>& tensors) {
    std::vector<at::Tensor> result;
    for (const at::Tensor& t : tensors) result.push_back(t.detach());
    return result;
}

void fill(PassResult* result, const at::Tensor& loss, const at::Tensor& total, const at::Tensor& logits) {
    if (!result) return;
    result->loss = loss.item<double>();
    result->total = total.item<double>();
    result->logits = logits.detach();
}

} // namespace

SearchState::SearchState(const Recipe& recipe, const ImageShape& images, std::uint64_t seed, c10::ScalarType type,
                         const c10::Device& device, Kernels kernels, bool recompute, Precision precision)
    : m_recipe(recipe), m_seed(seed), m_recompute(recompute), m_device(device), m_scale(precision), m_supernet(makeSupernet(recipe.space, images, kernels)) {
    m_supernet->weights().allocate(type, device, seed);
    m_alpha = std::visit([&](const CellSpaceSpec& cells) {
        return initialAlpha(cells, m_supernet->alphaLayout(), seed, type, device);
    }, recipe.space);
    m_weightOptimizer = std::make_unique<WeightOptimizer>(recipe.weights, m_supernet->weights().flat());
    m_archOptimizer = std::make_unique<ArchOptimizer>(recipe.arch, m_alpha);
}

void SearchState::setEpoch(int epoch) {
    m_progress = static_cast<double>(epoch) / m_recipe.epochs;
    m_weightOptimizer->setEpoch(epoch, m_recipe.epochs);
    m_archOptimizer->setLearningRate(archLearningRate(m_recipe, epoch));
}

at::Tensor SearchState::forward(const TensorBatch& batch, const std::vector<at::Tensor>& alpha, const ForwardMode& mode, at::Tensor& loss) const {
    const Autocast cast(m_scale.precision(), m_device);
    const at::Tensor logits = m_supernet->forward(batch.images, relaxAll(m_recipe.relax, alpha), mode);
    loss = objectiveLoss(m_recipe.objective, logits, batch.labels);
    return logits;
}

std::vector<at::Tensor> SearchState::gradients(const at::Tensor& total, const std::vector<at::Tensor>& inputs, bool allowUnused) const {
    std::vector<at::Tensor> result = torch::autograd::grad({m_scale.scaled(total)}, inputs, {}, {}, false, allowUnused);
    m_scale.unscale(result);
    return result;
}

std::vector<at::Tensor> SearchState::alphaGradientAt(const TensorBatch& batch, bool penalties, bool updateStatistics,
                                                     PassResult* result) {
    if (const AblationSpec* ablation = penalties ? activeAblation(m_recipe) : nullptr)
        return ablatedAlphaGradient(*ablation, batch, updateStatistics, result);
    const ForwardMode mode = trainingMode(/*weightGradient=*/false, updateStatistics);
    at::Tensor loss;
    const at::Tensor logits = forward(batch, m_alpha, mode, loss);
    const at::Tensor penalty = penalties ? penaltyLoss(m_recipe.penalties, m_alpha, m_progress) : at::Tensor();
    const at::Tensor total = penalty.defined() ? loss + penalty : loss;
    fill(result, loss, total, logits);
    return gradients(total, m_alpha, /*allowUnused=*/false);
}

std::vector<at::Tensor> SearchState::ablatedAlphaGradient(const AblationSpec& spec, const TensorBatch& batch,
                                                          bool updateStatistics, PassResult* result) {
    const std::vector<at::Tensor> relaxed = relaxAll(m_recipe.relax, m_alpha);
    std::vector<at::Tensor> mixing;
    for (const at::Tensor& group : relaxed) mixing.push_back(group.detach().requires_grad_(true));
    RandomStream random(m_seed, "ablation", static_cast<std::uint64_t>(m_archOptimizer->stepCount()));
    const AblatedPass pass =
        ablatedPass(spec, m_recipe.objective, *m_supernet->chain(), mixing, batch,
                    trainingMode(/*weightGradient=*/false, updateStatistics), random);
    std::vector<at::Tensor> outputs = relaxed, gradients = pass.gradient;
    at::Tensor total = pass.loss; // w_AB L_AB adds 0 to the mean over the groups
    if (const at::Tensor penalty = penaltyLoss(m_recipe.penalties, m_alpha, m_progress); penalty.defined()) {
        outputs.push_back(penalty);
        gradients.push_back(at::ones_like(penalty));
        total = total + penalty;
    }
    fill(result, pass.loss, total, pass.logits);
    if (result) {
        result->contributions = pass.ablation.contributions;
        result->ablation = pass.ablation.spread();
    }
    return torch::autograd::grad(outputs, m_alpha, gradients);
}

at::Tensor SearchState::weightGradientAt(const TensorBatch& batch, bool updateStatistics, PassResult* result) {
    const ForwardMode mode = trainingMode(/*weightGradient=*/true, updateStatistics);
    at::Tensor loss;
    const at::Tensor logits = forward(batch, detached(m_alpha), mode, loss);
    fill(result, loss, loss, logits);
    WeightStore& weights = m_supernet->weights();
    return weights.flatten(gradients(loss, weights.leaves(), /*allowUnused=*/true));
}

std::pair<std::vector<at::Tensor>, at::Tensor> SearchState::bothGradientsAt(const TensorBatch& batch, PassResult* result) {
    const ForwardMode mode = trainingMode(/*weightGradient=*/true, /*updateStatistics=*/false);
    at::Tensor loss;
    const at::Tensor logits = forward(batch, m_alpha, mode, loss);
    const at::Tensor penalty = penaltyLoss(m_recipe.penalties, m_alpha, m_progress);
    const at::Tensor total = penalty.defined() ? loss + penalty : loss;
    fill(result, loss, total, logits);
    WeightStore& weights = m_supernet->weights();
    std::vector<at::Tensor> inputs = m_alpha;
    inputs.insert(inputs.end(), weights.leaves().begin(), weights.leaves().end());
    const std::vector<at::Tensor> both = gradients(total, inputs, /*allowUnused=*/true);
    const auto split = both.begin() + static_cast<std::ptrdiff_t>(m_alpha.size());
    return {std::vector<at::Tensor>(both.begin(), split), weights.flatten(std::vector<at::Tensor>(split, both.end()))};
}

std::vector<at::Tensor> SearchState::alphaGradient(const TensorBatch& train, const TensorBatch& valid, PassResult& result) {
    return outerGradient(m_recipe.outer, *this, train, valid, result);
}

PassResult SearchState::alphaStep(const TensorBatch& train, const TensorBatch& valid) {
    PassResult result;
    const std::vector<at::Tensor> gradient = alphaGradient(train, valid, result);
    if (m_scale.accept(gradient)) m_archOptimizer->step(m_alpha, gradient);
    return result;
}

PassResult SearchState::weightStep(const TensorBatch& train) {
    PassResult result;
    at::Tensor gradient = weightGradientAt(train, /*updateStatistics=*/true, &result);
    if (m_scale.accept({gradient})) result.gradientNorm = m_weightOptimizer->step(m_supernet->weights().flat(), gradient);
    return result;
}

EvaluatedBatch SearchState::evaluateChannels(const at::Tensor& images) const {
    const ChannelEnsemble* ensemble = m_supernet->ensemble();
    if (!ensemble) return {evaluate(images), {}};
    at::NoGradGuard noGrad;
    const Autocast cast(m_scale.precision(), m_device);
    const ForwardMode mode{/*training=*/false, false, false};
    std::vector<at::Tensor> features = ensemble->features(images, relaxAll(m_recipe.relax, detached(m_alpha)), mode);
    EvaluatedBatch result{ensemble->classify(features, mode), {}};
    for (at::Tensor& channel : features) {
        const at::Tensor kept = channel;
        channel = at::zeros_like(kept);
        result.without.push_back(ensemble->classify(features, mode));
        channel = kept;
    }
    return result;
}

at::Tensor SearchState::evaluate(const at::Tensor& images) const {
    at::NoGradGuard noGrad;
    const Autocast cast(m_scale.precision(), m_device);
    return m_supernet->forward(images, relaxAll(m_recipe.relax, detached(m_alpha)), {/*training=*/false, false, false});
}

} // namespace dnas
