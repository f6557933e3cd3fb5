// How alpha's gradient on the validation batch is computed: the approximation of the outer level.
// Source: first order: DARTS section 2.3 with xi = 0; unrolled: DARTS eq. 6 to 8.
#pragma once

#include "engine/bilevel/search_state.h"

namespace dnas {

/// @return one gradient a group of alpha. Weights are unchanged afterwards, bit for bit.
/// @param result of the pass on the validation batch
std::vector<at::Tensor> outerGradient(const OuterRuleSpec& rule, SearchState& state, const TensorBatch& train,
                                      const TensorBatch& valid, PassResult& result);

/// dL_val(w - eta (mu b + g + lambda w), alpha)/dalpha with g = dL_train/dw, b the momentum buffer; the mixed second
/// derivative by central differences at w +- (epsilon/||v||) v, v = dL_val/dw' (DARTS eq. 7, 8).
std::vector<at::Tensor> unrolledGradient(const UnrolledSpec& rule, SearchState& state, const TensorBatch& train,
                                         const TensorBatch& valid, PassResult& result);

} // namespace dnas
