#include "tests/widgets/fixture.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/figure.h"
#include "widgets/palette.h"

#include <qcustomplot.h>

#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

QCustomPlot& plotOf(QWidget& view) { return *view.findChild<QCustomPlot*>(); }

void showFor(QWidget& widget, const QSize& size = {560, 340}) {
    widget.resize(size);
    widget.show();
    QTest::qWait(80); // charts refresh at most thirty times a second
}

} // namespace

TEST(Charts, AFontIsThere) { EXPECT_FALSE(QFontInfo(textFont()).family().isEmpty()); }

TEST(CurvesView, ZoomSurvivesNewDataAndADoubleClickForgetsIt) {
    RunTimeline timeline;
    fillRun(timeline, 50, 20);
    CurvesView view(&timeline);
    showFor(view);
    QCustomPlot& plot = plotOf(view);
    plot.xAxis->setRange(5, 9);
    timeline.append(snapshotAt(20, 50, {}));
    QTest::qWait(80);
    EXPECT_EQ(plot.xAxis->range().lower, 5);
    EXPECT_EQ(plot.xAxis->range().upper, 9);
    QTest::mouseDClick(&plot, Qt::LeftButton, {}, plot.rect().center());
    EXPECT_EQ(plot.xAxis->range().upper, 50);
}

TEST(CurvesView, MissingValuesAreGapsAndNotZeros) {
    RunTimeline timeline;
    fillNanRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    ASSERT_GT(plotOf(view).graphCount(), 0);
    for (int i = 0; i < plotOf(view).graphCount(); ++i)
        for (const QCPGraphData& point : *plotOf(view).graph(i)->data()) EXPECT_TRUE(std::isnan(point.value));
}

TEST(CurvesView, SmoothingKeepsTheRawCurveAsAShadow) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    const int before = plotOf(view).graphCount();
    view.setSmoothing(0.6);
    QTest::qWait(80);
    EXPECT_EQ(plotOf(view).graphCount(), 2 * before);
    EXPECT_TRUE(view.remark().contains(QStringLiteral("raw")));
}

TEST(CurvesView, ALongRunIsDrawnInAFrame) {
    RunTimeline timeline;
    const SnapshotPtr one = snapshotAt(0, 10000, {});
    std::vector<SnapshotPtr> snapshots;
    for (int e = 0; e < 10000; ++e) {
        auto s = std::make_shared<Snapshot>(*one);
        s->epoch = e;
        s->alpha.clear();
        snapshots.push_back(s);
    }
    timeline.setRun(fairIdentity(), snapshots, {});
    CurvesView view(&timeline);
    showFor(view);
    ASSERT_EQ(plotOf(view).graphCount(), 2);
    EXPECT_EQ(plotOf(view).graph(0)->dataCount(), 10000);
    plotOf(view).replot();
    EXPECT_LT(plotOf(view).replotTime(true), 50);
}

TEST(DominantView, CsvEqualsACountByHand) {
    RunTimeline timeline;
    fillRun(timeline, 10, 10);
    DominantView view(&timeline);
    view.setThreshold(0.8);
    const QStringList lines = view.figureCsv().split(QLatin1Char('\n'));
    const Snapshot& last = *timeline.snapshots().back();
    const QStringList names = lines.first().split(QLatin1Char(',')), values = lines[10].split(QLatin1Char(','));
    ASSERT_EQ(values.first(), QStringLiteral("10"));
    for (int column = 1; column < names.size(); ++column) {
        int expected = 0;
        for (const AlphaGroup& group : last.alpha)
            for (std::size_t row = 0; row < group.rowCount(); ++row) expected += group.weight(row, column - 1) > 0.8;
        EXPECT_EQ(values[column].toInt(), expected) << names[column].toStdString();
    }
}

TEST(Charts, AwkwardRunsAreDrawnWithoutHarm) {
    RunTimeline timeline;
    CurvesView curves(&timeline);
    DominantView dominant(&timeline);
    EdgeView edge(&timeline);
    for (QWidget* view : {static_cast<QWidget*>(&curves), static_cast<QWidget*>(&dominant), static_cast<QWidget*>(&edge)}) showFor(*view);
    edge.setEdge(7, 99);
    fillNanRun(timeline);
    QTest::qWait(60);
    fillEmptyGroups(timeline);
    QTest::qWait(60);
    fillRun(timeline, 1, 1);
    QTest::qWait(60);
    timeline.clear();
    QTest::qWait(60);
    EXPECT_EQ(timeline.currentIndex(), -1);
}

TEST(FigureExport, WritesEveryFormWithItsOrigin) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    QTemporaryDir folder;
    for (const QString& ending : figureFormats()) EXPECT_EQ(exportFigure(view, timeline, folder.filePath(QStringLiteral("f.") + ending)), QString());
    QSvgRenderer svg(folder.filePath(QStringLiteral("f.svg")));
    EXPECT_TRUE(svg.isValid());
    QFile svgFile(folder.filePath(QStringLiteral("f.svg")));
    ASSERT_TRUE(svgFile.open(QIODevice::ReadOnly));
    EXPECT_TRUE(svgFile.readAll().contains("Seed: 3"));
    QFile pdf(folder.filePath(QStringLiteral("f.pdf")));
    ASSERT_TRUE(pdf.open(QIODevice::ReadOnly));
    EXPECT_TRUE(pdf.readAll().startsWith("%PDF"));
    const QImage png(folder.filePath(QStringLiteral("f.png")));
    EXPECT_EQ(png.width(), 1280);
    EXPECT_EQ(png.text(QStringLiteral("Method")), QStringLiteral("fairdarts"));
    QFile csv(folder.filePath(QStringLiteral("f.csv")));
    ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
    EXPECT_TRUE(csv.readAll().contains("# Seed: 3"));
}

TEST(FigureExport, SaysWhyItCannotWrite) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    EXPECT_TRUE(exportFigure(view, timeline, QStringLiteral("x.bmp")).contains(QStringLiteral("svg")));
    EXPECT_TRUE(exportFigure(view, timeline, QStringLiteral("/nowhere/x.svg")).contains(QStringLiteral("/nowhere/x.svg")));
}

TEST(Charts, AreSavedForLookingAt) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        const QString suffix = theme == ThemeChoice::Dark ? QStringLiteral("_dark") : QStringLiteral("_light");
        RunTimeline timeline;
        fillRun(timeline);
        CurvesView curves(&timeline);
        curves.setSmoothing(0.6);
        DominantView dominant(&timeline);
        EdgeView edge(&timeline);
        edge.setEdge(0, 3);
        showFor(curves);
        saveScreen(curves, QStringLiteral("curves") + suffix);
        showFor(dominant);
        saveScreen(dominant, QStringLiteral("dominant") + suffix);
        showFor(edge);
        saveScreen(edge, QStringLiteral("edge") + suffix);
    }
    applyTheme(*qApp, ThemeChoice::Light);
}
