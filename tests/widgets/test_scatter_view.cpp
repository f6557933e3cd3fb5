#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/chart.h"
#include "widgets/scatter_items.h"
#include "widgets/scatter_view.h"

#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

const ScatterAxes kAxes{"parameters", "accuracy", false, "pareto", "Accuracy and size"};

ScatterPoint pointOf(const QString& name, double x, double y, std::int64_t id, const QString& group = {}) {
    return {name, x, y, group, id};
}

QVector<ScatterPoint> networks() {
    const double nan = std::nan("");
    return {pointOf("DARTS_V2", 3.35e6, 0.9724, 1, "found"),
            pointOf("FairDARTS_b", 3.88e6, 0.9731, 2, "found"),
            pointOf("ResNet-18", 11.2e6, 0.951, 3, "handcrafted"),
            pointOf("ResNet-50", 23.5e6, 0.953, 4, "handcrafted"),
            pointOf("MobileNetV2", 2.24e6, 0.944, 5, "handcrafted"),
            pointOf("random 1", 3.3e6, 0.967, 6, "random"),
            pointOf("random 2", 3.1e6, 0.9652, 7, "random"),
            pointOf("random 3", 3.6e6, 0.9685, 8, "random"),
            pointOf("not trained", 4e6, nan, 9, "found"),
            pointOf("Xception", 22.8e6, 0.9741, 10, "handcrafted")};
}

void showNow(ScatterView& view) {
    view.resize(640, 420);
    view.show();
    QTest::qWait(80);
}

QPoint placeOf(const ScatterView& view, double x, double y) {
    const auto* chart = view.findChild<Chart*>();
    return {static_cast<int>(chart->xAxis->coordToPixel(x)), static_cast<int>(chart->yAxis->coordToPixel(y))};
}

} // namespace

TEST(ParetoFront, HoldsWhatNothingElseBeatsInBoth) {
    const QVector<ScatterPoint> points{pointOf("", 1, 1, 0), pointOf("", 2, 3, 1), pointOf("", 3, 2, 2),
                                       pointOf("", 2, 2, 3), pointOf("", 4, 3, 4), pointOf("", 5, 4, 5)};
    EXPECT_EQ(paretoFront(points), (QVector<bool>{true, true, false, false, false, true}));
    EXPECT_EQ(paretoFront({pointOf("", 1, 1, 0), pointOf("", 1, 1, 1)}), (QVector<bool>{true, true})) << "equal points";
    EXPECT_EQ(paretoFront({pointOf("", 1, std::nan(""), 0), pointOf("", 2, 1, 1)}), (QVector<bool>{false, true}));
    EXPECT_TRUE(paretoFront({}).isEmpty());
}

TEST(ScatterView, KnowsItsFrontAndListsAllPoints) {
    ScatterView view;
    view.setPoints(networks(), kAxes);
    EXPECT_EQ(view.front(), (QVector<std::int64_t>{5, 7, 6, 1, 2, 10}));
    EXPECT_EQ(view.figureName(), "pareto");
    const QStringList lines = view.figureCsv().split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 11);
    EXPECT_EQ(lines[0], "id,name,group,x,y,front");
    EXPECT_EQ(lines[3], "3,\"ResNet-18\",\"handcrafted\",11200000,0.95099999999999996,0");
    EXPECT_EQ(lines[9], "9,\"not trained\",\"found\",4000000,nan,0");
    EXPECT_TRUE(lines[10].endsWith(",1"));
}

TEST(ScatterView, LeavesOutAndCountsPointsWithoutAValue) {
    ScatterView view;
    view.setPoints(networks(), kAxes);
    EXPECT_EQ(view.remark(), "9 points, 1 without a value");
    QVector<ScatterPoint> points = networks();
    points[0].x = 0;
    points[1].x = INFINITY;
    ScatterAxes axes = kAxes;
    view.setPoints(points, axes);
    EXPECT_TRUE(view.remark().startsWith("8 ") && view.remark().endsWith(", 2 without a value"));
    axes.logarithmicX = true;
    view.setPoints(points, axes);
    EXPECT_TRUE(view.remark().startsWith("7 ") && view.remark().endsWith(", 3 without a value"));
    showNow(view);
}

TEST(ScatterView, WritesCorrelationsWithTheirIntervals) {
    ScatterView view;
    QVector<ScatterPoint> points;
    const double y[] = {2, 1, 4, 3, 5};
    for (int i = 0; i < 5; ++i)
        points << pointOf({}, i + 1, y[i], i);
    view.setPoints(points, kAxes);
    EXPECT_TRUE(view.correlationText().startsWith("Spearman 0.80 (")) << view.correlationText().toStdString();
    EXPECT_TRUE(view.correlationText().contains("\nKendall 0.60 ("));
    EXPECT_TRUE(view.correlationText().contains("\nPearson 0.80 (\u22120.28 to 0.99)"))
        << view.correlationText().toStdString();
    points.resize(3);
    view.setPoints(points, kAxes);
    EXPECT_TRUE(view.correlationText().startsWith("Spearman 0.50\n")) << "three points have no interval";
    points.resize(1);
    view.setPoints(points, kAxes);
    EXPECT_TRUE(view.correlationText().startsWith("Spearman \u2013\n"));
    view.setCorrelationShown(false);
    EXPECT_TRUE(view.correlationText().isEmpty());
}

TEST(ScatterView, TellsWhichPointWasClickedOrChosenByKeys) {
    ScatterView view;
    view.setPoints(networks(), kAxes);
    showNow(view);
    QSignalSpy chosen(&view, &ScatterView::pointChosen);
    auto* chart = view.findChild<Chart*>();
    QTest::mouseClick(chart, Qt::LeftButton, {}, placeOf(view, 11.2e6, 0.951));
    QTest::mouseClick(chart, Qt::LeftButton, {}, placeOf(view, 15e6, 0.96)); // beside all points
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toLongLong(), 3);
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 2);
    EXPECT_EQ(chosen[1][0].toLongLong(), 10);
    EXPECT_TRUE(
        view.accessibleDescription().startsWith("Xception (handcrafted)\nparameters: 22,800,000\naccuracy: 0.9741"))
        << view.accessibleDescription().toStdString();
    const QPoint place = placeOf(view, 3.35e6, 0.9724) + chart->pos();
    EXPECT_TRUE(view.tipAt(place).startsWith("DARTS_V2")) << view.tipAt(place).toStdString();
    EXPECT_EQ(view.tipAt(QPointF(1, 1)), "");
    QTest::keyClick(chart, Qt::Key_Plus); // arrows choose points of a zoomed chart, too
    const QCPRange zoomed = chart->xAxis->range();
    QTest::keyClick(chart, Qt::Key_Left);
    EXPECT_EQ(view.selectedPoint(), 3);
    EXPECT_EQ(chart->xAxis->range(), zoomed);
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_NE(chart->xAxis->range(), zoomed);
}

TEST(ScatterView, DrawsTheFrontOnlyWhereItIsWanted) {
    ScatterView view;
    view.setPoints(networks(), kAxes);
    const QImage with = painted(view);
    view.setFrontShown(false);
    EXPECT_NE(painted(view), with);
    view.setFrontShown(true);
    EXPECT_EQ(painted(view), with);
    EXPECT_NE(with.pixelColor(2, 2), QColor(Qt::magenta));
}

TEST(ScatterView, UsesItsWidthWithoutALegend) {
    ScatterView view;
    view.setFrontShown(false);
    view.setPoints({pointOf("a", 1, 1, 1), pointOf("b", 2, 2, 2), pointOf("c", 3, 1, 3)}, kAxes);
    showNow(view);
    view.grab();
    EXPECT_GT(view.findChild<Chart*>()->axisRect()->width(), 500);
}

TEST(ScatterView, TakesNoneOneEqualAndManyPoints) {
    ScatterView view;
    showNow(view);
    EXPECT_TRUE(view.remark().isEmpty());
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_FALSE(view.hasSelectedPoint());
    for (bool logarithmic : {false, true})
        for (int count : {0, 1, 2, 2000}) {
            QVector<ScatterPoint> points;
            for (int i = 0; i < count; ++i)
                points << pointOf(QString::number(i), count == 2 ? 5 : 1 + i * 7919 % 2003, 0.5, i);
            ScatterAxes axes = kAxes;
            axes.logarithmicX = logarithmic;
            view.setPoints(points, axes);
            QTest::qWait(50);
            EXPECT_FALSE(painted(view).isNull());
        }
    view.setSelectedPoint(12);
    EXPECT_EQ(view.selectedPoint(), 12);
    view.setSelectedPoint(-7);
    EXPECT_FALSE(view.hasSelectedPoint());
}

TEST(PlaceNames, CoverNeitherPointsNorEachOtherNorLeaveTheChart) {
    QVector<QPointF> points;
    QVector<QSizeF> sizes;
    for (int i = 0; i < 14; ++i) {
        points << QPointF(60 + (i * 37) % 180, 30 + (i * 23) % 90);
        sizes << QSizeF(58, 14);
    }
    const QRectF area(0, 0, 300, 150);
    const QVector<QRectF> places = placeNames(points, sizes, area);
    ASSERT_EQ(places.size(), 14);
    int placed = 0;
    for (int i = 0; i < places.size(); ++i) {
        if (places[i].isNull()) continue;
        ++placed;
        EXPECT_TRUE(area.contains(places[i]));
        for (int j = 0; j < places.size(); ++j) {
            EXPECT_FALSE(places[i].contains(points[j])) << i << " covers " << j;
            if (i != j) {
                EXPECT_FALSE(places[i].intersects(places[j]));
            }
        }
    }
    EXPECT_GE(placed, 5);
    EXPECT_TRUE(placeNames({{10, 10}}, {{500, 14}}, area)[0].isNull()) << "too long";
}

TEST(ScatterView, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        const QString suffix = theme == ThemeChoice::Dark ? "-dark" : "";
        ScatterView view;
        ScatterAxes axes = kAxes;
        axes.logarithmicX = true;
        view.setPoints(networks(), axes);
        showNow(view);
        view.setSelectedPoint(2);
        QTest::qWait(80);
        saveScreen(view, "pareto" + suffix);
        EXPECT_EQ(view.grab().toImage().pixelColor(8, 8).lightness() < 128, theme == ThemeChoice::Dark);
        QVector<ScatterPoint> many;
        for (int i = 0; i < 120; ++i) {
            const double x = 0.2 + i * 7919 % 1009 / 1500.0;
            many << pointOf(QStringLiteral("edge %1").arg(i), x, x * 0.8 + 0.3 * std::sin(i * 12.9), i);
        }
        view.setFrontShown(false);
        view.setPoints(many, {"alpha", "accuracy without the operation", false, "correlation", "Correlation"});
        QTest::qWait(80);
        saveScreen(view, "correlation" + suffix);
    }
    setTheme(ThemeChoice::Light);
    ScatterView view;
    view.setPoints(networks(), kAxes);
    painted(view).save(DNAS_BINARY_DIR "/screens/pareto-figure.png");
}
