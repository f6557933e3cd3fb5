// Texts as long as German ones, on a small screen: no button and no label is cut off, on any page.
#include "app/compare_page.h"
#include "app/experiment_panel.h"
#include "app/export_dialog.h"
#include "app/film_dialog.h"
#include "app/networks_page.h"
#include "app/run_table_page.h"
#include "app/wizard/experiment_wizard.h"
#include "tests/app/window_fixture.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTranslator>

namespace dnas {
namespace {

/// Every text 40 % longer. Placeholders, markup and shortcuts stay as they are.
class Lengthened final : public QTranslator {
  public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override {
        QString text = QString::fromUtf8(source);
        const bool shortcut = text.startsWith(QLatin1String("Ctrl+")) || text.startsWith(QLatin1String("Alt+"));
        if (QLatin1String(context).startsWith(QLatin1String("Q")) || shortcut || text.contains(QLatin1Char('<'))) return text;
        int end = static_cast<int>(text.size());
        while (end > 0 && !text[end - 1].isLetter()) --end;
        const auto letters = std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
        if (letters < 3 || (end > 1 && text[end - 2] == QLatin1Char('%'))) return text;
        return text.insert(end, QStringLiteral("ungsmöglichkeiten").repeated(5).left(static_cast<int>(letters) * 4 / 10 + 1));
    }
};

/// What is cut off: seen, but with less room than its text needs.
QStringList cutOff(QWidget* window) {
    QStringList cut;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->window() != window || widget->visibleRegion().isEmpty()) continue;
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const auto* label = qobject_cast<QLabel*>(widget);
        const QString text = button ? button->text() : label ? label->text() : QString();
        if (text.isEmpty() || widget->objectName() == QLatin1String("panelRemark")) continue; // that one says less by itself
        const bool wraps = label && label->wordWrap();
        const int needed = wraps ? widget->heightForWidth(widget->width()) : widget->sizeHint().width();
        if ((wraps ? widget->height() : widget->width()) < needed - 1)
            cut << QStringLiteral("%1 (%2 of %3)").arg(text).arg(wraps ? widget->height() : widget->width()).arg(needed);
    }
    return cut;
}

class LongTexts : public MainWindowTest {
  protected:
    LongTexts() {
        QCoreApplication::installTranslator(&translator);
        makeWindow(); // anew, with those texts
    }
    ~LongTexts() override { QCoreApplication::removeTranslator(&translator); }

    void expectWhole(QWidget* where, const char* what) {
        QTest::qWait(120);
        const QStringList cut = cutOff(where);
        EXPECT_TRUE(cut.isEmpty()) << what << ": " << cut.join(QStringLiteral("; ")).toStdString();
    }
    void expectFits(const char* what) {
        window->resize(1280, 720);
        expectWhole(window.get(), what);
        EXPECT_LE(window->width(), 1280) << what;
        EXPECT_LE(window->height(), 720) << what;
    }

    Lengthened translator;
};

TEST_F(LongTexts, AreWholeOnEveryPageOfASmallScreen) {
    expectFits("welcome");
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(3, 3));
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(startSearch(3, 3));
    ASSERT_TRUE(waitIdle());
    expectFits("run");
    for (QAction* command : window->page()->commands().mid(0, 3)) {
        command->trigger();
        expectFits(command->text().toUtf8());
    }
    actions()->showRuns->trigger();
    expectFits("table");
    actions()->networks->trigger();
    expectWhole(window.get(), "networks");
    window->experiments()->list()->selectAll();
    ASSERT_TRUE(wait([&] { return actions()->compare->isEnabled(); }));
    actions()->compare->trigger();
    ASSERT_TRUE(wait([&] { return window->comparePage()->runCount() == 2; }));
    expectFits("compare");
}

TEST_F(LongTexts, AreWholeInTheWizard) {
    ASSERT_TRUE(openNew());
    window->resize(1280, 720);
    actions()->newExperiment->trigger();
    auto* wizard = window->findChild<ExperimentWizard*>();
    ASSERT_NE(wizard, nullptr);
    auto* next = wizard->findChild<QPushButton*>("wizard.next");
    for (int step = 0; step <= ExperimentWizard::kReviewStep; ++step) {
        ASSERT_TRUE(wait([&] { return next->isEnabled(); })) << step;
        wizard->resize(1000, 640);
        expectWhole(wizard, std::to_string(step).c_str());
        EXPECT_LE(wizard->width(), 1000) << step;
        EXPECT_LE(wizard->height(), 640) << step;
        if (step < ExperimentWizard::kReviewStep) next->click();
    }
    wizard->reject();
}

TEST_F(LongTexts, AreWholeInTheDialogs) {
    RunTimeline run;
    RunIdentity identity;
    identity.request = makeRequest("fairdarts", Preset::Quick);
    run.setRun(identity, {fakeSnapshot(0, 2), fakeSnapshot(1, 2)}, {});
    ExportDialog figures(&run, folder.path(), nullptr);
    figures.show();
    expectWhole(&figures, "export");
    FilmDialog film(&run, 0);
    film.show();
    expectWhole(&film, "film");
}

} // namespace
} // namespace dnas
