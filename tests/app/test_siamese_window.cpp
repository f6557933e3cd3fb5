// Learning without labels in the window: pretraining, probe and fine-tuning as children, and finding images by an image.
#include "app/log_panel.h"
#include "app/retrieval_page.h"
#include "app/wizard/experiment_wizard.h"
#include "app/wizard/option_form.h"
#include "engine/api/genotype_text.h"
#include "tests/app/window_fixture.h"
#include "tests/widgets/siamese_runs.h"
#include "widgets/alpha_view.h"
#include "widgets/chain_view.h"
#include "widgets/curves_view.h"
#include "widgets/hit_grid.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QPushButton>

namespace dnas {
namespace {

constexpr int kSearchEpochs = 4;

class SiameseWindowTest : public MainWindowTest {
  protected:
    /// A project that holds a finished search (1) and a finished pretraining (2).
    bool openRuns() {
        const QString path = folder.filePath("s.dnas");
        {
            const auto project = Project::open(path.toStdString());
            FinishedRun run;
            run.request = makeRequest("nasiam-simsiam", Preset::Quick);
            run.request.name = "heads";
            for (const SnapshotPtr& snapshot : test::siameseSnapshots(kSearchEpochs)) run.snapshots.push_back(*snapshot);
            project->addFinishedRun(run, "test");
            found = genotypeText(run.snapshots.back().genotype);
            run.request = makePretraining(run.request, kHandcraftedHeads, "by hand", Preset::Quick);
            for (Snapshot& snapshot : run.snapshots) snapshot.alpha.clear();
            project->addFinishedRun(run, "test");
        }
        window->openProject(path, OpenProject::Mode::Existing);
        return wait([&] { return window->project() && window->project()->writer() && window->model()->rowCount() == 2; }) && show(1);
    }

    bool show(std::int64_t experiment) {
        window->showExperiment(experiment);
        return wait([&] { return window->page()->timeline()->count() == kSearchEpochs && window->page()->timeline()->identity().experiment == experiment; });
    }

    ExperimentWizard* openWizard(QAction* action) {
        action->trigger();
        auto* wizard = window->findChild<ExperimentWizard*>();
        return wizard && wait([&] { return wizard->isVisible(); }) ? wizard : nullptr;
    }

    bool accept(ExperimentWizard* wizard) {
        auto* next = wizard->findChild<QPushButton*>("wizard.next");
        for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
            if (!wait([&] { return next->isEnabled(); })) return false;
            QTest::keyClick(wizard, Qt::Key_Return);
        }
        return wait([&] { return window->model()->rowCount() == 3; }) && waitIdle();
    }

    ExperimentRecord newest() { return ProjectReader::open(window->project()->path().toStdString())->experiment(3); }

    RetrievalPage* retrieval() { return window->retrievalPage(); }

    /// The fake's six images of two groups.
    bool makeIndex() {
        if (!openRuns()) return false;
        window->actions()->retrieval->trigger();
        retrieval()->setSource(folder.path());
        retrieval()->startIndexing();
        return wait([&] { return retrieval()->grid()->hits().size() == 5; });
    }

    std::string found; ///< genotype of the search
};

} // namespace

TEST_F(SiameseWindowTest, ASearchIsPretrainedAndAPretrainingProbedOrFineTuned) {
    ASSERT_TRUE(openRuns());
    const StudioActions* a = window->actions();
    EXPECT_TRUE(a->pretrain->isEnabled());
    EXPECT_FALSE(a->probe->isEnabled() || a->fineTune->isEnabled() || a->train->isEnabled());
    ASSERT_TRUE(show(2));
    EXPECT_TRUE(wait([&] { return a->probe->isEnabled(); }));
    EXPECT_TRUE(a->fineTune->isEnabled());
    EXPECT_FALSE(a->pretrain->isEnabled());
}

TEST_F(SiameseWindowTest, ThePanelsShowWhatEachKindOfRunHas) {
    ASSERT_TRUE(openRuns());
    RunPage* page = window->page();
    const auto shownMetrics = [&] {
        QStringList metrics;
        for (const CurvesView* view : page->findChildren<CurvesView*>())
            if (view->isVisible()) metrics << view->metric();
        metrics.sort();
        return metrics;
    };
    EXPECT_EQ(page->kind(), RunPage::Kind::Siamese);
    EXPECT_TRUE(page->chainView()->isVisible() && page->alphaView()->isVisible());
    ASSERT_TRUE(show(2));
    EXPECT_EQ(page->kind(), RunPage::Kind::Pretraining);
    EXPECT_TRUE(page->chainView()->isVisible());
    EXPECT_FALSE(page->alphaView()->isVisible());
    EXPECT_EQ(shownMetrics(), QStringList({"accuracy", "effective_rank", "spread"}));
    ExperimentWizard* wizard = openWizard(window->actions()->probe);
    ASSERT_TRUE(wizard && accept(wizard));
    ASSERT_TRUE(wait([&] { return page->timeline()->identity().experiment == 3 && page->timeline()->count() > 0; }));
    EXPECT_EQ(page->kind(), RunPage::Kind::Classifier);
    EXPECT_EQ(shownMetrics(), QStringList({"accuracy", "loss", "lr"}));
    window->showExperiment(1);
    ASSERT_TRUE(wait([&] { return page->kind() == RunPage::Kind::Siamese; }));
    EXPECT_TRUE(page->alphaView()->isVisible());
}

TEST_F(SiameseWindowTest, PretrainsWhatASearchFoundAsItsChild) {
    ASSERT_TRUE(openRuns());
    ExperimentWizard* wizard = openWizard(window->actions()->pretrain);
    ASSERT_TRUE(wizard);
    wizard->showStep(1);
    auto* list = wizard->findChild<QListWidget*>("siamese.list");
    test::saveForReview(*wizard, {1120, 700}, "wizard_pretrain");
    EXPECT_EQ(list->findItems("heads", Qt::MatchExactly).size(), 1);
    EXPECT_EQ(list->findItems("Handcrafted heads", Qt::MatchExactly).size(), 1);
    EXPECT_EQ(list->findItems("Random chain of the seed", Qt::MatchExactly).size(), 1);
    wizard->showStep(0);
    ASSERT_TRUE(accept(wizard));
    const ExperimentRecord record = newest();
    EXPECT_EQ(record.summary.parent, 1);
    EXPECT_EQ(record.summary.name, "heads");
    ASSERT_TRUE(record.request.siamese);
    EXPECT_EQ(record.request.siamese->stage, SiameseStage::Pretrain);
    EXPECT_EQ(record.request.siamese->heads, found);
    EXPECT_EQ(record.request.siamese->backbone, "convnet");
}

TEST_F(SiameseWindowTest, HandcraftedHeadsAreAChoice) {
    ASSERT_TRUE(openRuns());
    ExperimentWizard* wizard = openWizard(window->actions()->pretrain);
    ASSERT_TRUE(wizard);
    auto* list = wizard->findChild<QListWidget*>("siamese.list");
    list->setCurrentItem(list->findItems("Handcrafted heads", Qt::MatchExactly).front());
    ASSERT_TRUE(accept(wizard));
    EXPECT_EQ(newest().request.siamese->heads, kHandcraftedHeads);
    EXPECT_EQ(newest().summary.name, "handcrafted simsiam");
}

TEST_F(SiameseWindowTest, ProbesAndFineTuningsTakeThePretraining) {
    ASSERT_TRUE(openRuns());
    ASSERT_TRUE(show(2));
    ExperimentWizard* wizard = openWizard(window->actions()->fineTune);
    ASSERT_TRUE(wizard);
    wizard->showStep(2);
    EXPECT_TRUE(wizard->findChild<QWidget*>("option.lr"));
    EXPECT_FALSE(wizard->findChild<QWidget*>("option.temperature"));
    wizard->showStep(1);
    test::saveForReview(*wizard, {1120, 700}, "wizard_finetune");
    wizard->showStep(0);
    ASSERT_TRUE(accept(wizard));
    const ExperimentRecord record = newest();
    EXPECT_EQ(record.summary.parent, 2);
    EXPECT_EQ(record.request.siamese->stage, SiameseStage::FineTune);
    EXPECT_EQ(record.request.siamese->encoder, 2);
    ASSERT_TRUE(wait([&] { return window->page()->timeline()->identity().experiment == 3; }));
    EXPECT_TRUE(window->actions()->repeatExperiment->isEnabled());
}

TEST_F(SiameseWindowTest, AProbeCanBeOfRandomWeights) {
    ASSERT_TRUE(openRuns());
    ASSERT_TRUE(show(2));
    ExperimentWizard* wizard = openWizard(window->actions()->probe);
    ASSERT_TRUE(wizard);
    auto* list = wizard->findChild<QListWidget*>("siamese.list");
    list->setCurrentItem(list->findItems("Random weights", Qt::MatchExactly).front());
    ASSERT_TRUE(accept(wizard));
    EXPECT_EQ(newest().request.siamese->stage, SiameseStage::Probe);
    EXPECT_EQ(newest().request.siamese->encoder, 0);
    EXPECT_EQ(newest().request.siamese->label, kRandomWeights);
}

TEST_F(SiameseWindowTest, IndexesWithAnEncoderAndRanksByAnImage) {
    ASSERT_TRUE(makeIndex());
    EXPECT_EQ(window->shownPage(), retrieval());
    const std::vector<HitTile> hits = retrieval()->grid()->hits(); // of the first image
    EXPECT_EQ(hits.front().name, "a/1.png");
    EXPECT_NEAR(hits.front().similarity, std::cos(0.1), 1e-5);
    EXPECT_EQ(hits.front().relevance, HitTile::Relevance::Relevant);
    EXPECT_EQ(hits.back().relevance, HitTile::Relevance::Other);
    EXPECT_TRUE(hits.back().image.isNull()); // the fake has none of the last
    EXPECT_EQ(window->log()->warnings(), 1); // the file that cannot be read
    EXPECT_TRUE(runner->onWorkerThread);

    retrieval()->ask(folder.filePath("query.png"));
    ASSERT_TRUE(wait([&] { return retrieval()->grid()->hits().size() == 6; }));
    EXPECT_EQ(retrieval()->grid()->hits().front().name, "b/3.png");
    EXPECT_EQ(retrieval()->grid()->hits().front().relevance, HitTile::Relevance::Unknown); // nobody knows its group
    EXPECT_EQ(retrieval()->grid()->figureCsv().count('\n'), 7);

    retrieval()->askWith(4);
    ASSERT_TRUE(wait([&] { return retrieval()->grid()->hits().size() == 5; }));
    EXPECT_EQ(retrieval()->grid()->hits().front().relevance, HitTile::Relevance::Relevant);
    test::saveForReview(*window, {1280, 720}, "retrieval_fake");
}

TEST_F(SiameseWindowTest, TheThresholdLeavesOutWhatIsLessSimilar) {
    ASSERT_TRUE(makeIndex());
    retrieval()->threshold()->setValue(0.9);
    EXPECT_TRUE(wait([&] { return retrieval()->grid()->hits().size() == 2; })); // turned by 0.1 and 0.2
    retrieval()->threshold()->setValue(1);
    EXPECT_TRUE(wait([&] { return retrieval()->grid()->hits().empty(); }));
}

TEST_F(SiameseWindowTest, WhatCannotBeIndexedIsSaid) {
    ASSERT_TRUE(openRuns());
    retrieval()->setSource("none");
    QString message;
    QObject::connect(retrieval(), &RetrievalPage::failed, retrieval(), [&](const QString& text) { message = text; });
    retrieval()->startIndexing();
    ASSERT_TRUE(wait([&] { return !message.isEmpty(); }));
    EXPECT_TRUE(message.contains("no such folder"));
    EXPECT_FALSE(retrieval()->busy());
    EXPECT_EQ(retrieval()->index(), nullptr);
}

TEST_F(SiameseWindowTest, AProjectWithoutEncodersSaysSoAndAClosedOneTakesItsIndexAlong) {
    ASSERT_TRUE(makeIndex());
    window->closeProject();
    EXPECT_EQ(retrieval()->index(), nullptr);
    EXPECT_EQ(retrieval()->encoderChooser()->count(), 0);
    retrieval()->setSource(folder.path());
    retrieval()->startIndexing();
    EXPECT_FALSE(retrieval()->busy());
}

} // namespace dnas
