// Searches as experiments, and what `prune apply` makes of them.
#include "engine/api/error.h"
#include "engine/api/pruned_export.h"
#include "engine/api/session.h"
#include "engine/api/vit_speed.h"
#include "engine/interop/state_dict.h"
#include "engine/pruning/pruning_run.h"
#include "engine/vit/hard_pruning.h"
#include "tests/engine/test_support.h"
#include "tests/engine/vit/vit_fixtures.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

using namespace dnas;

namespace {

struct Recorder final : RunObserver {
    void onSnapshot(SnapshotPtr snapshot) override {
        snapshots.push_back(snapshot);
        if (control && static_cast<int>(snapshots.size()) == stopAfter) control->requestStop();
    }
    std::vector<SnapshotPtr> snapshots;
    RunControl* control = nullptr;
    int stopAfter = 0;
};

class PruningRunTest : public testing::Test {
  protected:
    PruningRunTest() : m_path((m_folder / "vit.safetensors").string()) {
        VitModel model(test::smallVit(), test::greyInput(), at::kFloat, 9);
        model.weights().flat().add_(test::randomTensor({model.weights().parameterCount()}, "shift", at::kFloat), 0.2);
        writeSafetensors(m_path, stateDict(model.weights()).entries, vitOptions(model.spec(), model.input()));
        m_spec = makePruningSpec(m_path);
        m_spec.iterations = 12;
        m_spec.warmStart = 3;
        m_spec.innerStep = 0.1;
    }
    std::unique_ptr<Project> project(const char* name = "p.dnas") { return Project::open((m_folder / name).string()); }
    static std::vector<double> alphaOf(const SnapshotPtr& s) { return s->alpha.front().raw; }

    test::TemporaryFolder m_folder;
    std::string m_path;
    PruningSpec m_spec;
};

} // namespace

TEST_F(PruningRunTest, IsAnExperimentOfTheProjectFileLikeAnyOther) {
    m_spec.granularity = PruningGranularity::Both;
    m_spec.runs = 2;
    const auto file = project();
    Recorder observer;
    RunControl control;
    const Outcome outcome = runExperiment(*file, makePruningRequest(m_spec, 4), observer, control);
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const ExperimentRecord record = file->reader()->experiment(outcome.experiment);
    EXPECT_EQ(record.summary.method, kPruningMethod);
    ASSERT_EQ(record.snapshots.size(), 24u);
    EXPECT_EQ(record.snapshots[12]->stage, "run 2");
    for (const SnapshotPtr& s : record.snapshots) {
        ASSERT_EQ(s->alpha.size(), 2u);
        EXPECT_EQ(s->alpha[0].weights.size(), 2u);
        EXPECT_EQ(s->alpha[1].weights.size(), 6u);
        EXPECT_NEAR(s->alpha[0].weights[1], 1 / (1 + std::exp(-s->alpha[0].raw[1])), 1e-12); // (6.3)
        EXPECT_TRUE(std::isfinite(s->metric("objective")));
    }
    for (const CheckResult& check : file->reader()->check())
        EXPECT_TRUE(check.ok) << check.detail;
}

TEST_F(PruningRunTest, DescendsAndKeepsTheBestRandomSampleBesideIt) {
    m_spec.iterations = 40;
    PruningRun run(m_spec, 5);
    Snapshot last = run.iterate();
    const double first = last.metric("objective");
    EXPECT_LT(first, last.metric("warm_start"));
    while (!run.done()) {
        const double random = last.metric("random");
        last = run.iterate();
        EXPECT_LE(last.metric("random"), random);
    }
    EXPECT_LT(last.metric("objective"), first);
}

TEST_F(PruningRunTest, EndsBelowRandomSearchOfEqualBudgetOnBothSharedNetworks) { // figure 6.8's claim
    if (test::sharedData().empty()) GTEST_SKIP() << "the shared data (DNAS_TEST_DATA) are missing";
    for (const char* name : {"vit_d64_l4_cifar10", "vit_d128_l6_postnorm_cifar10"}) {
        PruningSpec spec = makePruningSpec(test::sharedData() + "/vit/" + name + ".safetensors");
        spec.iterations = 40;
        for (std::uint64_t seed : {1, 2}) {
            PruningRun run(spec, seed);
            Snapshot last;
            while (!run.done())
                last = run.iterate();
            EXPECT_LT(last.metric("objective"), last.metric("random")) << name << ", seed " << seed;
            EXPECT_LT(last.metric("objective"), last.metric("unpruned")) << name << ", seed " << seed;
        }
    }
}

TEST_F(PruningRunTest, AProxyToBeMaximisedClimbs) {
    m_spec.proxy = PruningProxy::L1;
    PruningRun run(m_spec, 5);
    const double first = run.iterate().metric("objective");
    Snapshot last;
    while (!run.done())
        last = run.iterate();
    EXPECT_GT(last.metric("objective"), first);
    EXPECT_GE(last.metric("objective"), last.metric("warm_start"));
}

TEST_F(PruningRunTest, TheFirstStepIsAsLongAsAskedFor) {
    m_spec.searchStep = 0.25;
    m_spec.warmStart = 1;
    PruningRun run(m_spec, 5);
    PruningSpec still = m_spec;
    still.searchStep = 1e-6;
    PruningRun start(still, 5);
    const Snapshot moved = run.iterate(), unmoved = start.iterate();
    double largest = 0;
    for (std::size_t i = 0; i < 2; ++i)
        largest = std::max(largest, std::abs(moved.alpha[0].raw[i] - unmoved.alpha[0].raw[i]));
    EXPECT_NEAR(largest, 0.25, 1e-5);
}

TEST_F(PruningRunTest, RepeatsBitByBitBySeed) {
    std::vector<double> ends[3];
    for (int k = 0; k < 3; ++k) {
        PruningRun run(m_spec, k == 2 ? 6 : 5);
        Snapshot last;
        while (!run.done())
            last = run.iterate();
        ends[k] = last.alpha[0].raw;
    }
    EXPECT_EQ(ends[0], ends[1]);
    EXPECT_NE(ends[0], ends[2]);
}

TEST_F(PruningRunTest, StoppedAndResumedIsBitIdenticalToUninterrupted) {
    m_spec.runs = 2;
    const Request request = makePruningRequest(m_spec, 4);
    Recorder whole, part, rest;
    RunControl control, stopped, free;
    runExperiment(*project("whole.dnas"), request, whole, control);
    part.control = &stopped;
    part.stopAfter = 7;
    const auto file = project("parts.dnas");
    const Outcome outcome = runExperiment(*file, request, part, stopped);
    EXPECT_EQ(outcome.status, ExperimentStatus::Stopped);
    EXPECT_EQ(resumeExperiment(*file, outcome.experiment, rest, free).status, ExperimentStatus::Finished);
    const std::vector<SnapshotPtr> stored = file->reader()->snapshots(outcome.experiment);
    ASSERT_EQ(stored.size(), whole.snapshots.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(alphaOf(stored[i]), alphaOf(whole.snapshots[i])) << i;
        EXPECT_EQ(stored[i]->metric("random"), whole.snapshots[i]->metric("random")) << i;
    }
}

TEST_F(PruningRunTest, RefusesAnotherFileThanThatOfTheRequest) {
    std::ofstream(m_path, std::ios::app) << " ";
    Recorder observer;
    RunControl control;
    const Outcome outcome = runExperiment(*project(), makePruningRequest(m_spec, 4), observer, control);
    EXPECT_EQ(outcome.status, ExperimentStatus::Failed);
    EXPECT_EQ(outcome.code, ErrorCode::Data);
    EXPECT_EQ(outcome.experiment, 0);
}

TEST_F(PruningRunTest, ADamagedStateIsRefused) {
    PruningRun run(m_spec, 5);
    run.iterate();
    const std::string text = run.text();
    EXPECT_THROW(run.restore("{"), EngineError);
    EXPECT_THROW(run.restore("{}"), EngineError);
    std::string other = text;
    other.replace(other.find("\"run\":0"), 7, "\"run\":-1");
    EXPECT_THROW(run.restore(other), EngineError);
    EXPECT_NO_THROW(run.restore(text));
}

TEST_F(PruningRunTest, TheWrittenNetworkComputesWhatTheMaskLeaves) {
    const VitMask mask{{true, false, true}, {false, false, false}};
    const std::string out = (m_folder / "pruned.safetensors").string();
    const PrunedExport result = exportPruned(m_spec, mask, out);
    EXPECT_EQ(result.network.heads, std::vector<int>{2});
    EXPECT_LT(result.after.parameters, result.before.parameters);
    const at::Tensor images = test::randomTensor({2, 1, 8, 8}, "images", at::kFloat);
    EXPECT_TRUE(loadVit(out)->forward(images).equal(pruned(*loadVit(m_path), mask)->forward(images)));
    EXPECT_THROW(exportPruned(m_spec, mask, (m_folder / "pruned.bin").string()), EngineError);
    EXPECT_EQ(exportPruned(m_spec, mask, (m_folder / "mask.json").string()).format, "mask");
}

TEST_F(PruningRunTest, ThroughputIsMeasuredInTurnsAndCanBeCancelled) {
    VitSpeedSpec spec;
    spec.repeats = 3;
    RunControl control;
    const VitSpec one = prunedSpec(m_spec.network, {{true, true, true}, {false, false, false}});
    const VitSpeed speed = measureVitSpeed(m_spec.network, one, spec, control);
    EXPECT_EQ(speed.whole.repeats, 3);
    EXPECT_GT(speed.pruned.imagesPerSecond(), 0);
    EXPECT_LE(speed.ratioLow, speed.ratio);
    EXPECT_LE(speed.ratio, speed.ratioHigh);
    spec.training = true;
    EXPECT_LT(measureVitSpeed(m_spec.network, one, spec, control).whole.imagesPerSecond(), 2 * speed.whole.imagesPerSecond());
    control.requestStop();
    EXPECT_TRUE(measureVitSpeed(m_spec.network, one, spec, control).cancelled);
    VitSpec huge = m_spec.network; // 4 TB of weights: they are not made for a measurement that is cancelled
    huge.width = huge.mlpWidth = 1 << 20;
    EXPECT_TRUE(measureVitSpeed(huge, one, spec, control).cancelled);
    spec.batch = 0;
    EXPECT_THROW(measureVitSpeed(m_spec.network, one, spec, control), EngineError);
}
