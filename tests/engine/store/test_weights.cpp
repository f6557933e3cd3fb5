#include "tests/engine/store/fixtures.h"

namespace dnas::test {
namespace {

TEST(StoredWeights, AreKeptByKindAndReplaceEachOther) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t search = project->addExperiment(makeRequest("fairdarts", Preset::Quick), "v", "e");
    const std::int64_t id = project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e", search);
    EXPECT_FALSE(project->reader()->weights(id, "best"));
    project->storeWeights(id, {"best", 3, std::string("a\0b", 3)});
    project->storeWeights(id, {"best", 5, "newer"});
    project->storeWeights(id, {"last", 6, "last ones"});
    const auto best = project->reader()->weights(id, "best");
    ASSERT_TRUE(best);
    EXPECT_EQ(best->epoch, 5);
    EXPECT_EQ(best->safetensors, "newer");
    EXPECT_EQ(project->reader()->weights(id, "last")->safetensors, "last ones");
    EXPECT_EQ(project->reader()->experiment(id).summary.parent, search);
    EXPECT_EQ(project->reader()->experiment(id).summary.method, "retrain");
    EXPECT_EQ(project->reader()->experiment(id).request.training->label, "DARTS_V2");
}

TEST(StoredWeights, DamageIsNamedAndNothingElseIsHidden) {
    const TemporaryProject file;
    {
        const auto project = file.write();
        project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
        project->storeWeights(1, {"best", 3, "good"});
        project->storeWeights(1, {"last", 4, "good"});
    }
    file.damage("UPDATE weights SET payload = 'evil' WHERE kind = 'best'");
    const auto reader = ProjectReader::open(file.path());
    EXPECT_TRUE(contains(errorOf([&] { reader->weights(1, "best"); }).what(), "the best weights are damaged"))
        << errorOf([&] { reader->weights(1, "best"); }).what();
    EXPECT_EQ(reader->weights(1, "last")->safetensors, "good");
    EXPECT_FALSE(reader->check().back().ok);
}

TEST(StoredWeights, AParentChangedByDamageIsNoticed) {
    const TemporaryProject file;
    file.write()->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e", 7);
    file.damage("UPDATE experiments SET parent = 0");
    EXPECT_TRUE(ProjectReader::open(file.path())->experiments().at(0).damaged);
}

TEST(StoredWeights, AFileOfTheFirstVersionIsReadAsItIsAndBroughtForward) {
    const TemporaryProject file;
    file.write()->addExperiment(makeRequest("fairdarts", Preset::Quick), "v", "e");
    file.damage("ALTER TABLE experiments DROP COLUMN parent; DROP TABLE weights; DROP TABLE measurements; PRAGMA user_version = 1");
    EXPECT_FALSE(ProjectReader::open(file.path())->experiments().at(0).damaged);
    EXPECT_FALSE(ProjectReader::open(file.path())->weights(1, "best"));
    const auto project = file.write();
    project->storeWeights(1, {"last", 0, "bytes"});
    EXPECT_FALSE(project->reader()->experiments().at(0).damaged);
    EXPECT_EQ(project->reader()->weights(1, "last")->safetensors, "bytes");
}

} // namespace
} // namespace dnas::test
