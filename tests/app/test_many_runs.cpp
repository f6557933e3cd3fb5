// Large projects: hundreds of runs, and one long search of many cells. Opened, filtered and scrubbed without keeping
// the window waiting.
#include "app/experiment_panel.h"
#include "app/run_table_page.h"
#include "tests/app/window_fixture.h"
#include "tests/widgets/fixture.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QTreeView>

#include <algorithm>
#include <functional>

namespace dnas {
namespace {

constexpr int kRuns = 400, kEpochs = 20;
// Generous bounds for a busy machine; the times themselves are printed.
constexpr int kOpenMs = 4000, kFilterMs = 400, kFrameMs = 50;

double milliseconds(const std::function<void()>& what) {
    QElapsedTimer clock;
    clock.start();
    what();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

class ManyRunsTest : public MainWindowTest {
  protected:
    ManyRunsTest() {
        const std::unique_ptr<Project> project = Project::open(folder.filePath("many.dnas").toStdString());
        for (int run = 0; run < kRuns; ++run) {
            Request request = makeRequest(run % 3 == 0 ? "darts-first" : "fairdarts", Preset::Quick);
            request.name = "run " + std::to_string(run);
            request.seed = static_cast<std::uint64_t>(run / 2);
            request.recipe.epochs = kEpochs;
            const std::int64_t id = project->addExperiment(request, "test", "test");
            for (int epoch = 0; epoch < kEpochs; ++epoch) project->addEpoch(id, *fakeSnapshot(epoch, kEpochs), {}, {epoch + 1, 0, "state"});
            project->setStatus(id, ExperimentStatus::Finished);
        }
    }
};

TEST_F(ManyRunsTest, OpensFiltersAndScrubsWithoutWaiting) {
    const double opened = milliseconds([&] {
        window->openProject(folder.filePath("many.dnas"), OpenProject::Mode::Existing);
        ASSERT_TRUE(wait([&] { return window->model()->rowCount() == kRuns && timeline()->count() == kEpochs; }));
    });
    actions()->showRuns->trigger();
    RunTablePage* table = window->runTable();
    ASSERT_TRUE(wait([&] { return table->filter()->rowCount() > 0; }));
    const auto fields = table->findChildren<QLineEdit*>();
    std::vector<double> typed;
    for (const QString& text : {QStringLiteral("r"), QStringLiteral("ru"), QStringLiteral("run 1"), QStringLiteral("run 12"), QString()})
        typed.push_back(milliseconds([&] {
            fields.front()->setText(text);
            QCoreApplication::processEvents();
        }));
    actions()->showRuns->trigger();
    std::vector<double> frames;
    for (int step = 0; step < 40; ++step) {
        frames.push_back(milliseconds([&] {
            timeline()->setCurrentIndex(step * 7 % kEpochs);
            QCoreApplication::processEvents();
        }));
        QTest::qWait(34);
    }
    std::sort(frames.begin(), frames.end());
    const double slowest = *std::max_element(typed.begin(), typed.end());
    std::printf("%d runs: open %.0f ms, slowest letter of the filter %.0f ms, scrubbing: median %.1f ms, nine of ten within %.1f ms\n",
                kRuns, opened, slowest, frames[20], frames[36]);
    EXPECT_LT(opened, kOpenMs);
    EXPECT_LT(slowest, kFilterMs);
    EXPECT_LT(frames[20], kFrameMs);
}

TEST_F(MainWindowTest, ALongSearchOfManyCellsOpensInTwoSecondsAndScrubsAtThirtyFrames) {
    constexpr int kLong = 600, kCells = 20;
    const std::string path = folder.filePath("long.dnas").toStdString();
    {
        const std::unique_ptr<Project> project = Project::open(path);
        Request request = makeRequest("ddarts", Preset::Quick);
        request.name = "long";
        request.recipe.epochs = kLong;
        std::get<CellSpaceSpec>(request.recipe.space).cells = kCells;
        const std::int64_t id = project->addExperiment(request, "test", "test");
        for (const SnapshotPtr& epoch : test::manyCells(kLong, kCells)) project->addEpoch(id, *epoch, {}, {epoch->epoch + 1, 0, "state"});
        project->setStatus(id, ExperimentStatus::Finished);
    }
    const double opened = milliseconds([&] {
        window->openProject(QString::fromStdString(path), OpenProject::Mode::Existing);
        ASSERT_TRUE(wait([&] { return timeline()->count() == kLong && window->page()->showsRun(); }));
        window->repaint();
    });
    std::vector<double> frames;
    for (int step = 0; step < 60; ++step) {
        frames.push_back(milliseconds([&] {
            timeline()->setCurrentIndex(step * 97 % kLong);
            QCoreApplication::processEvents();
            window->repaint();
        }));
        QTest::qWait(34);
    }
    std::sort(frames.begin(), frames.end());
    std::printf("%d epochs of %d cells: open %.0f ms; scrubbing: median %.1f ms, nine of ten within %.1f ms\n", kLong, kCells, opened, frames[30], frames[54]);
    EXPECT_LT(opened, kOpenMs);
    EXPECT_LT(frames[30], kFrameMs);
}

} // namespace
} // namespace dnas
