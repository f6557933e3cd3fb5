#include "engine/api/cell_arrangement.h"
#include "engine/api/error.h"
#include "tests/engine/search/memory_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace dnas;
using namespace dnas::test;

namespace {

const c10::Device kCpu(at::kCPU);

std::vector<double> finalAlpha(const MemorySink& sink) { return sink.snapshots.back()->alpha[0].raw; }

MemorySink runWhole(const Request& request) {
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, quarters(), kCpu);
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    return sink;
}

} // namespace

TEST(SearchLoop, LearnsWhatIsEasyAndMovesAlpha) {
    Request request = quartersRequest(8);
    request.task.crop = request.task.flip = false;
    const MemorySink sink = runWhole(request);
    ASSERT_EQ(sink.snapshots.size(), 8u);
    EXPECT_GT(sink.snapshots.back()->metric("train_top1"), 0.6);
    EXPECT_LT(sink.snapshots.back()->metric("train_loss"), sink.snapshots.front()->metric("train_loss"));
    EXPECT_NE(sink.snapshots.front()->alpha[0].raw, sink.snapshots.back()->alpha[0].raw);
}

TEST(SearchLoop, SnapshotsHoldEveryMetricThatIsPromised) {
    const MemorySink sink = runWhole(quartersRequest(1));
    for (const char* name : {"train_loss", "train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5", "objective", "lr",
                             "seconds", "images_per_second", "peak_mb", "seconds_left", "skip_count", "entropy", "margin",
                             "parameters", "multiply_adds"})
        EXPECT_TRUE(std::isfinite(sink.snapshots[0]->metric(name))) << name;
    EXPECT_EQ(sink.snapshots[0]->metric("train_top5"), 1.0) << "five guesses among four classes always hit";
    EXPECT_EQ(sink.snapshots[0]->confidence[0].size(), 5u);
}

TEST(SearchLoop, TheSameRequestGivesTheSameAlphaBits) {
    EXPECT_EQ(finalAlpha(runWhole(quartersRequest())), finalAlpha(runWhole(quartersRequest())));
}

TEST(SearchLoop, ARunResumedAtAnyEpochEndsBitIdentical) {
    for (const char* method : {"first", "second"}) {
        Request request = quartersRequest(4);
        if (method == std::string("second")) request.recipe.outer = UnrolledSpec{};
        request.recipe.schedules = {WarmStartSpec{1}};
        const MemorySink whole = runWhole(request);
        for (std::size_t epoch = 0; epoch + 1 < whole.checkpoints.size(); ++epoch) {
            MemorySink rest;
            RunObserver observer;
            RunControl control;
            SearchLoop loop(request, quarters(), kCpu);
            loop.restore(whole.checkpoints[epoch], {whole.snapshots.begin(), whole.snapshots.begin() + static_cast<long>(epoch) + 1});
            loop.run(rest, observer, control);
            ASSERT_EQ(rest.snapshots.size(), 3 - epoch);
            EXPECT_EQ(finalAlpha(rest), finalAlpha(whole)) << method << " order, from epoch " << epoch + 1;
            EXPECT_EQ(rest.snapshots.back()->metric("valid_loss"), whole.snapshots.back()->metric("valid_loss"));
        }
    }
}

TEST(SearchLoop, ARunStoppedInsideAnEpochResumesBitIdentical) {
    const Request request = quartersRequest(3);
    const MemorySink whole = runWhole(request);
    struct StopAtFirstProgress final : RunObserver {
        explicit StopAtFirstProgress(RunControl& c) : control(c) {}
        void onProgress(const StepProgress&) override { control.requestStop(); }
        RunControl& control;
    };
    MemorySink first, second;
    RunControl control;
    StopAtFirstProgress observer(control);
    SearchLoop loop(request, quarters(), kCpu);
    EXPECT_EQ(loop.run(first, observer, control).status, ExperimentStatus::Stopped);
    ASSERT_TRUE(first.snapshots.empty());
    ASSERT_EQ(first.checkpoints.size(), 1u);
    EXPECT_EQ(first.checkpoints[0].epoch, 0);
    EXPECT_GT(first.checkpoints[0].step, 0);

    RunObserver silent;
    RunControl goOn;
    SearchLoop rest(request, quarters(), kCpu);
    rest.restore(first.checkpoints[0], {});
    EXPECT_EQ(rest.run(second, silent, goOn).status, ExperimentStatus::Finished);
    EXPECT_EQ(finalAlpha(second), finalAlpha(whole));
    EXPECT_EQ(second.snapshots[0]->metric("train_loss"), whole.snapshots[0]->metric("train_loss"));
}

TEST(SearchLoop, ANumberThatIsNotFiniteStopsTheRunAndNamesTheStep) {
    Request request = quartersRequest(3);
    request.recipe.weights.learningRate = 1e30;
    request.recipe.weights.learningRateMin = 1e30;
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, quarters(), kCpu);
    const LoopEnd end = loop.run(sink, observer, control);
    EXPECT_EQ(end.status, ExperimentStatus::Diverged);
    EXPECT_NE(end.message.find("epoch 1, step"), std::string::npos) << end.message;
}

TEST(SearchLoop, AlphaStaysDuringTheWarmStart) {
    Request request = quartersRequest(3);
    request.recipe.schedules = {WarmStartSpec{2}};
    const MemorySink sink = runWhole(request);
    EXPECT_EQ(sink.snapshots[0]->alpha[0].raw, sink.snapshots[1]->alpha[0].raw);
    EXPECT_NE(sink.snapshots[1]->alpha[0].raw, sink.snapshots[2]->alpha[0].raw);
    EXPECT_TRUE(sink.snapshots[1]->alphaFrozen);
    EXPECT_TRUE(std::isnan(sink.snapshots[1]->metric("objective")));
    bool marked = false;
    for (const RunEvent& event : sink.events) marked |= event.kind == RunEvent::Kind::WarmStartEnded && event.epoch == 2;
    EXPECT_TRUE(marked);
}

TEST(SearchLoop, AStopRuleEndsTheRunWithItsReason) {
    Request request = quartersRequest(20);
    request.recipe.stops = {RankStableStopSpec{1}};
    request.recipe.arch.learningRate = 1e-9; // the ranking cannot change
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, quarters(), kCpu);
    const LoopEnd end = loop.run(sink, observer, control);
    EXPECT_EQ(end.status, ExperimentStatus::Finished);
    EXPECT_EQ(sink.snapshots.size(), 2u);
    EXPECT_NE(end.message.find("ranking"), std::string::npos);
}

TEST(SearchLoop, APauseStoresACheckpointAndGoesOn) {
    MemorySink sink;
    RunControl control;
    control.requestPause();
    struct Observer final : RunObserver {
        void onEvent(const RunEvent& event) override { kinds.push_back(event.kind); }
        std::vector<RunEvent::Kind> kinds;
    } observer;
    SearchLoop loop(quartersRequest(1), quarters(), kCpu);
    std::thread resumer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(120));
        control.requestResume();
    });
    loop.run(sink, observer, control);
    resumer.join();
    EXPECT_EQ(sink.pauses, (std::vector<bool>{true, false}));
    EXPECT_EQ(sink.checkpoints.size(), 2u);
    ASSERT_GE(observer.kinds.size(), 2u);
    EXPECT_EQ(observer.kinds[0], RunEvent::Kind::Paused);
    EXPECT_EQ(observer.kinds[1], RunEvent::Kind::Resumed);
}

TEST(SearchLoop, ACheckpointOfAnotherRequestIsRefused) {
    const MemorySink sink = runWhole(quartersRequest(1));
    Request other = quartersRequest(1);
    other.seed = 99;
    SearchLoop loop(other, quarters(), kCpu);
    try {
        loop.restore(sink.checkpoints[0], {});
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("another request"), std::string::npos);
    }
}

TEST(SearchLoop, EveryTruncationOfACheckpointIsRefused) {
    const MemorySink sink = runWhole(quartersRequest(1));
    const std::string payload = sink.checkpoints[0].payload;
    SearchLoop loop(quartersRequest(1), quarters(), kCpu);
    for (std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{12}, std::size_t{200}, payload.size() / 2, payload.size() - 1})
        EXPECT_THROW(loop.restore({1, 0, payload.substr(0, size)}, {}), EngineError) << size << " bytes";
}

namespace {

Request individualCells(int epochs) {
    Request request = quartersRequest(epochs);
    auto& cells = std::get<CellSpaceSpec>(request.recipe.space);
    cells.sharing = AlphaSharing::PerCell;
    cells.operations = OperationSet::DartsWithoutNone;
    request.recipe.relax = SigmoidRelaxSpec{};
    request.recipe.penalties = {AblationSpec{0.5, AblationForm::Described, 1e-3}};
    request.recipe.schedules = {WarmStartSpec{1}, ArchCosineSpec{1e-3}};
    return request;
}

} // namespace

TEST(SearchLoop, TellsWhatEachCellContributes) {
    const MemorySink sink = runWhole(individualCells(3));
    EXPECT_TRUE(std::isnan(sink.snapshots[0]->metric("contribution_0"))) << "alpha is frozen";
    for (const char* name : {"contribution_0", "contribution_1", "contribution_2", "ablation_loss"})
        EXPECT_TRUE(std::isfinite(sink.snapshots[2]->metric(name))) << name;
    EXPECT_TRUE(std::isnan(runWhole(quartersRequest(1)).snapshots[0]->metric("contribution_0")));
}

TEST(SearchLoop, ASearchWithAnAblationLossResumesBitIdentical) {
    for (AblationForm form : {AblationForm::Described, AblationForm::Published}) {
        Request request = individualCells(3);
        request.recipe.penalties = {AblationSpec{0.5, form, 1e-3}};
        const MemorySink whole = runWhole(request);
        MemorySink rest;
        RunObserver observer;
        RunControl control;
        SearchLoop loop(request, quarters(), kCpu);
        loop.restore(whole.checkpoints[1], {whole.snapshots.begin(), whole.snapshots.begin() + 2});
        loop.run(rest, observer, control);
        EXPECT_EQ(finalAlpha(rest), finalAlpha(whole));
        EXPECT_EQ(rest.snapshots.back()->metric("contribution_1"), whole.snapshots.back()->metric("contribution_1"));
    }
}

TEST(SearchLoop, BeginsAtItsStartAndTellsTheDistanceFromIt) {
    Request request = quartersRequest(3);
    auto& cells = std::get<CellSpaceSpec>(request.recipe.space);
    cells.operations = OperationSet::DartOpti;
    setStart(cells, "Genotype_opt(genes=[[('simple_conv_3x3', 2, 1), ('skip_connect', 3, 1)]], seq=[0, 0], concat=range(2, 4), reductions=[1])");
    request.recipe.relax = SigmoidRelaxSpec{};
    request.recipe.discretize = {ParseMethod::Edge, 0.85, 2, -1};
    request.recipe.schedules = {WarmStartSpec{1}};
    request.recipe.arch.learningRate = 3;
    const MemorySink sink = runWhole(request);
    ASSERT_EQ(sink.snapshots[0]->alpha.size(), 1u);
    EXPECT_EQ(sink.snapshots[0]->genotype.form, GenotypeForm::Opt);
    EXPECT_EQ(sink.snapshots[0]->genotype.sequence, (std::vector<int>{0, 0}));
    EXPECT_EQ(sink.snapshots[0]->metric("distance_start"), 0);
    EXPECT_TRUE(std::isnan(sink.snapshots[0]->metric("distance_previous")));
    EXPECT_GT(sink.snapshots[2]->metric("distance_start"), 0);
    EXPECT_GT(sink.snapshots[1]->metric("distance_previous"), 0);
    EXPECT_EQ(std::count(sink.snapshots[0]->alpha[0].raw.begin(), sink.snapshots[0]->alpha[0].raw.end(), 10.0), 2);
}

TEST(SearchLoop, WarnsAtItsBeginOfAStartWithDeadCells) {
    const auto warnings = [](const char* from) {
        Request request = quartersRequest(1);
        auto& cells = std::get<CellSpaceSpec>(request.recipe.space);
        cells.operations = OperationSet::DartOpti;
        setStart(cells, std::string("Genotype_opt(genes=[[('skip_connect', 2, ") + from + ")]], seq=[0, 0], concat=range(2, 3), reductions=[1])");
        request.recipe.relax = SigmoidRelaxSpec{};
        const MemorySink sink = runWhole(request);
        return std::count_if(sink.events.begin(), sink.events.end(), [](const RunEvent& e) { return e.kind == RunEvent::Kind::Warning; });
    };
    EXPECT_EQ(warnings("0"), 1);
    EXPECT_EQ(warnings("1"), 0);
}

TEST(SearchLoop, TellsWhichWeightsAreDecided) {
    const MemorySink sink = runWhole(quartersRequest(1));
    EXPECT_EQ(sink.snapshots[0]->metric("share_over"), 0);
    EXPECT_EQ(sink.snapshots[0]->metric("share_under"), 0) << "eight weights near 1/8";
}

namespace {

Request channelRequest(int epochs) {
    Request request = quartersRequest(epochs);
    std::get<CellSpaceSpec>(request.recipe.space).networks = NetworkCount::PerChannel;
    request.recipe.penalties = {BetaDecaySpec{}};
    request.recipe.discretize = {ParseMethod::Sparse, 0.7, 2, -1, 1};
    request.task.colors = ColorModel::Rb;
    request.task.crop = request.task.flip = false;
    return request;
}

} // namespace

// ColorNAS, thesis appendix A: the channel that tells the classes apart is the one that is missed.
TEST(SearchLoop, SearchesANetworkAChannelAndTellsWhichIsMissed) {
    const Request request = channelRequest(10);
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, redQuarters(), kCpu);
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    const Snapshot& last = *sink.snapshots.back();
    ASSERT_EQ(last.alpha.size(), 4u);
    EXPECT_EQ(last.genotype.form, GenotypeForm::Channels);
    EXPECT_TRUE(std::isfinite(last.metric("parameters")));
    EXPECT_GT(last.metric("valid_top1"), 0.6);
    EXPECT_LT(last.metric("without_R"), last.metric("without_B") - 0.2);
}

TEST(SearchLoop, ASearchOfChannelsResumesBitIdentical) {
    const Request request = channelRequest(3);
    MemorySink whole, rest;
    RunObserver observer;
    RunControl control;
    SearchLoop(request, redQuarters(), kCpu).run(whole, observer, control);
    SearchLoop loop(request, redQuarters(), kCpu);
    loop.restore(whole.checkpoints[0], {whole.snapshots[0]});
    loop.run(rest, observer, control);
    ASSERT_EQ(rest.snapshots.size(), 2u);
    for (std::size_t group = 0; group < 4; ++group)
        EXPECT_EQ(rest.snapshots.back()->alpha[group].raw, whole.snapshots.back()->alpha[group].raw) << "lambda of the ramp goes on too";
    EXPECT_EQ(rest.snapshots.back()->metric("without_B"), whole.snapshots.back()->metric("without_B"));
}
