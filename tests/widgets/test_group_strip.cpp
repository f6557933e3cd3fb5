#include "tests/widgets/fixture.h"
#include "tests/widgets/run_screen.h"
#include "widgets/cell_reading.h"
#include "widgets/group_strip.h"
#include "widgets/palette.h"

#include <QApplication>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// Cells of which only the edges in `taken` reach the threshold: one operation from the given inputs.
AlphaGroup cellTaking(int cell, const std::vector<int>& taken) {
    AlphaGroup group = driftingGroup("cell " + std::to_string(cell), 0.5, cell);
    std::fill(group.weights.begin(), group.weights.end(), 0.1);
    for (const int input : taken)
        group.weights[static_cast<std::size_t>(input) * group.columnCount() + 3] = 0.95; // rows 0, 1: inputs to node 0
    return group;
}

void fillCells(RunTimeline& timeline, const std::vector<std::vector<int>>& taken) {
    auto snapshot = std::make_shared<Snapshot>(*snapshotAt(4, 5, {}));
    snapshot->alpha.clear();
    for (std::size_t cell = 0; cell < taken.size(); ++cell)
        snapshot->alpha.push_back(cellTaking(static_cast<int>(cell), taken[cell]));
    timeline.setRun(manyCellsIdentity(static_cast<int>(taken.size())), {snapshot}, {});
}

/// How much of a picture is coloured.
int colouredPixels(const QImage& image) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).hsvSaturation() > 90;
    return count;
}

QImage inside(GroupStrip& strip, int group) {
    return strip.grab(strip.thumbnail(group).adjusted(12, 12, -4, -4).toRect()).toImage();
}

} // namespace

TEST(GroupStrip, IsThereForRunsWithIndividualCellsOnly) {
    RunTimeline timeline;
    CellStrip strip(&timeline);
    fillRun(timeline);
    EXPECT_TRUE(strip.isHidden());
    timeline.setRun(manyCellsIdentity(20), manyCells(3, 20), {});
    EXPECT_FALSE(strip.isHidden());
    timeline.clear();
    EXPECT_TRUE(strip.isHidden());
}

TEST(GroupStrip, ArrowKeysAndClicksChooseACellAndBringItIntoView) {
    RunTimeline timeline;
    timeline.setRun(manyCellsIdentity(20), manyCells(3, 20), {});
    CellStrip strip(&timeline);
    strip.resize(300, 46);
    QSignalSpy chosen(&strip, &GroupStrip::groupChosen);
    QTest::keyClick(&strip, Qt::Key_Right);
    EXPECT_EQ(chosen.last(), QVariantList{1});
    QTest::keyClick(&strip, Qt::Key_End);
    EXPECT_EQ(chosen.last(), QVariantList{19});
    EXPECT_TRUE(QRectF(strip.rect()).contains(strip.thumbnail(19)));
    QTest::keyClick(&strip, Qt::Key_Right);
    EXPECT_EQ(chosen.count(), 2);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.thumbnail(17).center().toPoint());
    EXPECT_EQ(strip.group(), 17);
    strip.setGroup(0);
    EXPECT_EQ(chosen.count(), 3) << "set from outside is not sent back";
    EXPECT_TRUE(QRectF(strip.rect()).contains(strip.thumbnail(0)));
}

TEST(GroupStrip, ACellThatNobodyTakesIsGreyAndSaysWhy) {
    RunTimeline timeline;
    fillCells(timeline, {{1}, {1}, {1}, {0}}); // cell 3 takes cell 1: cell 2 is left over
    CellStrip strip(&timeline);
    strip.resize(400, 46);
    strip.show();
    EXPECT_GT(colouredPixels(inside(strip, 1)), 10);
    EXPECT_EQ(colouredPixels(inside(strip, 2)), 0);
    EXPECT_EQ(strip.tipAt(strip.thumbnail(1).center()).count(QLatin1Char('\n')), 0);
    EXPECT_TRUE(strip.tipAt(strip.thumbnail(2).center()).contains(QStringLiteral("the last cell does not take")));
    fillCells(timeline, {{1}, {1}, {0}, {1}, {0}}); // cell 4 takes cell 2, cell 2 takes cell 0: 1 and 3 are left over
    EXPECT_TRUE(strip.tipAt(strip.thumbnail(1).center()).contains(QStringLiteral("Neither cell 2")));
    fillCells(timeline, {{1}, {}, {0}, {1}});
    EXPECT_TRUE(strip.tipAt(strip.thumbnail(1).center()).contains(QStringLiteral("no path")));
}

TEST(GroupStrip, TheChosenCellOfTheViewIsGreyToo) {
    RunTimeline timeline;
    fillCells(timeline, {{1}, {1}, {1}, {0}});
    CellView view(&timeline);
    view.resize(420, 320);
    const int legend = [&] { // colours of the legend alone
        view.setGroup(2);
        return colouredPixels(view.grab(QRect(0, 60, 420, 210)).toImage());
    }();
    view.setGroup(1);
    EXPECT_GT(colouredPixels(view.grab(QRect(0, 60, 420, 210)).toImage()), legend + 100);
    EXPECT_LT(legend, 20);
}

TEST(GroupStrip, AwkwardGroupsAreDrawnWithoutHarm) {
    RunTimeline timeline;
    CellStrip cells(&timeline);
    AlphaThumbnails alpha(&timeline);
    std::vector<SnapshotPtr> snapshots = manyCells(2, 6);
    auto broken = std::make_shared<Snapshot>(*snapshots[1]);
    broken->alpha[2].weights[5] = std::numeric_limits<double>::quiet_NaN();
    broken->alpha[3].raw.clear();
    broken->alpha[4] = AlphaGroup{"cell 4", {}, {}, {}, {}};
    timeline.setRun(manyCellsIdentity(6), {snapshots[0], broken}, {});
    alpha.setRaw(true);
    for (GroupStrip* strip : {static_cast<GroupStrip*>(&cells), static_cast<GroupStrip*>(&alpha)}) {
        strip->resize(300, 46);
        EXPECT_FALSE(strip->grab().isNull());
        EXPECT_NO_THROW(strip->tipAt({100, 20}));
    }
}

TEST(GroupStrip, IsSavedForLookingAt) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        RunTimeline timeline;
        RunScreen screen(&timeline);
        timeline.setRun(manyCellsIdentity(20), manyCells(40, 20), {});
        screen.show();
        screen.cell->setGroup(9);
        screen.alpha->setGroup(9);
        QTest::qWait(400);
        saveScreen(screen, theme == ThemeChoice::Dark ? QStringLiteral("cells_dark") : QStringLiteral("cells_light"));
    }
    applyTheme(*qApp, ThemeChoice::Light);
}
