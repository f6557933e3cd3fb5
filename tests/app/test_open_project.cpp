#include "app/open_project.h"

#include "app/edit_commands.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

namespace dnas {
namespace {

class OpenProjectTest : public testing::Test {
  protected:
    OpenProjectTest() : path(folder.filePath("p.dnas")) {}

    std::unique_ptr<OpenProject> open(OpenProject::Mode mode = OpenProject::Mode::Create) {
        auto project = std::make_unique<OpenProject>(path, mode);
        QObject::connect(project.get(), &OpenProject::opened, project.get(), [this] { opened = true; });
        QObject::connect(project.get(), &OpenProject::failed, project.get(), [this](const QString& text) { error = text; });
        QObject::connect(project.get(), &OpenProject::editFailed, project.get(), [this](const QString& text) { error = text; });
        QObject::connect(project.get(), &OpenProject::listed, project.get(), [this](const ExperimentLists& now) {
            lists = now;
            ++listings;
        });
        EXPECT_TRUE(QTest::qWaitFor([&] { return listings > 0 || !error.isEmpty(); }, 10000));
        return project;
    }

    /// Waits for a list that looks like this.
    template <typename Condition>
    bool waitLists(Condition condition) {
        return QTest::qWaitFor([&] { return condition(lists); }, 10000);
    }

    std::int64_t addOne(OpenProject& project) {
        std::int64_t id = 0;
        QObject::connect(&project, &OpenProject::created, &project, [&](const std::vector<std::int64_t>& ids) { id = ids.front(); });
        project.create({makeRequest("fairdarts", Preset::Quick)}, 0, runner);
        EXPECT_TRUE(QTest::qWaitFor([&] { return id != 0; }, 10000));
        EXPECT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.size() == 1; }));
        return id;
    }

    QTemporaryDir folder;
    QString path, error;
    bool opened = false;
    int listings = 0;
    ExperimentLists lists;
    std::shared_ptr<FakeRunner> runner = std::make_shared<FakeRunner>();
};

TEST_F(OpenProjectTest, MakesAMissingFileOnlyWhenAskedTo) {
    open(OpenProject::Mode::Existing);
    EXPECT_FALSE(opened);
    EXPECT_TRUE(error.contains("p.dnas"));
    EXPECT_FALSE(QFile::exists(path));
    error.clear();
    const auto project = open();
    EXPECT_TRUE(opened);
    EXPECT_FALSE(project->readOnly());
}

TEST_F(OpenProjectTest, RefusesWhatIsNoProjectAndLeavesItUntouched) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("this is a text, no project\n");
    file.close();
    open(OpenProject::Mode::Existing);
    EXPECT_FALSE(opened);
    EXPECT_FALSE(error.isEmpty());
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll(), "this is a text, no project\n");
}

TEST_F(OpenProjectTest, OpensReadOnlyWhatAnotherWriterHolds) {
    const std::unique_ptr<Project> holder = Project::open(path.toStdString());
    const auto project = open(OpenProject::Mode::Existing);
    EXPECT_TRUE(opened);
    EXPECT_TRUE(project->readOnly());
    EXPECT_FALSE(project->readOnlyReason().isEmpty());
    project->edit([](Project&) { FAIL() << "a read-only project was edited"; });
    EXPECT_TRUE(error.contains("read-only"));
}

TEST_F(OpenProjectTest, MakesRecordsOnAWorkerAndLoadsThem) {
    const auto project = open();
    const std::int64_t id = addOne(*project);
    EXPECT_TRUE(runner->onWorkerThread);
    LoadedExperimentPtr got;
    QObject::connect(project.get(), &OpenProject::loaded, project.get(), [&](std::int64_t, const LoadedExperimentPtr& loaded) { got = loaded; });
    project->load(id);
    ASSERT_TRUE(QTest::qWaitFor([&] { return got != nullptr; }, 10000));
    EXPECT_EQ(got->record.request.recipe.method, "fairdarts");
}

TEST_F(OpenProjectTest, TellsWhenAnExperimentCannotBeLoaded) {
    const auto project = open();
    QString message;
    QObject::connect(project.get(), &OpenProject::loadFailed, project.get(), [&](std::int64_t, const QString& text) { message = text; });
    project->load(4711);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !message.isEmpty(); }, 10000));
    EXPECT_TRUE(message.contains("4711"));
}

TEST_F(OpenProjectTest, EditsAreUndoneAndRedone) {
    const auto project = open();
    const std::int64_t id = addOne(*project);
    QUndoStack stack;
    stack.push(new RenameCommand(project.get(), id, "old", "new"));
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.front().name == "new"; }));
    stack.push(new TagsCommand(project.get(), id, {}, {"good", "fast"}));
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.front().tags.size() == 2; }));
    stack.push(new NotesCommand(project.get(), id, "", "look again"));
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.front().notes == "look again"; }));
    stack.push(new BinCommand(project.get(), id, "new", true));
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.empty() && l.bin.size() == 1; }));
    for (int i = 0; i < 4; ++i) stack.undo();
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.size() == 1 && l.experiments.front().name == "old"; }));
    EXPECT_TRUE(lists.experiments.front().tags.empty());
    EXPECT_TRUE(lists.experiments.front().notes.empty());
    stack.redo();
    ASSERT_TRUE(waitLists([](const ExperimentLists& l) { return l.experiments.front().name == "new"; }));
}

TEST_F(OpenProjectTest, AKeptGenotypeCanBeTakenBack) {
    auto project = open();
    const std::int64_t id = addOne(*project);
    QUndoStack stack;
    stack.push(new KeepGenotypeCommand(project.get(), id, {0, "best", 3, "Genotype(...)", "darts"}));
    project.reset(); // destruction finishes what was asked for
    EXPECT_EQ(ProjectReader::open(path.toStdString())->keptGenotypes(id).size(), 1u);
    stack.undo(); // the project is closed: nothing happens, nothing crashes
    EXPECT_EQ(ProjectReader::open(path.toStdString())->keptGenotypes(id).size(), 1u);
}

TEST_F(OpenProjectTest, ChecksItself) {
    const auto project = open();
    addOne(*project);
    std::vector<CheckResult> results;
    QObject::connect(project.get(), &OpenProject::checked, project.get(), [&](const std::vector<CheckResult>& r) { results = r; });
    project->check();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !results.empty(); }, 10000));
    for (const CheckResult& result : results) EXPECT_TRUE(result.ok) << result.detail;
}

} // namespace
} // namespace dnas
