#include "tests/widgets/fixture.h"
#include "widgets/sweep_view.h"

#include <qcustomplot.h>

#include <QImage>
#include <QPainter>
#include <QtTest>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

QCustomPlot& shown(SweepView& view) {
    view.resize(560, 340);
    view.show();
    QTest::qWait(80);
    return *view.findChild<QCustomPlot*>();
}

} // namespace

TEST(SweepView, PlacesNumbersByTheirValueAndDrawsFractionsInPercent) {
    SweepView view;
    view.setContent({QStringLiteral("w_AB"), QStringLiteral("accuracy"), {"0", "0.5", "2"},
                     {{QStringLiteral("accuracy"), {0.5, 0.6, NAN}, {0.4, 0.6, NAN}, {0.6, 0.6, NAN}}}, true});
    QCustomPlot& plot = shown(view);
    ASSERT_EQ(plot.graphCount(), 1);
    EXPECT_DOUBLE_EQ(plot.graph(0)->dataMainKey(2), 2);
    EXPECT_DOUBLE_EQ(plot.graph(0)->dataMainValue(1), 60);
    EXPECT_TRUE(std::isnan(plot.graph(0)->dataMainValue(2)));
    EXPECT_TRUE(plot.yAxis->range().contains(40)) << "the whiskers of the seeds are inside";
    EXPECT_FALSE(plot.legend->visible()) << "one line needs none";
}

TEST(SweepView, PlacesWordsBesideEachOther) {
    SweepView view;
    view.setContent({QStringLiteral("start"), QStringLiteral("M"), {"ResNet18", "Xception"},
                     {{QStringLiteral("a"), {0.1, 0.2}, {0.1, 0.2}, {0.1, 0.2}}, {QStringLiteral("b"), {0.3}, {0.3}, {0.3}}}, false});
    QCustomPlot& plot = shown(view);
    ASSERT_EQ(plot.graphCount(), 2);
    EXPECT_DOUBLE_EQ(plot.graph(0)->dataMainKey(1), 1);
    EXPECT_TRUE(std::isnan(plot.graph(1)->dataMainValue(1))) << "a value that the second line lacks";
    EXPECT_TRUE(plot.legend->visible());
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 3);
}

TEST(SweepView, DrawsNothingWithoutHarm) {
    SweepView view;
    view.setContent({});
    shown(view);
    QImage image(200, 100, QImage::Format_RGB32);
    QPainter painter(&image);
    view.paintFigure(painter, {200, 100});
    EXPECT_EQ(view.figureCsv(), QStringLiteral("\n"));
}
