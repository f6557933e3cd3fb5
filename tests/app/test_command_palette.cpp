#include "app/command_palette.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QTest>

namespace dnas {
namespace {

TEST(CommandPalette, RanksTheRunOfLettersAboveScatteredOnes) {
    EXPECT_EQ(CommandPalette::score("Pause", "xyz"), -1);
    EXPECT_EQ(CommandPalette::score("Pause", ""), 0);
    EXPECT_GT(CommandPalette::score("Copy genotype", "geno"), CommandPalette::score("Go to the next one, slowly", "geno"));
    EXPECT_GT(CommandPalette::score("Copy genotype", "cg"), -1);
}

TEST(CommandPalette, TriggersTheBestMatchByKeyboardAlone) {
    QMainWindow window;
    QMenu* menu = window.menuBar()->addMenu("&Run");
    int paused = 0, stopped = 0;
    menu->addAction("&Pause", &window, [&] { ++paused; });
    menu->addMenu("&More")->addAction("&Stop now…", &window, [&] { ++stopped; });
    ASSERT_EQ(commandsOf(&window).size(), 2);
    window.resize(800, 600);
    window.show();
    CommandPalette palette(&window);
    palette.open(commandsOf(&window));
    auto* field = palette.findChild<QLineEdit*>();
    EXPECT_EQ(palette.findChild<QListWidget*>()->count(), 2);
    QTest::keyClicks(field, "stp");
    EXPECT_EQ(palette.findChild<QListWidget*>()->count(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(stopped, 1);
    EXPECT_EQ(paused, 0);
    EXPECT_FALSE(palette.isVisible());
}

TEST(CommandPalette, DoesNotRunADisabledCommand) {
    QMainWindow window;
    int ran = 0;
    QAction* action = window.menuBar()->addMenu("&Run")->addAction("&Pause", &window, [&] { ++ran; });
    action->setEnabled(false);
    window.show();
    CommandPalette palette(&window);
    palette.open(commandsOf(&window));
    QTest::keyClick(palette.findChild<QLineEdit*>(), Qt::Key_Return);
    EXPECT_EQ(ran, 0);
}

} // namespace
} // namespace dnas
