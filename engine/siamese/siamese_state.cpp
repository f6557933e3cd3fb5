#include "engine/siamese/siamese_state.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace dnas {

namespace {

constexpr double kPi = 3.14159265358979323846;
const ForwardMode kWeightStep{/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/true};
const ForwardMode kFrozenWeights{/*training=*/true, /*weightGradient=*/false, /*updateStatistics=*/false};

/// Decay is decoupled: Adam sees the bare gradient, as AdamW does.
ArchOptimizerSpec withoutDecay(ArchOptimizerSpec spec) {
    spec.weightDecay = 0;
    return spec;
}

} // namespace

SiameseState::SiameseState(const Request& request, const ImageShape& images, c10::ScalarType type,
                           const c10::Device& device)
    : m_spec(*request.siamese), m_epochs(request.recipe.epochs),
      m_network(std::make_unique<SiameseNetwork>(m_spec, images, /*predictor=*/true)),
      m_alphaDecay(request.recipe.arch.learningRate * request.recipe.arch.weightDecay) {
    m_network->weights().allocate(type, device, request.seed);
    m_optimizer = std::make_unique<WeightOptimizer>(request.recipe.weights, m_network->weights().flat());
    if (hasMomentumBranch(m_spec.framework)) { // starts as a copy: the same streams give the same weights
        m_branch = std::make_unique<SiameseNetwork>(m_spec, images, /*predictor=*/false);
        m_branch->weights().allocate(type, device, request.seed);
    }
    if (m_spec.framework == SiameseFramework::Moco) m_queue.emplace(m_spec.queue, m_spec.output, request.seed, type, device);
    if (m_spec.stage != SiameseStage::Search) return;
    const auto operations = static_cast<std::int64_t>(chainOperations(m_spec.pooling).size());
    const auto zeros = [&](int layers) {
        return at::zeros({layers, operations}, at::TensorOptions().dtype(type).device(device)).requires_grad_(true);
    };
    m_alpha.push_back(zeros(m_spec.encoderLayers));
    if (hasPredictor(m_spec.framework)) m_alpha.push_back(zeros(m_spec.predictorLayers));
    m_arch = std::make_unique<ArchOptimizer>(withoutDecay(request.recipe.arch), m_alpha);
}

std::vector<at::Tensor> SiameseState::mixing() const {
    std::vector<at::Tensor> weights;
    for (const at::Tensor& alpha : m_alpha)
        weights.push_back(at::softmax(alpha, 1));
    weights.resize(2); // undefined: given heads, or no predictor
    return weights;
}

SiameseState::Branches SiameseState::run(const at::Tensor& views, const ForwardMode& mode,
                                         const std::vector<at::Tensor>& mixing) const {
    const std::int64_t n = views.size(0) / 2;
    Branches result;
    for (int i = 0; i < 2; ++i) {
        const at::Tensor view = views.narrow(0, i * n, n);
        const at::Tensor z = m_network->project(m_network->features(view, mode), mixing[0], mode);
        const bool predicts = hasPredictor(m_spec.framework);
        (i == 0 ? result.p1 : result.p2) = predicts ? m_network->predict(z, mixing[1], mode) : z;
        at::Tensor target = z;
        if (m_branch) {
            at::NoGradGuard noGrad;
            ForwardMode frozen = mode;
            frozen.weightGradient = false;
            target = m_branch->project(m_branch->features(view, frozen), mixing[0], frozen);
        }
        (i == 0 ? result.z1 : result.z2) = target;
    }
    return result;
}

at::Tensor SiameseState::lossOf(const Branches& b) const {
    switch (m_spec.framework) {
    case SiameseFramework::SimSiam: return simSiamLoss(b.p1, b.p2, b.z1, b.z2);
    case SiameseFramework::SimClr: return ntXentLoss(b.z1, b.z2, m_spec.temperature);
    case SiameseFramework::Moco: {
        const at::Tensor& keys = m_queue->rows();
        return (infoNceLoss(b.p1, b.z2, keys, m_spec.temperature) + infoNceLoss(b.p2, b.z1, keys, m_spec.temperature)) * 0.5;
    }
    case SiameseFramework::Byol: return byolLoss(b.p1, b.p2, b.z1, b.z2);
    }
    return {};
}

at::Tensor SiameseState::loss(const at::Tensor& views, const ForwardMode& mode, bool alphaGradient) const {
    std::vector<at::Tensor> weights = mixing();
    if (!alphaGradient)
        for (at::Tensor& w : weights)
            if (w.defined()) w = w.detach();
    return lossOf(run(views, mode, weights));
}

double SiameseState::branchMomentum(double progress) const {
    if (m_spec.framework != SiameseFramework::Byol) return m_spec.momentum;
    return 1 - (1 - m_spec.momentum) * (std::cos(kPi * progress) + 1) / 2; // BYOL, section 3.2
}

double SiameseState::weightStep(const at::Tensor& views, double progress) {
    std::vector<at::Tensor> weights = mixing();
    for (at::Tensor& w : weights)
        if (w.defined()) w = w.detach();
    // The branch moves before its keys are made (MoCo, algorithm 1): in the first step both are the same.
    WeightStore& store = m_network->weights();
    if (m_branch && m_spec.framework == SiameseFramework::Moco)
        moveTowards(m_branch->weights().flat(), store.flat(), branchMomentum(progress));
    const Branches branches = run(views, kWeightStep, weights);
    const at::Tensor total = lossOf(branches);
    at::Tensor gradient =
        store.flatten(torch::autograd::grad({total}, store.leaves(), {}, {}, false, /*allow_unused=*/true));
    m_optimizer->step(store.flat(), gradient);
    if (m_branch && m_spec.framework == SiameseFramework::Byol)
        moveTowards(m_branch->weights().flat(), store.flat(), branchMomentum(progress));
    if (m_queue) m_queue->push(at::cat({branches.z1, branches.z2}));
    return total.item<double>();
}

double SiameseState::alphaStep(const at::Tensor& views) {
    const at::Tensor total = loss(views, kFrozenWeights, /*alphaGradient=*/true);
    const std::vector<at::Tensor> gradients = torch::autograd::grad({total}, m_alpha);
    {
        at::NoGradGuard noGrad;
        for (at::Tensor& alpha : m_alpha)
            alpha.mul_(1 - m_alphaDecay);
    }
    m_arch->step(m_alpha, gradients);
    return total.item<double>();
}

at::Tensor SiameseState::projected(const at::Tensor& images) const {
    at::NoGradGuard noGrad;
    return m_network->project(m_network->features(images, kFrozenWeights), mixing()[0], kFrozenWeights);
}

std::map<std::string, at::Tensor> SiameseState::tensors() {
    std::map<std::string, at::Tensor> result{{"weights", m_network->weights().flat()},
                                             {"statistics", m_network->weights().statistics()},
                                             {"momentum", m_optimizer->momentumBuffer()}};
    if (m_branch) {
        result["branch_weights"] = m_branch->weights().flat();
        result["branch_statistics"] = m_branch->weights().statistics();
    }
    if (m_queue) result["queue"] = m_queue->rows();
    for (std::size_t i = 0; i < m_alpha.size(); ++i) {
        const std::string number = std::to_string(i);
        result["alpha" + number] = m_alpha[i];
        result["alpha_first" + number] = m_arch->firstMoments()[i];
        result["alpha_second" + number] = m_arch->secondMoments()[i];
    }
    return result;
}

std::map<std::string, std::int64_t*> SiameseState::counters() {
    std::map<std::string, std::int64_t*> result;
    if (m_arch) result["alpha_steps"] = &m_arch->stepCount();
    if (m_queue) result["queue_oldest"] = &m_queue->oldest();
    return result;
}

} // namespace dnas
