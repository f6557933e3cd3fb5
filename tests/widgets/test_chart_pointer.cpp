// The pointer over charts of epochs: values under it, a click that goes there, and how little of that is drawn again.
#include "tests/widgets/fixture.h"
#include "widgets/chart.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/palette.h"

#include <QtTest>

#include <gtest/gtest.h>

#include <memory>

using namespace dnas;
using namespace dnas::test;

namespace {

void showFor(QWidget& view) {
    view.resize(560, 420);
    view.show();
    QTest::qWait(80);
}

QPoint placeOf(const Chart& chart, double epoch) {
    return {static_cast<int>(chart.xAxis->coordToPixel(epoch)), chart.axisRect()->center().y()};
}

void moveTo(Chart& chart, const QPoint& place) {
    QMouseEvent event(QEvent::MouseMove, QPointF(place), QPointF(chart.mapToGlobal(place)), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&chart, &event);
}

void point(Chart& chart, const QPoint& place) {
    moveTo(chart, place);
    QTest::qWait(40);
}

} // namespace

TEST(ChartPointer, ReadsTheNearestEpochInEveryChartOfEpochs) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView curves(&timeline);
    DominantView dominant(&timeline);
    EdgeView edge(&timeline);
    edge.setEdge(0, 3);
    for (QWidget* view : {static_cast<QWidget*>(&curves), static_cast<QWidget*>(&dominant), static_cast<QWidget*>(&edge)}) {
        showFor(*view);
        for (Chart* chart : view->findChildren<Chart*>()) {
            EXPECT_FALSE(chart->pointed());
            point(*chart, placeOf(*chart, 12.3));
            ASSERT_TRUE(chart->pointed()) << view->metaObject()->className();
            EXPECT_EQ(chart->pointed()->x, 12);
            EXPECT_EQ(chart->pointed()->caption, QStringLiteral("epoch 12"));
            QEvent leave(QEvent::Leave);
            QApplication::sendEvent(chart, &leave);
            EXPECT_FALSE(chart->pointed());
        }
        view->hide();
    }
    showFor(curves);
    Chart* chart = curves.findChild<Chart*>();
    point(*chart, placeOf(*chart, 12));
    const double value = 100 * timeline.snapshots()[11]->metric("valid_top1");
    EXPECT_EQ(chart->pointed()->labels[1].text, QStringLiteral("validation %1 %").arg(value, 0, 'f', 1));
}

TEST(ChartPointer, MovingItDrawsNoGraphAgain) {
    Chart chart;
    int graphs = 0, reads = 0, replots = 0;
    chart.setRefresh([&] { ++graphs; }, [] {});
    chart.setPointing([&](double x) { ++reads; return ChartReading{x, QStringLiteral("here"), {}}; }, {});
    showFor(chart);
    QObject::connect(&chart, &QCustomPlot::afterReplot, &chart, [&] { ++replots; });
    graphs = 0;
    for (int step = 0; step < 200; ++step) moveTo(chart, chart.axisRect()->center() + QPoint(step % 50, 0));
    EXPECT_EQ(reads, 0) << "nothing while the events come in";
    QTest::qWait(60);
    EXPECT_EQ(reads, 1) << "once for all of them";
    EXPECT_EQ(graphs, 0);
    EXPECT_EQ(replots, 0) << "only the layer above the graphs";
}

TEST(ChartPointer, AClickGoesToTheEpochAndADragDoesNot) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    Chart& chart = *view.findChild<Chart*>();
    const int last = timeline.currentIndex();
    QTest::mouseClick(&chart, Qt::LeftButton, {}, placeOf(chart, 7));
    EXPECT_EQ(timeline.currentIndex(), 6);
    const QPoint from = placeOf(chart, 20);
    QTest::mousePress(&chart, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(60, 0)), QPointF(chart.mapToGlobal(from + QPoint(60, 0))), Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&chart, &move);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, from + QPoint(60, 0));
    EXPECT_EQ(timeline.currentIndex(), 6);
    EXPECT_TRUE(chart.isZoomed());
    timeline.setCurrentIndex(last);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, placeOf(chart, 20));
    EXPECT_FALSE(timeline.followsLive());
    QTest::mouseDClick(&chart, Qt::LeftButton, {}, placeOf(chart, 20));
    EXPECT_FALSE(chart.isZoomed());
    EXPECT_EQ(timeline.currentIndex(), last) << "a double click is no choice of an epoch";
    EXPECT_TRUE(timeline.followsLive());
}

TEST(ChartPointer, ArrowKeysMoveWhatIsZoomed) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    Chart& chart = *view.findChild<Chart*>();
    const QCPRange whole = chart.xAxis->range();
    QTest::keyClick(&chart, Qt::Key_Right);
    EXPECT_EQ(chart.xAxis->range(), whole) << "nothing is beyond";
    QTest::keyClick(&chart, Qt::Key_Plus);
    const QCPRange zoomed = chart.xAxis->range(), up = chart.yAxis->range();
    QTest::keyClick(&chart, Qt::Key_Right);
    EXPECT_NEAR(chart.xAxis->range().lower, zoomed.lower + 0.1 * zoomed.size(), 1e-9);
    EXPECT_NEAR(chart.xAxis->range().size(), zoomed.size(), 1e-9);
    QTest::keyClick(&chart, Qt::Key_Left);
    QTest::keyClick(&chart, Qt::Key_Up);
    EXPECT_NEAR(chart.xAxis->range().lower, zoomed.lower, 1e-9);
    EXPECT_GT(chart.yAxis->range().lower, up.lower);
}

TEST(ChartPointer, IsSavedForLookingAt) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        RunTimeline timeline;
        fillRun(timeline);
        CurvesView view(&timeline);
        showFor(view);
        Chart& chart = *view.findChild<Chart*>();
        point(chart, placeOf(chart, 12));
        saveScreen(view, theme == ThemeChoice::Dark ? QStringLiteral("pointer_dark") : QStringLiteral("pointer_light"));
    }
    applyTheme(*qApp, ThemeChoice::Light);
}
