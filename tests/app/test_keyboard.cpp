// Keyboard and screen reader: what takes the focus has a name and is reached by Tab; every command is in the palette.
#include "app/command_palette.h"
#include "app/compare_page.h"
#include "app/experiment_panel.h"
#include "app/networks_page.h"
#include "app/run_table_page.h"
#include "app/wizard/experiment_wizard.h"
#include "tests/app/window_fixture.h"
#include "widgets/alpha_view.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QListView>
#include <QMenu>
#include <QPushButton>

#include <set>

namespace dnas {
namespace {

bool takesTab(const QWidget* widget, const QWidget* window) {
    if (widget->inherits("QTabBar") && widget->parentWidget() == window) return false; // Qt's own, for docks that share a place
    return widget->window() == window && widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
}

QString describe(const QWidget* widget) {
    return QStringLiteral("%1 '%2' in %3").arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                                               widget->parentWidget() ? QString::fromLatin1(widget->parentWidget()->metaObject()->className()) : QString());
}

QStringList nameless(QWidget* window) {
    QStringList found;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!takesTab(widget, window)) continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
        if (!spoken || spoken->text(QAccessible::Name).isEmpty()) found << describe(widget);
    }
    return found;
}

/// What Tab does not reach on a page, from wherever the focus is.
QStringList unreached(QWidget* window, QWidget* page) {
    std::set<const QWidget*> reached;
    for (int press = 0; press < 250; ++press) {
        QWidget* focus = QApplication::focusWidget();
        if (!focus) break;
        reached.insert(focus);
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    QStringList missed;
    for (const QWidget* widget : page->findChildren<QWidget*>()) {
        // One tab bar, one group of buttons: arrows go on inside.
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        if (takesTab(widget, window) && !reached.count(widget) && !(button && button->group() && button->group()->exclusive())) missed << describe(widget);
    }
    return missed;
}

class KeyboardTest : public MainWindowTest {
  protected:
    void expectReachable(QWidget* where, const char* what) {
        QTest::qWait(50);
        EXPECT_TRUE(nameless(where).isEmpty()) << what << ": no name: " << nameless(where).join("; ").toStdString();
        const QStringList missed = unreached(where, window->shownPage());
        EXPECT_TRUE(missed.isEmpty()) << what << ": not reached: " << missed.join("; ").toStdString();
    }
};

TEST_F(KeyboardTest, EveryPageIsNamedAndReached) {
    expectReachable(window.get(), "welcome");
    ASSERT_TRUE(openNew());
    for (int run = 0; run < 2; ++run) {
        ASSERT_TRUE(startSearch(3, 3));
        ASSERT_TRUE(waitIdle());
    }
    window->page()->alphaView()->setFocus();
    expectReachable(window.get(), "run");
    actions()->showRuns->trigger();
    expectReachable(window.get(), "table");
    actions()->networks->trigger();
    expectReachable(window.get(), "networks");
    window->experiments()->list()->selectAll();
    ASSERT_TRUE(wait([&] { return actions()->compare->isEnabled(); }));
    actions()->compare->trigger();
    ASSERT_TRUE(wait([&] { return window->comparePage()->runCount() == 2; }));
    expectReachable(window.get(), "compare");
}

TEST_F(KeyboardTest, EveryPageOfTheWizardIsNamed) {
    ASSERT_TRUE(openNew());
    actions()->newExperiment->trigger();
    auto* wizard = window->findChild<ExperimentWizard*>();
    auto* next = wizard->findChild<QPushButton*>("wizard.next");
    for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
        ASSERT_TRUE(wait([&] { return next->isEnabled(); })) << step;
        EXPECT_TRUE(nameless(wizard).isEmpty()) << step << ": " << nameless(wizard).join("; ").toStdString();
        if (step < ExperimentWizard::kReviewStep) next->click();
    }
    wizard->reject();
}

TEST_F(KeyboardTest, ThePaletteHasEveryCommand) {
    const QList<QAction*> offered = commandsOf(window.get());
    for (QAction* action : window->actions()->findChildren<QAction*>()) {
        if (action->menu() || action->isSeparator()) continue;
        EXPECT_TRUE(offered.contains(action)) << action->text().toStdString();
    }
    for (QAction* action : window->page()->commands()) EXPECT_TRUE(offered.contains(action)) << action->text().toStdString();
}

} // namespace
} // namespace dnas
