#include "engine/motor/flux_criterion.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/square.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

namespace dnas {

namespace {

constexpr double kSingular = 1e-9;

at::Tensor pair(double d, double q) {
    return at::tensor({d, q}, at::kDouble);
}

} // namespace

std::pair<at::Tensor, at::Tensor> fluxAndJacobian(const NetworkFunction& network, const at::Tensor& x,
                                                  const FluxUnits& units, bool differentiable) {
    at::AutoGradMode gradients(true);
    const at::Tensor input = x.detach().requires_grad_();
    const at::Tensor y = network(input);
    const at::Tensor scale = pair(units.fluxScale.dVs, units.fluxScale.qVs);
    const at::Tensor perAmpere = pair(1 / units.currentScale.dA, 1 / units.currentScale.qA);
    std::vector<at::Tensor> rows;
    for (int axis = 0; axis < 2; ++axis) {
        // Rows of the batch do not see each other: the gradient of the sum holds the gradient of each.
        const std::vector<at::Tensor> gradient = torch::autograd::grad(
            {y.select(1, axis).sum()}, {input}, {}, /*retain_graph=*/true, differentiable, /*allow_unused=*/true);
        rows.push_back((gradient[0].defined() ? gradient[0] : at::zeros_like(x)) * perAmpere);
    }
    at::Tensor flux = y * scale + pair(units.offset.dVs, units.offset.qVs);
    if (units.fixedOffset) {
        const at::Tensor zero =
            pair(-units.centre.dA / units.currentScale.dA, -units.centre.qA / units.currentScale.qA);
        flux = flux - network(zero.view({1, 2})) * scale;
    }
    return {flux, at::stack(rows, 1) * scale.view({1, 2, 1})};
}

at::Tensor fluxCriterion(const NetworkFunction& network, const FluxBatch& batch, const FluxUnits& units,
                         CriterionForm form, GuardCount& guards) {
    const auto [flux, jacobian] = fluxAndJacobian(network, batch.x, units, true);
    const at::Tensor uD = batch.drive.select(1, 0) + batch.omega * flux.select(1, 1);
    const at::Tensor uQ = batch.drive.select(1, 1) - batch.omega * flux.select(1, 0);
    const at::Tensor rows = jacobian.view({-1, 4});
    const at::Tensor dd = rows.select(1, 0), dq = rows.select(1, 1), qd = rows.select(1, 2), qq = rows.select(1, 3);
    const at::Tensor rateD = batch.rate.select(1, 0), rateQ = batch.rate.select(1, 1);
    if (form == CriterionForm::Voltages) {
        const at::Tensor d = (dd * rateD + dq * rateQ - uD) / units.voltageScale.dV;
        const at::Tensor q = (qd * rateD + qq * rateQ - uQ) / units.voltageScale.qV;
        return (at::square(d) + at::square(q)).mean() / 2;
    }
    const at::Tensor determinant = dd * qq - dq * qd;
    const double unit = units.fluxScale.dVs * units.fluxScale.qVs / (units.currentScale.dA * units.currentScale.qA);
    const at::Tensor regular = at::abs(determinant.detach()) > kSingular * unit; // false for NaN
    const auto used = regular.sum().item<std::int64_t>();
    guards.jacobians += regular.numel() - used;
    if (used == 0) return determinant.sum() * std::numeric_limits<double>::quiet_NaN();
    const at::Tensor inverse = at::where(regular, determinant, at::ones_like(determinant)).reciprocal();
    const at::Tensor d = ((qq * uD - dq * uQ) * inverse - rateD) / units.rateScale.dAPerS;
    const at::Tensor q = ((dd * uQ - qd * uD) * inverse - rateQ) / units.rateScale.qAPerS;
    const at::Tensor errors = at::square(d) + at::square(q);
    return at::where(regular, errors, at::zeros_like(errors)).sum() / (2.0 * static_cast<double>(used));
}

} // namespace dnas
