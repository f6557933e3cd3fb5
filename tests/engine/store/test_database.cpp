#include "engine/store/database.h"
#include "engine/store/schema.h"
#include "tests/engine/store/fixtures.h"

#include <fstream>
#include <functional>
#include <iterator>

namespace dnas::test {
namespace {

std::string contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::size_t filesIn(const fs::path& folder) {
    return std::size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Acts as an ordinary user while it lives, so that permissions count for root too.
class OrdinaryUser {
  public:
    OrdinaryUser() : m_user(geteuid()) {
        if (m_user == 0) m_switched = seteuid(65534) == 0;
    }
    ~OrdinaryUser() { EXPECT_TRUE(!m_switched || seteuid(m_user) == 0); }
    bool works() const { return geteuid() != 0; }

  private:
    uid_t m_user;
    bool m_switched = false;
};

TEST(Database, ANewProjectSaysWhatItIs) {
    const TemporaryProject file;
    file.write();
    SQLite::Database database(file.path());
    EXPECT_EQ(database.execAndGet("PRAGMA application_id").getInt(), 0x444e4153);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), schemaVersion());
    EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(contentOf(file.path()).substr(68, 4), "DNAS"); // what `file` and desktop databases look for
}

TEST(Database, ATextFileIsRefusedAndLeftUntouched) {
    const TemporaryProject file;
    for (const std::string& text : {std::string("Dear diary"), std::string(5000, 'x')}) {
        std::ofstream(file.path()) << text;
        for (const auto& open :
             {std::function<void()>([&] { file.write(); }), std::function<void()>([&] { file.read(); })}) {
            const EngineError e = errorOf(open);
            EXPECT_EQ(e.code(), ErrorCode::Project);
            EXPECT_TRUE(contains(e.full(), file.path() + " is no DNAS project")) << e.full();
        }
        EXPECT_EQ(contentOf(file.path()), text);
        EXPECT_EQ(filesIn(file.folder()), 1u);
    }
}

TEST(Database, ADatabaseOfAnotherProgramIsRefusedAndLeftUntouched) {
    const TemporaryProject file;
    SQLite::Database(file.path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE bookmarks (url TEXT)");
    const std::string before = contentOf(file.path());
    EXPECT_TRUE(contains(errorOf([&] { file.write(); }).what(), "database of another program"));
    EXPECT_TRUE(contains(errorOf([&] { file.read(); }).what(), "database of another program"));
    EXPECT_EQ(contentOf(file.path()), before);
}

TEST(Database, AnEmptyFileBecomesAProject) {
    const TemporaryProject file;
    std::ofstream(file.path()).flush();
    EXPECT_TRUE(contains(errorOf([&] { file.read(); }).what(), "it is empty"));
    file.write();
    EXPECT_TRUE(file.read()->experiments().empty());
}

TEST(Database, MissingFilesFoldersAndDirectoriesAreNamed) {
    const TemporaryProject file;
    EXPECT_TRUE(contains(errorOf([&] { file.read(); }).what(), "no such file"));
    EXPECT_TRUE(contains(errorOf([&] { Project::open((file.folder() / "no/x.dnas").string()); }).what(),
                         "its folder does not exist"));
    fs::create_directory(file.path());
    EXPECT_TRUE(contains(errorOf([&] { file.read(); }).what(), "is no DNAS project"));
    EXPECT_TRUE(contains(errorOf([&] { file.write(); }).what(), "is no DNAS project"));
}

TEST(Database, AFileOfANewerVersionOpensForReadingOnly) {
    const TemporaryProject file;
    file.write()->addExperiment(makeTestRequest(), "", "");
    EXPECT_FALSE(file.read()->newerVersion());
    file.damage("PRAGMA user_version = 99");
    const std::string before = contentOf(file.path());
    const EngineError e = errorOf([&] { file.write(); });
    EXPECT_EQ(e.code(), ErrorCode::Project);
    EXPECT_TRUE(contains(e.what(), "made by a newer version of this program (format 99")) << e.what();
    EXPECT_TRUE(contains(e.hint(), "read-only"));
    const auto reader = file.read();
    EXPECT_TRUE(reader->newerVersion());
    EXPECT_EQ(reader->experiments().size(), 1u);
    EXPECT_EQ(contentOf(file.path()), before);
}

void expectReadableButNotWritable(const TemporaryProject& file) {
    for (const fs::directory_entry& entry : fs::directory_iterator(file.folder()))
        fs::permissions(entry, fs::perms(0444));
    fs::permissions(file.folder(), fs::perms(0555));
    const OrdinaryUser user;
    if (!user.works()) GTEST_SKIP() << "this user may write everywhere";
    EXPECT_EQ(file.read()->experiments().size(), 1u);
    EXPECT_TRUE(file.read()->check().at(0).ok);
    const EngineError e = errorOf([&] { file.write(); });
    EXPECT_EQ(e.code(), ErrorCode::Project);
    EXPECT_TRUE(contains(e.full(), "read-only")) << e.full();
}

TEST(Database, AProjectInAReadOnlyFolderIsReadAndNotWritten) {
    const TemporaryProject file;
    file.write()->addExperiment(makeTestRequest(), "", "");
    EXPECT_EQ(filesIn(file.folder()), 1u);
    expectReadableButNotWritable(file);
}

TEST(Database, AProjectWithTheLogOfAnEarlierReaderInAReadOnlyFolderIsRead) {
    const TemporaryProject file;
    file.write()->addExperiment(makeTestRequest(), "", "");
    file.read();
    EXPECT_GT(filesIn(file.folder()), 1u);
    expectReadableButNotWritable(file);
}

TEST(Database, AReadOnlyFileIsNotWritten) {
    const TemporaryProject file;
    file.write();
    fs::permissions(file.path(), fs::perms(0444));
    fs::permissions(file.folder(), fs::perms(0777));
    const OrdinaryUser user;
    if (!user.works()) GTEST_SKIP() << "this user may write everywhere";
    EXPECT_TRUE(contains(errorOf([&] { file.write(); }).full(), "read-only"));
}

TEST(Schema, AnOlderFileIsBroughtForwardStepByStepWithItsData) {
    const TemporaryProject file;
    SQLite::Database database(file.path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const std::string first = "CREATE TABLE a (x); INSERT INTO a VALUES (1)";
    migrate(database, 0, {first});
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_EQ(database.execAndGet("PRAGMA application_id").getInt(), kApplicationId);
    migrate(database, 1, {first, "ALTER TABLE a ADD COLUMN y DEFAULT 5", "UPDATE a SET y = y + x"});
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 3);
    EXPECT_EQ(database.execAndGet("SELECT y FROM a").getInt(), 6);
}

TEST(Schema, AFailedStepLeavesTheOlderFileAsItWas) {
    const TemporaryProject file;
    SQLite::Database database(file.path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, 0, {"CREATE TABLE a (x)"});
    EXPECT_THROW(migrate(database, 1, {"", "CREATE TABLE b (x)", "no SQL"}), SQLite::Exception);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM sqlite_master").getInt(), 1);
}

} // namespace
} // namespace dnas::test
