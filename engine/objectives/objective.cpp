#include "engine/objectives/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
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

at::Tensor penaltyLoss(const std::vector<PenaltySpec>& specs, const std::vector<at::Tensor>& alpha) {
    at::Tensor sum;
    for (const PenaltySpec& spec : specs) {
        const at::Tensor term =
            std::visit([&](const ZeroOnePenaltySpec& p) { return zeroOneLoss(alpha) * p.weight; }, spec);
        sum = sum.defined() ? sum + term : term;
    }
    return sum;
}

} // namespace dnas
