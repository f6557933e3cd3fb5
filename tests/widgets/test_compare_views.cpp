// The views that lay runs side by side: differences of cells and alpha, agreement of seeds, random baseline.
#include "tests/widgets/fixture.h"
#include "widgets/agreement_view.h"
#include "widgets/alpha_difference.h"
#include "widgets/architecture_diff.h"
#include "widgets/baseline_view.h"
#include "widgets/palette.h"

#include <gtest/gtest.h>

#include <QApplication>

#include <set>

namespace dnas {
namespace {

using namespace test;

CellGenotype cellAt(int epoch) {
    return snapshotAt(epoch, 50, makeRequest("fairdarts", Preset::Quick).recipe.discretize)->genotype.cells[0];
}

QImage imageOf(QWidget& widget, const QSize& size = {600, 380}) {
    widget.resize(size);
    return widget.grab().toImage();
}

bool holds(const QImage& image, const QColor& color) {
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixelColor(x, y) == color) return true;
    return false;
}

TEST(ArchitectureDiff, DrawsWhatBothHaveAndNamesWhatDiffers) {
    applyTheme(*qApp, ThemeChoice::Light);
    ArchitectureDiff view;
    const CellGenotype before{"normal", {{"sep_conv_3x3", 2, 0}, {"skip_connect", 2, 1}}, {2, 3}};
    const CellGenotype after{"normal", {{"sep_conv_5x5", 2, 0}, {"dil_conv_3x3", 3, 0}}, {2, 3}};
    view.setCells(before, after);
    EXPECT_EQ(view.changes(), (QStringList{"~ input k\u22122 \u2192 0: sep 3 \u2192 sep 5", "\u2212 input k\u22121 \u2192 0: skip", "+ input k\u22122 \u2192 1: dil 3"}));
    EXPECT_EQ(view.difference().added, 1);
    const QImage image = imageOf(view);
    EXPECT_TRUE(holds(image, operationColor("sep_conv_5x5")));
    EXPECT_TRUE(holds(image, operationColor("dil_conv_3x3")));
    EXPECT_TRUE(view.figureCsv().contains("changed,2,0,sep_conv_3x3,sep_conv_5x5\n"));
    EXPECT_TRUE(view.figureCsv().contains("removed,2,1,skip_connect,\n"));
    saveScreen(view, "architecture_diff");
}

TEST(ArchitectureDiff, SearchedCellsEmptyCellsAndHugeOnesAreDrawnOrExplained) {
    ArchitectureDiff view;
    view.setCells(cellAt(10), cellAt(49));
    imageOf(view);
    view.setCells({}, {});
    EXPECT_TRUE(view.changes().isEmpty());
    imageOf(view);
    view.setCells({"a", {{"skip_connect", 60, 3}}, {60}}, {});
    imageOf(view);
    EXPECT_EQ(view.difference().removed, 1);
    for (const ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
        applyTheme(*qApp, theme);
        imageOf(view, {40, 30});
    }
}

TEST(AlphaDifference, IsSecondMinusFirstOverTheEntriesOfBoth) {
    const AlphaGroup first = driftingGroup("normal", 0.2, 0), second = driftingGroup("normal", 0.9, 0);
    const AlphaGroup difference = alphaDifferenceOf(first, second);
    ASSERT_EQ(difference.weights.size(), first.weights.size());
    EXPECT_DOUBLE_EQ(difference.weight(3, 2), second.weight(3, 2) - first.weight(3, 2));
    EXPECT_DOUBLE_EQ(difference.rawAt(3, 2), second.rawAt(3, 2) - first.rawAt(3, 2));
}

TEST(AlphaDifference, ColumnsThatOnlyOneRunHasAreMissingNotZero) {
    const AlphaGroup first = driftingGroup("normal", 0.5, 0), second = driftingGroup("normal", 0.5, 0, operationNames(OperationSet::Darts));
    const AlphaGroup difference = alphaDifferenceOf(first, second);
    EXPECT_EQ(difference.columns.size(), 8u);
    EXPECT_TRUE(std::isnan(difference.weight(0, 7))); // none
    EXPECT_TRUE(std::isfinite(difference.weight(0, 0)));
    EXPECT_TRUE(alphaDifferenceOf({}, second).weights.empty());
}

TEST(AlphaDifference, ColoursDivergeFromTheGround) {
    applyTheme(*qApp, ThemeChoice::Light);
    EXPECT_GT(divergingColor(1).blue(), divergingColor(1).red());
    EXPECT_GT(divergingColor(-1).red(), divergingColor(-1).blue());
    EXPECT_NE(divergingColor(0), divergingColor(0.5));
    EXPECT_EQ(divergingColor(NAN), tokens().grid);
    EXPECT_EQ(divergingColor(7), divergingColor(1));
    AlphaDifference view;
    view.setGroups(driftingGroup("normal", 0.2, 0), driftingGroup("normal", 0.9, 5));
    const QImage image = imageOf(view);
    std::set<QRgb> colors;
    for (int x = 0; x < image.width(); x += 3)
        for (int y = 0; y < image.height(); y += 3) colors.insert(image.pixel(x, y));
    EXPECT_GT(colors.size(), 20u);
    saveScreen(view, "alpha_difference");
    AlphaGroup nan = driftingGroup("normal", 0.2, 0);
    std::fill(nan.weights.begin(), nan.weights.end(), NAN);
    view.setGroups(nan, nan);
    imageOf(view);
    view.clear();
    imageOf(view);
    EXPECT_EQ(view.figureCsv(), "group,from,to,operation,raw_difference,weight_difference\n");
}

TEST(AgreementView, GivesEveryOperationItsShareOfTheBar) {
    applyTheme(*qApp, ThemeChoice::Light);
    const auto genotypeAt = [](int epoch) { return snapshotAt(epoch, 50, {})->genotype; };
    AgreementView view;
    view.setAgreement(agreementOf({genotypeAt(5), genotypeAt(20), genotypeAt(49)}));
    EXPECT_GT(view.sizeHint().height(), 14 * 15);
    const QImage image = imageOf(view, view.sizeHint());
    EXPECT_TRUE(holds(image, operationColor(QString::fromStdString(view.agreement().consensus.cells[0].edges[0].operation))));
    saveScreen(view, "agreement");
    view.setAgreement({});
    imageOf(view);
}

TEST(BaselineView, SaysWhereTheFoundOneStands) {
    applyTheme(*qApp, ThemeChoice::Light);
    BaselineStrip strip{"Parameters", 3.66e6, {}};
    for (int i = 0; i < 200; ++i) strip.random.push_back(2.5e6 + 1e4 * i);
    EXPECT_EQ(BaselineView::verdict(strip), "found 3.66 M, above 58 % of 200 random ones");
    BaselineView view;
    view.setStrips({strip, {"Most skips in a cell", 1, {0, 1, 1, 1, 2}}});
    EXPECT_TRUE(holds(imageOf(view, {640, 160}), tokens().accent));
    EXPECT_TRUE(view.figureCsv().startsWith("kind,Parameters,Most skips in a cell\nfound,3660000,1\nrandom,2500000,0\n"));
    saveScreen(view, "baseline");
}

TEST(BaselineView, OddNumbersAreDrawnOrExplained) {
    const double nan = NAN;
    EXPECT_EQ(BaselineView::verdict({"a", nan, {1}}), "no network to count");
    EXPECT_EQ(BaselineView::verdict({"a", 5, {}}), "5");
    BaselineView view;
    view.setStrips({{"all equal", 3, std::vector<double>(5000, 3.0)}, {"nothing", nan, {}}, {"no numbers", nan, {nan, INFINITY}}, {"one", nan, {1}}});
    imageOf(view, {640, 300});
    imageOf(view, {10, 10});
    view.setStrips({});
    imageOf(view);
}

} // namespace
} // namespace dnas
