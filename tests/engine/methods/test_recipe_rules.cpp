#include "engine/api/catalogue.h"
#include "engine/api/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace dnas;

namespace {

std::string refusal(const std::function<void(Recipe&)>& change) {
    Recipe recipe = makeRequest("fairdarts", Preset::Paper).recipe;
    change(recipe);
    try {
        validate(recipe);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Usage);
        return e.full();
    }
}

CellSpaceSpec& space(Recipe& recipe) { return std::get<CellSpaceSpec>(recipe.space); }

#define EXPECT_REFUSED(change, part) \
    EXPECT_NE(refusal([](Recipe& r) { change; }).find(part), std::string::npos) << refusal([](Recipe& r) { change; })

} // namespace

TEST(RecipeRules, NameWhatIsOutOfRange) {
    EXPECT_REFUSED(space(r).channels = 0, "channels is 0; allowed: 1 to 512");
    EXPECT_REFUSED(space(r).cells = 2, "cells is 2; allowed: 3 to 40");
    EXPECT_REFUSED(space(r).nodes = 9, "nodes is 9; allowed: 1 to 8");
    EXPECT_REFUSED(r.epochs = 0, "epochs is 0");
    EXPECT_REFUSED(r.batch = 1, "batch is 1; allowed: 2 to 4096");
    EXPECT_REFUSED(r.weights.momentum = 1, "momentum is 1");
    EXPECT_REFUSED(r.arch.beta1 = -0.1, "arch_beta1 is -0.1");
    EXPECT_REFUSED(r.discretize.threshold = 1.5, "threshold is 1.5");
    EXPECT_REFUSED(r.discretize.edgesPerNode = 0, "edges_per_node is 0");
    EXPECT_REFUSED(r.penalties = {ZeroOnePenaltySpec{-1}}, "w01 is -1");
    EXPECT_REFUSED(r.stops = {SkipCountStopSpec{0}}, "stop_skips is 0");
    EXPECT_REFUSED(r.stops = {(SkipCountStopSpec{2, -1})}, "from_epoch is -1");
    EXPECT_REFUSED(r.stops = {RankStableStopSpec{0}}, "stop_stable_ranks is 0");
    EXPECT_REFUSED(r.outer = UnrolledSpec{0}, "epsilon is 0");
}

TEST(RecipeRules, RefuseNaNEverywhere) {
    EXPECT_REFUSED(r.weights.learningRate = NAN, "lr is nan");
    EXPECT_REFUSED(r.weights.gradientClip = NAN, "grad_clip is nan");
    EXPECT_REFUSED(r.arch.weightDecay = NAN, "arch_weight_decay is nan");
    EXPECT_REFUSED(r.dominantThreshold = NAN, "dominant_threshold is nan");
    EXPECT_REFUSED(r.penalties = {ZeroOnePenaltySpec{NAN}}, "w01 is nan");
    EXPECT_REFUSED(r.outer = UnrolledSpec{NAN}, "epsilon is nan");
}

TEST(RecipeRules, SayWhichPartsDoNotGoTogether) {
    EXPECT_REFUSED(r.relax = SoftmaxRelaxSpec{}, "zero-one penalty needs the sigmoid");
    EXPECT_REFUSED(r.weights.learningRateMin = 1, "lr_min must not be larger than lr");
    EXPECT_REFUSED(r.schedules = {WarmStartSpec{50}}, "leaves no epoch for the search");
    EXPECT_REFUSED(space(r).stem = Stem::ImageNet; space(r).channels = 15, "even number of channels");
    EXPECT_REFUSED((r.schedules = {WarmStartSpec{2}, WarmStartSpec{3}}), "same kind of schedule twice");
    EXPECT_REFUSED((r.stops = {RankStableStopSpec{2}, RankStableStopSpec{3}}), "same kind of stop rule twice");
}

TEST(RecipeRules, AllowTheSensibleNeighbours) {
    EXPECT_EQ(refusal([](Recipe& r) { r.schedules = {WarmStartSpec{49}}; }), "");
    EXPECT_EQ(refusal([](Recipe& r) { r.weights.learningRateMin = r.weights.learningRate; }), "");
    EXPECT_EQ(refusal([](Recipe& r) { r.relax = SoftmaxRelaxSpec{}, r.penalties.clear(); }), "");
}

// DARTS section 3.1.1.
TEST(ReductionCells, StandAtAThirdAndTwoThirds) {
    EXPECT_EQ(reductionCells(8), (std::vector<int>{2, 5}));
    EXPECT_EQ(reductionCells(20), (std::vector<int>{6, 13}));
    EXPECT_EQ(reductionCells(14), (std::vector<int>{4, 9}));
    EXPECT_EQ(reductionCells(3), (std::vector<int>{1, 2}));
    EXPECT_EQ(reductionCells(1), (std::vector<int>{0}));
}

TEST(RecipeRules, CheckTheAblationLossAndTheDistanceStop) {
    EXPECT_REFUSED((r.penalties = {AblationSpec{-1}}), "w_ab is -1; allowed: 0 to 100");
    EXPECT_REFUSED((r.penalties = {AblationSpec{0.5, AblationForm::Described, 0}}), "smallest_mean is 0");
    EXPECT_REFUSED((r.penalties = {AblationSpec{}}, r.outer = UnrolledSpec{}), "needs the first order");
    EXPECT_REFUSED((r.schedules = {ArchCosineSpec{1}}), "arch_lr_min must not be larger than arch_lr");
    EXPECT_REFUSED((r.stops = {DistanceStableSpec{-1}}), "stop_distance_tolerance is -1");
    EXPECT_REFUSED((r.stops = {DistanceStableSpec{0.1, 0}}), "stop_stable_distance is 0");
    EXPECT_EQ(refusal([](Recipe& r) { r.relax = SoftmaxRelaxSpec{}, r.penalties = {AblationSpec{}}; }), "") << "cells of any relaxation can be ablated";
}

TEST(RecipeRules, CheckBetaDecay) {
    EXPECT_REFUSED((r.penalties = {BetaDecaySpec{-1}}, r.relax = SoftmaxRelaxSpec{}), "beta_weight is -1; allowed: 0 to 1000");
    EXPECT_REFUSED((r.penalties = {BetaDecaySpec{NAN}}, r.relax = SoftmaxRelaxSpec{}), "beta_weight is nan");
    EXPECT_REFUSED((r.penalties = {BetaDecaySpec{}}), "needs the softmax relaxation");
}
