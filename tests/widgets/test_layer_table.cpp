#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/layer_table.h"
#include "widgets/segmented_control.h"

#include <QHeaderView>
#include <QTreeView>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

std::vector<LayerRow> dartsRows() {
    NetworkShape shape;
    shape.auxiliary = true;
    return layerTable("DARTS_V2", shape);
}

/// Texts of a column: of the groups, or of the layers of a group.
QStringList texts(const LayerTable& table, int column, const QModelIndex& parent = {}) {
    const QAbstractItemModel* model = table.findChild<QTreeView*>()->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(parent); ++row)
        texts << model->index(row, column, parent).data().toString();
    return texts;
}

qint64 numberOf(QString text) {
    return text.remove(',').toLongLong(); // a dash is no number: 0
}

} // namespace

TEST(LayerTableView, GroupsLayersWithSumsInTheOrderOfTheNetwork) {
    LayerTable table;
    table.setRows(dartsRows());
    const QStringList groups = texts(table, 0);
    ASSERT_EQ(groups.size(), 23);
    EXPECT_EQ(groups.first(), "Stem");
    EXPECT_EQ(groups[1], "Cell 0");
    EXPECT_TRUE(groups.contains("Auxiliary head (training only)"));
    EXPECT_EQ(groups.last(), "Head");
    EXPECT_EQ(texts(table, 3).last(), "5,770");
    qint64 all = 0;
    for (const QString& sum : texts(table, 3))
        all += numberOf(sum);
    EXPECT_EQ(all, 3349342 + 476426) << "DARTS_V2 and its auxiliary head";
    const QModelIndex cell = table.findChild<QTreeView*>()->model()->index(1, 0);
    qint64 sum = 0;
    for (const QString& layer : texts(table, 3, cell))
        sum += numberOf(layer);
    EXPECT_EQ(sum, numberOf(texts(table, 3)[1]));
}

TEST(LayerTableView, SortsNumbersAsNumbersOnEachLevelAndComesBack) {
    LayerTable table;
    table.setRows(dartsRows());
    auto* view = table.findChild<QTreeView*>();
    view->sortByColumn(3, Qt::DescendingOrder);
    std::vector<qint64> sums;
    for (const QString& sum : texts(table, 3))
        sums.push_back(numberOf(sum));
    EXPECT_TRUE(std::is_sorted(sums.rbegin(), sums.rend()));
    sums.clear();
    for (const QString& sum : texts(table, 3, view->model()->index(0, 0)))
        sums.push_back(numberOf(sum));
    EXPECT_TRUE(std::is_sorted(sums.rbegin(), sums.rend()));
    view->sortByColumn(0, Qt::AscendingOrder); // in the order of the network, not of the alphabet
    EXPECT_EQ(texts(table, 0)[3], "Cell 2");
    EXPECT_EQ(texts(table, 0)[11], "Cell 10");
}

TEST(LayerTableView, SharesWhatItsControlSaysAndKeepsGroupsOpen) {
    LayerTable table;
    table.setRows(dartsRows());
    auto* control = qobject_cast<SegmentedControl*>(table.controls());
    auto* view = table.findChild<QTreeView*>();
    view->expand(view->model()->index(2, 0));
    const auto share = [&] { return view->model()->index(0, 5).data(Qt::AccessibleTextRole).toString(); };
    const QString parameters = share();
    table.setSharesMultiplyAdds(true);
    EXPECT_EQ(control->currentIndex(), 1);
    EXPECT_NE(share(), parameters);
    EXPECT_TRUE(view->isExpanded(view->model()->index(2, 0)));
    EXPECT_FALSE(view->isExpanded(view->model()->index(1, 0)));
    delete control;
}

TEST(LayerTableView, ExportsEveryLayerAndPaintsTheGroups) {
    LayerTable table;
    EXPECT_TRUE(table.remark().isEmpty());
    EXPECT_EQ(table.figureCsv().count('\n'), 1);
    EXPECT_FALSE(painted(table).isNull());
    const QSizeF empty = table.figureSize();
    table.setRows(dartsRows());
    EXPECT_EQ(table.figureCsv().count('\n'), static_cast<int>(dartsRows().size()) + 1);
    EXPECT_EQ(table.figureSize().height(), empty.height() + 23 * 20);
    EXPECT_TRUE(table.remark().startsWith("3.83 M parameters, ")) << table.remark().toStdString();
    table.clear();
    EXPECT_EQ(table.figureSize(), empty);
}

TEST(LayerTableView, TakesNetworksWithoutParameters) {
    LayerTable table;
    table.setRows({{"x", "relu", "stem", 3, 8, 8, 0, 0, false}});
    EXPECT_EQ(texts(table, 3), QStringList{QStringLiteral("\u2013")});
    table.resize(200, 100);
    table.grab();
}

TEST(LayerTableView, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        LayerTable table;
        table.resize(760, 460);
        table.setRows(dartsRows());
        auto* view = table.findChild<QTreeView*>();
        view->expand(view->model()->index(1, 0));
        table.show();
        saveScreen(table, theme == ThemeChoice::Dark ? "layers-dark" : "layers");
        EXPECT_EQ(table.grab().toImage().pixelColor(20, 440).lightness() < 128, theme == ThemeChoice::Dark);
    }
    setTheme(ThemeChoice::Light);
    LayerTable table;
    table.setRows(dartsRows());
    QDir().mkpath(DNAS_BINARY_DIR "/screens");
    painted(table).save(DNAS_BINARY_DIR "/screens/layers-figure.png");
}
