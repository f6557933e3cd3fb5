#include "engine/api/error.h"
#include "engine/api/latency.h"
#include "engine/api/published_genotypes.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

using namespace dnas;
using dnas::test::TemporaryFolder;

namespace {

NetworkShape smallShape() {
    NetworkShape shape;
    shape.channels = 2;
    shape.cells = 3;
    shape.height = shape.width = 8;
    return shape;
}

LatencySpec quick() {
    LatencySpec spec;
    spec.batches = {1, 3};
    spec.threads = {1};
    spec.warmUp = 1;
    spec.repeats = 5;
    return spec;
}

} // namespace

TEST(Latency, MeasuresEveryBatchWithItsSpread) {
    const LatencyReport report = *measureLatency("DARTS_V2", smallShape(), quick());
    EXPECT_EQ(report.network, "DARTS_V2");
    EXPECT_EQ(report.cost.parameters, networkCost(publishedGenotype("DARTS_V2"), smallShape()).parameters);
    ASSERT_EQ(report.timings.size(), 2u);
    for (const Timing& timing : report.timings) {
        EXPECT_EQ(timing.threads, 1);
        EXPECT_EQ(timing.repeats, 5);
        EXPECT_GT(timing.low, 0);
        EXPECT_LE(timing.low, timing.median);
        EXPECT_LE(timing.median, timing.high);
        EXPECT_DOUBLE_EQ(timing.imagesPerSecond(), timing.batch / timing.median);
    }
    EXPECT_EQ(report.timings[1].batch, 3);
}

TEST(Latency, OfAnExperimentIsThatOfItsNetworkAndItsImages) {
    const TemporaryFolder folder;
    const auto project = Project::open(folder / "p.dnas");
    Request training = makeTraining("DARTS_V2", Preset::Quick);
    training.name = "narrow";
    training.training->channels = 2;
    training.training->cells = 3;
    const std::int64_t id = project->addExperiment(training, "v", "e");
    const LatencyReport report = *measureLatency(*project->reader(), id, quick());
    EXPECT_EQ(report.network, "narrow");
    EXPECT_EQ(report.shape.channels, 2);
    EXPECT_EQ(report.shape.height, 28) << "Fashion-MNIST";
    EXPECT_EQ(report.shape.inputChannels, 1);
    EXPECT_FALSE(report.shape.auxiliary);
    const std::int64_t search = project->addExperiment(makeRequest("fairdarts", Preset::Quick), "v", "e");
    EXPECT_THROW(measureLatency(*project->reader(), search, quick()), EngineError) << "nothing found yet";
}

TEST(Latency, IsKeptByBatchAsTheFastestNumberOfThreads) {
    LatencyReport report;
    report.machine = "a machine";
    report.timings = {{1, 1, 30, 0.010, 0.009, 0.012}, {1, 2, 20, 0.008, 0.005, 0.010}, {32, 2, 9, 0.160, 0.128, 0.320}};
    const std::vector<Measurement> found = measurementsOf(report);
    ASSERT_EQ(found.size(), 4u);
    EXPECT_EQ(found[0].name, "latency_1");
    EXPECT_EQ(found[0].value, 0.008);
    EXPECT_EQ(found[0].conditions, "2 threads, 20 repeats");
    EXPECT_EQ(found[3].name, "throughput_32");
    EXPECT_DOUBLE_EQ(found[3].value, 200);
    EXPECT_DOUBLE_EQ(found[3].low, 100);
    EXPECT_DOUBLE_EQ(found[3].high, 250);
    EXPECT_EQ(found[3].machine, "a machine");
}

TEST(Latency, EndsWhenItsTimeIsSpent) {
    LatencySpec spec = quick();
    spec.repeats = 10000;
    spec.seconds = 0.001;
    const LatencyReport report = *measureLatency("baseline:resnet18", smallShape(), spec);
    for (const Timing& timing : report.timings)
        EXPECT_LT(timing.repeats, 1000);
}

TEST(Latency, TheTableHoldsEveryOperationAtThreePlacesAsJson) {
    LatencySpec spec = quick();
    spec.repeats = 2;
    const OperationTable table = measureOperations(smallShape(), spec);
    std::set<std::string> operations;
    for (const OperationLatency& entry : table.entries) {
        operations.insert(entry.operation);
        EXPECT_EQ(entry.channels * entry.side, 16) << "channels double where the side halves";
    }
    EXPECT_EQ(operations.count("none"), 0u);
    EXPECT_EQ(operations.count("bottleneck_1x3x1"), 1u);
    const nlohmann::json json = nlohmann::json::parse(operationTableJson(table));
    EXPECT_EQ(json.at("operations").size(), table.entries.size());
    EXPECT_GT(json.at("operations").at(0).at("median").get<double>(), 0);
    EXPECT_FALSE(json.at("machine").get<std::string>().empty());
}

TEST(Latency, RefusesNumbersOutOfRange) {
    LatencySpec spec = quick();
    spec.batches = {0};
    EXPECT_THROW(measureLatency("DARTS_V2", smallShape(), spec), EngineError);
    spec = quick();
    spec.threads.clear();
    EXPECT_THROW(measureLatency("DARTS_V2", smallShape(), spec), EngineError);
    EXPECT_THROW(measureLatency("nothing", smallShape(), quick()), EngineError);
}

TEST(Latency, EndsBetweenPassesWhereItIsTold) {
    LatencySpec spec;
    spec.batches = {1, 2};
    spec.warmUp = 1;
    spec.repeats = 3;
    std::vector<int> told;
    const auto progress = [&](int done, int total) {
        EXPECT_EQ(total, 2);
        told.push_back(done);
        return told.size() < 6;
    };
    EXPECT_FALSE(measureLatency("DARTS_V2", smallShape(), spec, progress));
    EXPECT_EQ(told, (std::vector<int>{0, 0, 0, 0, 1, 1})) << "a warm-up and three repeats, then two of the next batch";
}
