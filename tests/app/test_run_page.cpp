#include "app/run_page.h"

#include "tests/app/fake_runner.h"
#include "tests/widgets/siamese_runs.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/chain_view.h"
#include "widgets/edge_view.h"
#include "widgets/feature_scatter.h"
#include "widgets/parse_table.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

namespace dnas {
namespace {

class RunPageTest : public testing::Test {
  protected:
    RunPageTest() {
        std::vector<SnapshotPtr> snapshots;
        for (int epoch = 0; epoch < 5; ++epoch) snapshots.push_back(fakeSnapshot(epoch, 5));
        RunIdentity identity;
        identity.request = makeRequest("fairdarts", Preset::Quick);
        page.timeline()->setRun(identity, snapshots, {});
        page.showRun();
        page.resize(900, 640);
        page.show();
    }

    RunPage page;
};

TEST_F(RunPageTest, AnEdgeChosenInOneViewIsChosenInAll) {
    QSignalSpy selected(&page, &RunPage::edgeSelected);
    page.parseTable()->setGroup(1);
    EXPECT_EQ(page.cellView()->group(), 1);
    EXPECT_EQ(page.alphaView()->group(), 1);
    QTest::keyClick(page.alphaView(), Qt::Key_End);
    const int last = page.alphaView()->selectedRow();
    ASSERT_EQ(selected.count(), 1);
    EXPECT_EQ(selected.last(), (QVariantList{1, last}));
    EXPECT_EQ(page.edgeView()->figureName(), QStringLiteral("edge-reduce-%1").arg(last));
    page.commands()[2]->trigger(); // the explained parse, seen only now
    auto* table = page.parseTable()->findChild<QTableView*>();
    ASSERT_TRUE(table->isVisible());
    table->setCurrentIndex(table->model()->index(0, 0));
    EXPECT_EQ(page.alphaView()->selectedRow(), 0);
    EXPECT_EQ(selected.count(), 2) << "one choice, one signal";
}

TEST_F(RunPageTest, RunsWithoutLabelsShowHeadsAndFeaturesAndOthersDoNot) {
    EXPECT_TRUE(page.cellView()->isVisible());
    EXPECT_FALSE(page.chainView()->isVisible());
    page.timeline()->setRun(test::siameseIdentity(), test::siameseSnapshots(3), {});
    EXPECT_FALSE(page.cellView()->isVisible());
    EXPECT_TRUE(page.chainView()->isVisible());
    EXPECT_TRUE(page.alphaView()->isVisible());
    EXPECT_TRUE(page.chainView()->remark().contains(QStringLiteral("simsiam")));
    EXPECT_GT(page.featureScatter()->figureCsv().count(QLatin1Char('\n')), 1);
    test::saveForReview(page, QSize(1280, 720), QStringLiteral("siamese_page"));
    page.timeline()->setRun({}, {fakeSnapshot(0, 1)}, {});
    EXPECT_TRUE(page.cellView()->isVisible());
    EXPECT_FALSE(page.chainView()->isVisible());
}

TEST_F(RunPageTest, CommandsShowTheViewsBehindTabsEvenWhenAnotherPanelIsMaximised) {
    EXPECT_FALSE(page.edgeView()->isVisible());
    page.commands()[1]->trigger();
    EXPECT_TRUE(page.edgeView()->isVisible());
    EXPECT_FALSE(page.parseTable()->isVisible());
    for (const QAction* command : page.commands()) EXPECT_FALSE(command->shortcut().isEmpty());
}

TEST_F(RunPageTest, FitsIntoASmallScreen) {
    // What docks and bars leave of 1280 x 720.
    EXPECT_LE(page.minimumSizeHint().width(), 740);
    EXPECT_LE(page.minimumSizeHint().height(), 560);
}

} // namespace
} // namespace dnas
