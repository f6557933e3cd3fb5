#include "tests/widgets/fixture.h"
#include "widgets/chart.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/figure.h"
#include "widgets/palette.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSlider>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QtTest>

#include <gtest/gtest.h>

#include <memory>

using namespace dnas;
using namespace dnas::test;

namespace {

QCustomPlot& plotOf(QWidget& view) {
    return *view.findChild<QCustomPlot*>();
}

void showFor(QWidget& widget, const QSize& size = {560, 340}) {
    widget.resize(size);
    widget.show();
    QTest::qWait(80); // charts refresh at most thirty times a second
}

} // namespace

TEST(Charts, AFontIsThere) {
    EXPECT_FALSE(QFontInfo(textFont()).family().isEmpty());
}

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

TEST(CurvesView, IsZoomedByTheKeyboardToo) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    QCustomPlot& plot = plotOf(view);
    QTest::keyClick(&plot, Qt::Key_Plus);
    EXPECT_LT(plot.xAxis->range().size(), 49);
    QTest::keyClick(&plot, Qt::Key_F);
    EXPECT_EQ(plot.xAxis->range().size(), 49);
}

TEST(CurvesView, MissingValuesAreGapsAndNotZeros) {
    RunTimeline timeline;
    fillNanRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    ASSERT_GT(plotOf(view).graphCount(), 0);
    for (int i = 0; i < plotOf(view).graphCount(); ++i)
        for (const QCPGraphData& point : *plotOf(view).graph(i)->data())
            EXPECT_TRUE(std::isnan(point.value));
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

TEST(CurvesView, TheCursorReadsMeasuredValuesNotSmoothedOnes) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    view.setSmoothing(0.9);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("f.svg"));
    ASSERT_EQ(exportFigure(view, timeline, path), QString());
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const double value = 100 * timeline.current()->metric("valid_top1");
    EXPECT_TRUE(file.readAll().contains(QStringLiteral("validation %1 %").arg(value, 0, 'f', 1).toUtf8()));
}

TEST(CurvesView, ControlsShowWhatWasSetBeforeThem) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    view.setSmoothing(0.6);
    view.setMetric(QStringLiteral("entropy"));
    QWidget* controls = view.controls();
    EXPECT_EQ(controls->findChild<QSlider*>()->value(), 60);
    EXPECT_EQ(controls->findChild<QComboBox*>()->currentData().toString(), QStringLiteral("entropy"));
    view.setMetric(QStringLiteral("loss"));
    EXPECT_EQ(controls->findChild<QComboBox*>()->currentData().toString(), QStringLiteral("loss"));
}

TEST(CurvesView, AnotherRunBesideMayBeDeleted) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    auto other = std::make_unique<RunTimeline>();
    fillRun(*other, 60, 60);
    view.setOverlays({other.get()});
    showFor(view);
    EXPECT_EQ(plotOf(view).graphCount(), 4);
    EXPECT_EQ(plotOf(view).xAxis->range().upper, 60);
    other.reset();
    QTest::qWait(80);
    EXPECT_EQ(plotOf(view).graphCount(), 2);
}

TEST(CurvesView, TheLogarithmOfZeroIsAGap) {
    RunTimeline timeline;
    fillRun(timeline);
    auto zero = std::make_shared<Snapshot>(*snapshotAt(32, 50, {}));
    for (auto& [name, value] : zero->metrics)
        value = 0;
    timeline.append(zero);
    CurvesView view(&timeline);
    view.setMetric(QStringLiteral("loss"));
    view.setLogarithmic(true);
    showFor(view);
    const auto data = plotOf(view).graph(0)->data();
    EXPECT_TRUE(std::isnan((data->constEnd() - 1)->value));
    EXPECT_FALSE(std::isnan(data->constBegin()->value));
    EXPECT_GT(plotOf(view).yAxis->range().lower, 0);
}

TEST(CurvesView, LogarithmicFromTheStartShowsTheWholeRun) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    view.setMetric(QStringLiteral("loss"));
    view.setLogarithmic(true); // before the first drawing: the axis still holds zero
    showFor(view);
    EXPECT_EQ(plotOf(view).xAxis->range().upper, 50);
}

TEST(ChartLabels, KeepTheirDistanceInsideTheChart) {
    const QVector<double> places = spreadOut({5, 6, 7, 98, 99}, 10, 5, 95);
    for (int i = 1; i < places.size(); ++i)
        EXPECT_GE(places[i] - places[i - 1], 10);
    EXPECT_GE(places.first(), 5);
    EXPECT_LE(places.last(), 95);
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
            for (std::size_t row = 0; row < group.rowCount(); ++row)
                expected += group.weight(row, column - 1) > 0.8;
        EXPECT_EQ(values[column].toInt(), expected) << names[column].toStdString();
    }
}

TEST(DominantView, SharesOfEveryEpochAddUpToAHundred) {
    RunTimeline timeline;
    fillRun(timeline);
    DominantView view(&timeline);
    view.setShare(true);
    view.setThreshold(0.8);
    showFor(view);
    ASSERT_GT(plotOf(view).graphCount(), 1);
    double top = 0;
    for (int i = 0; i < plotOf(view).graphCount(); ++i)
        top = std::max(top, (plotOf(view).graph(i)->data()->constEnd() - 1)->value);
    EXPECT_NEAR(top, 100, 1e-9);
    EXPECT_EQ(plotOf(view).yAxis->range().upper, 100);
    view.setShare(false);
    QTest::qWait(80);
    EXPECT_GT(plotOf(view).yAxis->range().upper, 4);
}

TEST(EdgeView, ShowsWeightsOrAlphaAndItsConfidence) {
    RunTimeline timeline;
    fillRun(timeline);
    EdgeView view(&timeline);
    view.setEdge(1, 4);
    showFor(view, {560, 420});
    const QList<QCustomPlot*> plots = view.findChildren<QCustomPlot*>();
    ASSERT_EQ(plots.size(), 2);
    EXPECT_TRUE(plots[1]->isVisible());
    const auto last = [](QCustomPlot* plot, int graph) { return (plot->graph(graph)->data()->constEnd() - 1)->value; };
    const AlphaGroup& group = timeline.current()->alpha[1];
    EXPECT_EQ(last(plots[0], 2), group.weight(4, 2));
    EXPECT_EQ(last(plots[1], 0), timeline.current()->confidence[1][4].margin);
    EXPECT_NEAR(last(plots[1], 1), timeline.current()->confidence[1][4].entropy / std::log(7), 1e-12);
    EXPECT_LT(plots[1]->yAxis->range().upper, 1.2);
    view.setContent(EdgeView::Content::Raw);
    QTest::qWait(80);
    EXPECT_EQ(last(plots[0], 2), group.rawAt(4, 2));
    view.resize(560, 180); // no room for both
    EXPECT_FALSE(plots[1]->isVisible());
    view.setContent(EdgeView::Content::Confidence);
    EXPECT_TRUE(plots[1]->isVisible());
    EXPECT_FALSE(plots[0]->isVisible());
}

TEST(EdgeView, CsvHoldsWeightsAlphaAndConfidenceOfEveryEpoch) {
    RunTimeline timeline;
    fillRun(timeline, 10, 6);
    EdgeView view(&timeline);
    view.setEdge(0, 3);
    EXPECT_EQ(view.figureName(), QStringLiteral("edge-normal-3"));
    const QStringList lines = view.figureCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 7);
    const QStringList names = lines[0].split(QLatin1Char(',')), values = lines[6].split(QLatin1Char(','));
    ASSERT_EQ(values.size(), names.size());
    const auto value = [&](const char* name) { return values[names.indexOf(QLatin1String(name))].toDouble(); };
    const AlphaGroup& group = timeline.current()->alpha[0];
    EXPECT_EQ(value("weight_skip_connect"), group.weight(3, 2));
    EXPECT_EQ(value("alpha_skip_connect"), group.rawAt(3, 2));
    EXPECT_EQ(value("entropy"), timeline.current()->confidence[0][3].entropy);
}

TEST(ChartLabels, OfTheLastEpochStandRightOfTheCurves) {
    RunTimeline timeline;
    fillRun(timeline, 12, 12);
    CurvesView curves(&timeline);
    showFor(curves);
    QTest::qWait(80);
    QCustomPlot& plot = plotOf(curves);
    const double room = plot.width() - plot.axisRect()->right();
    EXPECT_GT(room, QFontMetricsF(secondaryFont()).horizontalAdvance(QStringLiteral("validation 00.0 %")));
    timeline.setCurrentIndex(2);
    QTest::qWait(80);
    EXPECT_EQ(plot.width() - plot.axisRect()->right(), room) << "it does not breathe while one scrubs";
    fillRun(timeline, 100, 12); // there is room where epochs are still to come
    QTest::qWait(80);
    EXPECT_LT(plot.width() - plot.axisRect()->right(), 20);
}

TEST(Charts, AwkwardRunsAreDrawnWithoutHarm) {
    RunTimeline timeline;
    CurvesView curves(&timeline);
    DominantView dominant(&timeline);
    EdgeView edge(&timeline);
    for (QWidget* view :
         {static_cast<QWidget*>(&curves), static_cast<QWidget*>(&dominant), static_cast<QWidget*>(&edge)})
        showFor(*view);
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
    for (const QString& ending : figureFormats())
        EXPECT_EQ(exportFigure(view, timeline, folder.filePath(QStringLiteral("f.") + ending)), QString());
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

TEST(FigureExport, IsLightInADarkWindowAndLeavesTheWindowDark) {
    applyTheme(*qApp, ThemeChoice::Dark);
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    showFor(view);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("f.png"));
    EXPECT_EQ(exportFigure(view, timeline, path), QString());
    QTest::qWait(80);
    EXPECT_EQ(QImage(path).pixelColor(2, 2), QColor(Qt::white));
    EXPECT_EQ(view.grab().toImage().pixelColor(view.width() / 2, 8), QColor("#1c2027"));
    applyTheme(*qApp, ThemeChoice::Light);
}

TEST(FigureExport, APngShowsTheWholeFigure) {
    RunTimeline timeline;
    fillRun(timeline);
    DominantView view(&timeline);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("f.png"));
    ASSERT_EQ(exportFigure(view, timeline, path), QString());
    QImage drawn(view.figureSize().toSize(), QImage::Format_RGB32);
    drawn.fill(Qt::white);
    QPainter painter(&drawn);
    view.paintFigure(painter, view.figureSize());
    painter.end();
    const QImage written = QImage(path).scaled(drawn.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double difference = 0;
    for (int y = 0; y < drawn.height(); ++y)
        for (int x = 0; x < drawn.width(); ++x)
            difference += std::abs(qGray(drawn.pixel(x, y)) - qGray(written.pixel(x, y)));
    EXPECT_LT(difference / (drawn.width() * drawn.height()), 4);
}

TEST(FigureExport, NamesTheGenotypeOfTheParseInForce) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    QTemporaryDir folder;
    const auto hash = [&](const QString& name) {
        exportFigure(view, timeline, folder.filePath(name));
        return QImage(folder.filePath(name)).text(QStringLiteral("Genotype"));
    };
    const QString recipes = hash(QStringLiteral("a.png"));
    EXPECT_EQ(recipes.toStdString(), genotypeHash(timeline.current()->genotype));
    DiscretizeSpec rule;
    rule.method = ParseMethod::Complete;
    timeline.setParseRule(rule);
    EXPECT_NE(hash(QStringLiteral("b.png")), recipes);
}

TEST(FigureExport, AFailureLeavesNothingBehind) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    QTemporaryDir folder;
    ASSERT_TRUE(QDir(folder.path()).mkdir(QStringLiteral("taken.svg")));
    EXPECT_TRUE(exportFigure(view, timeline, folder.filePath(QStringLiteral("taken.svg")))
                    .contains(QStringLiteral("taken.svg")));
    EXPECT_EQ(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
}

TEST(FigureExport, SaysWhyItCannotWrite) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    EXPECT_TRUE(exportFigure(view, timeline, QStringLiteral("x.bmp")).contains(QStringLiteral("svg")));
    EXPECT_TRUE(
        exportFigure(view, timeline, QStringLiteral("/nowhere/x.svg")).contains(QStringLiteral("/nowhere/x.svg")));
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
        for (Figure* figure :
             {static_cast<Figure*>(&curves), static_cast<Figure*>(&dominant), static_cast<Figure*>(&edge)})
            for (const char* ending : {"png", "svg", "pdf"})
                EXPECT_EQ(exportFigure(*figure, timeline,
                                       QStringLiteral(DNAS_BINARY_DIR "/screens/figure_%1%2.%3")
                                           .arg(figure->figureName(), suffix, ending)),
                          QString());
    }
    applyTheme(*qApp, ThemeChoice::Light);
}

namespace {

/// Four cells that contribute more from the first to the last; alpha is frozen in the first epoch.
void fillContributions(RunTimeline& timeline) {
    std::vector<SnapshotPtr> snapshots;
    for (const SnapshotPtr& plain : manyCells(6, 4)) {
        auto s = std::make_shared<Snapshot>(*plain);
        for (int cell = 0; cell < 4; ++cell)
            s->metrics.push_back({"contribution_" + std::to_string(cell), s->epoch == 0 ? NAN : -0.1 * (cell + 1) * s->epoch});
        s->metrics.push_back({"distance_previous", s->epoch == 0 ? NAN : 0.05 / s->epoch});
        s->metrics.push_back({"share_over", 0.1 * s->epoch});
        s->metrics.push_back({"share_under", 0.05 * s->epoch});
        snapshots.push_back(s);
    }
    timeline.setRun(manyCellsIdentity(4), snapshots, {});
}

} // namespace

TEST(CurvesView, ContributionsOfAllCellsStandInOneChart) {
    RunTimeline timeline;
    fillContributions(timeline);
    CurvesView view(&timeline);
    const std::unique_ptr<QWidget> controls(view.controls());
    auto* chooser = controls->findChild<QComboBox*>();
    for (const char* family : {"contributions", "distances", "decided"})
        EXPECT_GE(chooser->findData(QString::fromLatin1(family)), 0) << family;
    EXPECT_LT(chooser->findData(QStringLiteral("contribution_0")), 0) << "one entry for all";
    view.setMetric(QStringLiteral("contribution_2"));
    EXPECT_EQ(view.metric(), QStringLiteral("contributions"));
    showFor(view);
    const QCustomPlot& plot = plotOf(view);
    ASSERT_EQ(plot.graphCount(), 4);
    for (int cell = 0; cell < 4; ++cell) {
        EXPECT_TRUE(std::isnan(plot.graph(cell)->dataMainValue(0))) << "frozen: a gap";
        EXPECT_DOUBLE_EQ(plot.graph(cell)->dataMainValue(5), -0.5 * (cell + 1));
    }
    EXPECT_NE(plot.graph(0)->pen().color(), plot.graph(3)->pen().color());
}

TEST(CurvesView, SharesAreDrawnInPercentAndDistancesAsAPair) {
    RunTimeline timeline;
    fillContributions(timeline);
    CurvesView view(&timeline);
    view.setMetric(QStringLiteral("decided"));
    showFor(view);
    ASSERT_EQ(plotOf(view).graphCount(), 2);
    EXPECT_DOUBLE_EQ(plotOf(view).graph(0)->dataMainValue(5), 50);
    view.setMetric(QStringLiteral("distances"));
    showFor(view);
    ASSERT_EQ(plotOf(view).graphCount(), 2);
    EXPECT_TRUE(std::isnan(plotOf(view).graph(0)->dataMainValue(5))) << "a search without a starting point";
    EXPECT_DOUBLE_EQ(plotOf(view).graph(1)->dataMainValue(5), 0.01);
}

namespace {

/// A run of which only every second epoch has a value, and the last one none that is a number.
void fillGaps(RunTimeline& timeline) {
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 6; ++epoch) {
        auto s = std::make_shared<Snapshot>(*snapshotAt(epoch, 6, {}));
        for (auto& [name, value] : s->metrics)
            if (epoch == 5 && name == "valid_top1") value = std::nan("");
        if (epoch == 2) s->metrics.push_back({"only_here", 3});
        snapshots.push_back(s);
    }
    timeline.setRun(fairIdentity(), snapshots, {});
}

Chart& chartOf(QWidget& view) {
    return *view.findChild<Chart*>();
}

} // namespace

TEST(CurvesView, SaysThatAMetricWasNotMeasured) {
    RunTimeline timeline;
    CurvesView view(&timeline);
    EXPECT_FALSE(view.figureGap().isEmpty());
    fillNanRun(timeline);
    showFor(view);
    EXPECT_EQ(chartOf(view).note(), QStringLiteral("top-1 accuracy: not measured in this run"));
    EXPECT_EQ(view.figureGap(), chartOf(view).note());
    QImage with(560, 340, QImage::Format_RGB32);
    with.fill(Qt::white);
    QPainter painter(&with);
    view.paintFigure(painter, with.size());
    painter.end();
    const QRect middle(180, 140, 200, 40);
    int dark = 0;
    for (int y = middle.top(); y < middle.bottom(); ++y)
        for (int x = middle.left(); x < middle.right(); ++x) dark += qGray(with.pixel(x, y)) < 150;
    EXPECT_GT(dark, 40) << "the sentence stands in the figure, too";
    fillRun(timeline);
    QTest::qWait(80);
    EXPECT_EQ(chartOf(view).note(), QString());
}

TEST(CurvesView, NamesAValueThatIsNoNumber) {
    RunTimeline timeline;
    fillGaps(timeline);
    CurvesView view(&timeline);
    showFor(view);
    const QVector<ChartLabel>& labels = chartOf(view).cursorLabels();
    ASSERT_EQ(labels.size(), 2);
    EXPECT_EQ(labels[1].text, QStringLiteral("validation: NaN"));
    EXPECT_TRUE(std::isnan(labels[1].y));
    EXPECT_TRUE(labels[0].text.startsWith(QStringLiteral("train ")));
}

TEST(CurvesView, AMetricOfAnyEpochCanBeChosenAndHasAColumn) {
    RunTimeline timeline;
    fillGaps(timeline);
    CurvesView view(&timeline);
    const std::unique_ptr<QWidget> controls(view.controls());
    EXPECT_GE(controls->findChild<QComboBox*>()->findData(QStringLiteral("only_here")), 0);
    const QStringList lines = view.figureCsv().split(QLatin1Char('\n'));
    const qsizetype column = lines[0].split(QLatin1Char(',')).indexOf(QStringLiteral("only_here"));
    ASSERT_GE(column, 0);
    EXPECT_EQ(lines[3].split(QLatin1Char(','))[column], QStringLiteral("3"));
    EXPECT_EQ(lines[6].split(QLatin1Char(','))[column], QStringLiteral("nan"));
    view.setMetric(QStringLiteral("only_here"));
    EXPECT_EQ(view.figureName(), QStringLiteral("curves-only_here"));
    view.setMetric(QStringLiteral("valid_loss"));
    EXPECT_EQ(view.figureName(), QStringLiteral("loss"));
}

TEST(CurvesView, ARunBesideOthersHasOneColourAndItsSplitsTheirDashes) {
    RunTimeline first, second;
    fillRun(first, 20, 20);
    fillRun(second, 20, 15);
    CurvesView view(&first);
    view.setOverlays({&second});
    showFor(view);
    QCustomPlot& plot = plotOf(view);
    ASSERT_EQ(plot.graphCount(), 4);
    for (const int run : {0, 2}) {
        EXPECT_EQ(plot.graph(run)->pen().color(), plot.graph(run + 1)->pen().color());
        EXPECT_EQ(plot.graph(run)->pen().style(), Qt::SolidLine);
        EXPECT_EQ(plot.graph(run + 1)->pen().style(), Qt::DashLine);
    }
    EXPECT_NE(plot.graph(0)->pen().color(), plot.graph(2)->pen().color());
    view.setOverlays({});
    QTest::qWait(80);
    EXPECT_NE(plot.graph(0)->pen().color(), plot.graph(1)->pen().color()) << "alone, a colour for each split";
}

TEST(CurvesView, CsvHoldsEveryOverlaidRun) {
    RunTimeline first, second;
    fillRun(first, 20, 20);
    fillRun(second, 20, 15);
    CurvesView view(&first);
    view.setOverlays({&second});
    const QStringList lines = view.figureCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    EXPECT_EQ(lines.size(), 1 + 20 + 15);
    EXPECT_TRUE(lines[0].startsWith(QStringLiteral("experiment,run,epoch,train_loss")));
}

TEST(CurvesView, ALogarithmicAxisIsWrittenInPlainNumbers) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView view(&timeline);
    view.setLogarithmic(true);
    showFor(view);
    for (const char* metric : {"accuracy", "loss", "parameters"}) {
        view.setMetric(QString::fromLatin1(metric));
        QTest::qWait(80);
        const QVector<QString> labels = plotOf(view).yAxis->tickVectorLabels();
        EXPECT_GE(labels.size(), 2) << metric;
        for (const QString& label : labels) {
            EXPECT_FALSE(label.contains(QChar(0x00B7))) << label.toStdString();
            EXPECT_EQ(label.contains(QLatin1Char('%')), QLatin1String(metric) == QLatin1String("accuracy")) << label.toStdString();
        }
    }
}
