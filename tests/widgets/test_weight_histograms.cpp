#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/weight_histograms.h"

#include <QLineEdit>
#include <QTableView>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// A bell of the given deviation.
WeightHistogram bell(const std::string& name, double mean, double deviation) {
    WeightHistogram h;
    h.name = name;
    h.shape = {36, 36, 3, 3};
    h.minimum = mean - 3 * deviation;
    h.maximum = mean + 3 * deviation;
    h.mean = mean;
    h.deviation = deviation;
    for (int i = 0; i < WeightHistogram::kBins; ++i) {
        const double x = (i - 20) / 7.0;
        h.bins[static_cast<std::size_t>(i)] = std::lround(1000 * std::exp(-x * x / 2));
        h.count += h.bins[static_cast<std::size_t>(i)];
    }
    h.nearZero = h.count / 50;
    return h;
}

std::vector<WeightHistogram> histograms() {
    std::vector<WeightHistogram> all{bell("stem.0.weight", 0.001, 0.2), bell("stem.1.weight", 0.98, 0.05)};
    for (int cell = 0; cell < 12; ++cell)
        all.push_back(
            bell("cells." + std::to_string(cell) + "._ops.0.op.1.weight", -0.004 * cell, 0.02 + 0.003 * cell));
    WeightHistogram broken = bell("classifier.weight", 0, 0.1);
    broken.nonFinite = 3;
    broken.count += 3;
    all.push_back(broken);
    WeightHistogram constant;
    constant.name = "classifier.bias";
    constant.shape = {10};
    constant.count = 10;
    constant.bins[20] = 10;
    constant.nearZero = 10;
    all.push_back(constant);
    WeightHistogram none;
    none.name = "nothing";
    none.shape = {0};
    none.minimum = none.maximum = none.mean = none.deviation = std::nan("");
    all.push_back(none);
    return all;
}

QStringList column(const WeightHistograms& view, int column) {
    const QAbstractItemModel* model = view.findChild<QTableView*>()->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row)
        texts << model->index(row, column).data().toString();
    return texts;
}

} // namespace

TEST(WeightHistogramsView, ListsEveryTensorWithItsNumbers) {
    WeightHistograms view;
    view.setHistograms(histograms());
    EXPECT_EQ(column(view, 0).size(), 17);
    EXPECT_EQ(column(view, 2)[1], "0.98");
    EXPECT_EQ(column(view, 3)[1], "0.05");
    EXPECT_EQ(column(view, 4)[15], "100 %");
    EXPECT_EQ(column(view, 2)[16], QStringLiteral("\u2013"));
    EXPECT_TRUE(view.remark().startsWith("17 tensors, ")) << view.remark().toStdString();
    EXPECT_TRUE(view.remark().endsWith(", 3 are no numbers")) << view.remark().toStdString();
    const QString tip = view.findChild<QTableView*>()->model()->index(14, 1).data(Qt::ToolTipRole).toString();
    EXPECT_TRUE(tip.contains("36 \u00d7 36 \u00d7 3 \u00d7 3") && tip.contains("3 are no numbers"))
        << tip.toStdString();
}

TEST(WeightHistogramsView, SortsByNumbersAndBackToTheNetwork) {
    WeightHistograms view;
    view.setHistograms(histograms());
    auto* table = view.findChild<QTableView*>();
    table->sortByColumn(3, Qt::DescendingOrder);
    EXPECT_EQ(column(view, 0)[0], "stem.0.weight");
    EXPECT_EQ(column(view, 0).last(), "nothing");
    table->sortByColumn(0, Qt::AscendingOrder);
    EXPECT_EQ(column(view, 0)[4], "cells.2._ops.0.op.1.weight");
    EXPECT_EQ(column(view, 0)[12], "cells.10._ops.0.op.1.weight");
}

TEST(WeightHistogramsView, ShowsOnlyNamesThatContainTheText) {
    WeightHistograms view;
    view.setHistograms(histograms());
    auto* field = qobject_cast<QLineEdit*>(view.controls());
    const QSizeF all = view.figureSize();
    QTest::keyClicks(field, "CLASS");
    EXPECT_EQ(column(view, 0), (QStringList{"classifier.weight", "classifier.bias"}));
    EXPECT_LT(view.figureSize().height(), all.height());
    view.setFilter("nowhere");
    EXPECT_EQ(field->text(), "nowhere");
    EXPECT_EQ(view.accessibleDescription(), "No tensor has this text in its name.");
    delete field;
}

TEST(WeightHistogramsView, ExportsAllBins) {
    WeightHistograms view;
    view.setHistograms(histograms());
    const QStringList lines = view.figureCsv().split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 18);
    EXPECT_EQ(lines[0].count(','), 8 + WeightHistogram::kBins);
    EXPECT_TRUE(lines[1].startsWith("\"stem.0.weight\",\"36x36x3x3\","));
    EXPECT_EQ(lines[17].count(','), lines[0].count(','));
}

TEST(WeightHistogramsView, IsQuietWithoutWeightsAndInAnySize) {
    WeightHistograms view;
    EXPECT_TRUE(view.remark().isEmpty());
    EXPECT_EQ(view.figureCsv().count('\n'), 1);
    EXPECT_FALSE(painted(view).isNull());
    view.setHistograms(histograms());
    for (const QSize& size : {QSize(1, 1), QSize(100, 400), QSize(720, 460)}) {
        view.resize(size);
        view.grab();
    }
    EXPECT_NE(painted(view).pixelColor(2, 2), QColor(Qt::magenta));
}

TEST(WeightHistogramsView, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        WeightHistograms view;
        view.resize(720, 460);
        view.setHistograms(histograms());
        view.show();
        saveScreen(view, theme == ThemeChoice::Dark ? "weights-dark" : "weights");
        EXPECT_EQ(view.grab().toImage().pixelColor(20, 450).lightness() < 128, theme == ThemeChoice::Dark);
    }
    setTheme(ThemeChoice::Light);
}
