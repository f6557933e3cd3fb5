#include "engine/siamese/siamese_state.h"

#include "tests/engine/siamese/small_requests.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

const ForwardMode kFrozen{/*training=*/true, /*weightGradient=*/false, /*updateStatistics=*/false};

SiameseState stateOf(const Request& request) { return {request, kSmallImages, at::kDouble, c10::Device(at::kCPU)}; }

at::Tensor someViews(const char* name = "views") { return randomTensor({12, 1, 8, 8}, name); }

std::map<std::string, at::Tensor> copies(SiameseState& state) {
    std::map<std::string, at::Tensor> result;
    for (const auto& [name, tensor] : state.tensors())
        result[name] = tensor.detach().clone();
    return result;
}

} // namespace

TEST(SiameseState, TheAlphaStepChangesAlphaAloneInEveryFramework) { // algorithm 4, first loop
    for (const char* framework : kFrameworks) {
        SiameseState state = stateOf(smallSiamese(framework));
        const auto before = copies(state);
        state.alphaStep(someViews());
        for (const auto& [name, tensor] : state.tensors())
            EXPECT_EQ(tensor.equal(before.at(name)), name.rfind("alpha", 0) != 0) << framework << " " << name;
    }
}

TEST(SiameseState, TheWeightStepLeavesAlphaAsItIs) { // algorithm 4, second loop
    for (const char* framework : kFrameworks) {
        SiameseState state = stateOf(smallSiamese(framework));
        const auto before = copies(state);
        state.weightStep(someViews(), 0);
        for (const auto& [name, tensor] : state.tensors()) {
            if (name.rfind("alpha", 0) == 0) {
                EXPECT_TRUE(tensor.equal(before.at(name))) << framework << " " << name;
            } else if (name == "weights" || name == "statistics") {
                EXPECT_FALSE(tensor.equal(before.at(name))) << framework;
            }
        }
    }
}

TEST(SiameseState, GradientOfAlphaAgreesWithFiniteDifferencesWhereNothingIsStopped) {
    // SimSiam and BYOL stop the gradient of their targets, which a difference of losses would see.
    SiameseState state = stateOf(smallSiamese("simclr"));
    const at::Tensor views = someViews();
    const at::Tensor gradient = torch::autograd::grad({state.loss(views, kFrozen, true)}, state.alpha()).front();
    at::NoGradGuard noGrad;
    at::Tensor& alpha = state.alpha().front();
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 7; ++column) {
            const auto shifted = [&](double by) {
                alpha[row][column] += by;
                const double loss = state.loss(views, kFrozen, true).item<double>();
                alpha[row][column] -= by;
                return loss;
            };
            EXPECT_NEAR(gradient[row][column].item<double>(), (shifted(1e-5) - shifted(-1e-5)) / 2e-5, 1e-6);
        }
}

TEST(SiameseState, MocosBranchMovesByItsShareAndItsKeysEnterTheQueueOldestFirst) {
    Request request = smallSiamese("moco");
    request.siamese->momentum = 0.9;
    SiameseState state = stateOf(request);
    EXPECT_TRUE(state.branch()->weights().flat().equal(state.network().weights().flat())); // starts as a copy
    state.weightStep(someViews(), 0);
    EXPECT_EQ(state.queue()->oldest(), 12); // both views of six images
    const at::Tensor branch = state.branch()->weights().flat().clone(), online = state.network().weights().flat().clone();
    const at::Tensor rows = state.queue()->rows().clone();
    state.weightStep(someViews("more"), 0);
    EXPECT_TRUE(state.branch()->weights().flat().allclose(branch * 0.9 + online * 0.1, 1e-12, 1e-14));
    EXPECT_EQ(state.queue()->oldest(), 4);
    for (int row = 0; row < 20; ++row)
        EXPECT_EQ(state.queue()->rows()[row].equal(rows[row]), row >= 4 && row < 12) << row;
}

TEST(SiameseState, ByolsMomentumRisesToOneAndMocosStays) {
    const SiameseState byol = stateOf(smallSiamese("byol")), moco = stateOf(smallSiamese("moco"));
    EXPECT_DOUBLE_EQ(byol.branchMomentum(0), 0.996);
    EXPECT_NEAR(byol.branchMomentum(0.5), 0.998, 1e-12);
    EXPECT_DOUBLE_EQ(byol.branchMomentum(1), 1);
    EXPECT_EQ(moco.branchMomentum(0.7), 0.999);
}

TEST(SiameseState, BothViewsAlikeAndWithoutAugmentationSimSiamStillLearnsToAgree) {
    Request request = smallSiamese("simsiam");
    request.recipe.weights.learningRate = 0.05;
    SiameseState state = stateOf(request);
    state.beginEpoch(0);
    const at::Tensor views = someViews();
    const double first = state.weightStep(views, 0);
    double last = first;
    for (int i = 0; i < 30; ++i)
        last = state.weightStep(views, 0);
    EXPECT_LT(last, first - 0.2);
    EXPECT_GE(last, -1);
}

TEST(SiameseState, HandcraftedHeadsHaveNoAlphaAndLearn) {
    for (const char* framework : kFrameworks) {
        const Request request = makePretraining(smallSiamese(framework), kHandcraftedHeads, "by hand", Preset::Quick);
        SiameseState state = stateOf(request);
        EXPECT_FALSE(state.searches());
        state.beginEpoch(0);
        const at::Tensor views = someViews();
        const double first = state.weightStep(views, 0);
        double last = first;
        for (int i = 0; i < 30; ++i)
            last = state.weightStep(views, 0);
        // MoCo's queue fills up with keys of the very same views, which no query can be told apart from.
        if (std::string(framework) != "moco") {
            EXPECT_LT(last, first) << framework;
        }
        EXPECT_TRUE(std::isfinite(last)) << framework;
    }
}
