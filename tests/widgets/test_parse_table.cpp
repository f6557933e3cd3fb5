#include "tests/widgets/fixture.h"
#include "widgets/palette.h"
#include "widgets/parse_table.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

enum Column { kEdge, kOperation, kWeight, kMargin, kVerdict };

class ParseTableTest : public testing::Test {
  protected:
    ParseTableTest() : table(&timeline), view(*table.findChild<QTableView*>()) {
        fillRun(timeline);
        table.resize(520, 360);
        table.show();
    }

    QString text(int row, int column) const { return view.model()->index(row, column).data().toString(); }
    int rows() const { return view.model()->rowCount(); }
    const AlphaGroup& cell() const { return timeline.current()->alpha[0]; }

    int kept() const {
        int count = 0;
        for (const ParseReason& reason : explainParse(cell(), timeline.parseRule()))
            count += reason.verdict == ParseVerdict::Kept;
        return count;
    }

    RunTimeline timeline;
    ParseTable table;
    QTableView& view;
};

} // namespace

TEST_F(ParseTableTest, HasARowForEveryOperationOfEveryEdge) {
    ASSERT_EQ(rows(), 14 * 7);
    const std::vector<ParseReason> reasons = explainParse(cell(), timeline.parseRule());
    for (int row : {0, 9, 97}) {
        const ParseReason& reason = reasons[static_cast<std::size_t>(row)];
        EXPECT_EQ(text(row, kWeight), QString::number(reason.weight, 'f', 3));
        EXPECT_EQ(text(row, kVerdict) == QStringLiteral("kept"), reason.verdict == ParseVerdict::Kept);
    }
}

TEST_F(ParseTableTest, FollowsTheWhatIfRuleAndTheEpoch) {
    DiscretizeSpec rule = timeline.parseRule();
    rule.method = ParseMethod::Complete;
    rule.threshold = 0.5;
    timeline.setParseRule(rule);
    table.setKeptOnly(true);
    EXPECT_EQ(rows(), kept());
    timeline.setCurrentIndex(0); // every weight is one half
    EXPECT_EQ(rows(), 98);
    EXPECT_EQ(table.remark(), QStringLiteral("98 of 98 kept"));
}

TEST_F(ParseTableTest, IsSortedByWeightAndBack) {
    view.sortByColumn(kWeight, Qt::DescendingOrder);
    for (int row = 1; row < rows(); ++row)
        EXPECT_GE(text(row - 1, kWeight).toDouble(), text(row, kWeight).toDouble());
    view.sortByColumn(-1, Qt::AscendingOrder);
    EXPECT_EQ(text(0, kWeight), QString::number(cell().weight(0, 0), 'f', 3));
}

TEST_F(ParseTableTest, AChosenRowSelectsItsEdgeAndAnEdgeFromElsewhereItsRow) {
    QSignalSpy selected(&table, &ParseTable::edgeSelected);
    view.setCurrentIndex(view.model()->index(3 * 7 + 2, 0));
    ASSERT_EQ(selected.count(), 1);
    EXPECT_EQ(selected.last(), (QVariantList{0, 3}));
    table.highlightEdge(0, 8);
    EXPECT_EQ(selected.count(), 1) << "what comes from elsewhere is not sent back";
    EXPECT_EQ(view.currentIndex().row() / 7, 8);
    QSignalSpy groups(&table, &ParseTable::groupChanged);
    table.highlightEdge(1, 2);
    EXPECT_EQ(groups.count(), 1);
    EXPECT_EQ(view.currentIndex().row() / 7, 2);
}

TEST_F(ParseTableTest, AnEdgeChosenWhileItIsHiddenIsThereWhenItIsShown) {
    table.hide();
    timeline.setCurrentIndex(20);
    table.highlightEdge(1, 6);
    QSignalSpy selected(&table, &ParseTable::edgeSelected);
    table.show();
    view.setFocus();
    EXPECT_EQ(view.currentIndex().row() / 7, 6);
    EXPECT_EQ(selected.count(), 0) << "being shown and focused chooses nothing";
}

TEST_F(ParseTableTest, TheCurrentRowStaysWhileOneScrubs) {
    view.setCurrentIndex(view.model()->index(40, 0));
    QSignalSpy selected(&table, &ParseTable::edgeSelected);
    for (int epoch : {30, 12, 3})
        timeline.setCurrentIndex(epoch);
    EXPECT_EQ(view.currentIndex().row(), 40);
    EXPECT_EQ(selected.count(), 0);
}

TEST_F(ParseTableTest, IsCopiedAsItIsShown) {
    table.setKeptOnly(true);
    const QStringList lines = table.tsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    EXPECT_EQ(lines.size(), kept() + 1);
    EXPECT_EQ(lines[0].split(QLatin1Char('\t')).size(), 7);
    EXPECT_TRUE(lines[1].endsWith(QStringLiteral("\tkept")));
    table.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&table));
    view.setFocus();
    view.selectRow(1);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), lines[0] + QLatin1Char('\n') + lines[2] + QLatin1Char('\n'));
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), table.tsv());
}

TEST_F(ParseTableTest, CsvTellsEveryVerdictByItsStableWord) {
    DiscretizeSpec rule;
    rule.method = ParseMethod::Sparse;
    rule.threshold = 0.9;
    rule.skipCap = 0;
    timeline.setParseRule(rule);
    const QString csv = table.figureCsv();
    for (const ParseReason& reason : explainParse(cell(), rule))
        EXPECT_TRUE(csv.contains(QLatin1Char(',') + QString::fromLatin1(name(reason.verdict)) + QLatin1Char('\n')));
    EXPECT_EQ(csv.count(QLatin1Char('\n')), 99);
    EXPECT_EQ(table.figureName(), QStringLiteral("parse-normal"));
}

TEST_F(ParseTableTest, AwkwardRunsSayWhyThereIsNothing) {
    fillNanRun(timeline);
    EXPECT_FALSE(view.isVisible());
    EXPECT_EQ(table.tsv(), QString());
    fillEmptyGroups(timeline);
    EXPECT_FALSE(view.isVisible());
    timeline.clear();
    EXPECT_FALSE(view.isVisible());
    QTemporaryDir folder;
    EXPECT_EQ(exportFigure(table, timeline, folder.filePath(QStringLiteral("p.svg"))), QString());
    fillRun(timeline, 1, 1);
    EXPECT_TRUE(view.isVisible());
}

TEST_F(ParseTableTest, IsSavedForLookingAt) {
    QTemporaryDir folder;
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        table.highlightEdge(0, 4);
        saveScreen(table, theme == ThemeChoice::Dark ? QStringLiteral("parse_dark") : QStringLiteral("parse_light"));
    }
    applyTheme(*qApp, ThemeChoice::Light);
    for (const char* ending : {"png", "svg"})
        EXPECT_EQ(exportFigure(table, timeline,
                               QStringLiteral(DNAS_BINARY_DIR "/screens/figure_parse.%1").arg(QLatin1String(ending))),
                  QString());
}
