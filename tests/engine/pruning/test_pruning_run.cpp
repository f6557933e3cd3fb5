// Searches as experiments, and what `prune apply` makes of them.
#include "engine/api/error.h"
#include "engine/api/pruned_export.h"
#include "engine/api/session.h"
#include "engine/api/vit_speed.h"
#include "engine/core/random_streams.h"
#include "engine/interop/state_dict.h"
#include "engine/pruning/pruning_run.h"
#include "engine/vit/hard_pruning.h"
#include "tests/engine/test_support.h"
#include "tests/engine/vit/vit_fixtures.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
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
        for (std::uint64_t seed : {1, 2, 3, 4, 5}) {
            PruningRun run(spec, seed);
            Snapshot last;
            while (!run.done())
                last = run.iterate();
            EXPECT_LT(last.metric("objective"), last.metric("random")) << name << ", seed " << seed;
            EXPECT_LT(last.metric("objective"), last.metric("unpruned")) << name << ", seed " << seed;
        }
    }
}

/// Algorithm 5 by hand: the best of k samples of N(0, 1), then alpha - lambda ds/dalpha; it descends to (6.4)'s minimum.
TEST_F(PruningRunTest, AnIterationIsThatOfAlgorithm5AndDescendsTowardsEquation64) {
    m_spec.granularity = PruningGranularity::Block;
    constexpr std::uint64_t kSeed = 5;
    PruningRun run(m_spec, kSeed);
    const GateObjective& proxy = run.objective();
    const auto sigmas = [](std::vector<double> alpha) { // (6.3)
        for (double& a : alpha)
            a = 1 / (1 + std::exp(-a));
        return alpha;
    };
    std::vector<double> alpha; // lines 1 to 3
    double best = 0;
    for (int k = 0; k < m_spec.warmStart; ++k) {
        RandomStream random(kSeed, "pruning/warm-start", 0, static_cast<std::uint64_t>(k));
        std::vector<double> sample;
        for (int block = 0; block < 2; ++block)
            sample.push_back(random.normal());
        const double value = proxy.evaluate({sigmas(sample), {}}, false).objective;
        if (!alpha.empty() && value >= best) continue;
        best = value;
        alpha = sample;
    }
    double lambda = 0, first = 0;
    for (int i = 0; i < m_spec.iterations; ++i) { // lines 4 to 11
        const std::vector<double> gates = sigmas(alpha);
        std::vector<double> slope = proxy.evaluate({gates, {}}, true).gradient.blocks;
        for (std::size_t k = 0; k < slope.size(); ++k)
            slope[k] *= gates[k] * (1 - gates[k]);
        if (i == 0) lambda = m_spec.searchStep / std::max(std::abs(slope[0]), std::abs(slope[1]));
        for (std::size_t k = 0; k < slope.size(); ++k)
            alpha[k] -= lambda * slope[k];
        const Snapshot made = run.iterate();
        ASSERT_EQ(made.metric("warm_start"), best);
        for (std::size_t k = 0; k < slope.size(); ++k)
            ASSERT_NEAR(made.alpha[0].raw[k], alpha[k], 1e-12) << "iteration " << i << ", block " << k;
        if (i == 0) first = made.metric("objective");
        if (run.done()) {
            EXPECT_LT(made.metric("objective"), first);
            EXPECT_LT(made.metric("objective"), best);
        }
    }
}

TEST_F(PruningRunTest, TheL0NormIsToldExactlyAndItsSurrogateBesideIt) {
    m_spec.proxy = PruningProxy::L0;
    m_spec.iterations = 2;
    const auto file = project();
    Recorder observer;
    RunControl control;
    const Outcome outcome = runExperiment(*file, makePruningRequest(m_spec, 4), observer, control);
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const Snapshot& last = *observer.snapshots.back();
    for (const char* exact : {"proxy", "proxy_unpruned", "proxy_random"}) {
        const double zeros = last.metric(exact) * static_cast<double>(vitTensors(m_spec.network).size());
        EXPECT_NEAR(zeros, std::round(zeros), 1e-6) << exact; // a count over T tensors
    }
    EXPECT_LT(last.metric("unpruned"), last.metric("proxy_unpruned"));
    char text[32];
    std::snprintf(text, sizeof text, "L0 norm: %.7g,", last.metric("proxy"));
    EXPECT_EQ(outcome.message.rfind(text, 0), 0u) << outcome.message;
    EXPECT_NE(outcome.message.find("followed its surrogate"), std::string::npos) << outcome.message;
}

TEST_F(PruningRunTest, OfSeveralRunsTheBestIsNamedWithTheirMean) {
    m_spec.runs = 3;
    m_spec.iterations = 2;
    const auto file = project();
    Recorder observer;
    RunControl control;
    const std::string message = runExperiment(*file, makePruningRequest(m_spec, 4), observer, control).message;
    const int best = pruningSummary(m_spec, observer.snapshots).best + 1;
    EXPECT_NE(message.find("Run " + std::to_string(best) + " is the best of 3, whose mean is "), std::string::npos) << message;
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

TEST_F(PruningRunTest, AStateOfAnEarlierVersionGoesOn) { // it lacks the exact value of the best random sample
    PruningRun run(m_spec, 5);
    run.iterate();
    std::string text = run.text();
    const std::size_t field = text.find(",\"proxy_random\"");
    text.erase(field, text.find_first_of(",}", field + 1) - field);
    PruningRun resumed(m_spec, 5);
    resumed.restore(text);
    const Snapshot expected = run.iterate(), made = resumed.iterate();
    EXPECT_EQ(made.metric("proxy_random"), expected.metric("proxy_random"));
    EXPECT_EQ(made.alpha[0].raw, expected.alpha[0].raw);
}

TEST_F(PruningRunTest, APrunedPresetHasTheWeightsThatWereSearched) {
    const PruningSpec spec = makePruningSpec("preset:vit_mini_patch4_32");
    const VitMask mask = maskOfDigits("1111 0000 1111 1011");
    const std::string out = (m_folder / "preset.safetensors").string();
    const at::Tensor images = test::randomTensor({2, 3, 32, 32}, "images", at::kFloat);
    const PruningRun run(spec, 7);
    exportPruned(spec, mask, out, 7);
    EXPECT_TRUE(loadVit(out)->forward(images).equal(pruned(run.model(), mask)->forward(images)));
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
