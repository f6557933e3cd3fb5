// The views of a run side by side, saved as pictures for people to look at.
#include "tests/widgets/fixture.h"
#include "tests/widgets/run_screen.h"
#include "widgets/palette.h"

#include <QApplication>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

TEST(RunScreen, IsSavedForLookingAt) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        const QString suffix = theme == ThemeChoice::Dark ? QStringLiteral("_dark") : QStringLiteral("_light");
        RunTimeline timeline;
        RunScreen screen(&timeline);
        fillRun(timeline);
        StepProgress progress;
        progress.secondsLeft = 112;
        screen.header->setProgress(progress);
        screen.show();
        QTest::qWait(400); // dot answers
        screen.alpha->setFocus();
        QTest::keyClick(screen.alpha, Qt::Key_Down);
        QTest::qWait(50);
        saveScreen(screen, QStringLiteral("run") + suffix);
        timeline.setCurrentIndex(16); // some nodes have no operation yet
        QTest::qWait(50);
        saveScreen(screen, QStringLiteral("run_early") + suffix);
        timeline.setCurrentIndex(20);
        DiscretizeSpec rule = timeline.parseRule();
        rule.method = ParseMethod::Edge;
        rule.threshold = 0.75;
        timeline.setParseRule(rule);
        QTest::qWait(50);
        saveScreen(screen, QStringLiteral("run_what_if") + suffix);
        rule.method = ParseMethod::Complete;
        rule.threshold = 0.5;
        timeline.setParseRule(rule);
        QTest::qWait(50);
        saveScreen(screen, QStringLiteral("run_complete") + suffix);
        EXPECT_FALSE(screen.grab().isNull());
    }
    applyTheme(*qApp, ThemeChoice::Light);
}

TEST(RunScreen, LargeAndSmallCellsAreSavedForLookingAt) {
    AlphaGroup wide = driftingGroup("normal", 0.6, 2, operationNames(OperationSet::DartOpti));
    wide.rows.clear();
    wide.raw.clear();
    wide.weights.clear();
    for (int to = 2; to < 9; ++to)
        for (int from = 0; from < to; ++from) {
            wide.rows.push_back({"", from, to});
            for (std::size_t column = 0; column < wide.columnCount(); ++column) {
                wide.raw.push_back(4 * std::sin(2.1 * from + 1.3 * to * static_cast<double>(column + 1)));
                wide.weights.push_back(1 / (1 + std::exp(-wide.raw.back())));
            }
        }
    auto snapshot = std::make_shared<Snapshot>(*snapshotAt(3, 5, {}));
    snapshot->alpha = {wide, driftingGroup("reduce", 0.4, 1)};
    RunTimeline timeline;
    timeline.setRun(fairIdentity(), {snapshotAt(2, 5, {}), snapshot}, {});
    timeline.setParseRule({});
    CellView cell(&timeline);
    AlphaView alpha(&timeline);
    alpha.setRaw(true);
    cell.resize(620, 420);
    alpha.resize(420, 360);
    cell.show();
    alpha.show();
    QTest::qWait(400); // dot answers
    saveScreen(cell, QStringLiteral("cell_seven_nodes"));
    saveScreen(alpha, QStringLiteral("alpha_raw_twelve"));
    DiscretizeSpec rule;
    rule.method = ParseMethod::Edge;
    rule.threshold = 0.88;
    timeline.setParseRule(rule);
    cell.setGroup(1);
    alpha.setGroup(1);
    alpha.setRaw(false);
    cell.resize(280, 200);
    alpha.resize(260, 200);
    QTest::qWait(50);
    saveScreen(cell, QStringLiteral("cell_small"));
    saveScreen(alpha, QStringLiteral("alpha_small"));
    EXPECT_FALSE(cell.grab().isNull());
}
