#include "engine/pruning/gate_objective.h"

#include "tests/engine/test_support.h"
#include "tests/engine/vit/vit_fixtures.h"

#include "engine/api/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

/// Weights away from their start, so that no gradient vanishes: class token, biases and norms too.
VitModel trainedModel(bool postNorm = false) {
    VitSpec spec = test::smallVit();
    spec.postNorm = postNorm;
    VitModel model(spec, test::greyInput(), at::kDouble, 9);
    model.weights().flat().add_(test::randomTensor({model.weights().parameterCount()}, "shift"), 0.2);
    return model;
}

PruningSpec specOf(const VitModel& model, PruningProxy proxy, PruningGranularity granularity) {
    PruningSpec spec;
    spec.model = "two blocks";
    spec.network = model.spec();
    spec.proxy = proxy;
    spec.granularity = granularity;
    spec.innerStep = 0.1;
    return spec;
}

GateVector someGates(PruningGranularity granularity) {
    GateVector gates;
    if (granularity != PruningGranularity::Head) gates.blocks = {0.3, 0.8};
    if (granularity != PruningGranularity::Block) gates.heads = {0.9, 0.2, 0.6, 0.4, 0.7, 0.5};
    return gates;
}

void expectSlope(const GateObjective& objective, GateVector gates, std::vector<double> GateVector::* level, const char* what) {
    const GateVector gradient = objective.evaluate(gates, true).gradient;
    constexpr double kStep = 1e-5;
    double largest = 0;
    for (std::size_t i = 0; i < (gates.*level).size(); ++i) {
        double& gate = (gates.*level)[i];
        const double kept = gate;
        gate = kept + kStep;
        const double above = objective.evaluate(gates, false).objective;
        gate = kept - kStep;
        const double below = objective.evaluate(gates, false).objective;
        gate = kept;
        const double slope = (above - below) / (2 * kStep);
        // The surrogate of L0 bends within its softness: differences see its curvature.
        const double share = std::string(what).find("l0") == 0 ? 1e-4 : 1e-6;
        EXPECT_NEAR((gradient.*level)[i], slope, share * std::abs(slope) + 1e-9) << what << " gate " << i;
        largest = std::max(largest, std::abs(slope));
    }
    EXPECT_TRUE((gates.*level).empty() || largest > 1e-7) << what << ": the gates change nothing";
}

} // namespace

// (6.1) to (6.6) as a whole: the two backward passes against the proxy's own differences, in float64.
TEST(GateObjective, GradientsOfAllProxiesAreThoseOfFiniteDifferences) {
    for (bool post : {false, true}) {
        const VitModel model = trainedModel(post);
        for (PruningGranularity granularity : {PruningGranularity::Block, PruningGranularity::Head, PruningGranularity::Both})
            for (const ProxyInfo& info : pruningProxies()) {
                PruningSpec spec = specOf(model, info.proxy, granularity);
                const GateObjective objective(model, spec);
                expectSlope(objective, someGates(granularity), &GateVector::blocks, info.name);
                expectSlope(objective, someGates(granularity), &GateVector::heads, info.name);
            }
    }
}

TEST(GateObjective, TheStepOfAbsoluteParametersHasItsGradientToo) { // R_SF as (6.5) is written
    const VitModel model = trainedModel();
    for (PruningProxy proxy : {PruningProxy::Variance, PruningProxy::NormalizedSynflow}) {
        PruningSpec spec = specOf(model, proxy, PruningGranularity::Both);
        spec.absolute = true;
        const GateObjective objective(model, spec);
        expectSlope(objective, someGates(spec.granularity), &GateVector::blocks, "absolute");
        expectSlope(objective, someGates(spec.granularity), &GateVector::heads, "absolute");
    }
}

TEST(GateObjective, TheInnerStepIsEquation66) { // by the gradient of the summed output in finite differences
    VitModel model = trainedModel();
    const PruningSpec spec = specOf(model, PruningProxy::L1, PruningGranularity::Block);
    const GateObjective objective(model, spec);
    const at::Tensor ones = at::ones({1, 1, 8, 8}, at::TensorOptions().dtype(at::kDouble));
    const auto summed = [&] { return model.forward(ones).sum().item<double>(); };
    double expected = 0;
    const std::vector<at::Tensor> parameters = model.parameters(false);
    for (const at::Tensor& tensor : parameters)
        for (int j = 0; j < tensor.numel(); ++j) {
            double* x = tensor.data_ptr<double>() + j;
            const double kept = *x, step = 1e-6;
            *x = kept + step;
            const double above = summed();
            *x = kept - step;
            const double below = summed();
            *x = kept;
            expected += std::abs(kept - objective.calibration().gamma * (above - below) / (2 * step));
        }
    EXPECT_NEAR(objective.unpruned().value, expected / static_cast<double>(parameters.size()), 1e-5);
}

/// R_SF of (6.5) in closed form. Behind a last norm whose weights are zero, two layers of parameters |b| and |W|, |c|
/// reach the output: R_SF = 1^T (|W| |b| + |c|), whatever the blocks do.
TEST(GateObjective, TheSynapticFlowIsEquation65) {
    VitModel model = trainedModel();
    const std::map<std::string, at::Tensor> named = model.weights().named();
    at::Tensor(named.at("norm.weight")).zero_();
    const at::Tensor b = named.at("norm.bias").abs(), w = named.at("head.weight").abs(), c = named.at("head.bias").abs();
    const double paths = w.mv(b).sum().item<double>(), flow = paths + c.sum().item<double>();
    const double classes = 3, slopes = classes * b.sum().item<double>() + w.sum().item<double>() + classes; // sum of dR_SF/d|theta|

    PruningSpec spec = specOf(model, PruningProxy::Synflow, PruningGranularity::Block);
    spec.innerStep = 1e-6; // so that theta tilde is theta
    EXPECT_NEAR(GateObjective(model, spec).unpruned().value, flow + paths, 1e-4 * flow); // each layer holds all of the flow that reaches it

    spec.proxy = PruningProxy::L1;
    spec.absolute = true; // theta tilde = theta - gamma sign(theta) dR_SF/d|theta|, by (6.6)
    const GateObjective objective(model, spec);
    double sum = 0;
    for (const at::Tensor& tensor : model.parameters(false))
        sum += tensor.abs().sum().item<double>();
    const auto tensors = static_cast<double>(model.parameters(false).size());
    EXPECT_NEAR(objective.unpruned().value, (sum - objective.calibration().gamma * slopes) / tensors, 1e-12 * sum);
}

TEST(GateObjective, ACalibrationOfAnotherNetworkIsTaken) { // (6.6) has one gamma for all prunings of a network
    const VitModel model = trainedModel();
    const PruningSpec spec = specOf(model, PruningProxy::L1Variance, PruningGranularity::Block);
    const GateObjective own(model, spec);
    GateCalibration other = own.calibration();
    other.gamma *= 3;
    other.coefficient *= 2;
    const GateObjective given(model, spec, other);
    EXPECT_EQ(given.calibration().gamma, other.gamma);
    EXPECT_EQ(given.calibration().coefficient, other.coefficient);
    EXPECT_NE(given.unpruned().value, own.unpruned().value);
    EXPECT_EQ(GateObjective(model, spec, own.calibration()).unpruned().value, own.unpruned().value);
}

TEST(GateObjective, TheParametersAreNeverWritten) {
    const VitModel model = trainedModel();
    const at::Tensor before = const_cast<VitModel&>(model).weights().flat().clone();
    const GateObjective objective(model, specOf(model, PruningProxy::Variance, PruningGranularity::Both));
    objective.evaluate(someGates(PruningGranularity::Both), true);
    EXPECT_TRUE(before.equal(const_cast<VitModel&>(model).weights().flat()));
}

TEST(GateObjective, OpenGatesAreTheNetworkAsItIs) {
    const VitModel model = trainedModel();
    const GateObjective objective(model, specOf(model, PruningProxy::Variance, PruningGranularity::Both));
    EXPECT_NEAR(objective.evaluate({{1, 1}, {1, 1, 1, 1, 1, 1}}, false).value, objective.unpruned().value, 1e-14);
}

TEST(GateObjective, TheInnerStepIsAShareOfTheParameters) {
    VitModel model = trainedModel();
    PruningSpec spec = specOf(model, PruningProxy::L2, PruningGranularity::Block);
    const double once = GateObjective(model, spec).calibration().gamma;
    spec.innerStep *= 2;
    EXPECT_NEAR(GateObjective(model, spec).calibration().gamma, 2 * once, 1e-12 * once);
}

TEST(GateObjective, CompositesAreCalibratedToEqualTerms) {
    const VitModel model = trainedModel();
    PruningSpec spec = specOf(model, PruningProxy::L1Variance, PruningGranularity::Block);
    EXPECT_NEAR(GateObjective(model, spec).unpruned().value, 0, 1e-9); // S_L1 - c2 S_var
    spec.coefficient = 3;
    const double l1 = GateObjective(model, specOf(model, PruningProxy::L1, PruningGranularity::Block)).unpruned().value;
    const double variance = GateObjective(model, specOf(model, PruningProxy::Variance, PruningGranularity::Block)).unpruned().value;
    EXPECT_NEAR(GateObjective(model, spec).unpruned().value, l1 - 3 * variance, 1e-9);
}

TEST(GateObjective, WeightsThatAreNoNumbersAreRefused) {
    VitModel model = trainedModel();
    model.weights().flat()[5].fill_(std::nan(""));
    EXPECT_THROW(GateObjective(model, specOf(model, PruningProxy::Variance, PruningGranularity::Block)), EngineError);
    model.weights().flat().zero_();
    EXPECT_THROW(GateObjective(model, specOf(model, PruningProxy::Variance, PruningGranularity::Block)), EngineError);
}
