// From a search over pretraining and probe to retrieval, in a project file, on a folder of images.
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/retrieval.h"
#include "engine/api/session.h"
#include "engine/core/random_streams.h"
#include "tests/engine/siamese/small_requests.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace dnas;
using namespace dnas::test;

namespace {

constexpr int kSide = 8;

/// Two classes, bright left or bright right, and one file that is no image.
void writeImages(const std::filesystem::path& folder) {
    RandomStream random(1, "images");
    for (int i = 0; i < 48; ++i) {
        const std::filesystem::path file = folder / (i % 2 ? "right" : "left") / (std::to_string(i) + ".pgm");
        std::filesystem::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary);
        out << "P5\n" << kSide << " " << kSide << "\n255\n";
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                out.put(static_cast<char>(((x >= kSide / 2) == (i % 2 == 1) ? 150 : 20) + random.below(60)));
    }
}

class SiameseSession : public testing::Test {
  protected:
    SiameseSession() : project(Project::open((folder / "test.dnas").string())) {
        writeImages(folder / "images");
        request = smallSiamese("simclr", 3);
        request.task.data = "folder:" + (folder / "images").string();
        request.task.imageSize = kSide;
        request.siamese->views.flip = false; // would make left right
        request.siamese->views.cropArea = 0.6;
    }

    std::int64_t run(const Request& what, std::int64_t parent = 0) {
        RunObserver observer;
        RunControl control;
        const Outcome outcome = runExperiment(*project, what, observer, control, parent);
        EXPECT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
        return outcome.experiment;
    }

    TemporaryFolder folder;
    std::unique_ptr<Project> project;
    Request request;
};

} // namespace

TEST_F(SiameseSession, SearchPretrainingAndProbeAreParentAndChildrenOfOneProject) {
    const std::int64_t search = run(request);
    const auto reader = project->reader();
    const ExperimentRecord found = reader->experiment(search);
    ASSERT_EQ(found.snapshots.size(), 3u);
    EXPECT_FALSE(found.snapshots.back()->scatter.x.empty()); // stored and read again
    EXPECT_EQ(found.snapshots.back()->genotype.chains.size(), 1u);

    Request pretraining = makePretraining(found.request, genotypeText(found.snapshots.back()->genotype), "found", Preset::Quick);
    const std::int64_t child = run(pretraining, search);
    EXPECT_EQ(reader->experiment(child).summary.parent, search);
    ASSERT_TRUE(reader->weights(child, "last"));

    Request probe = makeProbe(pretraining, child, Preset::Quick);
    probe.recipe.batch = 8;
    const std::int64_t grandchild = run(probe, child);
    EXPECT_GT(reader->experiment(grandchild).snapshots.back()->metric("valid_top1"), 0.7);
    for (const CheckResult& check : reader->check())
        EXPECT_TRUE(check.ok) << check.detail;
}

TEST_F(SiameseSession, TheMonitorAsksWithImagesOfEveryClassThoughFoldersAreSorted) {
    // A fifth of 48 images, sorted by class, would be of the last class alone, of which the bank would hold less.
    const std::int64_t id = run(makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick));
    const FeatureScatter scatter = project->reader()->experiment(id).snapshots.back()->scatter;
    EXPECT_GT(std::count(scatter.labels.begin(), scatter.labels.end(), 0), 0);
    EXPECT_GT(std::count(scatter.labels.begin(), scatter.labels.end(), 1), 0);
}

TEST_F(SiameseSession, AProbeOfWhatIsNoEncoderSaysSo) {
    const Request pretraining = makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick);
    RunObserver observer;
    RunControl control;
    const std::int64_t id = run(pretraining);
    const std::int64_t probe = run(makeProbe(pretraining, id, Preset::Quick), id);
    const Outcome outcome = runExperiment(*project, makeProbe(pretraining, probe, Preset::Quick), observer, control);
    EXPECT_EQ(outcome.status, ExperimentStatus::Failed);
    EXPECT_EQ(outcome.code, ErrorCode::Usage);
    EXPECT_EQ(outcome.experiment, 0);
}

TEST_F(SiameseSession, IndexesRanksAndMeasuresWithAStoredEncoder) {
    const std::int64_t id = run(makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick));
    const auto reader = project->reader();
    std::ofstream(folder / "images/left/broken.png") << "no image";
    const std::string images = (folder / "images").string(), file = (folder / "index.safetensors").string();
    const RetrievalIndex index = buildIndex(*reader, {EncoderKind::Stored, id, 2}, images);
    EXPECT_EQ(index.items.size(), 48u);
    ASSERT_EQ(index.skipped.size(), 1u);
    EXPECT_NE(index.skipped[0].find("broken.png"), std::string::npos);
    const RetrievalScore score = evaluateRetrieval(index);
    EXPECT_EQ(score.queries, 48);
    EXPECT_GT(score.meanAveragePrecision, 0.5);

    saveIndex(index, file);
    const RetrievalIndex again = loadIndex(file);
    EXPECT_EQ(again.features, index.features);
    EXPECT_EQ(again.items.front().group, "left");
    const std::vector<float> feature = queryFeature(*reader, again, images + "/left/0.pgm");
    const std::vector<RetrievalHit> hits = rankItems(again, feature.data());
    EXPECT_EQ(again.items[static_cast<std::size_t>(hits.front().item)].name, "left/0.pgm");
    EXPECT_NEAR(hits.front().similarity, 1, 1e-5);

    const RetrievalIndex pixels = buildIndex(*reader, {EncoderKind::Pixels, id, 2}, images);
    EXPECT_EQ(pixels.width, kSide * kSide);
    const RetrievalIndex random = buildIndex(*reader, {EncoderKind::Random, id, 2}, images);
    EXPECT_EQ(random.width, index.width);
    EXPECT_NE(random.features, index.features);
}

TEST_F(SiameseSession, AFineTuningLearnsTheClassesAndFindsImages) {
    const Request pretraining = makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick);
    const std::int64_t encoder = run(pretraining);
    Request tuning = makeFineTuning(pretraining, encoder, Preset::Quick);
    tuning.recipe.batch = 8;
    tuning.recipe.weights.learningRate = 0.05;
    tuning.task.crop = tuning.task.flip = false; // images of 8 pixels
    const std::int64_t id = run(tuning, encoder);
    const auto reader = project->reader();
    const ExperimentRecord record = reader->experiment(id);
    EXPECT_EQ(record.summary.parent, encoder);
    EXPECT_GT(record.snapshots.back()->metric("valid_top1"), 0.9);
    EXPECT_GT(record.snapshots.back()->metric("train_top1"), 0.7);
    const RetrievalIndex index = buildIndex(*reader, {EncoderKind::Stored, id, 2}, (folder / "images").string());
    EXPECT_GT(evaluateRetrieval(index).meanAveragePrecision, 0.9);
}

TEST_F(SiameseSession, ATrainedNetworkFindsImagesByWhatStandsBeforeItsClassifier) {
    Request training = makeTraining("Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2], "
                                    "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])",
                                    Preset::Quick);
    training.task.data = request.task.data;
    training.task.imageSize = kSide;
    training.task.subset = 0;
    training.task.crop = training.task.flip = false;
    training.task.cutout = 0;
    training.training->cells = 3;
    training.training->channels = 4;
    training.training->holdout = 0.25;
    training.training->auxiliary = false;
    training.recipe.epochs = 2;
    training.recipe.batch = 8;
    training.resources.threads = 1;
    const std::int64_t id = run(training);
    const auto reader = project->reader();
    const RetrievalIndex index = buildIndex(*reader, {EncoderKind::Stored, id, 2}, (folder / "images").string());
    EXPECT_EQ(index.width, 16);
    EXPECT_NE(index.encoder.find("best weights"), std::string::npos);
    EXPECT_GT(evaluateRetrieval(index).meanAveragePrecision, 0.5);
}

TEST_F(SiameseSession, ADataSetIsIndexedByItsClassesAndShowsItsImages) {
    const std::int64_t id = run(makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick));
    const RetrievalIndex index = buildIndex(*project->reader(), {EncoderKind::Stored, id, 2}, request.task.data);
    ASSERT_EQ(index.items.size(), 48u);
    EXPECT_EQ(index.items.front().group, "left");
    EXPECT_EQ(evaluateRetrieval(index).queries, 48);
    const std::vector<PreviewImage> images = itemImages(index, {0, 47}, 32);
    ASSERT_EQ(images.size(), 2u);
    EXPECT_EQ(images[0].width, kSide);
    EXPECT_GT(images[0].pixels[0], images[0].pixels[kSide - 1]); // bright on the left
    EXPECT_LT(images[1].pixels[0], images[1].pixels[kSide - 1]);
}

TEST_F(SiameseSession, AnIndexingThatIsEndedHasNoItemsAndImagesThatAreGoneNoPixels) {
    const std::int64_t id = run(makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick));
    const std::string images = (folder / "images").string();
    int told = 0;
    const auto end = [&](int done, int total) {
        EXPECT_EQ(total, 48);
        return ++told, done < 3;
    };
    EXPECT_TRUE(buildIndex(*project->reader(), {EncoderKind::Stored, id, 2}, images, end).items.empty());
    EXPECT_EQ(told, 3);
    const RetrievalIndex index = buildIndex(*project->reader(), {EncoderKind::Stored, id, 2}, images);
    std::filesystem::remove(folder / "images" / index.items[0].name);
    const std::vector<PreviewImage> shown = itemImages(index, {0, 1}, 20);
    EXPECT_TRUE(shown[0].pixels.empty());
    EXPECT_EQ(shown[1].pixels.size(), 400u);
    std::filesystem::remove_all(folder / "images");
    EXPECT_THROW(itemImages(index, {0}, 20), EngineError);
}

TEST_F(SiameseSession, SearchesWithADerivedNetworkAsBackboneFromEndToEnd) {
    request.siamese->backbone = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2], "
                                "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])";
    request.siamese->depth = 3;
    request.recipe.epochs = 1;
    const std::int64_t search = run(request);
    const auto reader = project->reader();
    const Request pretraining = makePretraining(request, genotypeText(reader->experiment(search).snapshots.back()->genotype), "found", Preset::Quick);
    const std::int64_t encoder = run(pretraining, search);
    Request probe = makeProbe(pretraining, encoder, Preset::Quick), tuning = makeFineTuning(pretraining, encoder, Preset::Quick);
    probe.recipe.epochs = tuning.recipe.epochs = 1;
    tuning.recipe.batch = 8;
    run(probe, encoder);
    run(tuning, encoder);
    EXPECT_EQ(buildIndex(*reader, {EncoderKind::Stored, encoder, 2}, (folder / "images").string()).width, 16);
}

TEST_F(SiameseSession, ADamagedIndexIsRefusedAtEveryByte) {
    const std::int64_t id = run(makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick));
    const std::string file = (folder / "index.safetensors").string();
    saveIndex(buildIndex(*project->reader(), {EncoderKind::Stored, id, 2}, (folder / "images/left").string()), file);
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t cut = 0; cut < bytes.size(); cut += 97) {
        std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(cut));
        EXPECT_THROW(loadIndex(file), EngineError) << cut;
    }
    EXPECT_THROW(loadIndex((folder / "missing").string()), EngineError);
}

TEST_F(SiameseSession, EstimatesTheTimeOfEachStage) {
    const Request pretraining = makePretraining(request, kHandcraftedHeads, "by hand", Preset::Quick);
    for (const Request& what : {request, pretraining, makeProbe(pretraining, 1, Preset::Quick), makeFineTuning(pretraining, 1, Preset::Quick)}) {
        const RunEstimate estimate = estimateRun(what);
        EXPECT_GT(estimate.stepSeconds, 0);
        EXPECT_GT(estimate.totalSeconds, estimate.stepSeconds);
        EXPECT_GT(estimate.parameters, 0);
    }
}
