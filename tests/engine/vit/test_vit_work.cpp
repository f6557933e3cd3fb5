// Trainings, comparisons and studies of vision transformers as experiments.
#include "engine/api/error.h"
#include "engine/api/pruned_export.h"
#include "engine/api/session.h"
#include "engine/api/weight_export.h"
#include "engine/interop/state_dict.h"
#include "engine/pruning/gate_objective.h"
#include "engine/vit/hard_pruning.h"
#include "engine/vit/vit_file.h"
#include "engine/vit/vit_study.h"
#include "engine/vit/vit_tuner.h"
#include "tests/engine/test_support.h"
#include "tests/engine/vit/small_images.h"
#include "tests/engine/vit/vit_fixtures.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <optional>

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

class VitWorkTest : public testing::Test {
  protected:
    VitWorkTest() : m_path((m_folder / "vit.safetensors").string()), m_data(test::smallImages(m_folder / "data")) {
        const VitModel model(test::smallVit(), {{0.5f}, {0.25f}, {}}, at::kFloat, 9); // without names: they are the data's
        writeSafetensors(m_path, stateDict(model.weights()).entries, vitOptions(model.spec(), model.input()));
    }
    VitWorkSpec spec(VitWork work) {
        VitWorkSpec spec = makeVitWork(work, m_path);
        spec.epochs = 6;
        spec.batch = 16;
        spec.rate = 5e-3;
        spec.data = {m_data};
        spec.runs = 2;
        spec.samples = 5;
        return spec;
    }
    Request request(const VitWorkSpec& spec, std::uint64_t seed = 4) {
        Request request = makeVitWorkRequest(spec, m_data, seed);
        request.task.crop = request.task.flip = false;
        request.resources.threads = 1;
        return request;
    }
    Outcome run(Project& project, const Request& request) {
        RunControl control;
        return runExperiment(project, request, m_observer, control);
    }
    std::unique_ptr<Project> project(const char* name = "p.dnas") { return Project::open((m_folder / name).string()); }

    test::TemporaryFolder m_folder;
    std::string m_path, m_data;
    Recorder m_observer;
};

} // namespace

TEST_F(VitWorkTest, ATrainingLearnsAndItsWeightsCanBePrunedInTheSameProject) {
    const auto file = project();
    const Outcome outcome = run(*file, request(spec(VitWork::Train)));
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    ASSERT_EQ(m_observer.snapshots.size(), 6u);
    const Snapshot& last = *m_observer.snapshots.back();
    EXPECT_GT(last.metric("valid_top1"), 0.7);
    EXPECT_LT(last.metric("train_loss"), m_observer.snapshots.front()->metric("train_loss"));
    const std::string stored = (m_folder / "p.dnas").string() + "#" + std::to_string(outcome.experiment);
    VitEvaluationOptions options;
    options.data = m_data;
    EXPECT_EQ(evaluateVit(stored, {}, {}, options, RunControl()).top1, last.metric("valid_top1"));
    PruningSpec pruning = makePruningSpec(stored);
    pruning.iterations = 2;
    pruning.warmStart = 1;
    const Outcome searched = run(*file, makePruningRequest(pruning, 1));
    EXPECT_EQ(searched.status, ExperimentStatus::Finished) << searched.message;
    const std::string out = (m_folder / "out.safetensors").string();
    exportWeights(*file->reader(), outcome.experiment, "last", out);
    EXPECT_EQ(fileFingerprint(out), fileFingerprint(stored));
}

TEST_F(VitWorkTest, APresetTakesChannelsAndClassesOfTheData) {
    VitWorkSpec work = makeVitWork(VitWork::Train, "preset:vit_mini_patch4_32");
    work.network.imageSize = 8;
    work.epochs = 1;
    work.batch = 32;
    const auto file = project();
    const Outcome outcome = run(*file, request(work));
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const VitFileInfo info = inspectVit((m_folder / "p.dnas").string() + "#" + std::to_string(outcome.experiment));
    EXPECT_TRUE(info.fits());
    EXPECT_EQ(info.spec.channels, 1);
    EXPECT_EQ(info.spec.classes, 3);
    EXPECT_EQ(info.spec.imageSize, 8);
    EXPECT_EQ(info.spec.depth(), 4);
}

TEST_F(VitWorkTest, AResumedTrainingHasTheSameBits) {
    Recorder whole, part, rest;
    RunControl control, stopped, free;
    const Request wanted = request(spec(VitWork::Train));
    const auto one = project("whole.dnas"), two = project("parts.dnas");
    const std::int64_t id = runExperiment(*one, wanted, whole, control).experiment;
    part.control = &stopped;
    part.stopAfter = 2;
    const Outcome outcome = runExperiment(*two, wanted, part, stopped);
    ASSERT_EQ(outcome.status, ExperimentStatus::Stopped);
    ASSERT_EQ(resumeExperiment(*two, outcome.experiment, rest, free).status, ExperimentStatus::Finished);
    EXPECT_EQ(one->reader()->weights(id, "last")->safetensors, two->reader()->weights(outcome.experiment, "last")->safetensors);
}

TEST_F(VitWorkTest, OnlyWhatIsTunedMoves) {
    const Request wanted = request(spec(VitWork::Train));
    const VitImages images = vitImages(wanted, loadDataSet(m_data, 8), inputOfModel(*wanted.vitWork), 1);
    const TensorBatch batch{test::randomTensor({6, 1, 8, 8}, "images", at::kFloat), at::arange(6).remainder(3)};
    for (const VitTuned tuned : {VitTuned::Head, VitTuned::LastBlock, VitTuned::All}) {
        VitWorkSpec work = *wanted.vitWork;
        work.tuned = tuned;
        const auto before = vitForImages(work, images, 1), model = vitForImages(work, images, 1);
        VitTuner tuner(*model, work, 4);
        tuner.step(batch);
        const auto moved = [&](const std::string& name) { return !model->weights().named().at(name).equal(before->weights().named().at(name)); };
        EXPECT_TRUE(moved("head.weight"));
        EXPECT_EQ(moved("blocks.1.mlp.fc1.weight"), tuned != VitTuned::Head);
        EXPECT_EQ(moved("norm.weight"), tuned != VitTuned::Head);
        EXPECT_EQ(moved("blocks.0.mlp.fc1.weight"), tuned == VitTuned::All);
        EXPECT_EQ(moved("patch_embed.proj.weight"), tuned == VitTuned::All);
    }
}

/// Algorithm 2 of Loshchilov and Hutter 2019 for the first step: the moments cancel, so that a weight moves by the rate.
TEST_F(VitWorkTest, TheFirstStepIsThatOfAdamW) {
    VitWorkSpec work = spec(VitWork::Train);
    work.warmUp = 0;
    work.labelSmoothing = 0;
    work.weightDecay = 0.1;
    VitModel model(test::smallVit(), test::greyInput(), at::kFloat, 9);
    const std::vector<VitTensor> tensors = vitTensors(model.spec());
    std::vector<at::Tensor> before;
    for (const at::Tensor& tensor : model.parameters(false))
        before.push_back(tensor.clone());
    const TensorBatch batch{test::randomTensor({6, 1, 8, 8}, "images", at::kFloat), at::arange(6).remainder(3)};
    const auto leaves = model.parameters(true);
    const auto gradients = torch::autograd::grad({at::cross_entropy_loss(vitForward(model.spec(), leaves, batch.images), batch.labels)}, leaves);
    VitTuner(model, work, 10).step(batch);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const double decay = before[i].dim() > 1 ? work.rate * work.weightDecay : 0;
        const at::Tensor expected = before[i] * (1 - decay) - work.rate * gradients[i].sign();
        const at::Tensor large = gradients[i].abs().gt(1e-4); // of smaller ones epsilon is seen
        EXPECT_TRUE(((model.parameters(false)[i] - expected).abs() * large).max().item<double>() < 2e-3 * work.rate) << tensors[i].name;
    }
}

TEST_F(VitWorkTest, AComparisonTrainsBothNetworksOnEverySetInEveryRun) {
    VitWorkSpec work = spec(VitWork::Compare);
    work.data = {m_data, test::smallImages(m_folder / "other", 48, 24)};
    work.mask[0].assign(3, false);
    work.tuned = VitTuned::All;
    const auto file = project();
    const Outcome outcome = run(*file, request(work));
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const std::vector<VitComparison> all = vitComparisons(file->reader()->snapshots(outcome.experiment));
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[1].run, 1);
    EXPECT_NE(all[0].data, all[2].data);
    for (const VitComparison& c : all) {
        EXPECT_GT(c.whole.after, c.whole.before);
        EXPECT_GT(c.pruned.after, 0.6);
        EXPECT_GT(c.pruned.trainRate, 0);
        EXPECT_GT(c.pruned.testRate, 0);
    }
}

TEST_F(VitWorkTest, DataSetsOfEqualNameAreToldApartByWhatWasAskedFor) {
    VitWorkSpec work = spec(VitWork::Compare);
    work.data = {m_data, test::smallImages(m_folder / "others" / "data", 48, 24)};
    work.runs = work.epochs = 1;
    const auto file = project();
    const Outcome outcome = run(*file, request(work));
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const std::vector<VitComparison> all = vitComparisons(file->reader()->snapshots(outcome.experiment));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].data, work.data[0]);
    EXPECT_EQ(all[1].data, work.data[1]);
}

TEST_F(VitWorkTest, TheWholeNetworkMayTrainLessThanThePrunedOne) { // section 6.1.2: the last block "for pruned models"
    VitWorkSpec work = spec(VitWork::Compare);
    work.tuned = VitTuned::All;
    work.runs = 1;
    const auto afterOf = [&](std::optional<VitTuned> whole, const char* name) {
        work.wholeTuned = whole;
        const auto file = project(name);
        const VitComparison c = vitComparisons(file->reader()->snapshots(run(*file, request(work)).experiment)).at(0);
        return std::pair(c.whole.after, c.pruned.after);
    };
    const auto same = afterOf(std::nullopt, "same.dnas"), head = afterOf(VitTuned::Head, "head.dnas");
    EXPECT_EQ(same.first, same.second); // the mask keeps everything: both learn the same
    EXPECT_EQ(head.second, same.second);
    EXPECT_LT(head.first, same.first);
}

TEST_F(VitWorkTest, AComparisonWithoutOneOfItsSetsDoesNotBegin) {
    VitWorkSpec work = spec(VitWork::Compare);
    work.data.push_back("idx:" + (m_folder / "none").string());
    const Outcome outcome = run(*project(), request(work));
    EXPECT_EQ(outcome.experiment, 0);
    EXPECT_EQ(outcome.code, ErrorCode::Data);
}

TEST_F(VitWorkTest, AStudyHoldsProxiesAndAccuracyOfEverySample) {
    const auto file = project();
    const Outcome outcome = run(*file, request(spec(VitWork::Correlate)));
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const std::vector<SnapshotPtr> snapshots = file->reader()->snapshots(outcome.experiment);
    ASSERT_EQ(snapshots.size(), 5u);
    for (const SnapshotPtr& s : snapshots) {
        for (const ProxyInfo& info : pruningProxies())
            EXPECT_TRUE(std::isfinite(s->metric(proxyMetric(info.proxy)))) << info.name;
        EXPECT_TRUE(std::isfinite(s->metric("valid_top1")));
        EXPECT_GE(s->metric("kept_heads"), 1);
    }
    EXPECT_NE(snapshots[0]->metric("proxy_l0"), snapshots[1]->metric("proxy_l0")); // proxies are of what is left
    const VitWorkSpec work = spec(VitWork::Correlate);
    PruningSpec proxy; // one gamma for all samples: that of the whole network
    proxy.innerStep = work.innerStep;
    const auto whole = loadVit(m_path);
    const GateObjective calibrated(*whole, proxy);
    for (int sample = 0; sample < 5; ++sample) {
        const auto left = pruned(*whole, sampleMask(work, 4, sample));
        EXPECT_EQ(snapshots[static_cast<std::size_t>(sample)]->metric("proxy_variance"), GateObjective(*left, proxy, calibrated.calibration()).unpruned().value);
    }
    EXPECT_EQ(proxyCorrelations(snapshots).size(), pruningProxies().size());
}

TEST_F(VitWorkTest, AResumedStudyHasTheSameNumbers) {
    Recorder whole, part, rest;
    RunControl control, stopped, free;
    const Request wanted = request(spec(VitWork::Correlate));
    runExperiment(*project("whole.dnas"), wanted, whole, control);
    part.control = &stopped;
    part.stopAfter = 2;
    const auto file = project("parts.dnas");
    const Outcome outcome = runExperiment(*file, wanted, part, stopped);
    ASSERT_EQ(outcome.status, ExperimentStatus::Stopped);
    ASSERT_EQ(resumeExperiment(*file, outcome.experiment, rest, free).status, ExperimentStatus::Finished);
    const std::vector<SnapshotPtr> stored = file->reader()->snapshots(outcome.experiment);
    ASSERT_EQ(stored.size(), whole.snapshots.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(stored[i]->metric("valid_top1"), whole.snapshots[i]->metric("valid_top1"));
        EXPECT_EQ(stored[i]->metric("proxy_synflow"), whole.snapshots[i]->metric("proxy_synflow"));
    }
}

TEST_F(VitWorkTest, SamplesDropWhatTheirGranularitySays) {
    VitWorkSpec work = spec(VitWork::Correlate);
    work.granularity = PruningGranularity::Block;
    for (int i = 0; i < 20; ++i)
        for (const std::vector<bool>& block : sampleMask(work, 1, i))
            EXPECT_EQ(block, std::vector<bool>(3, block[0]));
    work.granularity = PruningGranularity::Head;
    work.keep = 0.01; // a sample without any block is drawn again
    EXPECT_GE(keptBlocks(sampleMask(work, 1, 0)), 1);
    EXPECT_EQ(sampleMask(work, 1, 3), sampleMask(work, 1, 3));
}

TEST_F(VitWorkTest, RefusesImagesOfOtherChannelsAndAnotherFile) {
    VitWorkSpec work = spec(VitWork::Train);
    work.fingerprint = "0000000000000000";
    const auto file = project();
    EXPECT_EQ(run(*file, request(work)).code, ErrorCode::Data);
    VitSpec colour = test::smallVit();
    colour.channels = 3;
    const VitModel model(colour, {{0, 0, 0}, {1, 1, 1}, {}}, at::kFloat, 9);
    writeSafetensors(m_path, stateDict(model.weights()).entries, vitOptions(model.spec(), model.input()));
    const Outcome outcome = run(*file, request(spec(VitWork::Train)));
    EXPECT_EQ(outcome.code, ErrorCode::Usage);
    EXPECT_NE(outcome.message.find("images of 1 channels; the network takes 3"), std::string::npos) << outcome.message;
}

TEST_F(VitWorkTest, AHeadForOtherClassesIsReplacedAndTheRestStays) {
    const Request wanted = request(spec(VitWork::Train));
    VitImages images = vitImages(wanted, loadDataSet(m_data, 8), inputOfModel(*wanted.vitWork), 1);
    EXPECT_GT(vitForImages(*wanted.vitWork, images, 1)->weights().named().at("head.weight").abs().sum().item<double>(), 0);
    images.input.classNames = {"a", "b", "c"};
    EXPECT_TRUE(headFits(test::smallVit(), {"a", "b", "c"}, images));
    EXPECT_FALSE(headFits(test::smallVit(), {"x", "b", "c"}, images)); // as many, but others
    images.classes = 7;
    const auto model = vitForImages(*wanted.vitWork, images, 1);
    EXPECT_EQ(model->spec().classes, 7);
    EXPECT_EQ(model->input().classNames.front(), "a");
    EXPECT_EQ(model->weights().named().at("head.weight").abs().sum().item<double>(), 0);
    EXPECT_TRUE(model->weights().named().at("blocks.1.mlp.fc1.weight").equal(loadVit(m_path)->weights().named().at("blocks.1.mlp.fc1.weight")));
}

TEST_F(VitWorkTest, AnExperimentWithoutWeightsIsRefusedByName) {
    const auto file = project();
    const std::int64_t id = createExperiment(*file, request(spec(VitWork::Train)));
    try {
        inspectVit((m_folder / "p.dnas").string() + "#" + std::to_string(id));
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("keeps no weights yet"), std::string::npos);
    }
}
