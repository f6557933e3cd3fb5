// The surrogate criterion of thesis equations 6.15 and 6.16: how well a flux model explains the measured rates of the
// currents, without knowing any flux.
// Thread rule: pure functions, one thread.
//
// From (6.7), (6.8) with lambda = M(i), everything ordered d, q:
//   J di/dt = u(M) = -R i + omega_e (M_q, -M_d) + v   =>   C = MSE(J^-1 u(M), di/dt).
// Deviations: (6.15) prints +omega_e M in both rows, against (6.14); (6.16) orders fluxes (q, d) against currents (d,
// q). Rates are divided by the root mean square of their axis, so that C has no unit and 1 is a model that explains
// nothing.
//
// What is identifiable. Two models explain the same data when their difference D satisfies J_D di/dt = omega_e (D_q,
// -D_d) everywhere, that is when D turns against the rotor. A difference that is a function of the currents alone
// cannot, once the same currents occur at two rotor angles: where the motor turns, the flux is determined, its offset
// included. At standstill (omega_e = 0 in all samples) D may be any constant: the offset must be given
// (MotorSearchSpec::fluxAtZero). Where the currents never were, nothing is determined.
#pragma once

#include "engine/motor/mixed_activation.h"

#include <ATen/core/Tensor.h>

#include <functional>

namespace dnas {

/// Samples as columns, float64 on the CPU.
struct FluxBatch {
    at::Tensor x;     ///< [N, 2]: currents, normalised: (i - centre) / currentScale
    at::Tensor drive; ///< [N, 2]: -R i + v, V
    at::Tensor omega; ///< [N]: omega_e, rad/s
    at::Tensor rate;  ///< [N, 2]: di/dt, A/s
};

/// Units of the network's inputs and outputs and of the criterion.
struct FluxUnits {
    CurrentDq centre, currentScale{1, 1};
    FluxDq offset, fluxScale{1, 1};
    CurrentRateDq rateScale{1, 1};
    VoltageDq voltageScale{1, 1};
    bool fixedOffset = false; ///< `offset` is the flux at zero current, whatever the network says there
};

enum class CriterionForm {
    Rates,   ///< (6.15)
    Voltages ///< MSE(J di/dt, u(M)): the same equations before the inversion; linear in M, no Jacobian can be singular
};

using NetworkFunction = std::function<at::Tensor(const at::Tensor& x)>; ///< [N, 2] -> [N, 2], row by row

/// The criterion as a scalar that can be differentiated. Samples whose |det J| is below 1e-9 of the product of
/// fluxScale / currentScale are left out and counted; a NaN where all are.
at::Tensor fluxCriterion(const NetworkFunction& network, const FluxBatch& batch, const FluxUnits& units,
                         CriterionForm form, GuardCount& guards);

/// Fluxes [N, 2] in Vs, and their Jacobian [N, 2, 2] in H by automatic differentiation (rows fluxes, columns currents).
/// @param differentiable keep the graph, for the gradient of the criterion
std::pair<at::Tensor, at::Tensor> fluxAndJacobian(const NetworkFunction& network, const at::Tensor& x,
                                                  const FluxUnits& units, bool differentiable);

} // namespace dnas
