// The activation cell of step 2: a softmax mixture of unary primitives twice, then of binary ones (thesis
// section 6.2.2). Thread rule: pure functions; a GuardCount belongs to its caller.
#pragma once

#include "engine/api/flux_network.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace dnas {

/// How often numerical guards acted.
struct GuardCount {
    std::int64_t activations = 0; ///< values held at a limit of engine/api/flux_network.h
    std::int64_t jacobians = 0;   ///< samples with a singular Jacobian, left out of the criterion
};

/// A(x) of the chosen primitives. @param x any shape, float64, contiguous on the CPU
at::Tensor activate(const Activation& activation, const at::Tensor& x, GuardCount& guards);

/// Mixing weights: rows sum to 1.
struct ActivationMix {
    at::Tensor unary;  ///< [2, 10]: U1, U2
    at::Tensor binary; ///< [1, 6]
};

/// B(U1(x), U2(x)) with U = sum_k w_k u_k(x), B = sum_k w_k b_k(U1, U2).
at::Tensor activate(const ActivationMix& mix, const at::Tensor& x, GuardCount& guards);

} // namespace dnas
