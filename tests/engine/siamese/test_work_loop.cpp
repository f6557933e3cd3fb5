#include "engine/siamese/work_loop.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/siamese/probe_work.h"
#include "engine/siamese/siamese_session.h"
#include "tests/engine/siamese/small_requests.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

const c10::Device kCpu(at::kCPU);

WorkLoop loopOf(const Request& request, std::shared_ptr<const DataSet> data = quarters()) {
    return {request, siameseWork(request, std::move(data), kCpu, nullptr)};
}

WeightSink runWhole(const Request& request, ExperimentStatus expected = ExperimentStatus::Finished) {
    WeightSink sink;
    RunObserver observer;
    RunControl control;
    EXPECT_EQ(loopOf(request).run(sink, observer, control).status, expected);
    return sink;
}

/// Stops at the n-th progress report of a step.
struct StopAfter final : RunObserver {
    RunControl& control;
    int left;
    StopAfter(RunControl& c, int steps) : control(c), left(steps) {}
    void onProgress(const StepProgress&) override {
        if (--left == 0) control.requestStop();
    }
};

Request pretraining(const char* framework = "simsiam", int epochs = 2) {
    return makePretraining(smallSiamese(framework, epochs), kHandcraftedHeads, "by hand", Preset::Quick);
}

} // namespace

TEST(WorkLoop, ASearchYieldsAlphaChainsAndTheSignsOfCollapseEachEpoch) {
    for (const char* framework : kFrameworks) {
        const WeightSink sink = runWhole(smallSiamese(framework));
        ASSERT_EQ(sink.snapshots.size(), 2u);
        const Snapshot& last = *sink.snapshots.back();
        const bool predicts = std::string(framework) == "simsiam" || std::string(framework) == "byol";
        ASSERT_EQ(last.alpha.size(), predicts ? 2u : 1u);
        EXPECT_EQ(last.alpha[0].name, "encoder");
        EXPECT_EQ(last.alpha[0].rows[1].label, "layer 2");
        EXPECT_EQ(last.alpha[0].columns.size(), 7u);
        EXPECT_EQ(parseGenotype(genotypeText(last.genotype)), last.genotype);
        EXPECT_EQ(last.genotype.chains.size(), last.alpha.size());
        for (const char* metric : {"train_loss", "valid_loss", "objective", "valid_top1", "knn_top1", "feature_std",
                                   "feature_std_ideal", "effective_rank", "skip_share", "entropy", "parameters"})
            EXPECT_TRUE(std::isfinite(last.metric(metric))) << framework << " " << metric;
        EXPECT_EQ(last.scatter.x.size(), 24u); // alpha's half
        EXPECT_EQ(last.scatter.classNames.size(), 4u);
        EXPECT_EQ(sink.weights.count("last"), 1u);
    }
}

TEST(WorkLoop, ResumesBitForBitFromTheEndAndFromTheMiddleOfAnEpoch) {
    for (const char* framework : {"simsiam", "moco", "byol"}) {
        const Request request = smallSiamese(framework, 3);
        const WeightSink whole = runWhole(request);
        for (int stopAt : {2, 0}) { // 0: after the first epoch
            WeightSink sink;
            RunObserver quiet;
            if (stopAt > 0) {
                RunControl control;
                StopAfter observer(control, stopAt);
                EXPECT_EQ(loopOf(request).run(sink, observer, control).status, ExperimentStatus::Stopped);
            } else {
                RunControl control;
                control.requestStopAfterEpoch();
                EXPECT_EQ(loopOf(request).run(sink, quiet, control).status, ExperimentStatus::Stopped);
            }
            WorkLoop resumed = loopOf(request);
            resumed.restore(sink.checkpoints.back(), sink.snapshots);
            RunControl control;
            EXPECT_EQ(resumed.run(sink, quiet, control).status, ExperimentStatus::Finished);
            ASSERT_EQ(sink.snapshots.size(), 3u);
            for (std::size_t epoch = 0; epoch < 3; ++epoch) {
                for (std::size_t group = 0; group < whole.snapshots[epoch]->alpha.size(); ++group)
                    EXPECT_EQ(sink.snapshots[epoch]->alpha[group].raw, whole.snapshots[epoch]->alpha[group].raw) << framework;
                for (const char* metric : {"train_loss", "objective", "knn_top1", "effective_rank"})
                    EXPECT_EQ(sink.snapshots[epoch]->metric(metric), whole.snapshots[epoch]->metric(metric)) << metric;
            }
            EXPECT_EQ(sink.weights.at("last").safetensors, whole.weights.at("last").safetensors);
        }
    }
}

TEST(WorkLoop, SeedsDecideTheRun) {
    Request request = smallSiamese();
    const WeightSink first = runWhole(request), same = runWhole(request);
    request.seed = 3;
    const WeightSink other = runWhole(request);
    EXPECT_EQ(first.snapshots[1]->alpha[0].raw, same.snapshots[1]->alpha[0].raw);
    EXPECT_NE(first.snapshots[1]->alpha[0].raw, other.snapshots[1]->alpha[0].raw);
}

TEST(WorkLoop, APretrainingLearnsAndKeepsAnEncoderThatAProbeTakes) {
    const WeightSink sink = runWhole(pretraining("simclr", 6));
    EXPECT_LT(sink.snapshots.back()->metric("train_loss"), sink.snapshots.front()->metric("train_loss"));
    EXPECT_TRUE(sink.snapshots.back()->alpha.empty());
    EXPECT_TRUE(std::isnan(sink.snapshots.back()->metric("objective")));
    EXPECT_FALSE(sink.weights.at("last").safetensors.empty());
}

TEST(WorkLoop, AProbeTellsTheQuartersApartAndResumesBitForBit) {
    Request request = makeProbe(pretraining(), 0, Preset::Quick);
    request.recipe.epochs = 20;
    request.recipe.batch = 8;
    const WeightSink whole = runWhole(request);
    EXPECT_GT(whole.snapshots.back()->metric("valid_top1"), 0.7);
    WeightSink sink;
    RunControl stop;
    stop.requestStopAfterEpoch();
    RunObserver quiet;
    loopOf(request).run(sink, quiet, stop);
    WorkLoop resumed = loopOf(request);
    resumed.restore(sink.checkpoints.back(), sink.snapshots);
    RunControl control;
    resumed.run(sink, quiet, control);
    EXPECT_EQ(sink.snapshots.back()->metric("valid_loss"), whole.snapshots.back()->metric("valid_loss"));
}

TEST(WorkLoop, AFineTuningLearnsTheQuartersAndResumesBitForBitFromTheMiddleOfAnEpoch) {
    Request request = makeFineTuning(pretraining(), 0, Preset::Quick);
    request.task.crop = request.task.flip = false; // would make one quarter another
    request.recipe.weights.learningRate = 0.05;
    request.recipe.epochs = 6;
    request.recipe.batch = 8;
    const WeightSink whole = runWhole(request);
    EXPECT_GT(whole.snapshots.back()->metric("valid_top1"), 0.7);
    EXPECT_LT(whole.snapshots.back()->metric("train_loss"), whole.snapshots.front()->metric("train_loss"));
    WeightSink sink;
    RunControl stop;
    StopAfter stopper(stop, 2);
    loopOf(request).run(sink, stopper, stop);
    ASSERT_FALSE(sink.checkpoints.empty());
    WorkLoop resumed = loopOf(request);
    resumed.restore(sink.checkpoints.back(), sink.snapshots);
    RunControl control;
    RunObserver quiet;
    resumed.run(sink, quiet, control);
    EXPECT_EQ(sink.snapshots.back()->metric("valid_loss"), whole.snapshots.back()->metric("valid_loss"));
    EXPECT_EQ(sink.snapshots.front()->metric("train_top1"), whole.snapshots.front()->metric("train_top1"));
}

TEST(WorkLoop, WarnsOnceOfACollapseWithItsEpoch) {
    Request request = smallSiamese("simsiam", 2);
    request.siamese->views.enabled = false;
    request.siamese->output = 2; // two dimensions cannot have rank four, but the loss saturates
    request.recipe.weights.learningRate = 0.5;
    request.recipe.epochs = 12;
    const WeightSink sink = runWhole(request);
    int warnings = 0;
    for (const RunEvent& event : sink.events)
        if (event.kind == RunEvent::Kind::Warning && event.text.find("lowest value") != std::string::npos) {
            ++warnings;
            EXPECT_EQ(event.text.rfind("epoch " + std::to_string(event.epoch + 1) + ":", 0), 0u) << event.text;
        }
    EXPECT_GE(warnings, 1);
    EXPECT_LT(warnings, 6); // not again in each epoch of a lasting collapse
}

TEST(WorkLoop, ALossThatIsNoNumberEndsTheRunAsDiverged) {
    Request request = smallSiamese("simclr");
    request.recipe.weights.learningRate = 100;
    request.recipe.weights.momentum = 0.99;
    request.recipe.weights.weightDecay = 1;
    request.recipe.epochs = 200;
    runWhole(request, ExperimentStatus::Diverged);
}

TEST(WorkLoop, OneImageIsRefusedBecauseThereIsNothingToCompare) {
    for (int images : {1, 2}) { // two: one in each half
        Request request = smallSiamese();
        request.task.subset = images;
        EXPECT_THROW(loopOf(request), EngineError);
    }
    Request request = pretraining();
    request.task.subset = 1;
    EXPECT_THROW(loopOf(request), EngineError);
}

TEST(WorkLoop, ACheckpointOfAnotherRequestIsRefused) {
    const WeightSink sink = runWhole(smallSiamese());
    Request other = smallSiamese();
    other.seed = 9;
    WorkLoop loop = loopOf(other);
    EXPECT_THROW(loop.restore(sink.checkpoints.back(), {}), EngineError);
}
