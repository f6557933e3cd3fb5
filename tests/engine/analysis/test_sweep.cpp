#include "engine/api/sweep.h"

#include "engine/api/error.h"
#include "engine/api/options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace dnas;

namespace {

SweepRun run(Request request, std::uint64_t seed, double top1) {
    request.seed = seed;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->metrics = {{"valid_top1", top1}};
    return {std::move(request), snapshot};
}

Request base() {
    Request request = makeRequest("ddarts", Preset::Quick);
    request.name = "D-DARTS";
    return request;
}

std::string refusal(const std::function<void()>& body) {
    try {
        body();
    } catch (const EngineError& e) {
        return e.what();
    }
    return {};
}

} // namespace

TEST(Sweep, MakesOneRequestForEveryCombination) {
    const std::vector<Request> requests = sweepRequests(base(), {parseSweepAxis("w_ab=0,0.5"), parseSweepAxis("w01=1,7,10")});
    ASSERT_EQ(requests.size(), 6u);
    EXPECT_EQ(requests[4].name, "D-DARTS, w_ab 0.5, w01 7");
    EXPECT_EQ(std::get<AblationSpec>(requests[4].recipe.penalties[1]).weight, 0.5);
    EXPECT_EQ(std::get<ZeroOnePenaltySpec>(requests[4].recipe.penalties[0]).weight, 7);
}

TEST(Sweep, NeverSplitsAGenotype) {
    EXPECT_EQ(parseSweepAxis("start_from=ResNet18,Xception").values.size(), 2u);
    EXPECT_EQ(parseSweepAxis("start_from=Genotype_opt(genes=[], seq=[0, 0])").values.size(), 1u);
}

TEST(Sweep, RefusesWhatIsNoSweepAndNamesIt) {
    EXPECT_NE(refusal([] { parseSweepAxis("w_ab"); }).find("KEY=VALUE"), std::string::npos);
    EXPECT_NE(refusal([] { parseSweepAxis("w_ab=1,,2"); }).find("is empty"), std::string::npos);
    EXPECT_NE(refusal([] { parseSweepAxis("w_ab=1,1"); }).find("twice"), std::string::npos);
    EXPECT_NE(refusal([] { parseSweepAxis("w_ab="); }).find("no value"), std::string::npos);
    EXPECT_NE(refusal([] { sweepRequests(base(), {}); }).find("one or two"), std::string::npos);
    EXPECT_NE(refusal([] { sweepRequests(base(), {{"w01", {"1"}}, {"w01", {"2"}}}); }).find("twice"), std::string::npos);
    EXPECT_NE(refusal([] { sweepRequests(base(), {{"w01", {"1", "-3"}}}); }).find("'w01' is '-3'"), std::string::npos);
    EXPECT_NE(refusal([] { sweepRequests(base(), {{"w_abc", {"1"}}}); }).find("Unknown option 'w_abc'"), std::string::npos);
}

TEST(Sweep, GathersSeedsUnderTheirValueInOrder) {
    const std::vector<Request> requests = sweepRequests(base(), {parseSweepAxis("w_ab=10,0,2")});
    std::vector<SweepRun> runs;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::uint64_t seed : {1, 2}) runs.push_back(run(requests[i], seed, 0.5 + 0.1 * static_cast<double>(i) + 0.02 * static_cast<double>(seed)));
    const std::vector<SweepPoint> points = sweepPoints(runs, base(), {"w_ab"}, "valid_top1");
    ASSERT_EQ(points.size(), 3u);
    EXPECT_EQ(points[0].values, std::vector<std::string>{"0"});
    EXPECT_EQ(points[2].values, std::vector<std::string>{"10"}) << "numbers ascend, 10 after 2";
    EXPECT_EQ(points[1].metric.size(), 2u);
    EXPECT_NEAR(points[1].mean, 0.73, 1e-12);
    EXPECT_NEAR(points[1].low, 0.72, 1e-12);
    EXPECT_NEAR(points[1].high, 0.74, 1e-12);
}

TEST(Sweep, LeavesOutRunsThatDifferInAnythingElse) {
    Request other = base(), method = makeRequest("fairdarts", Preset::Quick);
    setOption(other, "lr", "0.07");
    const std::vector<SweepRun> runs{run(base(), 2, 0.5), run(other, 2, 0.9), run(method, 2, 0.9)};
    const std::vector<SweepPoint> points = sweepPoints(runs, base(), {"w_ab"}, "valid_top1");
    ASSERT_EQ(points.size(), 1u);
    EXPECT_EQ(points[0].mean, 0.5);
}

TEST(Sweep, ARunWithoutTheMetricIsAGap) {
    SweepRun fresh{base(), nullptr};
    const std::vector<SweepPoint> points = sweepPoints({fresh, run(base(), 3, NAN)}, base(), {"w01"}, "valid_top1");
    ASSERT_EQ(points.size(), 1u);
    EXPECT_TRUE(points[0].metric.empty());
    EXPECT_TRUE(std::isnan(points[0].mean));
}

TEST(Sweep, GoesOverStartingPointsToo) {
    Request start = makeRequest("dartopti", Preset::Quick);
    const std::vector<Request> requests = sweepRequests(start, {parseSweepAxis("start_from=ResNet18,Xception")});
    EXPECT_EQ(sweepPoints({run(requests[0], 2, 0.4), run(requests[1], 2, 0.6)}, start, {"start_from"}, "valid_top1").size(), 2u);
}
