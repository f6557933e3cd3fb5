#include "tests/widgets/fixture.h"
#include "widgets/alpha_strip.h"
#include "widgets/alpha_view.h"
#include "widgets/palette.h"

#include <QComboBox>
#include <QPainter>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

QVector<QStringList> csvRows(const AlphaView& view) {
    QVector<QStringList> rows;
    for (const QString& line : view.figureCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts).mid(1))
        rows << line.split(QLatin1Char(','));
    return rows;
}

} // namespace

TEST(AlphaView, WhatIsOutlinedIsWhatTheParseTakes) {
    RunTimeline timeline;
    fillRun(timeline);
    AlphaView view(&timeline);
    DiscretizeSpec rule;
    for (ParseMethod method : {ParseMethod::Darts, ParseMethod::Sparse, ParseMethod::Edge, ParseMethod::Complete}) {
        rule.method = method;
        rule.threshold = 0.7;
        timeline.setParseRule(rule);
        for (int group : {0, 1}) {
            view.setGroup(group);
            std::vector<GenotypeEdge> taken =
                                          parseCell(timeline.current()->alpha[static_cast<std::size_t>(group)], rule)
                                              .edges,
                                      outlined;
            for (const QStringList& row : csvRows(view))
                if (row[7] == QLatin1String("1"))
                    outlined.push_back({row[4].toStdString(), row[3].toInt(), row[2].toInt()});
            const auto order = [](const GenotypeEdge& a, const GenotypeEdge& b) {
                return std::tie(a.to, a.from, a.operation) < std::tie(b.to, b.from, b.operation);
            };
            std::sort(taken.begin(), taken.end(), order);
            std::sort(outlined.begin(), outlined.end(), order);
            EXPECT_EQ(outlined, taken);
        }
    }
}

TEST(AlphaView, OnlyWhatTheParseTakesIsPaintedWithAnOutline) {
    RunTimeline timeline;
    fillRun(timeline);
    AlphaView view(&timeline);
    view.resize(420, 360);
    const QImage outlined = view.grab().toImage();
    const AlphaGroup& group = timeline.current()->alpha[0];
    const AlphaGeometry geometry(group, view.size());
    QImage plain(outlined.size(), outlined.format());
    plain.fill(tokens().panel);
    QPainter painter(&plain);
    paintAlphaStrip(painter, {&group, false, -1, {}}, geometry);
    painter.end();
    for (const ParseReason& reason : explainParse(group, timeline.parseRule())) {
        const QRect inside = geometry.entry(reason.row, reason.column).adjusted(2, 2, -2, -2).toRect();
        EXPECT_EQ(outlined.copy(inside) != plain.copy(inside), reason.verdict == ParseVerdict::Kept)
            << reason.row << " " << reason.column;
    }
}

TEST(AlphaView, ArrowKeysMoveTheSelectionAndTheGroup) {
    RunTimeline timeline;
    fillRun(timeline);
    AlphaView view(&timeline);
    QSignalSpy selected(&view, &AlphaView::edgeSelected), groups(&view, &AlphaView::groupChanged);
    QTest::keyClick(&view, Qt::Key_Down);
    EXPECT_EQ(view.selectedRow(), 0);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Up);
    EXPECT_EQ(view.selectedRow(), 1);
    QTest::keyClick(&view, Qt::Key_End);
    QTest::keyClick(&view, Qt::Key_Down);
    EXPECT_EQ(view.selectedRow(), 13);
    EXPECT_EQ(selected.last(), (QVariantList{0, 13}));
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_EQ(view.group(), 1);
    EXPECT_EQ(groups.count(), 1);
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_EQ(view.group(), 1);
}

TEST(AlphaView, AClickSelectsTheRowUnderIt) {
    RunTimeline timeline;
    fillRun(timeline);
    AlphaView view(&timeline);
    view.resize(420, 360);
    const AlphaGeometry geometry(timeline.current()->alpha[0], view.size());
    QTest::mouseClick(&view, Qt::LeftButton, {}, geometry.entry(5, 2).center().toPoint());
    EXPECT_EQ(view.selectedRow(), 5);
    QTest::mouseClick(&view, Qt::LeftButton, {}, geometry.rowLabel(9).center().toPoint());
    EXPECT_EQ(view.selectedRow(), 9);
}

TEST(AlphaView, ColumnsMayDifferBetweenEpochs) {
    RunTimeline timeline;
    fillRun(timeline, 10, 2);
    AlphaView view(&timeline);
    view.resize(420, 360);
    auto next = std::make_shared<Snapshot>(*timeline.current());
    next->epoch = 2;
    next->alpha = {driftingGroup("normal", 0.5, 1, {"skip_connect", "sep_conv_3x3"})};
    timeline.append(next);
    EXPECT_EQ(csvRows(view).size(), 28);
    EXPECT_FALSE(view.grab().isNull());
    timeline.setCurrentIndex(0);
    EXPECT_EQ(csvRows(view).size(), 98);
}

TEST(AlphaRange, OfAlphaIsSymmetricAndOfWeightsIsZeroToOne) {
    AlphaGroup group = driftingGroup("normal", 1, 0);
    group.raw[3] = -9;
    group.raw[4] = std::numeric_limits<double>::infinity();
    EXPECT_EQ(alphaRange(group, true).low, -9);
    EXPECT_EQ(alphaRange(group, true).high, 9);
    EXPECT_EQ(alphaRange(group, true).unit(0), 0.5);
    EXPECT_EQ(alphaRange(group, false).low, 0);
    EXPECT_EQ(alphaRange(group, false).high, 1);
    std::fill(group.raw.begin(), group.raw.end(), 0.0);
    EXPECT_EQ(alphaRange(group, true).unit(0), 0.5) << "alpha that starts at zero";
}

TEST(AlphaRange, ColoursOfAlphaDivergeFromTheGroundAtZero) {
    const AlphaGroup group = driftingGroup("normal", 1, 0);
    const AlphaRange range = alphaRange(group, true);
    EXPECT_LT(range.color(0).hsvSaturation(), 30);
    EXPECT_GT(range.color(range.high).blue(), range.color(range.high).red());
    EXPECT_GT(range.color(range.low).red(), range.color(range.low).blue());
    EXPECT_EQ(alphaRange(group, false).color(0.3), heatColor(0.3));
}

TEST(AlphaView, EdgesAreNamedAsPeopleNameThem) {
    EXPECT_EQ(edgeLabel({"0 -> 2", 0, 2}), QStringLiteral("input k\u22122 \u2192 0"));
    EXPECT_EQ(edgeLabel({"1 -> 3", 1, 3}), QStringLiteral("input k\u22121 \u2192 1"));
    EXPECT_EQ(edgeLabel({"3 -> 5", 3, 5}), QStringLiteral("node 1 \u2192 3"));
    EXPECT_EQ(edgeLabel({"block 7", -1, -1}), QStringLiteral("block 7"));
}

TEST(AlphaView, MoreThanThreeGroupsAreChosenFromAList) {
    RunTimeline timeline;
    fillRun(timeline);
    AlphaView view(&timeline);
    std::unique_ptr<QWidget> controls(view.controls());
    auto* list = controls->findChild<QComboBox*>();
    ASSERT_TRUE(list);
    EXPECT_TRUE(list->isHidden());
    auto next = std::make_shared<Snapshot>(*timeline.current());
    next->epoch += 1;
    next->alpha.clear();
    for (int cell = 0; cell < 8; ++cell)
        next->alpha.push_back(driftingGroup("cell " + std::to_string(cell), 0.5, cell));
    timeline.append(next);
    EXPECT_FALSE(list->isHidden());
    ASSERT_EQ(list->count(), 8);
    list->setCurrentIndex(5);
    EXPECT_EQ(view.group(), 5);
    EXPECT_EQ(view.figureName(), QStringLiteral("alpha-5"));
}

TEST(AlphaView, EmptyAndMissingNumbersAreDrawnWithoutHarm) {
    RunTimeline timeline;
    AlphaView view(&timeline);
    view.resize(260, 200);
    QTest::keyClick(&view, Qt::Key_Down);
    EXPECT_FALSE(view.grab().isNull());
    for (bool raw : {false, true}) {
        view.setRaw(raw);
        fillNanRun(timeline);
        view.setSelectedRow(99);
        EXPECT_FALSE(view.grab().isNull());
        EXPECT_FALSE(view.figureCsv().contains(QStringLiteral(",1\n"))) << "the parse takes nothing that is no number";
        fillEmptyGroups(timeline);
        EXPECT_FALSE(view.grab().isNull());
    }
}
