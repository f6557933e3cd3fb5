#include "tests/engine/store/fixtures.h"

#include <SQLiteCpp/Database.h>

#include <csignal>
#include <sys/resource.h>
#include <thread>

namespace dnas::test {
namespace {

TEST(ProjectWriter, AnExperimentComesBackWholeAfterReopening) {
    const TemporaryProject file;
    std::int64_t id = 0;
    {
        const auto project = file.write();
        id = project->addExperiment(makeTestRequest(UINT64_MAX), "versions", "environment");
        project->setStatus(id, ExperimentStatus::Running);
        for (int epoch = 0; epoch < 5; ++epoch)
            project->addEpoch(id, makeSnapshot(epoch),
                              {{RunEvent::Kind::StopRule, epoch, 7, "text " + std::to_string(epoch)}},
                              makeCheckpoint(epoch + 1));
        project->addEvent(id, {RunEvent::Kind::Finished, 4, 99, ""});
        project->setStatus(id, ExperimentStatus::Finished, "done");
    }
    EXPECT_FALSE(fs::exists(file.path() + "-lock"));
    EXPECT_FALSE(fs::exists(file.path() + "-wal"));
    const ExperimentRecord record = file.read()->experiment(id);
    EXPECT_EQ(record.summary.name, "Test run");
    EXPECT_EQ(record.summary.method, "darts");
    EXPECT_EQ(record.summary.data, "fashion-mnist");
    EXPECT_EQ(record.summary.status, ExperimentStatus::Finished);
    EXPECT_EQ(record.summary.message, "done");
    EXPECT_EQ(record.summary.seed, UINT64_MAX);
    EXPECT_EQ(record.summary.epochsDone, 5);
    EXPECT_EQ(record.summary.epochsPlanned, makeTestRequest().recipe.epochs);
    EXPECT_DOUBLE_EQ(record.summary.bestValidTop1, 0.54);
    EXPECT_EQ(record.summary.created.size(), 20u);
    EXPECT_EQ(record.versions, "versions");
    EXPECT_EQ(record.environment, "environment");
    EXPECT_EQ(record.requestText, requestText(makeTestRequest(UINT64_MAX)));
    EXPECT_EQ(record.request.name, "Test run");
    EXPECT_EQ(requestText(record.request), record.requestText);
    ASSERT_EQ(record.snapshots.size(), 5u);
    for (int epoch = 0; epoch < 5; ++epoch)
        expectEqual(*record.snapshots[epoch], makeSnapshot(epoch));
    ASSERT_EQ(record.events.size(), 6u);
    EXPECT_EQ(record.events[3].text, "text 3");
    EXPECT_EQ(record.events[3].kind, RunEvent::Kind::StopRule);
    EXPECT_EQ(record.events[5].step, 99);
}

TEST(ProjectWriter, AFinishedRunIsStoredWholeAndHasNoCheckpoint) {
    const TemporaryProject file;
    FinishedRun run;
    run.request = makeTestRequest(5);
    run.environment = "imported";
    run.snapshots = {makeSnapshot(0), makeSnapshot(1)};
    run.events = {{RunEvent::Kind::Note, 1, 0, "line 3 was left out"}};
    const auto project = file.write();
    const std::int64_t id = project->addFinishedRun(run, "versions");
    EXPECT_FALSE(project->latestCheckpoint(id).has_value());
    const ExperimentRecord record = file.read()->experiment(id);
    EXPECT_EQ(record.summary.status, ExperimentStatus::Finished);
    EXPECT_EQ(record.environment, "imported");
    ASSERT_EQ(record.snapshots.size(), 2u);
    expectEqual(*record.snapshots[1], makeSnapshot(1));
    ASSERT_EQ(record.events.size(), 1u);
    for (const CheckResult& result : file.read()->check())
        EXPECT_TRUE(result.ok) << result.detail;
    const RunFacts facts = file.read()->facts(id);
    EXPECT_EQ(requestText(facts.request), requestText(run.request));
    expectEqual(*facts.newest, makeSnapshot(1));
}

TEST(ProjectWriter, ReadersSeeEveryCommittedEpochWhileItIsOpen) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    project->setStatus(id, ExperimentStatus::Running);
    const auto reader = project->reader();
    EXPECT_TRUE(reader->snapshots(id).empty());
    for (int epoch = 0; epoch < 3; ++epoch) {
        project->addEpoch(id, makeSnapshot(epoch), {}, makeCheckpoint(epoch));
        EXPECT_EQ(reader->snapshots(id, epoch).size(), 1u);
        EXPECT_EQ(reader->experiments().at(0).epochsDone, epoch + 1);
        EXPECT_EQ(reader->experiments().at(0).status, ExperimentStatus::Running);
    }
}

TEST(ProjectWriter, AfterItClosesTheFileAloneHoldsEverythingEvenWithReadersOpen) {
    const TemporaryProject file;
    auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    const auto reader = project->reader();
    project->addEpoch(id, makeSnapshot(0), {}, makeCheckpoint(0));
    EXPECT_EQ(reader->snapshots(id).size(), 1u);
    project.reset();
    const std::string copy = (file.folder() / "copy.dnas").string();
    fs::copy_file(file.path(), copy);
    EXPECT_EQ(ProjectReader::open(copy)->snapshots(id).size(), 1u);
    EXPECT_EQ(reader->snapshots(id).size(), 1u);
}

TEST(ProjectWriter, TheNewestTwoCheckpointsStayAndTheLastIntactOneIsGiven) {
    const TemporaryProject file;
    std::int64_t id = 0;
    {
        const auto project = file.write();
        id = project->addExperiment(makeTestRequest(), "", "");
        EXPECT_FALSE(project->latestCheckpoint(id));
        for (int epoch = 0; epoch < 4; ++epoch)
            project->addEpoch(id, makeSnapshot(epoch), {}, makeCheckpoint(epoch + 1));
        project->addCheckpoint(id, {{RunEvent::Kind::Stopped, 4, 17, "stopped"}}, {4, 17, "inside"});
        const CheckpointBlob latest = *project->latestCheckpoint(id);
        EXPECT_EQ(latest.step, 17);
        EXPECT_EQ(latest.payload, "inside");
        EXPECT_EQ(project->reader()->check().at(1).detail, "4 epochs, 2 checkpoints");
    }
    file.damage("UPDATE checkpoints SET payload = 'insidf' WHERE step = 17");
    EXPECT_EQ(file.write()->latestCheckpoint(id)->payload, makeCheckpoint(4).payload);
    EXPECT_TRUE(contains(file.read()->check().at(1).detail, "the checkpoint of epoch 4, step 17 is damaged"));
    file.damage("UPDATE checkpoints SET length = 3");
    EXPECT_TRUE(contains(errorOf([&] { file.write()->latestCheckpoint(id); }).what(), "has no intact checkpoint"));
}

TEST(ProjectWriter, AnEpochStoredAgainReplacesItAndWhatFollowed) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    for (int epoch = 0; epoch < 4; ++epoch)
        project->addEpoch(id, makeSnapshot(epoch), {}, makeCheckpoint(epoch));
    const auto reader = project->reader();
    EXPECT_EQ(reader->experiments().at(0).epochsDone, 4);
    Snapshot again = makeSnapshot(1);
    again.metrics[0].second = 99;
    project->addEpoch(id, again, {}, makeCheckpoint(1));
    EXPECT_EQ(reader->snapshots(id).size(), 2u);
    EXPECT_EQ(reader->snapshots(id).at(1)->metric("train_loss"), 99);
    EXPECT_FALSE(reader->experiments().at(0).damaged);
    for (const CheckResult& result : reader->check())
        EXPECT_TRUE(result.ok) << result.detail;
}

TEST(ProjectWriter, NamesNotesAndTagsAreChanged) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    project->rename(id, "Besser \"so\"");
    project->setNotes(id, "two\nlines");
    project->setTags(id, {"a, b", "ä", "\xff"});
    const ExperimentSummary summary = project->reader()->experiments().at(0);
    EXPECT_EQ(summary.name, "Besser \"so\"");
    EXPECT_EQ(summary.notes, "two\nlines");
    ASSERT_EQ(summary.tags.size(), 3u);
    EXPECT_EQ(summary.tags[0], "a, b");
    EXPECT_EQ(summary.tags[1], "ä");
    EXPECT_FALSE(summary.damaged);
    EXPECT_TRUE(contains(errorOf([&] { project->rename(9, "x"); }).what(), "has no experiment 9"));
    EXPECT_TRUE(contains(errorOf([&] { project->addEpoch(9, makeSnapshot(0), {}, makeCheckpoint(0)); }).what(),
                         "has no experiment 9"));
}

TEST(ProjectWriter, AnExperimentWithoutANameIsNamedAfterItsRequest) {
    const TemporaryProject file;
    const auto project = file.write();
    Request request = makeTestRequest();
    request.name.clear();
    project->addExperiment(request, "", "");
    EXPECT_EQ(project->reader()->experiments().at(0).name, requestSummary(request));
}

TEST(ProjectWriter, TheBinHidesRestoresAndDeletesForGood) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t first = project->addExperiment(makeTestRequest(1), "", "");
    const std::int64_t second = project->addExperiment(makeTestRequest(2), "", "");
    for (std::int64_t id : {first, second}) {
        project->addEpoch(id, makeSnapshot(0), {{RunEvent::Kind::Note, 0, 0, ""}}, makeCheckpoint(0, 100'000));
        project->keepGenotype(id, {0, "kept", 0, "text", "parse"});
    }
    project->moveToBin(first, true);
    const auto reader = project->reader();
    ASSERT_EQ(reader->experiments().size(), 1u);
    EXPECT_EQ(reader->experiments().at(0).id, second);
    EXPECT_EQ(reader->experiments(true).at(0).id, first);
    project->moveToBin(first, false);
    EXPECT_EQ(project->emptyBin(), 0);
    EXPECT_EQ(reader->experiments().size(), 2u);
    project->moveToBin(first, true);
    EXPECT_EQ(project->emptyBin(), 1);
    EXPECT_TRUE(reader->experiments(true).empty());
    EXPECT_EQ(reader->experiment(second).snapshots.size(), 1u);
    EXPECT_EQ(reader->keptGenotypes(second).size(), 1u);
    for (const CheckResult& result : reader->check())
        EXPECT_TRUE(result.ok) << result.detail;
    SQLite::Database database(file.path());
    for (const char* table : {"epochs", "metrics", "alpha_groups", "checkpoints", "events", "kept_genotypes", "texts"})
        EXPECT_EQ(database
                      .execAndGet("SELECT count(*) FROM " + std::string(table) +
                                  " WHERE experiment = " + std::to_string(first))
                      .getInt(),
                  0)
            << table;
    EXPECT_EQ(project->addExperiment(makeTestRequest(), "", ""), second + 1); // ids are never used again
}

TEST(ProjectWriter, GenotypesAreKeptUnderANameAndDropped) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    const std::int64_t kept = project->keepGenotype(id, {0, "good one", 12, "Genotype(...)", "edge, 0.85"});
    project->keepGenotype(id, {0, "other", 3, "Genotype(...)", "darts"});
    const std::vector<KeptGenotype> all = project->reader()->keptGenotypes(id);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, kept);
    EXPECT_EQ(all[0].name, "good one");
    EXPECT_EQ(all[0].epoch, 12);
    EXPECT_EQ(all[0].parse, "edge, 0.85");
    project->dropKeptGenotype(kept);
    EXPECT_EQ(project->reader()->keptGenotypes(id).size(), 1u);
    EXPECT_EQ(project->keepGenotype(id, all[0]), kept) << "put back, it is the same one";
    EXPECT_EQ(project->reader()->keptGenotypes(id).at(0).name, "good one");
}

TEST(ProjectWriter, CallsFromManyThreadsAreSerialised) {
    const TemporaryProject file;
    const auto project = file.write();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&project, t] {
            const std::int64_t id = project->addExperiment(makeTestRequest(t), "", "");
            for (int epoch = 0; epoch < 10; ++epoch)
                project->addEpoch(id, makeSnapshot(epoch), {}, makeCheckpoint(epoch));
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const ExperimentSummary& summary : project->reader()->experiments())
        EXPECT_EQ(summary.epochsDone, 10);
}

TEST(ProjectWriter, ACheckpointOfTwentyMegabytesComesBack) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    for (int epoch = 0; epoch < 3; ++epoch)
        project->addEpoch(id, makeSnapshot(epoch), {}, makeCheckpoint(epoch, 20'000'000));
    EXPECT_EQ(project->latestCheckpoint(id)->payload, makeCheckpoint(2, 20'000'000).payload);
}

/// Lets files grow to `bytes` only while it lives: a disk that fills up.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_old);
        const rlimit limit{bytes, m_old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, m_handler);
    }

  private:
    rlimit m_old;
    void (*m_handler)(int);
};

TEST(ProjectWriter, WhenTheDiskRefusesNothingIsChangedAndWorkGoesOnLater) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTestRequest(), "", "");
    project->addEpoch(id, makeSnapshot(0), {}, makeCheckpoint(0));
    {
        const FileSizeLimit limit(1'000'000);
        const EngineError e = errorOf([&] {
            project->addEpoch(id, makeSnapshot(1), {{RunEvent::Kind::Note, 1, 0, ""}}, makeCheckpoint(1, 5'000'000));
        });
        EXPECT_EQ(e.code(), ErrorCode::Project);
        EXPECT_TRUE(contains(e.what(), file.path())) << e.what();
        EXPECT_TRUE(contains(e.full(), "Nothing was changed")) << e.full();
    }
    const ExperimentRecord record = project->reader()->experiment(id);
    EXPECT_EQ(record.snapshots.size(), 1u);
    EXPECT_TRUE(record.events.empty());
    EXPECT_EQ(project->latestCheckpoint(id)->payload, makeCheckpoint(0).payload);
    project->addEpoch(id, makeSnapshot(1), {}, makeCheckpoint(1, 5'000'000));
    for (const CheckResult& result : project->reader()->check())
        EXPECT_TRUE(result.ok) << result.detail;
}

TEST(ProjectWriter, AFullDiskIsSaidInWords) {
    const EngineError e =
        errorOf([] { throwProjectError("x.dnas", "written", SQLite::Exception("database or disk is full", 13)); });
    EXPECT_TRUE(contains(e.full(), "x.dnas cannot be written: the disk is full")) << e.full();
    EXPECT_TRUE(contains(e.full(), "Free some space"));
}

} // namespace
} // namespace dnas::test
