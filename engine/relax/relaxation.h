// From architecture parameters to mixing weights.
// Source: softmax: DARTS eq. 2 (thesis eq. 2.7); sigmoid: FairDARTS eq. 4.
#pragma once

#include "engine/api/recipe.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace dnas {

/// @param alpha [rows, columns], @return mixing weights of the same shape, differentiable in alpha
at::Tensor relax(const RelaxSpec& spec, const at::Tensor& alpha);

/// The same for every group.
std::vector<at::Tensor> relaxAll(const RelaxSpec& spec, const std::vector<at::Tensor>& alpha);

} // namespace dnas
