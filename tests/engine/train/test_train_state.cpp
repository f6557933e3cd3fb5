#include "engine/train/train_state.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

const ImageShape kImages{3, 32, 32, 4};

Request request(const char* network = "DARTS_V2") {
    Request r = makeTraining(network, Preset::Paper);
    r.training->channels = 2;
    r.training->cells = 3;
    r.recipe.epochs = 10;
    return r;
}

double difference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

} // namespace

TEST(TrainState, TheAuxiliaryLossCountsWithItsWeight) {
    const TensorBatch batch = randomBatch(kImages, 4, "batch");
    double totals[2];
    for (int i = 0; i < 2; ++i) {
        Request r = request();
        r.training->auxiliaryWeight = 0.4 * i;
        TrainState state(r, kImages, at::kDouble, c10::Device(at::kCPU));
        state.beginEpoch(0);
        const PassResult pass = state.step(batch, 0);
        totals[i] = pass.total - pass.loss;
    }
    EXPECT_EQ(totals[0], 0);
    EXPECT_GT(totals[1], 0.4 * 0.5) << "a fresh head of four classes is about log 4 wrong";
}

TEST(TrainState, DropPathGrowsLinearlyAndTheLearningRateFollowsItsSchedule) {
    Request r = request();
    TrainState cosine(r, kImages, at::kDouble, c10::Device(at::kCPU));
    cosine.beginEpoch(0);
    EXPECT_EQ(cosine.dropPath(), 0);
    EXPECT_DOUBLE_EQ(cosine.learningRate(), 0.025);
    cosine.beginEpoch(5);
    EXPECT_DOUBLE_EQ(cosine.dropPath(), 0.1);
    EXPECT_DOUBLE_EQ(cosine.learningRate(), 0.0125);
    r.training->schedule = RateSchedule::Exponential;
    TrainState exponential(r, kImages, at::kDouble, c10::Device(at::kCPU));
    exponential.beginEpoch(2);
    EXPECT_DOUBLE_EQ(exponential.learningRate(), 0.025 * 0.97 * 0.97);
}

TEST(TrainState, LabelSmoothingMovesTheLossTowardsTheMeanOverTheClasses) {
    const TensorBatch batch = randomBatch(kImages, 4, "batch");
    Request r = request();
    r.training->auxiliary = false;
    r.training->labelSmoothing = 0.1;
    TrainState smooth(r, kImages, at::kDouble, c10::Device(at::kCPU));
    smooth.beginEpoch(0);
    const PassResult pass = smooth.step(batch, 0);
    double expected = 0;
    for (int i = 0; i < 4; ++i) {
        double sum = 0, mean = 0;
        for (int c = 0; c < 4; ++c) {
            const double z = pass.logits[i][c].item<double>();
            sum += std::exp(z);
            mean += z / 4;
        }
        const double right = pass.logits[i][batch.labels[i].item<std::int64_t>()].item<double>();
        expected += (std::log(sum) - 0.9 * right - 0.1 * mean) / 4;
    }
    EXPECT_NEAR(pass.loss, expected, 1e-12);
}

TEST(TrainState, TheAverageFollowsTheWeightsAndIsWhatIsEvaluated) {
    Request r = request();
    r.training->averageDecay = 0.75;
    TrainState state(r, kImages, at::kDouble, c10::Device(at::kCPU));
    const at::Tensor start = state.network().weights().flat().clone();
    state.beginEpoch(0);
    state.step(randomBatch(kImages, 4, "batch"), 0);
    const at::Tensor after = state.network().weights().flat().clone();
    const at::Tensor expected = start * 0.75 + after * 0.25;
    EXPECT_LT(difference(state.averageWeights(), expected), 1e-15);
    state.withEvaluatedWeights([&] { EXPECT_LT(difference(state.network().weights().flat(), expected), 1e-15); });
    EXPECT_EQ(difference(state.network().weights().flat(), after), 0);
}

TEST(TrainState, DropPathIsAFunctionOfItsStreamAndSparesTheEvaluation) {
    Request r = request();
    r.training->auxiliary = false;
    TrainState state(r, kImages, at::kDouble, c10::Device(at::kCPU));
    const at::Tensor images = randomTensor({2, 3, 32, 32}, "x");
    RandomStream first(1, "a"), same(1, "a"), other(2, "a");
    const ForwardMode training{true, false, false}, evaluation{false, false, false};
    Network& network = state.network();
    const at::Tensor plain = network.run(images, training).logits;
    const at::Tensor dropped = network.run(images, training, {0.5, &first}).logits;
    EXPECT_GT(difference(plain, dropped), 0);
    EXPECT_EQ(difference(network.run(images, training, {0.5, &same}).logits, dropped), 0);
    EXPECT_GT(difference(network.run(images, training, {0.5, &other}).logits, dropped), 0);
    EXPECT_EQ(difference(network.run(images, evaluation, {0.5, &other}).logits, network.forward(images, evaluation)),
              0);
}

TEST(TrainState, HandcraftedNetworksTrainToo) {
    for (const char* network : {"baseline:resnet18", "baseline:mobilenetv2"}) {
        TrainState state(request(network), kImages, at::kFloat, c10::Device(at::kCPU));
        state.beginEpoch(0);
        const TensorBatch batch = randomBatch(kImages, 2, "batch", at::kFloat);
        const double before = state.step(batch, 0).loss;
        double after = before;
        for (int i = 1; i < 4; ++i)
            after = state.step(batch, i).loss;
        EXPECT_LT(after, before) << network;
    }
}
