#include "engine/core/mixed_precision.h"

#include "engine/api/error.h"
#include "engine/core/device.h"
#include "engine/search/checkpoint.h"
#include "tests/engine/search/memory_sink.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace dnas;
using namespace dnas::test;

namespace {

const c10::Device kCpu(at::kCPU);
const at::Tensor kGood = at::ones({2}), kBad = at::ones({2}) * std::numeric_limits<float>::infinity();

SearchState mixedState() { return {smallRecipe(), {3, 8, 8, 5}, 3, at::kFloat, kCpu, Kernels::Plain, false, Precision::Mixed}; }

} // namespace

TEST(LossScale, GradientsComeBackUnscaled) {
    const LossScale scale(Precision::Mixed);
    EXPECT_EQ(scale.scaled(at::ones({})).item<double>(), 65536);
    std::vector<at::Tensor> gradients{kGood * 65536, at::Tensor()};
    scale.unscale(gradients);
    EXPECT_TRUE(gradients[0].equal(kGood));
}

TEST(LossScale, DoesNothingInFloat32) {
    LossScale scale(Precision::Float32);
    EXPECT_EQ(scale.scaled(at::ones({})).item<double>(), 1);
    EXPECT_TRUE(scale.accept({kBad})) << "what is not finite there is the loop's business";
}

TEST(LossScale, AnOverflowSkipsTheStepAndHalvesTheScale) {
    LossScale scale(Precision::Mixed);
    EXPECT_FALSE(scale.accept({kGood, kBad}));
    EXPECT_EQ(scale.scale(), 32768);
    for (int i = 0; i < 100 && !scale.accept({kBad}); ++i) {}
    EXPECT_EQ(scale.scale(), 1) << "an end: then the loss itself is at fault";
    EXPECT_TRUE(scale.accept({kBad}));
}

TEST(LossScale, TwoThousandGoodStepsDoubleIt) {
    LossScale scale(Precision::Mixed);
    for (int i = 0; i < 1999; ++i) EXPECT_TRUE(scale.accept({kGood}));
    EXPECT_EQ(scale.scale(), 65536);
    EXPECT_TRUE(scale.accept({kGood}));
    EXPECT_EQ(scale.scale(), 131072);
}

TEST(Autocast, ComputesIn16BitsWhileItLivesOnly) {
    const at::Tensor a = at::ones({2, 2});
    {
        const Autocast cast(Precision::Mixed, kCpu);
        EXPECT_EQ(at::matmul(a, a).scalar_type(), at::kBFloat16);
    }
    EXPECT_EQ(at::matmul(a, a).scalar_type(), at::kFloat);
    const Autocast none(Precision::Float32, kCpu);
    EXPECT_EQ(at::matmul(a, a).scalar_type(), at::kFloat);
}

TEST(MixedPrecision, AStepIsThatOfFloat32UpToItsBits) {
    SearchState mixed = mixedState(), full(smallRecipe(), {3, 8, 8, 5}, 3, at::kFloat, kCpu);
    const TensorBatch train = randomBatch({3, 8, 8, 5}, 16, "train", at::kFloat), valid = randomBatch({3, 8, 8, 5}, 16, "valid", at::kFloat);
    EXPECT_NEAR(mixed.alphaStep(train, valid).loss, full.alphaStep(train, valid).loss, 0.02);
    const PassResult a = mixed.weightStep(train), b = full.weightStep(train);
    EXPECT_NEAR(a.loss, b.loss, 0.02);
    EXPECT_NEAR(a.gradientNorm, b.gradientNorm, 0.1 * b.gradientNorm);
    EXPECT_EQ(mixed.supernet().weights().flat().scalar_type(), at::kFloat) << "weights keep their bits";
}

TEST(MixedPrecision, AStepThatOverflowsChangesNothingButTheScale) {
    SearchState state = mixedState();
    state.lossScale().scale() = 1e300; // infinite in 32 bits, and so are the gradients
    const at::Tensor before = state.supernet().weights().flat().clone();
    const PassResult result = state.weightStep(randomBatch({3, 8, 8, 5}, 8, "train", at::kFloat));
    EXPECT_EQ(result.gradientNorm, 0);
    EXPECT_TRUE(state.supernet().weights().flat().equal(before));
    EXPECT_EQ(state.lossScale().scale(), 5e299);
}

TEST(MixedPrecision, ACheckpointKeepsTheScale) {
    SearchState state = mixedState(), other = mixedState();
    state.lossScale().scale() = 1024;
    state.lossScale().goodSteps() = 7;
    EpochSums sums;
    readCheckpoint(writeCheckpoint(state, sums, "request"), other, sums, "request");
    EXPECT_EQ(other.lossScale().scale(), 1024);
    EXPECT_EQ(other.lossScale().goodSteps(), 7);
}

TEST(MixedPrecision, IsRefusedOnTheCpuAndWhereSixteenBitsAreTooFew) {
    EXPECT_THROW(requirePrecision(Precision::Mixed, kCpu), EngineError);
    EXPECT_NO_THROW(requirePrecision(Precision::Float32, kCpu));
    Request request = makeRequest("darts-first", Preset::Quick);
    request.resources.precision = Precision::Mixed;
    EXPECT_NO_THROW(validate(request));
    EXPECT_EQ(parseRequest(requestText(request)).resources.precision, Precision::Mixed);
    request.recipe.outer = UnrolledSpec{};
    EXPECT_THROW(validate(request), EngineError);
    Request siamese = makeRequest("nasiam-simsiam", Preset::Quick);
    siamese.resources.precision = Precision::Mixed;
    EXPECT_THROW(validate(siamese), EngineError);
}
