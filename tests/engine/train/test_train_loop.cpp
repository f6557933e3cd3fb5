#include "engine/api/error.h"
#include "engine/networks/graphs.h"
#include "engine/search/batch_feed.h"
#include "engine/train/train_loop.h"
#include "tests/engine/search/memory_sink.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

using namespace dnas;
using namespace dnas::test;

namespace {

const c10::Device kCpu(at::kCPU);

struct TrainSink final : MemorySink {
    void storeWeights(const StoredWeights& stored) override { weights[stored.kind] = stored; }
    std::map<std::string, StoredWeights> weights;
};

Request smallTraining(int epochs = 3) {
    Request request = makeTraining("DARTS_V2", Preset::Quick);
    request.recipe.epochs = epochs;
    request.recipe.batch = 8;
    request.recipe.weights.learningRate = 0.1;
    request.training->channels = 2;
    request.training->cells = 3;
    request.training->dropPath = 0.3;
    request.training->holdout = 0.25;
    request.task.subset = 0;
    request.task.data = "quarters";
    request.task.crop = request.task.flip = false;
    request.resources.threads = 1;
    return request;
}

TrainSink runWhole(const Request& request, ExperimentStatus expected = ExperimentStatus::Finished) {
    TrainSink sink;
    RunObserver observer;
    RunControl control;
    TrainLoop loop(request, quarters(), kCpu);
    EXPECT_EQ(loop.run(sink, observer, control).status, expected);
    return sink;
}

} // namespace

TEST(TrainLoop, LearnsWhatIsEasyAndKeepsBestAndLastWeights) {
    Request request = smallTraining(12);
    request.training->dropPath = 0;
    const TrainSink sink = runWhole(request);
    ASSERT_EQ(sink.snapshots.size(), 12u);
    EXPECT_GT(sink.snapshots.back()->metric("train_top1"), 0.7);
    double best = 0;
    int epoch = -1;
    for (const SnapshotPtr& snapshot : sink.snapshots)
        if (snapshot->metric("valid_top1") > best) {
            best = snapshot->metric("valid_top1");
            epoch = snapshot->epoch;
        }
    EXPECT_EQ(sink.weights.at("best").epoch, epoch);
    EXPECT_EQ(sink.weights.at("last").epoch, 11);
}

TEST(TrainLoop, SnapshotsHoldTheMetricsOfASearch) {
    const TrainSink sink = runWhole(smallTraining(1));
    for (const char* name :
         {"train_loss", "train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5", "lr", "seconds",
          "images_per_second", "peak_mb", "seconds_left", "skip_count", "parameters", "multiply_adds"})
        EXPECT_TRUE(std::isfinite(sink.snapshots[0]->metric(name))) << name;
    EXPECT_EQ(sink.snapshots[0]->genotype.cells.size(), 2u) << "the cell view shows what is trained";
    EXPECT_TRUE(sink.snapshots[0]->alpha.empty());
}

TEST(TrainLoop, TheSameRequestGivesTheSameBits) {
    const TrainSink first = runWhole(smallTraining()), second = runWhole(smallTraining());
    EXPECT_EQ(first.weights.at("last").safetensors, second.weights.at("last").safetensors);
    Request other = smallTraining();
    other.seed = 3;
    EXPECT_NE(runWhole(other).weights.at("last").safetensors, first.weights.at("last").safetensors);
}

TEST(TrainLoop, ATrainingResumedAtAnyEpochEndsBitIdentical) {
    for (double averageDecay : {0.0, 0.9}) {
        Request request = smallTraining(4);
        request.training->averageDecay = averageDecay;
        const TrainSink whole = runWhole(request);
        for (std::size_t epoch = 0; epoch + 1 < whole.checkpoints.size(); ++epoch) {
            TrainSink rest;
            RunObserver observer;
            RunControl control;
            TrainLoop loop(request, quarters(), kCpu);
            loop.restore(whole.checkpoints[epoch],
                         {whole.snapshots.begin(), whole.snapshots.begin() + static_cast<long>(epoch) + 1});
            loop.run(rest, observer, control);
            EXPECT_EQ(rest.weights.at("last").safetensors, whole.weights.at("last").safetensors)
                << "from epoch " << epoch + 1;
            EXPECT_EQ(rest.snapshots.back()->metric("valid_loss"), whole.snapshots.back()->metric("valid_loss"));
        }
    }
}

TEST(TrainLoop, ATrainingStoppedInsideAnEpochResumesBitIdentical) {
    const Request request = smallTraining(2);
    const TrainSink whole = runWhole(request);
    struct StopAtFirstProgress final : RunObserver {
        explicit StopAtFirstProgress(RunControl& c) : control(c) {}
        void onProgress(const StepProgress&) override { control.requestStop(); }
        RunControl& control;
    };
    TrainSink first, second;
    RunControl control;
    StopAtFirstProgress observer(control);
    TrainLoop loop(request, quarters(), kCpu);
    EXPECT_EQ(loop.run(first, observer, control).status, ExperimentStatus::Stopped);
    ASSERT_EQ(first.checkpoints.size(), 1u);
    EXPECT_GT(first.checkpoints[0].step, 0);
    EXPECT_TRUE(first.weights.count("last"));

    RunObserver silent;
    RunControl goOn;
    TrainLoop rest(request, quarters(), kCpu);
    rest.restore(first.checkpoints[0], {});
    EXPECT_EQ(rest.run(second, silent, goOn).status, ExperimentStatus::Finished);
    EXPECT_EQ(second.weights.at("last").safetensors, whole.weights.at("last").safetensors);
    EXPECT_EQ(second.snapshots[0]->metric("train_loss"), whole.snapshots[0]->metric("train_loss"));
}

TEST(TrainLoop, PatienceEndsATrainingThatGetsNoBetter) {
    Request request = smallTraining(30);
    request.recipe.weights.learningRate = 0; // nothing can get better after the first epoch but by moving statistics
    request.training->patience = 2;
    const TrainSink sink = runWhole(request);
    EXPECT_LT(sink.snapshots.size(), 30u);
    EXPECT_EQ(sink.events[sink.events.size() - 2].kind, RunEvent::Kind::StopRule);
}

TEST(TrainLoop, ANumberThatIsNotFiniteStopsTheTrainingAndNamesTheStep) {
    Request request = smallTraining(3);
    request.recipe.weights.learningRate = 1e30;
    TrainSink sink;
    RunObserver observer;
    RunControl control;
    TrainLoop loop(request, quarters(), kCpu);
    const LoopEnd end = loop.run(sink, observer, control);
    EXPECT_EQ(end.status, ExperimentStatus::Diverged);
    EXPECT_NE(end.message.find("epoch 1, step"), std::string::npos) << end.message;
}

TEST(TrainLoop, CheckpointsOfOtherRequestsAndTruncatedOnesAreRefused) {
    const TrainSink sink = runWhole(smallTraining(1));
    Request other = smallTraining(1);
    other.seed = 99;
    EXPECT_THROW(TrainLoop(other, quarters(), kCpu).restore(sink.checkpoints[0], {}), EngineError);
    const std::string payload = sink.checkpoints[0].payload;
    TrainLoop loop(smallTraining(1), quarters(), kCpu);
    for (std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{100}, payload.size() / 2, payload.size() - 1})
        EXPECT_THROW(loop.restore({1, 0, payload.substr(0, size)}, {}), EngineError) << size << " bytes";
}

TEST(TrainLoop, DataWithoutATestPartNeedsAHoldout) {
    Request request = smallTraining(1);
    request.training->holdout = 0;
    try {
        TrainLoop loop(request, quarters(), kCpu);
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_NE(e.full().find("holdout"), std::string::npos) << e.full();
    }
}

// ColorNAS, thesis section A.3.1: the networks of the channels and their meta-learner train as one.
TEST(TrainLoop, TrainsANetworkAChannel) {
    std::string text = "Genotype_channels(channels=['R', 'B']";
    for (const char* cell : {"R_normal", "R_reduce", "B_normal", "B_reduce"})
        text += std::string(", ") + cell + "=[('sep_conv_3x3', 2, 0), ('skip_connect', 3, 1)], " + cell + "_concat=range(2, 4)";
    Request request = makeTraining(text + ")", Preset::Quick);
    EXPECT_FALSE(request.training->auxiliary);
    EXPECT_EQ(makeTraining(text + ")", Preset::Paper).training->cells, 8);
    EXPECT_TRUE(request.training->autoAugment);
    EXPECT_EQ(request.task.colors, ColorModel::Rb) << "told by the names of the channels";
    const Request small = smallTraining(15);
    request.recipe = small.recipe;
    request.task = small.task;
    request.task.colors = ColorModel::Rb;
    request.training->channels = 4;
    request.training->cells = 3;
    request.training->holdout = 0.25;
    request.training->autoAugment = false; // its rotations would move the bright quarter
    request.training->dropPath = 0;
    TrainSink sink;
    RunObserver observer;
    RunControl control;
    TrainLoop loop(request, redQuarters(), kCpu);
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    EXPECT_GT(sink.snapshots.back()->metric("train_top1"), 0.6);
    EXPECT_TRUE(sink.weights.count("last"));

    const Network& network = loop.state().network();
    const auto channels = channelFeatures(network.graph());
    ASSERT_EQ(channels.size(), 2u);
    EXPECT_EQ(channels[1].first, "B");
    const auto data = redQuarters();
    const BatchSource source(std::shared_ptr<const ImageSet>(data, &data->train), {0, 1, 2, 3, 4, 5, 6, 7}, 8, BatchUse::Evaluation);
    const Batch batch = source.batch(0, 0);
    const at::Tensor images = toTensors(batch, data->train, kCpu).images;
    const at::Tensor all = network.forward(images, {false, false, false});
    const std::vector<at::Tensor> without = network.forwardWithoutEach(images, {channels[0].second, channels[1].second});
    EXPECT_TRUE(at::equal(without[0], all));
    const auto change = [&](std::size_t k) { return (without[k] - all).abs().max().item<double>(); };
    EXPECT_GT(change(1), change(2)) << "red tells the classes apart";
    const Snapshot& last = *sink.snapshots.back();
    EXPECT_LT(last.metric("without_R"), last.metric("valid_top1")) << "and what is lost without it stands in every epoch";
    EXPECT_FALSE(std::isnan(last.metric("without_B")));
}
