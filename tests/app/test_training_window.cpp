// From what a search found to a trained network, as a user does it.
#include "app/baseline_overlays.h"
#include "app/evaluation_dialog.h"
#include "app/figures.h"
#include "app/measurement_controller.h"
#include "app/networks_page.h"
#include "app/training_views.h"
#include "app/wizard/experiment_wizard.h"
#include "engine/api/genotype_text.h"
#include "tests/app/window_fixture.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/confusion_view.h"
#include "widgets/inspector.h"
#include "widgets/measurement_table.h"
#include "widgets/panel.h"
#include "widgets/scatter_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>

namespace dnas {
namespace {

class TrainingWindowTest : public MainWindowTest {
  protected:
    ExperimentWizard* openWizard(QAction* action) {
        action->trigger();
        auto* wizard = window->findChild<ExperimentWizard*>();
        return wizard && wait([&] { return wizard->isVisible(); }) ? wizard : nullptr;
    }

    /// Through every page to the start.
    bool accept(ExperimentWizard* wizard) {
        auto* next = wizard->findChild<QPushButton*>("wizard.next");
        for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
            if (!wait([&] { return next->isEnabled(); })) return false;
            QTest::keyClick(wizard, Qt::Key_Return);
        }
        return true;
    }

    bool trainFound() {
        if (!openNew() || !startSearch(8, 8) || !waitIdle()) return false;
        found = window->findChild<Inspector*>()->genotypeText();
        ExperimentWizard* wizard = openWizard(actions()->train);
        return wizard && accept(wizard) && wait([&] { return window->model()->rowCount() == 2 && window->page()->kind() == RunPage::Kind::Training; }) &&
               waitIdle() && wait([&] { return timeline()->count() == 5; });
    }

    QString found; ///< genotype of the search
};

TEST_F(TrainingWindowTest, TrainsWhatASearchFoundAsItsChild) {
    ASSERT_TRUE(trainFound());
    const std::string project = window->project()->path().toStdString();
    const auto reader = ProjectReader::open(project);
    const ExperimentRecord search = reader->experiment(1), training = reader->experiment(2);
    ASSERT_TRUE(training.request.training.has_value());
    EXPECT_EQ(training.summary.parent, 1);
    EXPECT_EQ(training.summary.name, "search, trained");
    EXPECT_EQ(training.request.training->network, genotypeText(parseGenotype(found.toStdString())));
    EXPECT_EQ(training.request.task.data, search.request.task.data);
}

TEST_F(TrainingWindowTest, ShowsTheNetworkInPlaceOfAlpha) {
    ASSERT_TRUE(trainFound());
    EXPECT_FALSE(window->page()->cellView()->isVisible());
    EXPECT_FALSE(window->page()->alphaView()->isVisible());
    EXPECT_TRUE(window->trainingViews()->confusion()->isVisible());
    EXPECT_FALSE(window->findChild<Inspector*>()->genotypeText().isEmpty()) << "its genotype can be copied";
    window->showExperiment(1);
    ASSERT_TRUE(wait([&] { return timeline()->count() == 8; }));
    EXPECT_EQ(window->page()->kind(), RunPage::Kind::Cells);
    EXPECT_TRUE(window->page()->cellView()->isVisible());
    EXPECT_FALSE(window->trainingViews()->confusion()->isVisible());
    EXPECT_FALSE(actions()->evaluate->isEnabled());
}

TEST_F(TrainingWindowTest, EvaluatesOnAWorkerAndSaysWhatFailed) {
    ASSERT_TRUE(trainFound());
    ASSERT_TRUE(actions()->evaluate->isEnabled());
    bool evaluated = false;
    QObject::connect(window->trainingViews(), &TrainingViews::evaluated, window.get(), [&] { evaluated = true; });
    actions()->evaluate->trigger();
    ASSERT_TRUE(wait([&] { return evaluated; }));
    EXPECT_TRUE(runner->onWorkerThread);
    EXPECT_TRUE(window->trainingViews()->confusion()->figureCsv().contains("boot"));
    runner->failure = "the weights are gone";
    QString message;
    QObject::connect(window->trainingViews(), &TrainingViews::failed, window.get(), [&](const QString& text) { message = text; });
    actions()->evaluate->trigger();
    ASSERT_TRUE(wait([&] { return message.contains("the weights are gone"); }));
}

TEST_F(TrainingWindowTest, OffersItsOwnFiguresAndThoseOfAnEvaluationWhenThereIsOne) {
    ASSERT_TRUE(trainFound());
    const auto onView = [this] {
        QStringList names;
        for (Figure* figure : window->page()->figuresOnView()) names << figure->figureName();
        return names;
    };
    EXPECT_TRUE(onView().contains("layers"));
    EXPECT_TRUE(onView().contains("curves"));
    for (const char* name : {"confusion", "calibration", "worst-examples", "dominant", "cell-normal", "alpha-normal"}) EXPECT_FALSE(onView().contains(name)) << name;
    bool evaluated = false;
    QObject::connect(window->trainingViews(), &TrainingViews::evaluated, window.get(), [&] { evaluated = true; });
    actions()->evaluate->trigger();
    ASSERT_TRUE(wait([&] { return evaluated; }));
    EXPECT_TRUE(onView().contains("confusion"));
    QStringList listed;
    for (const FigureName& figure : figureList(*timeline())) listed << figure.name;
    for (const char* name : {"curves", "loss", "layers", "report", "curves-top5"}) EXPECT_TRUE(listed.contains(name)) << name;
    EXPECT_FALSE(listed.contains("dominant")) << "a training has no alpha";
}

TEST_F(TrainingWindowTest, EvaluatesOtherWeightsAndPartsWhenAsked) {
    ASSERT_TRUE(trainFound());
    bool evaluated = false;
    QObject::connect(window->trainingViews(), &TrainingViews::evaluated, window.get(), [&] { evaluated = true; });
    QTimer::singleShot(0, window.get(), [&] {
        auto* dialog = qobject_cast<EvaluationDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(dialog, nullptr);
        EXPECT_EQ(dialog->options().weights, "best");
        EXPECT_EQ(dialog->options().part, "");
        for (auto [name, word] : {std::pair{"weights", "last"}, {"part", "train"}}) {
            auto* box = dialog->findChild<QComboBox*>(QString::fromLatin1(name));
            box->setCurrentIndex(box->findData(QString::fromLatin1(word)));
        }
        dialog->findChild<QLineEdit*>(QStringLiteral("data"))->setText(" idx:/data ");
        dialog->accept();
    });
    window->trainingViews()->askAndEvaluate();
    ASSERT_TRUE(wait([&] { return evaluated; }));
    EXPECT_EQ(runner->evaluatedWith.weights, "last");
    EXPECT_EQ(runner->evaluatedWith.part, "train");
    EXPECT_EQ(runner->evaluatedWith.data, "idx:/data");
}

TEST(EvaluationDialog, KeepsWhatWasAskedForBeforeAFileToo) {
    EvaluationOptions before;
    before.weights = "/tmp/net.pth";
    before.part = "validation";
    before.worst = 3;
    const EvaluationOptions after = EvaluationDialog(before).options();
    EXPECT_EQ(after.weights, "/tmp/net.pth");
    EXPECT_EQ(after.part, "validation");
    EXPECT_EQ(after.worst, 3);
}

TEST_F(TrainingWindowTest, AnEvaluationOfAProjectThatWasLeftIsNotShownInTheNext) {
    ASSERT_TRUE(trainFound());
    TrainingViews* views = window->trainingViews();
    actions()->evaluate->trigger();
    views->setProject(folder.filePath("other.dnas")); // before the answer can arrive
    QTest::qWait(300);
    EXPECT_FALSE(views->confusion()->figureCsv().contains("boot"));
    EXPECT_TRUE(views->canEvaluate()) << "the next project need not wait for the one before";
}

TEST_F(TrainingWindowTest, OffersHandcraftedNetworksWithTheirSize) {
    ASSERT_TRUE(openNew());
    ExperimentWizard* wizard = openWizard(actions()->trainOther);
    ASSERT_NE(wizard, nullptr);
    wizard->showStep(1);
    auto* size = wizard->findChild<QLabel*>("network.size");
    ASSERT_NE(size, nullptr);
    EXPECT_TRUE(size->text().contains("11.2 M")) << size->text().toStdString(); // ResNet-18 with ten classes
    auto* list = wizard->findChild<QListWidget*>("network.list");
    list->setCurrentItem(list->findItems("DARTS_V2", Qt::MatchExactly).front());
    EXPECT_EQ(wizard->draft().label, "DARTS_V2");
    EXPECT_EQ(wizard->draft().request().training->network, genotypeText(parseGenotype(wizard->draft().network)));
    ASSERT_TRUE(accept(wizard));
}

TEST_F(TrainingWindowTest, MeasuresWhatDiscretisationCostsAndKeepsIt) {
    ASSERT_TRUE(trainFound());
    EXPECT_FALSE(actions()->measureGap->isEnabled()) << "a training has no supernet";
    window->showExperiment(1);
    ASSERT_TRUE(wait([&] { return actions()->measureGap->isEnabled(); }));
    actions()->measureGap->trigger();
    EXPECT_FALSE(actions()->measureGap->isEnabled()) << "one at a time";
    const MeasurementTable* table = window->measurements()->table();
    ASSERT_TRUE(wait([&] { return table->measurements().size() == 2; }));
    EXPECT_EQ(table->remark(), "discretisation costs 50.0 points");
    EXPECT_TRUE(runner->onWorkerThread);
    EXPECT_EQ(ProjectReader::open(window->project()->path().toStdString())->measurements(1).size(), 2u);
    window->showExperiment(2);
    EXPECT_TRUE(wait([&] { return table->measurements().empty(); })) << "they belong to the search";
}

TEST_F(TrainingWindowTest, AMeasurementCanBeStoppedAndFailsAloud) {
    ASSERT_TRUE(trainFound());
    window->showExperiment(1);
    ASSERT_TRUE(wait([&] { return actions()->measureGap->isEnabled(); }));
    runner->stepMs = 50;
    actions()->measureGap->trigger();
    window->measurements()->stop();
    ASSERT_TRUE(wait([&] { return !window->measurements()->busy(); }));
    EXPECT_TRUE(ProjectReader::open(window->project()->path().toStdString())->measurements(1).empty());
    actions()->measureLatency->trigger();
    window->measurements()->stop();
    ASSERT_TRUE(wait([&] { return !window->measurements()->busy(); }));
    EXPECT_TRUE(ProjectReader::open(window->project()->path().toStdString())->measurements(1).empty());
    runner->failure = "no processor is free";
    QString message;
    QObject::connect(window->measurements(), &MeasurementController::failed, window.get(), [&](const QString& text) { message = text; });
    actions()->measureLatency->trigger();
    ASSERT_TRUE(wait([&] { return message.contains("no processor is free"); }));
}

TEST_F(TrainingWindowTest, TheLatencyOfAllNetworksIsAnAxis) {
    ASSERT_TRUE(trainFound());
    actions()->networks->trigger();
    NetworksPage* page = window->networksPage();
    ASSERT_TRUE(wait([&] { return page->isVisible() && page->xChooser()->count() > 5; }));
    EXPECT_EQ(page->xChooser()->findData("latency_1"), -1);
    Q_EMIT page->latencyAsked({1, 2});
    ASSERT_TRUE(wait([&] { return page->xChooser()->findData("latency_1") >= 0 && !window->measurements()->busy(); }));
    page->setAxes("latency_1", "valid_top1");
    // The survey behind the second measurement may still be on its way.
    EXPECT_TRUE(wait([&] { return page->scatter()->figureCsv().contains("\"trained\",4,"); }))
        << page->scatter()->figureCsv().toStdString();
    EXPECT_TRUE(page->scatter()->figureTitle().contains("a machine"));
}

TEST_F(TrainingWindowTest, HandcraftedNetworksOnTheSameDataAreDrawnBesideTheCurves) {
    ASSERT_TRUE(trainFound());
    const BaselineOverlays* baselines = window->trainingViews()->baselines();
    EXPECT_TRUE(baselines->runs().empty());
    ExperimentWizard* wizard = openWizard(actions()->trainOther); // ResNet-18 at first
    ASSERT_NE(wizard, nullptr);
    ASSERT_TRUE(accept(wizard));
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 3; }) && waitIdle());
    window->showExperiment(2);
    ASSERT_TRUE(wait([&] { return baselines->runs().size() == 1; }));
    EXPECT_TRUE(baselines->button()->isVisible());
    EXPECT_EQ(baselines->runs()[0]->identity().experiment, 3);
    window->showExperiment(1);
    EXPECT_TRUE(wait([&] { return baselines->runs().empty(); })) << "a search has other curves";
    EXPECT_FALSE(baselines->button()->isVisible());
}

TEST_F(TrainingWindowTest, NetworksOfAProjectStandInOneChart) {
    ASSERT_TRUE(trainFound());
    actions()->networks->trigger();
    NetworksPage* page = window->networksPage();
    ASSERT_TRUE(wait([&] { return page->isVisible() && page->yChooser()->count() > 5; }));
    EXPECT_EQ(page->xChooser()->currentData(), "parameters");
    EXPECT_EQ(page->yChooser()->currentData(), "valid_top1");
}

} // namespace
} // namespace dnas
