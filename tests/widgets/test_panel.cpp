#include "tests/widgets/fixture.h"
#include "widgets/panel.h"
#include "widgets/segmented_control.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTabBar>
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

TEST(Panel, CutsNoControlOffHoweverNarrowItIs) {
    Panel panel(QStringLiteral("Alpha"), new QWidget);
    auto* first = new SegmentedControl({QStringLiteral("Normalzellen"), QStringLiteral("Reduktionszellen")});
    auto* second = new SegmentedControl({QStringLiteral("Rohwerte"), QStringLiteral("Gewichte")});
    panel.addControl(first);
    panel.addControl(second);
    panel.setRemark(QStringLiteral("a remark"));
    panel.show();
    for (int width : {900, 420, 300, panel.minimumSizeHint().width()}) {
        panel.resize(width, 300);
        QTest::qWait(10);
        for (SegmentedControl* control : {first, second}) {
            EXPECT_GE(control->width(), control->minimumSizeHint().width()) << width;
            EXPECT_TRUE(panel.rect().contains(QRect(control->mapTo(&panel, QPoint()), control->size()))) << width;
        }
        EXPECT_FALSE(first->geometry().intersects(second->geometry())) << width;
    }
}

TEST(Panel, TabsShowOneViewWithItsControlsAndItsRemark) {
    auto *a = new QWidget, *b = new QWidget;
    Panel panel(QStringLiteral("Dominant"), a);
    auto *ofA = new QLabel(QStringLiteral("a")), *ofB = new QLabel(QStringLiteral("b"));
    panel.addControl(ofA);
    const int second = panel.addPage(QStringLiteral("Edge"), b);
    panel.addControl(ofB, second);
    panel.setRemark(QStringLiteral("of b"), second);
    panel.resize(500, 300);
    panel.show();
    QSignalSpy changed(&panel, &Panel::currentPageChanged);
    EXPECT_TRUE(a->isVisible() && ofA->isVisible());
    EXPECT_FALSE(b->isVisible() || ofB->isVisible());
    QTest::keyClick(panel.findChild<QTabBar*>(), Qt::Key_Right);
    EXPECT_EQ(panel.currentPage(), 1);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_FALSE(a->isVisible() || ofA->isVisible());
    EXPECT_TRUE(b->isVisible() && ofB->isVisible());
    EXPECT_EQ(panel.findChild<QLabel*>(QStringLiteral("panelRemark"))->text(), QStringLiteral("of b"));
    EXPECT_EQ(panel.accessibleName(), QStringLiteral("Edge"));
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

TEST(Panel, HiddenPagesHaveNoTabAndTheLastOneLeftShowsItsTitle) {
    Panel panel(QStringLiteral("Cell"), new QWidget);
    panel.addPage(QStringLiteral("Flux"), new QWidget);
    panel.addPage(QStringLiteral("Activation"), new QWidget);
    panel.show();
    auto* tabs = panel.findChild<QTabBar*>();
    panel.setPageVisible(0, false);
    EXPECT_EQ(panel.currentPage(), 1) << "the page that was looked at has gone";
    EXPECT_TRUE(tabs->isVisible());
    panel.setPageVisible(0, true);
    panel.setPageVisible(1, false);
    panel.setPageVisible(2, false);
    EXPECT_EQ(panel.currentPage(), 0);
    EXPECT_FALSE(tabs->isVisible());
}

TEST(Panel, ThePageThatWasChosenComesBackWhenItIsThereAgain) {
    Panel panel(QStringLiteral("Dominant"), new QWidget);
    const int edge = panel.addPage(QStringLiteral("Edge"), new QWidget), measured = panel.addPage(QStringLiteral("Measured"), new QWidget);
    panel.show();
    panel.setPageVisible(0, false); // a training has only what was measured
    panel.setPageVisible(edge, false);
    EXPECT_EQ(panel.currentPage(), measured);
    panel.setPageVisible(edge, true); // and a search all of them
    panel.setPageVisible(0, true);
    EXPECT_EQ(panel.currentPage(), 0);
    panel.setCurrentPage(edge);
    panel.setPageVisible(edge, false);
    panel.setPageVisible(edge, true);
    EXPECT_EQ(panel.currentPage(), edge);
}
