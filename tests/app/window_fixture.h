// A window with an engine that invents its snapshots, in a folder of its own.
#pragma once

#include "app/experiment_model.h"
#include "app/main_window.h"
#include "app/run_page.h"
#include "app/studio_actions.h"
#include "app/studio_settings.h"
#include "app/studio_style.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QTest>

namespace dnas {

class MainWindowTest : public testing::Test {
  protected:
    MainWindowTest() {
        settings::setLastProject({});
        settings::forgetRecentProjects();
        settings::forgetLayout();
        applyStudioTheme(ThemeChoice::Light);
        makeWindow();
    }
    ~MainWindowTest() override {
        if (window) window->controller()->holdQueue(true);
    }

    void makeWindow() {
        window = std::make_unique<MainWindow>(runner);
        window->setCloseQuestion([] { return MainWindow::CloseAnswer::StopNow; });
        window->show();
        window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }

    template <typename Condition>
    bool wait(Condition condition) {
        return QTest::qWaitFor(condition, 15000);
    }

    bool openNew(const QString& name = "p.dnas") {
        window->openProject(folder.filePath(name), OpenProject::Mode::Create);
        return wait([&] { return window->project() && window->project()->writer(); });
    }

    /// Starts a search and waits for its first epochs.
    bool startSearch(int epochs, std::size_t wanted) {
        RequestDraft draft;
        draft.name = "search";
        draft.set("epochs", std::to_string(epochs));
        window->startExperiments(draft);
        return wait([&] { return static_cast<std::size_t>(window->page()->timeline()->count()) >= wanted; });
    }

    bool waitIdle() {
        return wait([&] { return !window->controller()->busy(); });
    }

    StudioActions* actions() { return window->actions(); }
    RunTimeline* timeline() { return window->page()->timeline(); }
    const ExperimentSummary& first() { return window->model()->experiments().front(); }

    QTemporaryDir folder;
    std::shared_ptr<FakeRunner> runner = std::make_shared<FakeRunner>();
    std::unique_ptr<MainWindow> window;
};

} // namespace dnas
