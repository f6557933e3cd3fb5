#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"
#include "tests/widgets/fixture.h"
#include "widgets/distance_grid.h"
#include "widgets/distance_heatmap.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"

#include <QPainter>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// Two groups whose members are alike, given alternately.
const QStringList kNames{"DARTS_V1", "ResNet18", "FairDARTS_b", "ResNet50"};

std::vector<Genotype> genotypesOf(const QStringList& names) {
    std::vector<Genotype> genotypes;
    for (const QString& name : names)
        genotypes.push_back(publishedGenotype(name.toStdString()));
    return genotypes;
}

void fill(DistanceHeatmap& view, const QStringList& names = kNames) {
    view.setArchitectures(names, genotypesOf(names));
    view.resize(560, 520);
}

/// Names of the rows, top to bottom.
QStringList rows(const DistanceHeatmap& view) {
    QStringList names;
    for (const QString& line : view.figureCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts).mid(1)) {
        const QString name = line.section(QLatin1Char('"'), 1, 1);
        if (!names.contains(name)) names << name;
    }
    return names;
}

QPoint centreOf(const DistanceHeatmap& view, int row, int column) {
    return DistanceGeometry(rows(view), view.size()).field(row, column).center().toPoint();
}

} // namespace

TEST(DistanceHeatmap, OrdersRowsSoThatNeighboursAreAlike) {
    DistanceHeatmap view;
    fill(view);
    const QStringList clustered = rows(view);
    EXPECT_EQ(std::abs(clustered.indexOf("ResNet18") - clustered.indexOf("ResNet50")), 1);
    EXPECT_EQ(std::abs(clustered.indexOf("DARTS_V1") - clustered.indexOf("FairDARTS_b")), 1);
    view.setClustered(false);
    EXPECT_EQ(rows(view), kNames);
}

TEST(DistanceHeatmap, TellsWhichPairWasClickedInTheOrderGiven) {
    DistanceHeatmap view;
    fill(view);
    QSignalSpy chosen(&view, &DistanceHeatmap::pairChosen);
    QTest::mouseClick(&view, Qt::LeftButton, {}, centreOf(view, 0, 3));
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(kNames[chosen[0][0].toInt()], rows(view)[0]);
    EXPECT_EQ(kNames[chosen[0][1].toInt()], rows(view)[3]);
    QTest::mouseClick(&view, Qt::LeftButton, {}, centreOf(view, 2, 2)); // with itself
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(2, 2));         // beside the grid
    EXPECT_EQ(chosen.size(), 1);
}

TEST(DistanceHeatmap, IsWorkedByTheKeyboard) {
    DistanceHeatmap view;
    fill(view);
    view.setClustered(false);
    QSignalSpy chosen(&view, &DistanceHeatmap::pairChosen);
    QTest::keyClick(&view, Qt::Key_Return); // nothing is selected yet
    QTest::keyClick(&view, Qt::Key_Right);  // shows where one is
    QTest::keyClick(&view, Qt::Key_Return);
    EXPECT_EQ(chosen.size(), 0);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Space);
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0], (QVariantList{1, 2}));
    view.setClustered(true); // the selection stays with its pair
    QTest::keyClick(&view, Qt::Key_Return);
    EXPECT_EQ(chosen[1], (QVariantList{1, 2}));
}

TEST(DistanceHeatmap, ShowsTheFormThatItsControlSays) {
    DistanceHeatmap view;
    fill(view, {"ResNet18", "ResNet18_published"});
    auto* control = qobject_cast<SegmentedControl*>(view.controls());
    QSignalSpy changed(&view, &DistanceHeatmap::formChanged);
    EXPECT_EQ(control->currentIndex(), 0);
    EXPECT_FALSE(view.figureCsv().contains("\"ResNet18\",\"ResNet18_published\",aligned,0\n"));
    view.setForm(DistanceForm::Published);
    EXPECT_EQ(control->currentIndex(), 1);
    EXPECT_EQ(changed.size(), 1);
    EXPECT_TRUE(view.figureCsv().contains("\"ResNet18\",\"ResNet18_published\",published,0\n"));
    delete control;
}

TEST(DistanceHeatmap, StacksPairsToMeetIndividualCells) {
    DistanceHeatmap view;
    fill(view, {"DARTS_V1", "D-DARTS_sparse_cifar10"});
    const auto largest = [&] {
        double most = 0;
        for (const QString& line : view.figureCsv().split(QLatin1Char('\n')).mid(1))
            most = std::max(most, line.section(QLatin1Char(','), 3).toDouble());
        return most;
    };
    EXPECT_GT(largest(), 0.75); // six cells are missing
    view.setStackedCells(8);
    EXPECT_LT(largest(), 0.25);
    EXPECT_GT(largest(), 0);
}

TEST(DistanceHeatmap, ListsEveryPairWithAllDigits) {
    DistanceHeatmap view;
    view.setClustered(false);
    fill(view, {"ResNet18", "ResNet50"});
    view.setForm(DistanceForm::Published);
    const QStringList lines = view.figureCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 5);
    EXPECT_EQ(lines[0], "a,b,form,distance");
    EXPECT_EQ(lines[2].section(QLatin1Char(','), 3).toDouble(),
              distance(publishedGenotype("ResNet18"), publishedGenotype("ResNet50")));
    view.setArchitectures({"a \"b\", c"}, genotypesOf({"ResNet18"}));
    EXPECT_TRUE(view.figureCsv().contains("\"a \"\"b\"\", c\",\"a \"\"b\"\", c\",published,0"));
}

TEST(DistanceHeatmap, SaysWhyThereIsNothingToSee) {
    DistanceHeatmap view;
    view.resize(400, 300);
    const QImage empty = view.grab().toImage();
    EXPECT_EQ(view.figureCsv(), "a,b,form,distance\n");
    fill(view, {"ResNet18", "NASiam_MoCo_cifar10_resnet50"}); // a chain
    view.resize(400, 300);
    EXPECT_EQ(view.figureCsv(), "a,b,form,distance\n");
    EXPECT_NE(view.grab().toImage(), empty); // the reason
    QSignalSpy chosen(&view, &DistanceHeatmap::pairChosen);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(200, 150));
    QTest::keyClick(&view, Qt::Key_Down);
    EXPECT_EQ(chosen.size(), 0);
}

TEST(DistanceHeatmap, DrawsOneAndManyArchitecturesInAnySize) {
    for (int count : {1, 2, 60}) {
        QStringList names;
        std::vector<Genotype> genotypes;
        for (int i = 0; i < count; ++i) {
            names << QStringLiteral("an architecture with quite a long name %1").arg(i);
            genotypes.push_back(publishedGenotype(kNames[i % kNames.size()].toStdString()));
        }
        DistanceHeatmap view;
        view.setArchitectures(names, genotypes);
        for (const QSize& size : {QSize(1, 1), QSize(120, 90), QSize(700, 600)}) {
            view.resize(size);
            view.grab();
        }
        const DistanceGeometry geometry(names, QSizeF(700, 600));
        EXPECT_TRUE(QRectF(0, 0, 700, 600).contains(geometry.grid()));
        EXPECT_TRUE(QRectF(0, 0, 700, 600).contains(geometry.colourBar()));
    }
}

TEST(DistanceHeatmap, PaintsTheColourOfEachDistance) {
    DistanceHeatmap view;
    view.setClustered(false);
    fill(view, {"ResNet18", "ResNet50"});
    const QImage image = view.grab().toImage();
    const DistanceGeometry geometry({"ResNet18", "ResNet50"}, view.size());
    const auto colourAt = [&](int row, int column) {
        const QRectF field = geometry.field(row, column);
        return image.pixelColor((field.topLeft() + QPointF(field.width() / 2, 6)).toPoint());
    };
    EXPECT_EQ(colourAt(0, 0), heatColor(0));
    EXPECT_EQ(colourAt(0, 1), heatColor(1)); // the largest
}

TEST(DistanceText, IsShort) {
    EXPECT_EQ(distanceText(0, 4), "0");
    EXPECT_EQ(distanceText(0.01789, 4), ".0179");
    EXPECT_EQ(distanceText(1, 2), "1.00");
    EXPECT_EQ(distanceText(std::numeric_limits<double>::quiet_NaN(), 4), QStringLiteral("\u00d7"));
}
