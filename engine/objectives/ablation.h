// The ablation loss of individual cells, from the losses of the network with and without each group of alpha.
// Place: bilevel/ablated_pass.h measures the losses and follows the gradient; this is the arithmetic.
// Source: thesis section 4.1.2, equations 4.2 and 4.3.
//
// Rule for the mean. Equation 4.3 divides by mean(M_C), which is negative while cells help (M_C^i = loss with the cell
// minus loss without it), near 0 while the network knows nothing, and changes its sign with the batch.
// * Deviation: the divisor is the unit |mean(M_C)|. With the mean itself, minimising M_C^i / mean of helping cells would
//   make every cell help less. The published code subtracts L_AB instead of adding it: the same, while the mean is negative.
// * The unit is measured, not differentiated: through it a cell would gain by making all cells matter less.
// * Where the unit is below smallestMean, all L_AB are 0: the second case of equation 4.3, widened from a point.
// With a constant unit, L_CE cancels from M_C^i - mean(M_C), and what is left to descend is
//   dL_AB^i/dalpha_i = 1 / (n unit) sum_{j != i} dL_CE^{C without j}/dalpha_i,
// one weight for all ablated networks: their gradients can be added where the networks meet.
#pragma once

#include <vector>

namespace dnas {

struct AblationLoss {
    std::vector<double> contributions; ///< M_C, one a group (eq. 4.2), in nats; negative: the group helps
    std::vector<double> values;        ///< L_AB, one a group (eq. 4.3); their sum is 0
    double unit = 0;                   ///< |mean(M_C)|; 0 where it is below smallestMean and all values are 0

    /// Weight of each ablated network's loss in what the groups descend; 0 where the values are.
    double networkWeight() const { return unit > 0 ? 1.0 / (static_cast<double>(values.size()) * unit) : 0.0; }
    /// Mean of |L_AB|: how unequal the contributions are.
    double spread() const;
};

/// @param loss of the whole network @param without loss of the network without each group
AblationLoss ablationLoss(double loss, const std::vector<double>& without, double smallestMean);

} // namespace dnas
