#include "engine/store/writer_lock.h"
#include "tests/engine/store/fixtures.h"

#include <atomic>
#include <csignal>
#include <functional>
#include <random>
#include <sys/wait.h>
#include <thread>

namespace dnas::test {
namespace {

/// A process that runs `work` and reports numbers through a pipe, until it is killed.
class Child {
  public:
    using Report = std::function<void(int)>;
    explicit Child(const std::function<void(const Report&)>& work) {
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("no pipe");
        m_process = fork();
        if (m_process == 0) {
            close(ends[0]);
            try {
                work([&](int value) {
                    if (write(ends[1], &value, sizeof value) != sizeof value) _exit(3);
                });
            } catch (...) {
                _exit(2);
            }
            _exit(0);
        }
        close(ends[1]);
        m_pipe = ends[0];
    }
    ~Child() {
        if (m_process > 0) kill();
        close(m_pipe);
    }
    /// @return false when the child has ended.
    bool next(int& value) const { return read(m_pipe, &value, sizeof value) == sizeof value; }
    void kill() {
        ::kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
        m_process = 0;
    }

  private:
    pid_t m_process = 0;
    int m_pipe = -1;
};

[[noreturn]] void sleepForever() {
    for (;;)
        pause();
}

TEST(WriterLock, ASecondWriterIsRefusedInTheSameProgramAndUnderAnotherName) {
    const TemporaryProject file;
    const auto project = file.write();
    const EngineError e = errorOf([&] { file.write(); });
    EXPECT_EQ(e.code(), ErrorCode::Project);
    EXPECT_TRUE(contains(e.what(), "is open in another program; it can be opened read-only")) << e.what();
    const std::string link = (file.folder() / "link.dnas").string();
    fs::create_symlink(file.path(), link);
    EXPECT_TRUE(contains(errorOf([&] { Project::open(link); }).what(), "is open in another program"));
    EXPECT_TRUE(ProjectReader::open(link)->experiments().empty());
}

TEST(WriterLock, ASecondProgramIsRefusedAndReadsTheRunAsRunning) {
    const TemporaryProject file;
    Child child([&](const Child::Report& report) {
        const auto project = file.write();
        const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
        project->setStatus(id, ExperimentStatus::Running);
        report(1);
        sleepForever();
    });
    int value = 0;
    ASSERT_TRUE(child.next(value));
    EXPECT_TRUE(contains(errorOf([&] { file.write(); }).what(), "is open in another program"));
    EXPECT_EQ(file.read()->experiments().at(0).status, ExperimentStatus::Running);
    EXPECT_EQ(file.read()->experiment(1).summary.status, ExperimentStatus::Running);
    child.kill();
    EXPECT_EQ(file.read()->experiments().at(0).status, ExperimentStatus::Interrupted);
    EXPECT_EQ(file.read()->experiment(1).summary.status, ExperimentStatus::Interrupted);
    const auto project = file.write(); // the stale lock file does not matter
    EXPECT_EQ(project->reader()->experiments().at(0).status, ExperimentStatus::Interrupted);
    project->setStatus(1, ExperimentStatus::Running);
    EXPECT_EQ(project->reader()->experiments().at(0).status, ExperimentStatus::Running);
}

TEST(WriterLock, APausedRunWhoseProgramDiedIsInterruptedToo) {
    const TemporaryProject file;
    {
        const auto project = file.write();
        project->setStatus(project->addExperiment(makeTestRequest(), "", ""), ExperimentStatus::Paused, "paused");
        project->setStatus(project->addExperiment(makeTestRequest(), "", ""), ExperimentStatus::Queued);
    }
    const std::vector<ExperimentSummary> list = file.read()->experiments();
    EXPECT_EQ(list.at(0).status, ExperimentStatus::Interrupted);
    EXPECT_EQ(list.at(1).status, ExperimentStatus::Queued);
}

TEST(WriterLock, AskingReadersNeverMakeAWriterFail) {
    const TemporaryProject file;
    std::atomic<bool> stop{false};
    std::thread asker([&] {
        while (!stop)
            hasWriter(file.path());
    });
    for (int i = 0; i < 200; ++i)
        EXPECT_NO_THROW(WriterLock lock(file.path()));
    stop = true;
    asker.join();
    EXPECT_FALSE(hasWriter(file.path()));
}

TEST(WriterLock, KillingTheWriterAtAnyMomentLosesNoAcknowledgedEpoch) {
    std::mt19937 random(20);
    for (int round = 0; round < 20; ++round) {
        const TemporaryProject file;
        int acknowledged = 0;
        {
            Child child([&](const Child::Report& report) {
                const auto project = file.write();
                const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
                project->setStatus(id, ExperimentStatus::Running);
                for (int epoch = 0;; ++epoch) {
                    project->addEpoch(id, makeSnapshot(epoch), {{RunEvent::Kind::Note, epoch, 0, "note"}},
                                      makeCheckpoint(epoch + 1, 300'000));
                    report(epoch + 1);
                }
            });
            const int reports = int(random() % 12);
            while (acknowledged < reports && child.next(acknowledged)) {
            }
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
            child.kill();
            while (child.next(acknowledged)) {
            }
        }
        if (acknowledged == 0) {
            EXPECT_NO_THROW(file.write()) << "killed while the file was made";
            continue;
        }
        for (const CheckResult& result : file.read()->check())
            EXPECT_TRUE(result.ok) << result.name << ": " << result.detail;
        const auto project = file.write();
        const ExperimentRecord record = project->reader()->experiment(1);
        EXPECT_EQ(record.summary.status, ExperimentStatus::Interrupted);
        EXPECT_GE(int(record.snapshots.size()), acknowledged);
        EXPECT_LE(int(record.snapshots.size()), acknowledged + 1);
        EXPECT_EQ(record.events.size(), record.snapshots.size());
        EXPECT_EQ(project->latestCheckpoint(1)->epoch, int(record.snapshots.size()));
        for (const CheckResult& result : project->reader()->check())
            EXPECT_TRUE(result.ok) << result.name << ": " << result.detail;
    }
}

} // namespace
} // namespace dnas::test
