#include "engine/motor/flux_data.h"
#include "engine/motor/motor_network.h"

#include "engine/api/error.h"
#include "engine/api/motor_search.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

MotorSpec linearMotor() {
    MotorSpec motor;
    motor.flux = LinearFluxSpec{0.02, 0.05, 0.3};
    return motor;
}

FluxData dataOf(const MotorSpec& motor, double speedRadPerS = 60, std::optional<FluxDq> zero = {}) {
    ExcitationSpec excitation;
    excitation.speedRadPerS = speedRadPerS;
    SimulationSpec spec;
    spec.durationS = 0.3;
    return fluxData(excite(motor, makeFluxMap(motor.flux), excitation, spec), motor.resistanceOhm, 500, 0.5, zero, 1);
}

/// The linear motor as a network function in the units of the data, with errors to order.
NetworkFunction linearNetwork(const FluxUnits& u, double ld, double lq, double magnet, double wrongSign = 1) {
    return [=](const at::Tensor& x) {
        const at::Tensor d = (x.select(1, 0) * u.currentScale.dA + u.centre.dA) * ld + (magnet - u.offset.dVs);
        const at::Tensor q = (x.select(1, 1) * u.currentScale.qA + u.centre.qA) * lq * wrongSign - u.offset.qVs;
        return at::stack({d / u.fluxScale.dVs, q / u.fluxScale.qVs}, 1);
    };
}

double criterion(const NetworkFunction& network, const FluxData& data, CriterionForm form) {
    GuardCount guards;
    return fluxCriterion(network, data.all, data.units, form, guards).item<double>();
}

const CriterionForm kForms[] = {CriterionForm::Rates, CriterionForm::Voltages};

} // namespace

TEST(FluxCriterion, VanishesForTheTrueFluxOfEquations6_7To6_14AndForNoOther) {
    const FluxData data = dataOf(linearMotor());
    for (CriterionForm form : kForms) {
        EXPECT_LT(criterion(linearNetwork(data.units, 0.02, 0.05, 0.3), data, form), 1e-18);
        EXPECT_GT(criterion(linearNetwork(data.units, 0.021, 0.05, 0.3), data, form), 1e-6);
        EXPECT_GT(criterion(linearNetwork(data.units, 0.02, 0.05, 0.31), data, form), 1e-6)
            << "the offset is seen at speed";
        EXPECT_GT(criterion(linearNetwork(data.units, 0.02, 0.05, 0.3, -1), data, form), 0.1) << "signs of 6.13, 6.14";
    }
}

TEST(FluxCriterion, AtStandstillAnyOffsetExplainsTheData) {
    EXPECT_THROW(dataOf(linearMotor(), 0), EngineError);
    const FluxData data = dataOf(linearMotor(), 0, FluxDq{0.3, 0});
    FluxUnits free = data.units;
    free.fixedOffset = false;
    GuardCount guards;
    for (double magnet : {0.3, 0.5})
        EXPECT_LT(fluxCriterion(linearNetwork(free, 0.02, 0.05, magnet), data.all, free, CriterionForm::Rates, guards)
                      .item<double>(),
                  1e-18);
    const auto [flux, jacobian] =
        fluxAndJacobian(linearNetwork(data.units, 0.02, 0.05, 0.5), data.all.x, data.units, false);
    const double expected =
        (data.all.x[7][0].item<double>() * data.units.currentScale.dA + data.units.centre.dA) * 0.02 + 0.3;
    EXPECT_NEAR(flux[7][0].item<double>(), expected, 1e-12) << "the given flux at zero current";
}

TEST(FluxCriterion, JacobianByAutomaticDifferentiationIsThatOfTheClosedForm) {
    FluxUnits u;
    u.currentScale = {4, 5};
    u.fluxScale = {0.5, 2};
    const NetworkFunction network = [](const at::Tensor& x) {
        const at::Tensor d = x.select(1, 0), q = x.select(1, 1);
        return at::stack({at::tanh(d * q), at::sin(d) + q * q}, 1);
    };
    const at::Tensor x = at::tensor({0.3, -0.7, 1.1, 0.2}, at::kDouble).view({2, 2});
    const auto [flux, jacobian] = fluxAndJacobian(network, x, u, false);
    for (int k = 0; k < 2; ++k) {
        const double d = x[k][0].item<double>(), q = x[k][1].item<double>();
        const double slope = 1 - std::pow(std::tanh(d * q), 2);
        const auto entry = [&](int row, int column) { return jacobian[k][row][column].item<double>(); };
        EXPECT_NEAR(flux[k][1].item<double>(), 2 * (std::sin(d) + q * q), 1e-15);
        EXPECT_NEAR(entry(0, 0), 0.5 / 4 * slope * q, 1e-15);
        EXPECT_NEAR(entry(0, 1), 0.5 / 5 * slope * d, 1e-15);
        EXPECT_NEAR(entry(1, 0), 2.0 / 4 * std::cos(d), 1e-15);
        EXPECT_NEAR(entry(1, 1), 2.0 / 5 * 2 * q, 1e-15);
    }
}

TEST(FluxCriterion, SingularJacobiansAreCountedAndLeftOut) {
    const FluxData data = dataOf(linearMotor());
    const FluxUnits u = data.units;
    // lambda_d does not depend on i_d where i_d < centre: half of the samples are singular, the others explain the
    // data.
    const NetworkFunction whole = linearNetwork(u, 0.02, 0.05, 0.3);
    const NetworkFunction half = [=](const at::Tensor& x) {
        const at::Tensor flat = at::stack({x.select(1, 0).clamp_min(0), x.select(1, 1)}, 1);
        return whole(flat);
    };
    GuardCount guards;
    const at::Tensor value = fluxCriterion(half, data.all, u, CriterionForm::Rates, guards);
    EXPECT_NEAR(double(guards.jacobians), 250, 60);
    EXPECT_TRUE(std::isfinite(value.item<double>()));
    const NetworkFunction constant = [](const at::Tensor& x) { return x * 0.0; };
    EXPECT_TRUE(std::isnan(fluxCriterion(constant, data.all, u, CriterionForm::Rates, guards).item<double>()));
}

TEST(MotorNetwork, ValueComputesWhatTheTrainedNetworkDoes) {
    const FluxData data = dataOf({});
    for (const Activation& activation : {Activation{}, Activation{Binary::Prod, Unary::Exp, Unary::Cos},
                                         Activation{Binary::Max, Unary::Abs, Unary::Square}}) {
        MotorNetworkSpec spec;
        spec.cellLayers = 1;
        spec.activation = activation;
        MotorNetwork network(spec, data.units, 5, "test");
        const auto map = makeFluxMap(network.value());
        // The criterion by plain arithmetic: (6.13), (6.14), one sample after the other.
        double sum = 0;
        for (std::int64_t k = 0; k < data.all.x.size(0); ++k) {
            const auto at = [&](const at::Tensor& t, int axis) { return t[k][axis].item<double>(); };
            const FluxUnits& u = data.units;
            const CurrentDq i{at(data.all.x, 0) * u.currentScale.dA + u.centre.dA,
                              at(data.all.x, 1) * u.currentScale.qA + u.centre.qA};
            const VoltageDq drive = inducedVoltage(0, data.all.omega[k].item<double>(), map->flux(i), i,
                                                   {at(data.all.drive, 0), at(data.all.drive, 1)});
            const CurrentRateDq rate = currentRate(map->jacobian(i), drive);
            sum += std::pow((rate.dAPerS - at(data.all.rate, 0)) / u.rateScale.dAPerS, 2) +
                   std::pow((rate.qAPerS - at(data.all.rate, 1)) / u.rateScale.qAPerS, 2);
        }
        const double expected = sum / (2.0 * double(data.all.x.size(0)));
        EXPECT_NEAR(network.criterion(data.all, CriterionForm::Rates), expected, 1e-8 * expected)
            << formula(activation);
    }
}

TEST(MixedActivation, OfOneHotWeightsIsTheActivation) {
    const at::Tensor x = at::tensor({-2.0, -0.4, 0.3, 1.5, 6.0}, at::kDouble).view({5, 1});
    for (int b = 0; b < 6; ++b)
        for (int u = 0; u < 10; u += 3) {
            const int v = (u + 4) % 10;
            ActivationMix mix{at::tensor(std::vector<double>(20, 0.0), at::kDouble).view({2, 10}),
                              at::tensor(std::vector<double>(6, 0.0), at::kDouble).view({1, 6})};
            mix.unary[0][u] = 1;
            mix.unary[1][v] = 1;
            mix.binary[0][b] = 1;
            GuardCount guards;
            const Activation activation{Binary(b), Unary(u), Unary(v)};
            const at::Tensor mixed = activate(mix, x, guards), fixed = activate(activation, x, guards);
            for (int k = 0; k < 5; ++k) {
                EXPECT_NEAR(mixed[k][0].item<double>(), fixed[k][0].item<double>(), 1e-12) << formula(activation);
                EXPECT_NEAR(fixed[k][0].item<double>(), evaluate(activation, x[k][0].item<double>()).value, 1e-12);
            }
            EXPECT_EQ(guards.activations, 0);
        }
}

TEST(MixedActivation, GuardsActAndAreCounted) {
    const at::Tensor x = at::tensor({1e8, 25.0, 1.0}, at::kDouble);
    GuardCount guards;
    const at::Tensor y = activate(Activation{Binary::Mask, Unary::Exp, Unary::One}, x, guards);
    EXPECT_EQ(guards.activations, 3) << "1e8 at both limits, 25 at that of the exponent";
    EXPECT_EQ(y[0].item<double>(), std::exp(20.0));
    EXPECT_EQ(y[2].item<double>(), std::exp(1.0));
}

TEST(MotorNetwork, AlphaGradientIsThatOfFiniteDifferences) {
    // One step of Adam with beta_1 = 0.5 moves each entry by the rate against the sign of its gradient.
    const FluxData data = dataOf({});
    MotorNetworkSpec spec;
    spec.stage = MotorStage::Activation;
    spec.cellLayers = 1;
    spec.archLearningRate = 1e-3;
    MotorNetwork network(spec, data.units, 3, "test");
    const at::Tensor before = network.alpha()[0].detach().clone();
    at::Tensor probe = network.alpha()[0].detach();
    std::vector<double> slopes;
    for (int k = 0; k < 20; ++k) {
        const double h = 1e-5;
        probe.view(-1)[k] += h;
        const double up = network.criterion(data.all, CriterionForm::Voltages);
        probe.view(-1)[k] -= 2 * h;
        slopes.push_back((up - network.criterion(data.all, CriterionForm::Voltages)) / (2 * h));
        probe.view(-1)[k] += h;
    }
    network.alphaStep(data.all, CriterionForm::Voltages);
    const at::Tensor moved = network.alpha()[0].detach() - before;
    for (int k = 0; k < 20; ++k) {
        if (std::abs(slopes[k]) < 1e-4) continue;
        EXPECT_NEAR(moved.view(-1)[k].item<double>(), slopes[k] > 0 ? -1e-3 : 1e-3, 1e-6) << k;
    }
}
