#include "tests/widgets/fixture.h"
#include "widgets/panel.h"
#include "widgets/segmented_control.h"

#include <QLabel>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

TEST(Panel, TheMaximiseMarkIsAtTheSamePlaceWhateverStandsBesideIt) {
    const auto markOf = [](Panel& panel) {
        panel.resize(420, 300);
        panel.show();
        auto* mark = panel.findChild<QToolButton*>(QStringLiteral("maximise"));
        return mark->mapTo(&panel, QPoint(mark->width(), mark->height() / 2));
    };
    Panel plain(QStringLiteral("Alpha"), new QWidget), full(QStringLiteral("Cell"), new QWidget);
    plain.addControl(new SegmentedControl({QStringLiteral("a"), QStringLiteral("b")}));
    full.addControl(new SegmentedControl({QStringLiteral("Normal"), QStringLiteral("Reduction")}));
    full.setRemark(
        QStringLiteral("a remark that is far too long for the little room beside the controls of this panel"));
    EXPECT_EQ(markOf(plain), markOf(full));
}

TEST(Panel, AsksItsOwnerToMaximiseAndBack) {
    Panel panel(QStringLiteral("Alpha"), new QWidget);
    panel.show();
    QSignalSpy asked(&panel, &Panel::maximiseRequested);
    auto* mark = panel.findChild<QToolButton*>(QStringLiteral("maximise"));
    QTest::mouseClick(mark, Qt::LeftButton);
    panel.setMaximised(true);
    QTest::mouseClick(mark, Qt::LeftButton);
    ASSERT_EQ(asked.count(), 2);
    EXPECT_TRUE(asked[0][0].toBool());
    EXPECT_FALSE(asked[1][0].toBool());
}

TEST(SegmentedControl, KeepsItsChoiceWhenLabelsAreAdded) {
    SegmentedControl control({QStringLiteral("Normal"), QStringLiteral("Reduction")});
    control.setCurrentIndex(1);
    control.setLabels({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    EXPECT_EQ(control.currentIndex(), 1);
    control.setLabels({QStringLiteral("a")});
    EXPECT_EQ(control.currentIndex(), 0);
    control.setLabels({});
    EXPECT_EQ(control.currentIndex(), -1);
}
