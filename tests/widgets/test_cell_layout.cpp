#include "widgets/cell_layout.h"
#include "widgets/chip_placement.h"

#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

/// One intermediate node, as dot prints it.
const QByteArray kPlain = "graph 1 4 2\n"
                          "node in0 0.5 1.5 0.8 0.4 in0 solid box black lightgrey\n"
                          "node in1 0.5 0.5 0.8 0.4 in1 solid box black lightgrey\n"
                          "node n0 2 1 0.45 0.45 n0 solid circle black lightgrey\n"
                          "node out 3.5 1 0.8 0.4 out solid box black lightgrey\n"
                          "edge in0 n0 4 0.9 1.4 1.2 1.3 1.5 1.2 1.8 1.1 solid black\n"
                          "edge in1 n0 4 0.9 0.6 1.2 0.7 1.5 0.8 1.8 0.9 solid black\n"
                          "edge n0 out 4 2.2 1 2.5 1 2.8 1 3.1 1 solid black\n"
                          "stop\n";

} // namespace

TEST(CellLayout, ReadsWhatDotPrintsIntoTheUnitSquareWithYDownwards) {
    const auto placement = parsePlainLayout(kPlain, 1);
    ASSERT_TRUE(placement);
    ASSERT_EQ(placement->nodes.size(), 4);
    EXPECT_DOUBLE_EQ(placement->nodes[0].x(), 0.125);
    EXPECT_DOUBLE_EQ(placement->nodes[0].y(), 0.25);
    EXPECT_DOUBLE_EQ(placement->nodes[3].x(), 0.875);
    const auto& route = placement->routes.at({0, 2});
    EXPECT_EQ(route.front(), placement->nodes[0]);
    EXPECT_EQ(route.back(), placement->nodes[2]);
}

TEST(CellLayout, PutsTheFirstInputOnTopWhicheverWayDotTurnedTheDrawing) {
    QByteArray turned = kPlain;
    turned.replace("node in0 0.5 1.5", "node in0 0.5 0.2");
    const auto placement = parsePlainLayout(turned, 1);
    ASSERT_TRUE(placement);
    EXPECT_LT(placement->nodes[0].y(), placement->nodes[1].y());
}

TEST(CellLayout, RefusesOutputThatIsNotWhatTheFormatPromises) {
    const auto with = [](const char* before, const char* after) {
        QByteArray text = kPlain;
        EXPECT_TRUE(text.contains(before));
        return parsePlainLayout(text.replace(before, after), 1).has_value();
    };
    EXPECT_FALSE(with("stop\n", "")) << "cut off";
    EXPECT_FALSE(with("node n0", "node n7")) << "a node is missing";
    EXPECT_FALSE(with("graph 1 4 2", "graph 1 0 2")) << "no width";
    EXPECT_FALSE(with("graph 1 4 2", "graph 1 4 nan")) << "not finite";
    EXPECT_FALSE(with("edge in0 n0 4 0.9", "edge in0 n0 4000000 0.9")) << "too many points";
    EXPECT_FALSE(with("edge in0 n0 4 0.9", "edge in0 n0 5 0.9")) << "no Bezier curve";
    EXPECT_FALSE(with("1.2 1.3 1.5", "1.2 x 1.5")) << "no number";
    EXPECT_FALSE(with("edge n0 out", "edge n0 nowhere")) << "unknown node";
    EXPECT_FALSE(parsePlainLayout(QByteArray(3 << 20, ' '), 1)) << "too long";
    EXPECT_FALSE(parsePlainLayout("graph\nnode\nedge\n", 1)) << "too short lines";
}

TEST(CellLayout, TheBuiltInLayoutHasARouteForEveryCandidateEdge) {
    for (int nodes = 1; nodes <= 8; ++nodes) {
        const CellPlacement placement = layeredPlacement(nodes);
        ASSERT_EQ(placement.nodes.size(), nodes + 3);
        for (int to = 2; to < nodes + 2; ++to)
            for (int from = 0; from < to; ++from)
                EXPECT_EQ(placement.routes.count({from, to}), 1u) << from << " " << to;
        for (int a = 0; a < placement.nodes.size(); ++a)
            for (int b = 0; b < a; ++b)
                EXPECT_NE(placement.nodes[a], placement.nodes[b]);
    }
}

TEST(CellLayout, DotAnswersOnceForANumberOfNodes) {
    if (QStandardPaths::findExecutable(QStringLiteral("dot")).isEmpty()) GTEST_SKIP() << "needs the program dot";
    CellLayout layout;
    QSignalSpy answered(&layout, &CellLayout::placementChanged);
    const CellPlacement builtIn = layout.placement(4);
    EXPECT_EQ(builtIn.nodes, layeredPlacement(4).nodes);
    ASSERT_TRUE(answered.wait(5000));
    const CellPlacement dots = layout.placement(4);
    EXPECT_NE(dots.nodes, builtIn.nodes);
    EXPECT_EQ(layout.placement(4).nodes, dots.nodes);
    EXPECT_FALSE(answered.wait(100));
}

TEST(CellLayout, WithoutDotTheBuiltInLayoutStays) {
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "");
    CellLayout layout;
    QSignalSpy answered(&layout, &CellLayout::placementChanged);
    EXPECT_EQ(layout.placement(4).nodes, layeredPlacement(4).nodes);
    EXPECT_FALSE(answered.wait(150));
    EXPECT_EQ(layout.placement(4).nodes, layeredPlacement(4).nodes);
    qputenv("PATH", path);
}

TEST(ChipPlacement, ChipsOfCrossingLinesStandApartOnTheirOwnLines) {
    const QVector<ChipRequest> requests{
        {{{0, 0}, {200, 200}}, {50, 18}}, {{{0, 200}, {200, 0}}, {50, 18}}, {{{0, 100}, {200, 100}}, {50, 18}}};
    const QVector<QRectF> chips = placeChips(requests, {}, {-50, -50, 300, 300});
    for (int a = 0; a < 3; ++a) {
        ASSERT_FALSE(chips[a].isNull());
        for (int b = 0; b < a; ++b)
            EXPECT_FALSE(chips[a].intersects(chips[b]));
    }
    EXPECT_NEAR(chips[0].center().x(), chips[0].center().y(), 1e-6);
    EXPECT_NEAR(chips[2].center().y(), 100, 1e-6);
}

TEST(ChipPlacement, AChipWithoutAFreePlaceIsLeftOut) {
    const QVector<QRectF> chips =
        placeChips({{{{0, 0}, {40, 0}}, {50, 18}}}, {{-100, -100, 300, 300}}, {-50, -50, 300, 300});
    EXPECT_TRUE(chips[0].isNull());
}

TEST(ChipPlacement, ResamplingKeepsEndsAndSpacesEvenly) {
    const QVector<QPointF> points = resampled({{0, 0}, {1, 0}, {10, 0}}, 6);
    ASSERT_EQ(points.size(), 6);
    for (int i = 0; i < 6; ++i)
        EXPECT_NEAR(points[i].x(), 2.0 * i, 1e-9);
    EXPECT_EQ(resampled({}, 4).size(), 4);
    EXPECT_EQ(resampled({{3, 3}, {3, 3}}, 4).last(), QPointF(3, 3));
}
