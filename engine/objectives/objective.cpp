#include "engine/objectives/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sigmoid.h>

namespace dnas {

at::Tensor objectiveLoss(const ObjectiveSpec& spec, const at::Tensor& logits, const at::Tensor& labels) {
    return std::visit([&](const CrossEntropySpec&) { return at::cross_entropy_loss(logits, labels); }, spec);
}

at::Tensor zeroOneLoss(const std::vector<at::Tensor>& alpha) {
    std::vector<at::Tensor> flat;
    for (const at::Tensor& group : alpha) flat.push_back(group.flatten());
    return -(at::sigmoid(at::cat(flat)) - 0.5).square().mean();
}

at::Tensor betaDecayLoss(const std::vector<at::Tensor>& alpha) {
    at::Tensor sum;
    for (const at::Tensor& group : alpha) {
        const at::Tensor mean = at::logsumexp(group, {-1}).mean();
        sum = sum.defined() ? sum + mean : mean;
    }
    return sum;
}

namespace {

/// A penalty's value; undefined where it is none on alpha alone.
struct Penalty {
    const std::vector<at::Tensor>& alpha;
    double progress;

    at::Tensor operator()(const ZeroOnePenaltySpec& p) const {
        const at::Tensor value = zeroOneLoss(alpha) * p.weight;
        if (p.scope == ZeroOneScope::Network) return value;
        // Groups are of one size: the value is the mean of their own L01, but each descends its own whole.
        const double groups = static_cast<double>(alpha.size());
        return value * groups - value.detach() * (groups - 1);
    }
    at::Tensor operator()(const AblationSpec&) const { return {}; }
    at::Tensor operator()(const BetaDecaySpec& p) const {
        return betaDecayLoss(alpha) * (p.schedule == BetaSchedule::Ramp ? p.weight * progress : p.weight);
    }
};

} // namespace

at::Tensor penaltyLoss(const std::vector<PenaltySpec>& specs, const std::vector<at::Tensor>& alpha, double progress) {
    at::Tensor sum;
    for (const PenaltySpec& spec : specs) {
        const at::Tensor term = std::visit(Penalty{alpha, progress}, spec);
        if (term.defined()) sum = sum.defined() ? sum + term : term;
    }
    return sum;
}

const AblationSpec* activeAblation(const Recipe& recipe) {
    for (const PenaltySpec& penalty : recipe.penalties)
        if (const auto* ablation = std::get_if<AblationSpec>(&penalty)) return ablation->weight > 0 ? ablation : nullptr;
    return nullptr;
}

} // namespace dnas
