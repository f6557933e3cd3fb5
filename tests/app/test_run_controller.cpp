#include "app/run_controller.h"

#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace dnas {
namespace {

class RunControllerTest : public testing::Test {
  protected:
    RunControllerTest() {
        project = Project::open(folder.filePath("p.dnas").toStdString());
        controller.setProject(project);
    }

    std::int64_t add(int epochs = 3) {
        Request request = makeRequest("fairdarts", Preset::Quick);
        request.recipe.epochs = epochs;
        return project->addExperiment(request, "test", "test");
    }

    bool waitIdle() {
        return QTest::qWaitFor([&] { return !controller.busy() && controller.queue().empty(); }, 10000);
    }

    ExperimentSummary summary(std::int64_t id) { return project->reader()->experiment(id).summary; }

    QTemporaryDir folder;
    std::shared_ptr<Project> project;
    std::shared_ptr<FakeRunner> runner = std::make_shared<FakeRunner>();
    RunController controller{runner};
};

TEST_F(RunControllerTest, ForwardsEverySnapshotInOrderOnTheGuiThread) {
    std::vector<int> epochs;
    bool guiThread = true;
    QObject::connect(&controller, &RunController::snapshotArrived, &controller, [&](std::int64_t, const SnapshotPtr& snapshot) {
        epochs.push_back(snapshot->epoch);
        guiThread = guiThread && QThread::currentThread() == QCoreApplication::instance()->thread();
    });
    controller.enqueue(add(4));
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(epochs, (std::vector<int>{0, 1, 2, 3}));
    EXPECT_TRUE(guiThread);
    EXPECT_TRUE(runner->onWorkerThread);
}

TEST_F(RunControllerTest, RunsTheQueueOneAfterAnother) {
    std::vector<std::int64_t> started;
    QObject::connect(&controller, &RunController::started, &controller, [&](std::int64_t id) { started.push_back(id); });
    const std::int64_t a = add(), b = add(), c = add();
    for (const std::int64_t id : {a, b, c, b}) controller.enqueue(id); // the second b is known already
    EXPECT_EQ(controller.active().id, a);
    EXPECT_EQ(controller.queue().size(), 2u);
    controller.moveInQueue(c, -5);
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(started, (std::vector<std::int64_t>{a, c, b}));
    EXPECT_EQ(summary(b).status, ExperimentStatus::Finished);
}

TEST_F(RunControllerTest, TakesOutOfTheQueue) {
    const std::int64_t a = add(), b = add();
    controller.enqueue(a);
    controller.enqueue(b);
    EXPECT_TRUE(controller.removeFromQueue(b));
    EXPECT_FALSE(controller.removeFromQueue(b));
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(runner->runs, 1);
}

TEST_F(RunControllerTest, PausesAndGoesOn) {
    runner->stepMs = 5;
    const std::int64_t id = add(3);
    controller.enqueue(id);
    controller.pause();
    EXPECT_EQ(controller.state(), RunController::State::Paused);
    QTest::qWait(150);
    EXPECT_TRUE(controller.busy());
    EXPECT_LT(controller.active().snapshots.size(), 3u);
    controller.resume();
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(summary(id).epochsDone, 3);
}

TEST_F(RunControllerTest, StopsWithinAnEpochAndResumesToTheEnd) {
    runner->stepMs = 5;
    const std::int64_t id = add(1000);
    controller.enqueue(id);
    ASSERT_TRUE(QTest::qWaitFor([&] { return controller.active().snapshots.size() >= 2; }, 10000));
    controller.stop();
    EXPECT_EQ(controller.state(), RunController::State::Stopping);
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(summary(id).status, ExperimentStatus::Stopped);
    const int before = summary(id).epochsDone;
    controller.enqueue(id);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !controller.active().snapshots.empty(); }, 10000));
    EXPECT_EQ(controller.active().snapshots.front()->epoch, before);
}

TEST_F(RunControllerTest, StopsAPausedRun) {
    controller.enqueue(add(1000));
    controller.pause();
    controller.stop();
    EXPECT_TRUE(waitIdle());
}

TEST_F(RunControllerTest, StopAfterEpochEndsAtAnEpochBoundary) {
    const std::int64_t id = add(1000);
    controller.enqueue(id);
    controller.stopAfterEpoch();
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(summary(id).epochsDone, 1);
}

TEST_F(RunControllerTest, AHeldQueueStartsNothing) {
    const std::int64_t a = add(1000), b = add();
    controller.enqueue(a);
    controller.enqueue(b);
    controller.holdQueue(true);
    controller.stop();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !controller.busy(); }, 10000));
    QTest::qWait(50);
    EXPECT_FALSE(controller.busy());
    EXPECT_EQ(controller.queue().size(), 1u);
}

TEST_F(RunControllerTest, OfProgressOnlyTheNewestWaits) {
    runner->steps = 400;
    runner->stepMs = 0;
    int calls = 0;
    QObject::connect(&controller, &RunController::progressArrived, &controller, [&] {
        ++calls;
        QTest::qSleep(3); // a GUI that is slower than the engine
    });
    controller.enqueue(add(1));
    ASSERT_TRUE(waitIdle());
    EXPECT_GT(calls, 0);
    EXPECT_LT(calls, 200);
}

TEST_F(RunControllerTest, TellsHowARunFailed) {
    runner->failure = "no memory left";
    std::string message;
    QObject::connect(&controller, &RunController::ended, &controller, [&](std::int64_t, const Outcome& outcome) { message = outcome.message; });
    controller.enqueue(add());
    ASSERT_TRUE(waitIdle());
    EXPECT_EQ(message, "no memory left");
}

TEST_F(RunControllerTest, DestructionStopsAndJoins) {
    RunController other(runner);
    other.setProject(project);
    other.enqueue(add(10000));
    other.pause();
} // hangs when it does not

} // namespace
} // namespace dnas
