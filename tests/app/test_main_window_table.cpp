// All runs, comparing, and what comes from outside, through the real window.
#include "app/banner.h"
#include "app/baseline_panel.h"
#include "app/compare_page.h"
#include "app/experiment_panel.h"
#include "app/genotype_dialog.h"
#include "app/genotype_panel.h"
#include "app/queue_panel.h"
#include "app/run_table_page.h"
#include "app/shortcut_dialog.h"
#include "engine/api/genotype_text.h"
#include "tests/app/window_fixture.h"
#include "widgets/architecture_diff.h"
#include "widgets/curves_view.h"
#include "widgets/distance_heatmap.h"
#include "widgets/baseline_view.h"

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QHeaderView>
#include <QInputDialog>
#include <QCheckBox>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTimer>
#include <QTreeView>
#include <QTreeWidget>

#include <cmath>

namespace dnas {
namespace {

constexpr const char* kGenotype = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=range(2, 3), "
                                  "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=range(2, 3))";

class WindowTableTest : public MainWindowTest {
  protected:
    /// Runs of these seeds, two epochs each, in the open project; the table shows them.
    bool makeRuns(std::vector<std::uint64_t> seeds) {
        RequestDraft draft;
        draft.name = "search";
        draft.set("epochs", "2");
        draft.seeds = std::move(seeds);
        const int wanted = runner->runs + static_cast<int>(draft.seeds.size());
        window->startExperiments(draft);
        if (!wait([&] { return runner->runs == wanted && !window->controller()->busy(); })) return false;
        return wait([&] { return first().status == ExperimentStatus::Finished; });
    }

    bool showTable(int lines) {
        actions()->showRuns->trigger();
        return wait([&] { return table()->filter()->rowCount() == lines && window->shownPage() == table(); });
    }

    void drop(const QString& path) {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.get(), &enter);
        EXPECT_TRUE(enter.isAccepted());
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.get(), &event);
    }

    QString write(const QString& name, const QByteArray& text) {
        QFile file(folder.filePath(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return file.fileName();
    }

    RunTablePage* table() { return window->runTable(); }
    QTreeView* tree() { return table()->table(); }
};

TEST_F(WindowTableTest, SeedsAreGroupedAndTheirConsensusCanBeCopied) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2, 3}));
    auto* inspector = window->findChild<QDockWidget*>("inspectorDock");
    ASSERT_TRUE(inspector->isVisible());
    ASSERT_TRUE(showTable(1));
    EXPECT_FALSE(inspector->isVisible()) << "it belongs to the page of one run";
    tree()->setCurrentIndex(table()->filter()->index(0, 0));
    EXPECT_TRUE(table()->currentIsGroup());
    EXPECT_FALSE(actions()->rename->isEnabled());
    EXPECT_NO_THROW(parseGenotype(table()->consensusText().toStdString()));
    const auto buttons = table()->findChildren<QPushButton*>();
    const auto copy = std::find_if(buttons.begin(), buttons.end(), [](QPushButton* b) { return b->text().contains("onsensus"); });
    ASSERT_NE(copy, buttons.end());
    EXPECT_TRUE((*copy)->isVisible());
    (*copy)->click();
    EXPECT_EQ(QApplication::clipboard()->text(), table()->consensusText());
    actions()->showRuns->trigger();
    EXPECT_EQ(window->shownPage(), window->page());
    EXPECT_TRUE(inspector->isVisible());
}

TEST_F(WindowTableTest, EnterOpensTheRunUnderTheCursor) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2}));
    ASSERT_TRUE(showTable(1));
    const QModelIndex member = table()->filter()->index(1, 0, table()->filter()->index(0, 0));
    tree()->setCurrentIndex(member);
    const std::int64_t id = window->shownExperiment();
    QTest::keyClick(tree(), Qt::Key_Return);
    EXPECT_EQ(window->shownPage(), window->page());
    ASSERT_TRUE(wait([&] { return timeline()->count() == 2; }));
    EXPECT_EQ(timeline()->identity().experiment, id);
}

TEST_F(WindowTableTest, TagsAndNotesAreEditedInPlaceAndUndone) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1}));
    ASSERT_TRUE(showTable(1));
    tree()->setCurrentIndex(table()->filter()->index(0, 0));
    actions()->editTags->trigger();
    auto* editor = tree()->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, "good, fast");
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(wait([&] { return first().tags.size() == 2; }));
    ASSERT_TRUE(wait([&] { return table()->filter()->index(0, RunTableModel::Tags).data().toString() == "good, fast"; }));
    actions()->undo->trigger();
    ASSERT_TRUE(wait([&] { return first().tags.empty(); }));
    table()->model()->setData(table()->model()->index(0, RunTableModel::Notes), "look", Qt::EditRole);
    ASSERT_TRUE(wait([&] { return first().notes == "look"; }));
}

TEST_F(WindowTableTest, AllChosenRunsGoToTheBinAndComeBackTogether) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2, 3}));
    ASSERT_TRUE(showTable(1));
    tree()->setCurrentIndex(table()->filter()->index(0, 0)); // the line of all three
    actions()->moveToBin->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 0; }));
    actions()->showBin->trigger();
    ASSERT_TRUE(wait([&] { return table()->filter()->rowCount() == 1; })) << "the table follows the bin";
    actions()->undo->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 3; }));
}

TEST_F(WindowTableTest, TwoRunsAreComparedFromTheTable) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2}));
    ASSERT_TRUE(showTable(1));
    EXPECT_FALSE(actions()->compare->isEnabled());
    tree()->selectAll();
    ASSERT_TRUE(actions()->compare->isEnabled());
    actions()->compare->trigger();
    ComparePage* page = window->comparePage();
    ASSERT_TRUE(wait([&] { return window->shownPage() == page; }));
    EXPECT_EQ(page->runCount(), 2);
    ASSERT_EQ(page->options()->rowCount(), 1);
    EXPECT_EQ(page->options()->item(0, 0)->text(), "Seed");
    EXPECT_EQ(page->architecture()->difference().equal, 4);
    EXPECT_EQ(page->changes()->count(), 0);
    // A line a pair under the head: of two runs, of two runs and five published architectures.
    EXPECT_EQ(page->distances()->figureCsv().count('\n'), 1 + 2 * 2);
    QTest::qWait(60);
    page->epochSlider()->setValue(1); // and the chart's cursor with it
    EXPECT_EQ(page->curves()->furtherRuns().front()->currentIndex(), 0);
    page->epochSlider()->setValue(page->epochSlider()->maximum());
    page->withPublished()->setChecked(true);
    EXPECT_EQ(page->distances()->figureCsv().count('\n'), 1 + 7 * 7);
    window->closeProject();
    EXPECT_EQ(page->runCount(), 0);
}

TEST_F(WindowTableTest, RunsAreComparedFromTheList) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2}));
    window->experiments()->list()->selectAll();
    EXPECT_EQ(window->experiments()->selectedAll().size(), 2u);
    window->project()->refresh(); // news of the list leave the selection
    QTest::qWait(100);
    EXPECT_EQ(window->experiments()->selectedAll().size(), 2u);
    actions()->compare->trigger();
    ASSERT_TRUE(wait([&] { return window->comparePage()->runCount() == 2; }));
}

TEST_F(WindowTableTest, AWrongConditionIsMarkedAndChangesNothing) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1}));
    ASSERT_TRUE(showTable(1));
    const auto fields = table()->findChildren<QLineEdit*>();
    const auto metrics = std::find_if(fields.begin(), fields.end(), [](QLineEdit* f) { return f->placeholderText().contains("top1"); });
    ASSERT_NE(metrics, fields.end());
    (*metrics)->setText("top1 > 0.9");
    EXPECT_EQ(table()->filter()->rowCount(), 0);
    (*metrics)->setText("top1 >");
    EXPECT_TRUE((*metrics)->property("invalid").toBool());
    EXPECT_TRUE((*metrics)->toolTip().contains("a number"));
    (*metrics)->setText("entropi > 1");
    EXPECT_TRUE((*metrics)->toolTip().contains("entropi"));
    (*metrics)->clear();
    EXPECT_FALSE((*metrics)->property("invalid").toBool());
    EXPECT_EQ(table()->filter()->rowCount(), 1);
}

TEST_F(WindowTableTest, ADroppedLogBecomesARunThatUndoMovesToTheBin) {
    ASSERT_TRUE(openNew());
    drop(write("search.log", QByteArray(kGenotype) + "\n" + kGenotype + "\n"));
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 1; }));
    ASSERT_TRUE(wait([&] { return timeline()->count() == 2; }));
    EXPECT_EQ(first().method, "imported");
    EXPECT_EQ(first().status, ExperimentStatus::Finished);
    EXPECT_FALSE(actions()->repeatExperiment->isEnabled()) << "no method of the catalogue";
    EXPECT_FALSE(actions()->resumeExperiment->isEnabled());
    actions()->undo->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 0; }));
    actions()->redo->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 1; }));
}

TEST_F(WindowTableTest, ADroppedGenotypeIsShownWithItsSize) {
    drop(write("best.txt", kGenotype)); // no project is open
    GenotypeDialog* dialog = nullptr;
    ASSERT_TRUE(wait([&] { return (dialog = window->findChild<GenotypeDialog*>()) != nullptr; }));
    EXPECT_TRUE(dialog->panel()->facts().contains("parameters")) << dialog->panel()->facts().toStdString();
    EXPECT_TRUE(dialog->panel()->problem().isEmpty());
    dialog->panel()->editor()->setPlainText("Genotype(normal=[('conv', 0)])");
    EXPECT_TRUE(dialog->panel()->problem().contains("unknown operation 'conv'"));
    EXPECT_TRUE(dialog->panel()->facts().isEmpty());
    dialog->panel()->editor()->setPlainText("Genotype(encoder=[['linear_relu']])");
    EXPECT_TRUE(dialog->panel()->facts().contains("no cell network"));
    dialog->panel()->editor()->clear();
    EXPECT_TRUE(dialog->panel()->problem().isEmpty());
    dialog->close();
}

TEST_F(WindowTableTest, ADroppedTextWithoutAGenotypeIsRefusedByName) {
    drop(write("letter.txt", "dear reader"));
    ASSERT_TRUE(wait([&] { return window->banner()->text().contains("letter.txt"); }));
    EXPECT_TRUE(window->banner()->text().contains("Genotype"));
}

TEST_F(WindowTableTest, RandomGenotypesAreDrawnBesideTheFoundOne) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1}));
    ASSERT_TRUE(wait([&] { return actions()->baseline->isEnabled(); }));
    QTimer::singleShot(0, [] {
        auto* question = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(question, nullptr);
        question->setIntValue(30);
        question->accept();
    });
    actions()->baseline->trigger();
    ASSERT_TRUE(wait([&] { return window->model()->rowCount() == 2; }));
    EXPECT_EQ(first().method, "random");
    BaselineView* view = window->baselinePanel()->view();
    ASSERT_TRUE(wait([&] { return view->strips().size() == 3; }));
    EXPECT_EQ(view->strips()[0].random.size(), 30u);
    EXPECT_TRUE(std::isfinite(view->strips()[2].found));
    EXPECT_NE(first().id, window->shownExperiment()) << "the found one stays on view";
}

TEST_F(WindowTableTest, TheQueueIsReorderedInItsDock) {
    runner->stepMs = 20;
    ASSERT_TRUE(openNew());
    RequestDraft draft;
    draft.name = "search";
    draft.set("epochs", "1000");
    draft.seeds = {1, 2, 3, 4};
    window->startExperiments(draft);
    ASSERT_TRUE(wait([&] { return window->queuePanel()->list()->count() == 3; }));
    auto* dock = window->findChild<QDockWidget*>("queueDock");
    dock->show();
    dock->raise();
    QListWidget* list = window->queuePanel()->list();
    const std::int64_t firstWaiting = window->controller()->queue().front();
    list->setCurrentRow(0);
    const auto buttons = window->queuePanel()->findChildren<QPushButton*>();
    const auto later = std::find_if(buttons.begin(), buttons.end(), [](QPushButton* b) { return b->text() == "Later"; });
    ASSERT_NE(later, buttons.end());
    (*later)->click();
    EXPECT_EQ(window->controller()->queue()[1], firstWaiting);
    EXPECT_EQ(list->currentRow(), 1) << "it stays chosen";
    list->model()->moveRow({}, 1, {}, 3); // as a drag to the end does
    ASSERT_TRUE(wait([&] { return window->controller()->queue().back() == firstWaiting; }));
    list->setFocus();
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Delete);
    ASSERT_TRUE(wait([&] { return list->count() == 2; }));
    EXPECT_EQ(window->model()->rowCount(), 4) << "nothing went to the bin";
    window->controller()->holdQueue(true);
    actions()->stop->trigger();
    ASSERT_TRUE(waitIdle());
}

TEST_F(WindowTableTest, TableAndComparisonFitASmallScreen) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(makeRuns({1, 2}));
    window->resize(1280, 720);
    EXPECT_LE(window->centralWidget()->minimumSizeHint().width(), window->page()->minimumSizeHint().width()) << "a page that is not seen keeps it wide";
    ASSERT_TRUE(showTable(1));
    EXPECT_LE(window->minimumSizeHint().width(), 1280);
    EXPECT_LE(table()->minimumSizeHint().width(), 1280 - 200);
    EXPECT_LE(window->comparePage()->minimumSizeHint().width(), 1280 - 200);
    EXPECT_LE(window->comparePage()->minimumSizeHint().height(), 720 - 110);
}

TEST_F(MainWindowTest, TheShortcutListNamesEveryShortcutAndFilters) {
    actions()->shortcuts->trigger();
    auto* dialog = window->findChild<ShortcutDialog*>();
    ASSERT_NE(dialog, nullptr);
    QString all;
    for (int row = 0; row < dialog->list()->topLevelItemCount(); ++row) all += dialog->list()->topLevelItem(row)->text(1) + "\n";
    for (const QAction* action : window->actions()->findChildren<QAction*>())
        for (const QKeySequence& keys : action->shortcuts()) EXPECT_TRUE(all.contains(keys.toString(QKeySequence::NativeText))) << action->text().toStdString();
    dialog->findChild<QLineEdit*>()->setText("compare");
    int shown = 0;
    for (int row = 0; row < dialog->list()->topLevelItemCount(); ++row) shown += !dialog->list()->topLevelItem(row)->isHidden();
    EXPECT_EQ(shown, 1);
    dialog->close();
}

} // namespace
} // namespace dnas
