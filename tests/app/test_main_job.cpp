// The main job of the window from beginning to end, by keyboard alone and through the real widgets: wizard, run, scrub,
// what-if, keep, undo, compare, export.
#include "app/compare_page.h"
#include "app/experiment_panel.h"
#include "app/export_dialog.h"
#include "app/kept_panel.h"
#include "app/wizard/experiment_wizard.h"
#include "engine/api/genotype_text.h"
#include "tests/app/window_fixture.h"
#include "widgets/alpha_view.h"
#include "widgets/architecture_diff.h"
#include "widgets/curves_view.h"
#include "widgets/edge_view.h"
#include "widgets/parse_controls.h"

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidget>

namespace dnas {
namespace {

class MainJobTest : public MainWindowTest {
  protected:
    /// To the widget that has the focus, as a person at the keyboard.
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        if (!QApplication::activeWindow()) { // offscreen, a dialog that closes gives the focus to nobody
            window->activateWindow();
            EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
        }
        QWidget* target = QApplication::focusWidget();
        QTest::keyClick(target ? target : window.get(), static_cast<Qt::Key>(key), modifiers);
    }

    /// The wizard with all its defaults; a name for the run.
    void newExperiment() {
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        ExperimentWizard* wizard = nullptr;
        ASSERT_TRUE(wait([&] { return (wizard = window->findChild<ExperimentWizard*>()) && wizard->isVisible(); }));
        auto* next = wizard->findChild<QPushButton*>("wizard.next");
        for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
            ASSERT_TRUE(wait([&] { return next->isEnabled(); })) << step;
            QTest::keyClick(wizard, Qt::Key_Return);
        }
        ASSERT_TRUE(wait([&] { return window->controller()->busy(); }));
    }

    bool waitFinished(int runs) {
        return wait([&] {
            const auto& all = window->model()->experiments();
            return static_cast<int>(all.size()) == runs && !window->controller()->busy() &&
                   std::all_of(all.begin(), all.end(), [](const ExperimentSummary& e) { return e.status == ExperimentStatus::Finished; });
        });
    }

    std::vector<KeptGenotype> kept() {
        const std::string path = window->project()->path().toStdString();
        return ProjectReader::open(path)->keptGenotypes(window->shownExperiment());
    }
};

TEST_F(MainJobTest, FromTheWizardToTheFigureOfThePaper) {
    runner->stepMs = 1;
    ASSERT_TRUE(openNew());
    newExperiment();
    ASSERT_TRUE(waitFinished(1));
    ASSERT_TRUE(wait([&] { return timeline()->count() == 12; }));

    // Scrub: the first epoch, the second, the last.
    press(Qt::Key_Home, Qt::AltModifier);
    EXPECT_EQ(timeline()->currentIndex(), 0);
    press(Qt::Key_Right, Qt::AltModifier);
    EXPECT_EQ(timeline()->currentIndex(), 1);
    press(Qt::Key_End, Qt::AltModifier);
    EXPECT_EQ(timeline()->currentIndex(), 11);

    // What if the threshold were lower?
    auto* controls = window->findChild<ParseControls*>();
    auto* threshold = controls->findChild<QDoubleSpinBox*>();
    press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QString before = QApplication::clipboard()->text();
    threshold->setFocus();
    threshold->selectAll();
    QTest::keyClicks(threshold, "0.999");
    QTest::keyClick(threshold, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(timeline()->parseRule().threshold, 0.999);
    press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QString strict = QApplication::clipboard()->text();
    EXPECT_NE(strict, before);

    // Think again, and think again.
    window->experiments()->list()->setFocus(); // in a field for numbers, undo is that of the typing
    const double recipes = timeline()->identity().request.recipe.discretize.threshold;
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_DOUBLE_EQ(timeline()->parseRule().threshold, recipes) << "digits that were typed are one step";
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_DOUBLE_EQ(timeline()->parseRule().threshold, 0.999);

    // Keep it under a name, think again.
    QTimer::singleShot(0, window.get(), [] {
        auto* question = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(question, nullptr);
        QTest::keyClicks(question->findChild<QLineEdit*>(), "strict");
        QTest::keyClick(question, Qt::Key_Return);
    });
    press(Qt::Key_K, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return kept().size() == 1; }));
    EXPECT_TRUE(kept().front().name.find("strict") != std::string::npos) << kept().front().name;
    press(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return kept().empty(); }));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(wait([&] { return kept().size() == 1; }));

    // It is listed; dropped, put back, and it is the same one: undoing further takes it out again.
    KeptPanel* list = window->keptPanel();
    window->findChild<QDockWidget*>(QStringLiteral("keptDock"))->show();
    ASSERT_TRUE(wait([&] { return list->kept().size() == 1; }));
    const KeptGenotype first = list->kept().front();
    EXPECT_TRUE(list->list()->topLevelItem(0)->text(3).contains("no node")) << "nothing reaches 0.999, so there is no network: "
                                                                            << list->list()->topLevelItem(0)->text(3).toStdString();
    list->list()->setFocus();
    QTest::keyClick(list->list(), Qt::Key_Delete);
    ASSERT_TRUE(wait([&] { return kept().empty() && list->kept().empty(); }));
    EXPECT_EQ(window->model()->experiments().size(), 1u) << "Delete in the list is not for the run";
    press(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return list->kept().size() == 1; }));
    EXPECT_EQ(list->kept().front().id, first.id);
    EXPECT_EQ(list->kept().front().genotype, first.genotype);
    press(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return kept().empty(); }));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(wait([&] { return kept().size() == 1; }));

    // Another one, and both side by side.
    newExperiment();
    ASSERT_TRUE(waitFinished(2));
    window->experiments()->list()->setFocus();
    press(Qt::Key_A, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return actions()->compare->isEnabled(); }));
    press(Qt::Key_M, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return window->shownPage() == window->comparePage() && window->comparePage()->runCount() == 2; }));
    EXPECT_EQ(window->comparePage()->architecture()->difference().equal, 4);

    // The figure and the film for the paper.
    QTimer::singleShot(0, window.get(), [this] {
        auto* dialog = qobject_cast<ExportDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(dialog, nullptr);
        auto* place = dialog->findChild<QLineEdit*>();
        place->selectAll();
        QTest::keyClicks(place, folder.filePath("figures"));
        for (int row = 0; row < dialog->list()->count(); ++row) {
            const QString name = dialog->list()->item(row)->data(Qt::UserRole).toString();
            dialog->list()->setCurrentRow(row);
            const bool wanted = name == "cell-normal" || name == "film-alpha-normal";
            if ((dialog->list()->item(row)->checkState() == Qt::Checked) != wanted) QTest::keyClick(dialog->list(), Qt::Key_Space);
        }
        QTest::keyClick(dialog, Qt::Key_Return);
        EXPECT_TRUE(QTest::qWaitFor([&] { return !dialog->isWriting(); }, 30000));
        EXPECT_TRUE(dialog->state().contains("3 files")) << dialog->state().toStdString();
        QTest::keyClick(dialog, Qt::Key_Escape);
    });
    press(Qt::Key_E, Qt::ControlModifier);
    for (const char* name : {"cell-normal.svg", "cell-normal.png", "film-alpha-normal.gif"})
        EXPECT_GT(QFileInfo(folder.filePath("figures/") + name).size(), 500) << name;
}

TEST_F(MainJobTest, WhatIsOnViewIsExportedAsItIsSet) {
    RunPage page;
    page.resize(1000, 700);
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 6; ++epoch) snapshots.push_back(fakeSnapshot(epoch, 6));
    RunIdentity identity;
    identity.request = makeRequest("fairdarts", Preset::Quick);
    page.timeline()->setRun(identity, snapshots, {});
    page.curvesView()->setMetric("entropy");
    page.curvesView()->setSmoothing(0.5);
    page.alphaView()->setGroup(1);
    page.edgeView()->setEdge(1, 2);
    ExportDialog dialog(page.timeline(), folder.filePath("figures"), nullptr, page.figuresOnView());
    QStringList chosen, all;
    for (int row = 0; row < dialog.list()->count(); ++row) {
        const QString name = dialog.list()->item(row)->data(Qt::UserRole).toString();
        EXPECT_FALSE(all.contains(name)) << name.toStdString() << " twice";
        all << name;
        if (dialog.list()->item(row)->checkState() == Qt::Checked) chosen << name;
    }
    for (const char* name : {"curves-entropy", "alpha-reduce", "edge-reduce-2", "dominant", "parse-normal"}) EXPECT_TRUE(chosen.contains(name)) << name;
    EXPECT_TRUE(all.contains("curves-lr"));
    EXPECT_FALSE(chosen.contains("curves-lr")) << "only when asked for";
    EXPECT_TRUE(dialog.list()->item(0)->text().contains("as on view"));
    for (int row = 0; row < dialog.list()->count(); ++row)
        dialog.list()->item(row)->setCheckState(dialog.list()->item(row)->data(Qt::UserRole) == "curves-entropy" ? Qt::Checked : Qt::Unchecked);
    const auto buttons = dialog.findChildren<QPushButton*>();
    const auto write = std::find_if(buttons.begin(), buttons.end(), [](QPushButton* b) { return b->property("role") == "primary"; });
    (*write)->click();
    EXPECT_TRUE(QTest::qWaitFor([&] { return !dialog.isWriting(); }, 15000));
    QFile svg(folder.filePath("figures/curves-entropy.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    EXPECT_GE(svg.readAll().count("stroke-opacity=\"0.3"), 1) << "the raw curve as the shadow of the smoothed one";
}

TEST_F(MainJobTest, AnExportIsStoppedAndKeepsWhatIsDone) {
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 300; ++epoch) snapshots.push_back(fakeSnapshot(epoch, 300));
    RunTimeline run;
    RunIdentity identity;
    identity.request = makeRequest("fairdarts", Preset::Quick);
    run.setRun(identity, snapshots, {});
    ExportDialog dialog(&run, folder.filePath("figures"), nullptr);
    dialog.show();
    QListWidget* list = dialog.list();
    for (int row = 0; row < list->count(); ++row)
        list->item(row)->setCheckState(list->item(row)->data(Qt::UserRole) == "film-cell-normal" ? Qt::Checked : Qt::Unchecked);
    const auto buttons = dialog.findChildren<QPushButton*>();
    const auto write = std::find_if(buttons.begin(), buttons.end(), [](QPushButton* b) { return b->property("role") == "primary"; });
    (*write)->click();
    EXPECT_TRUE(dialog.isWriting());
    EXPECT_FALSE((*write)->isEnabled());
    QTest::qWait(100);
    dialog.reject();
    EXPECT_FALSE(dialog.isWriting());
    EXPECT_TRUE(dialog.isVisible()) << "the first time it only stops";
    EXPECT_TRUE(dialog.state().contains("Stopped")) << dialog.state().toStdString();
    EXPECT_FALSE(QFileInfo::exists(folder.filePath("figures/film-cell-normal.gif")));
    dialog.reject();
    EXPECT_FALSE(dialog.isVisible());
}

} // namespace
} // namespace dnas
