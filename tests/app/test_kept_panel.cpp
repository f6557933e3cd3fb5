#include "app/kept_panel.h"
#include "engine/api/genotype_text.h"
#include "engine/api/pruned_export.h"
#include "engine/api/published_genotypes.h"

#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

QString cellOf(const KeptPanel& panel, int row, int column) {
    return panel.list()->topLevelItem(row)->text(column);
}

QPushButton* button(const KeptPanel& panel, const QString& text) {
    for (QPushButton* button : panel.findChildren<QPushButton*>())
        if (button->text() == text) return button;
    return nullptr;
}

} // namespace

TEST(KeptPanel, TellsWhatAGenotypeCostsAsItWouldBeRetrained) {
    KeptPanel panel;
    Request request = makeRequest("darts-first", Preset::Paper);
    request.task.data = "cifar10:/data";
    panel.show(request, {{7, "of the paper", 49, genotypeText(publishedGenotype("DARTS_V2")), "darts, 2 edges a node"}}, true);
    EXPECT_EQ(cellOf(panel, 0, 0), "of the paper");
    EXPECT_EQ(cellOf(panel, 0, 1), QLocale().toString(50));
    EXPECT_EQ(cellOf(panel, 0, 4), QLocale().toString(3349342)); // without the auxiliary head
    EXPECT_TRUE(cellOf(panel, 0, 3).startsWith("skips: 2, "));
}

TEST(KeptPanel, TellsWhatAMaskLeaves) {
    KeptPanel panel;
    Request request;
    request.pruning = PruningSpec();
    VitMask mask = fullMask(request.pruning->network);
    mask[3].assign(12, false);
    panel.show(request, {{1, "eleven", 9, keptMaskText(mask), "sigma(alpha) ≥ 0.65"}}, true);
    EXPECT_EQ(cellOf(panel, 0, 3), "11 of 12 blocks, 132 of 144 heads");
    EXPECT_EQ(cellOf(panel, 0, 4), QLocale().toString(qlonglong(vitCost(prunedSpec(request.pruning->network, mask)).parameters)));
    EXPECT_NE(button(panel, "Fine-tune and compare…"), nullptr);
}

TEST(KeptPanel, SaysWhatIsWrongWithWhatCannotBeRead) {
    KeptPanel panel;
    panel.show(makeRequest("darts-first", Preset::Paper), {{1, "odd", 0, "Genotype(normal=[('no_such', 0)", ""}, {2, "mask", 0, "mask 10 0x", ""}, {3, "short", 0, "mask 1", ""}}, true);
    for (int row = 0; row < 3; ++row) {
        EXPECT_FALSE(cellOf(panel, row, 3).isEmpty()) << row;
        EXPECT_EQ(cellOf(panel, row, 4), "—") << row;
    }
}

TEST(KeptPanel, NothingIsDroppedOrTrainedWhereNothingMayBeWritten) {
    KeptPanel panel;
    panel.show(Request(), {{1, "a", 0, "x", ""}}, false);
    EXPECT_TRUE(button(panel, "Show")->isEnabled());
    EXPECT_FALSE(button(panel, "Drop")->isEnabled());
    EXPECT_FALSE(button(panel, "Train…")->isEnabled());
    QSignalSpy dropped(&panel, &KeptPanel::dropAsked);
    QTest::keyClick(panel.list(), Qt::Key_Delete);
    EXPECT_EQ(dropped.count(), 0);
    panel.show(Request(), {{1, "a", 0, "x", ""}}, true);
    QTest::keyClick(panel.list(), Qt::Key_Delete);
    EXPECT_EQ(dropped.count(), 1);
}
