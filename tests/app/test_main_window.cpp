// The main job through the real widgets: template or wizard, run, scrub, stop, close, open again, resume, copy.
#include "app/main_window.h"

#include "app/banner.h"
#include "app/experiment_model.h"
#include "app/experiment_panel.h"
#include "app/log_panel.h"
#include "app/run_page.h"
#include "app/studio_actions.h"
#include "app/studio_settings.h"
#include "app/studio_style.h"
#include "app/wizard/experiment_wizard.h"
#include "engine/api/genotype_text.h"
#include "tests/app/window_fixture.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

namespace dnas {
namespace {

TEST_F(MainWindowTest, StartsATemplateWithOneClick) {
    QTest::mouseClick(window->findChild<QPushButton*>("template.start.0"), Qt::LeftButton);
    ASSERT_TRUE(wait([&] { return timeline()->count() >= 1; }));
    EXPECT_TRUE(window->project()->path().endsWith("/DNAS/fashion.dnas")) << window->project()->path().toStdString();
    EXPECT_EQ(first().method, "fairdarts");
    EXPECT_TRUE(window->page()->showsRun());
    EXPECT_TRUE(runner->onWorkerThread);
    window->controller()->stop();
    EXPECT_TRUE(waitIdle());
}

TEST_F(MainWindowTest, TheWholeMainJob) {
    runner->stepMs = 4;
    ASSERT_TRUE(openNew());
    // The wizard, by keyboard.
    actions()->newExperiment->trigger();
    auto* wizard = window->findChild<ExperimentWizard*>();
    ASSERT_NE(wizard, nullptr);
    ASSERT_TRUE(wait([&] { return wizard->isVisible(); }));
    auto* next = wizard->findChild<QPushButton*>("wizard.next");
    for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
        ASSERT_TRUE(wait([&] { return next->isEnabled(); })) << step;
        QTest::keyClick(wizard, Qt::Key_Return);
    }
    // It runs; scrub back while it does.
    ASSERT_TRUE(wait([&] { return timeline()->count() >= 4; }));
    EXPECT_TRUE(actions()->pause->isEnabled());
    actions()->firstEpoch->trigger();
    EXPECT_EQ(timeline()->currentIndex(), 0);
    const int before = timeline()->count();
    ASSERT_TRUE(wait([&] { return timeline()->count() > before; }));
    EXPECT_EQ(timeline()->currentIndex(), 0) << "a new epoch took the scrubber away";
    actions()->nextEpoch->trigger();
    EXPECT_EQ(timeline()->currentIndex(), 1);
    // Stop, copy the genotype, close.
    actions()->stop->trigger();
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(wait([&] { return first().status == ExperimentStatus::Stopped; }));
    const int done = timeline()->count();
    window->activateWindow(); // offscreen, a dialog that closes gives the focus to nobody
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_NO_THROW(parseGenotype(QApplication::clipboard()->text().toStdString()));
    EXPECT_TRUE(window->close());
    window.reset();
    // Open again: the project is there, the search can go on.
    makeWindow();
    window->openLastProject();
    ASSERT_TRUE(wait([&] { return timeline()->count() == done; }));
    EXPECT_TRUE(actions()->resumeExperiment->isEnabled());
    actions()->resumeExperiment->trigger();
    ASSERT_TRUE(wait([&] { return timeline()->count() == 12; }));
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(wait([&] { return first().status == ExperimentStatus::Finished; }));
    for (int epoch = 0; epoch < 12; ++epoch) EXPECT_EQ(timeline()->snapshots()[epoch]->epoch, epoch);
    EXPECT_FALSE(actions()->resumeExperiment->isEnabled());
}

TEST_F(MainWindowTest, ClosingWithARunningSearchStopsItResumable) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1000, 1));
    window->close();
    ASSERT_TRUE(wait([&] { return !window->isVisible(); }));
    EXPECT_FALSE(window->controller()->busy());
    const std::string path = window->project()->path().toStdString();
    window.reset();
    EXPECT_EQ(ProjectReader::open(path)->experiments().front().status, ExperimentStatus::Stopped);
}

TEST_F(MainWindowTest, ClosingWithOthersWaitingClosesAndOffersThemAgain) {
    ASSERT_TRUE(openNew());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(startSearch(1000, 1));
    ASSERT_TRUE(wait([&] { return window->controller()->queue().size() == 2; }));
    window->close();
    ASSERT_TRUE(wait([&] { return !window->isVisible(); }));
    window.reset();
    makeWindow();
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(wait([&] { return window->banner()->text().contains("2 experiments still wait"); })) << window->banner()->text().toStdString();
    QTest::mouseClick(window->banner()->findChildren<QPushButton*>().front(), Qt::LeftButton);
    EXPECT_TRUE(wait([&] { return window->controller()->busy() && window->controller()->queue().size() == 1; }));
}

TEST_F(MainWindowTest, WhoeverStartsAnotherRunDoesNotCloseAnyMore) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1000, 1));
    runner->stepMs = 100; // the epoch lasts longer than it takes to start another run
    ASSERT_TRUE(wait([&, count = timeline()->count()] { return timeline()->count() > count + 1; }));
    window->setCloseQuestion([] { return MainWindow::CloseAnswer::WaitForEpoch; });
    window->close();
    ASSERT_TRUE(window->isVisible());
    RequestDraft draft;
    draft.set("epochs", "2");
    window->startExperiments(draft);
    ASSERT_TRUE(wait([&] { return window->model()->experiments().size() == 2 && window->model()->experiments().front().status == ExperimentStatus::Finished; }));
    EXPECT_TRUE(window->isVisible());
}

TEST_F(MainWindowTest, ClosingCanWaitForTheEpochOrBeCancelled) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1000, 1));
    window->setCloseQuestion([] { return MainWindow::CloseAnswer::Cancel; });
    window->close();
    EXPECT_TRUE(window->isVisible());
    EXPECT_TRUE(window->controller()->busy());
    window->setCloseQuestion([] { return MainWindow::CloseAnswer::WaitForEpoch; });
    window->close();
    ASSERT_TRUE(wait([&] { return !window->isVisible(); }));
}

TEST_F(MainWindowTest, APausedSearchGoesOnByTheSameButton) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1000, 1));
    actions()->pause->trigger();
    EXPECT_EQ(actions()->pause->text(), "&Resume");
    EXPECT_EQ(window->controller()->state(), RunController::State::Paused);
    actions()->pause->trigger();
    EXPECT_EQ(window->controller()->state(), RunController::State::Running);
    EXPECT_EQ(actions()->pause->text(), "&Pause");
    actions()->stop->trigger();
    ASSERT_TRUE(waitIdle());
}

TEST_F(MainWindowTest, OffersInterruptedRunsOnce) {
    const std::string path = folder.filePath("p.dnas").toStdString();
    {
        const std::unique_ptr<Project> project = Project::open(path);
        Request request = makeRequest("fairdarts", Preset::Quick);
        request.name = "cut off";
        const std::int64_t id = project->addExperiment(request, "t", "t");
        project->setStatus(id, ExperimentStatus::Running); // and nobody runs it
    }
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(wait([&] { return window->banner()->text().contains("cut off"); }));
    QTest::mouseClick(window->banner()->findChildren<QPushButton*>().front(), Qt::LeftButton);
    ASSERT_TRUE(wait([&] { return timeline()->count() == 12; }));
    ASSERT_TRUE(waitIdle());
    EXPECT_TRUE(window->banner()->text().isEmpty());
}

TEST_F(MainWindowTest, OpensAHeldProjectReadOnly) {
    const std::unique_ptr<Project> holder = Project::open(folder.filePath("p.dnas").toStdString());
    holder->addExperiment(makeRequest("fairdarts", Preset::Quick), "t", "t");
    window->openProject(folder.filePath("p.dnas"), OpenProject::Mode::Existing);
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 1; }));
    EXPECT_TRUE(window->banner()->text().contains("read-only"));
    EXPECT_FALSE(actions()->newExperiment->isEnabled());
    EXPECT_FALSE(actions()->rename->isEnabled());
    EXPECT_FALSE(actions()->moveToBin->isEnabled());
}

TEST_F(MainWindowTest, AFileThatIsNoProjectLeavesTheWelcomePageAndSaysWhy) {
    QFile file(folder.filePath("text.dnas"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("hello");
    file.close();
    window->openProject(file.fileName(), OpenProject::Mode::Existing);
    ASSERT_TRUE(wait([&] { return window->banner()->text().contains("text.dnas"); }));
    EXPECT_EQ(window->project(), nullptr);
    EXPECT_EQ(window->log()->warnings(), 1);
}

TEST_F(MainWindowTest, RenamesInTheListAndUndoes) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1, 1));
    ASSERT_TRUE(waitIdle());
    QListView* list = window->experiments()->list();
    list->setFocus();
    actions()->rename->trigger();
    auto* editor = list->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "rena");
    window->project()->refresh(); // a list that arrives while one types must not undo the typing
    QTest::qWait(100);
    QTest::keyClicks(editor, "med");
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(wait([&] { return first().name == "renamed"; }));
    actions()->undo->trigger();
    ASSERT_TRUE(wait([&] { return first().name == "search"; }));
    actions()->redo->trigger();
    ASSERT_TRUE(wait([&] { return first().name == "renamed"; }));
}

TEST_F(MainWindowTest, ThrowsIntoTheBinAndTakesBack) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1, 1));
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(wait([&] { return actions()->moveToBin->isEnabled(); }));
    actions()->moveToBin->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 0; }));
    EXPECT_TRUE(window->page()->message().contains("No experiments"));
    actions()->showBin->trigger();
    ASSERT_TRUE(wait([&] { return actions()->restore->isEnabled(); }));
    actions()->restore->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 1; }));
}

TEST_F(MainWindowTest, ChoosingAnotherExperimentWhileOneRunsKeepsThemApart) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(3, 3));
    ASSERT_TRUE(waitIdle());
    const std::int64_t old = window->shownExperiment();
    ASSERT_TRUE(startSearch(1000, 4));
    const std::int64_t running = window->shownExperiment();
    ASSERT_NE(old, running);
    window->showExperiment(old);
    ASSERT_TRUE(wait([&] { return timeline()->count() == 3; }));
    QTest::qWait(100);
    EXPECT_EQ(timeline()->count(), 3);
    window->showExperiment(running);
    ASSERT_TRUE(wait([&] { return timeline()->count() > 4; }));
    for (int i = 0; i < timeline()->count(); ++i) EXPECT_EQ(timeline()->snapshots()[i]->epoch, i);
    actions()->stop->trigger();
    ASSERT_TRUE(waitIdle());
}

TEST_F(MainWindowTest, SeedsRunOneAfterAnother) {
    ASSERT_TRUE(openNew());
    RequestDraft draft;
    draft.set("epochs", "1");
    draft.seeds = {5, 6, 7};
    window->startExperiments(draft);
    ASSERT_TRUE(wait([&] { return runner->runs == 3; }));
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 3 && first().status == ExperimentStatus::Finished; }));
    EXPECT_EQ(first().seed, 7u);
}

TEST_F(MainWindowTest, AFailedRunIsReported) {
    runner->failure = "no memory left";
    ASSERT_TRUE(openNew());
    RequestDraft draft;
    window->startExperiments(draft);
    ASSERT_TRUE(wait([&] { return window->banner()->text().contains("no memory left"); }));
}

TEST_F(MainWindowTest, ADamagedLayoutGivesTheDefaultAndANotice) {
    settings::setLayout("rubbish", "more rubbish");
    makeWindow();
    EXPECT_TRUE(window->log()->toPlainText().contains("default"));
    ASSERT_TRUE(openNew());
    EXPECT_TRUE(window->findChild<QDockWidget*>("experimentsDock")->isVisible());
}

TEST_F(MainWindowTest, NoDamagedByteOfTheSettingsStopsTheProgram) {
    window->close();
    const auto stored = [] { return QSettings(QSettings::IniFormat, QSettings::UserScope, "dnas-studio", "dnas-studio"); };
    const QStringList keys{"window/geometry", "window/docks", "window/tableColumns"};
    QList<QByteArray> whole;
    for (const QString& key : keys) whole << stored().value(key).toByteArray();
    ASSERT_FALSE(whole[1].isEmpty());
    std::mt19937 random(5);
    const auto damaged = [&random](QByteArray bytes) {
        for (int hit = 0; hit < 3 && !bytes.isEmpty(); ++hit) bytes[static_cast<int>(random() % bytes.size())] = static_cast<char>(random());
        return bytes.left(1 + static_cast<int>(random() % std::max<std::size_t>(1, bytes.size())));
    };
    for (int round = 0; round < 25; ++round) {
        for (int i = 0; i < keys.size(); ++i) stored().setValue(keys[i], damaged(whole[i]));
        makeWindow();
        ASSERT_TRUE(window->isVisible()) << round;
        EXPECT_FALSE(window->grab().isNull()) << round;
        window.reset();
    }
    settings::setTableColumns({});
}

TEST_F(MainWindowTest, RestoreDefaultLayoutBringsClosedDocksBack) {
    ASSERT_TRUE(openNew());
    auto* dock = window->findChild<QDockWidget*>("experimentsDock");
    dock->hide();
    actions()->restoreLayout->trigger();
    EXPECT_TRUE(dock->isVisible());
}

TEST_F(MainWindowTest, WhatIfTogglesTheInspector) {
    auto* dock = window->findChild<QDockWidget*>("inspectorDock");
    EXPECT_FALSE(dock->isVisible()) << "the welcome page has the window to itself";
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(dock->isVisible());
    EXPECT_TRUE(actions()->whatIf->isChecked());
    actions()->whatIf->trigger();
    EXPECT_FALSE(dock->isVisible());
    dock->show();
    EXPECT_TRUE(actions()->whatIf->isChecked());
}

TEST_F(MainWindowTest, DocksAreRememberedBetweenTwoStarts) {
    ASSERT_TRUE(openNew());
    window->findChild<QDockWidget*>("inspectorDock")->hide();
    window->findChild<QDockWidget*>("logDock")->show();
    window->close();
    makeWindow();
    ASSERT_TRUE(openNew("other.dnas"));
    EXPECT_FALSE(window->findChild<QDockWidget*>("inspectorDock")->isVisible());
    EXPECT_TRUE(window->findChild<QDockWidget*>("logDock")->isVisible());
    EXPECT_TRUE(window->findChild<QDockWidget*>("experimentsDock")->isVisible());
}

TEST_F(MainWindowTest, ADroppedProjectIsOpened) {
    Project::open(folder.filePath("p.dnas").toStdString());
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(folder.filePath("p.dnas"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &drop);
    ASSERT_TRUE(wait([&] { return window->project() && window->project()->writer(); }));
    mime.setUrls({QUrl::fromLocalFile("/etc/hostname")});
    QDragEnterEvent other(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    other.setAccepted(false);
    QCoreApplication::sendEvent(window.get(), &other);
    EXPECT_FALSE(other.isAccepted());
}

TEST_F(MainWindowTest, EveryCommandHasATextAndNoTwoShareAShortcut) {
    QHash<QString, QString> seen;
    for (const QAction* action : window->actions()->findChildren<QAction*>()) {
        EXPECT_FALSE(action->text().isEmpty());
        for (const QKeySequence& keys : action->shortcuts()) {
            EXPECT_FALSE(seen.contains(keys.toString())) << keys.toString().toStdString() << ": " << action->text().toStdString() << " and "
                                                         << seen.value(keys.toString()).toStdString();
            seen.insert(keys.toString(), action->text());
        }
    }
}

TEST_F(MainWindowTest, ThemesCanBeChangedWhileARunIsShown) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(2, 2));
    actions()->themeDark->trigger();
    EXPECT_TRUE(tokens().dark);
    EXPECT_EQ(settings::theme(), ThemeChoice::Dark);
    actions()->themeLight->trigger();
    EXPECT_FALSE(tokens().dark);
    ASSERT_TRUE(waitIdle());
}

TEST(FrameMonitor, RecordsALongGap) {
    FrameMonitor monitor;
    EXPECT_EQ(monitor.frames(), 0);
    monitor.setActive(true);
    QTest::qWait(100);
    QTest::qSleep(80); // nobody serves the event loop
    QTest::qWait(50);
    EXPECT_GE(monitor.longestMs(), 80);
    EXPECT_GE(monitor.slowFrames(), 1);
    EXPECT_TRUE(monitor.summary().contains("ms"));
    monitor.reset();
    EXPECT_EQ(monitor.slowFrames(), 0);
}

} // namespace
} // namespace dnas
