#include "tests/engine/store/fixtures.h"

#include <cmath>

namespace dnas::test {
namespace {

Measurement latency(double value) {
    return {"latency_1", value, 0.9 * value, 1.2 * value, "2 threads, 30 repeats", "a machine", {}};
}

TEST(Measurements, AreKeptByNameAndReplaceEachOther) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
    EXPECT_TRUE(project->reader()->measurements(id).empty());
    project->storeMeasurement(id, latency(0.004));
    project->storeMeasurement(id, latency(0.005));
    project->storeMeasurement(id, {"inherited_top1", std::nan(""), -HUGE_VAL, HUGE_VAL, "", "", ""});
    const std::vector<Measurement> found = project->reader()->measurements(id);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_TRUE(std::isnan(found[0].value));
    EXPECT_EQ(found[0].low, -HUGE_VAL);
    EXPECT_EQ(found[1].value, 0.005);
    EXPECT_EQ(found[1].high, 0.006);
    EXPECT_EQ(found[1].conditions, "2 threads, 30 repeats");
    EXPECT_EQ(found[1].machine, "a machine");
    EXPECT_EQ(found[1].measured.size(), std::string("2026-11-24T20:55:19Z").size()) << found[1].measured;
    EXPECT_EQ(project->reader()->facts(id).measurements.size(), 2u);
}

TEST(Measurements, OfAnUnknownExperimentAreRefused) {
    const TemporaryProject file;
    const auto project = file.write();
    EXPECT_TRUE(contains(errorOf([&] { project->storeMeasurement(7, latency(1)); }).what(), "no experiment 7"));
}

TEST(Measurements, DamageIsNamedAndFoundByACheck) {
    const TemporaryProject file;
    {
        const auto project = file.write();
        project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
        project->storeMeasurement(1, latency(0.004));
    }
    file.damage("UPDATE measurements SET value = 0.001");
    const auto reader = ProjectReader::open(file.path());
    EXPECT_TRUE(contains(errorOf([&] { reader->measurements(1); }).what(), "the measurement 'latency_1' is damaged"));
    EXPECT_FALSE(reader->check().back().ok);
}

TEST(Measurements, AFileOfTheSecondVersionIsReadAsItIsAndBroughtForward) {
    const TemporaryProject file;
    file.write()->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
    file.damage("DROP TABLE measurements; PRAGMA user_version = 2");
    EXPECT_TRUE(ProjectReader::open(file.path())->measurements(1).empty());
    const auto project = file.write();
    project->storeMeasurement(1, latency(0.004));
    EXPECT_EQ(project->reader()->measurements(1).size(), 1u);
}

TEST(Measurements, GoWithTheirExperiment) {
    const TemporaryProject file;
    const auto project = file.write();
    const std::int64_t id = project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
    project->storeMeasurement(id, latency(0.004));
    project->moveToBin(id, true);
    EXPECT_EQ(project->emptyBin(), 1);
    for (const CheckResult& result : project->reader()->check()) EXPECT_TRUE(result.ok) << result.detail;
}

} // namespace
} // namespace dnas::test
