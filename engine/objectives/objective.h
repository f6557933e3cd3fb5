// What the two levels of the search minimise: a loss of the logits, and penalties on alpha alone.
#pragma once

#include "engine/api/recipe.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace dnas {

/// Mean over the batch. @param logits [N, classes] @param labels [N], int64. @return scalar
at::Tensor objectiveLoss(const ObjectiveSpec& spec, const at::Tensor& logits, const at::Tensor& labels);

/// L01 = -mean over all entries of all groups of (sigma(alpha) - 0.5)^2, without its weight (FairDARTS; thesis eq. 3.1).
/// Deviation: the thesis divides by the number of nodes; the published code, followed here, by that of alpha entries.
at::Tensor zeroOneLoss(const std::vector<at::Tensor>& alpha);

/// L_Beta = sum over the groups of the mean over their edges of log(sum_k exp(alpha_k)), without lambda (beta-DARTS; thesis
/// eq. 3.13). Its gradient on an edge is softmax(alpha) / edges: what an edge feels does not depend on the number of groups.
at::Tensor betaDecayLoss(const std::vector<at::Tensor>& alpha);

/// Weighted sum of the penalties on alpha alone; undefined when there are none. Value: the mean over the groups where each
/// has its own; gradient: what each group descends. The ablation loss needs the network: see ablation.h.
/// @param progress finished part of the search, epoch / epochs, for weights that grow with it
at::Tensor penaltyLoss(const std::vector<PenaltySpec>& specs, const std::vector<at::Tensor>& alpha, double progress = 1);

/// The recipe's ablation loss; nullptr where it has none, or one without weight, which is not measured.
const AblationSpec* activeAblation(const Recipe& recipe);

} // namespace dnas
