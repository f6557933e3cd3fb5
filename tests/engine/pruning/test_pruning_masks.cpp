#include "engine/api/pruning.h"
#include "tests/engine/vit/vit_fixtures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace dnas;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

VitMask mask(const char* blocks) { // "110 001"
    VitMask result(1);
    for (const char* c = blocks; *c; ++c)
        if (*c == ' ')
            result.emplace_back();
        else
            result.back().push_back(*c == '1');
    return result;
}

SnapshotPtr snapshot(const char* stage, double objective) {
    auto s = std::make_shared<Snapshot>();
    s->stage = stage;
    s->metrics = {{"objective", objective}};
    return s;
}

} // namespace

TEST(PruningMasks, AGateAtTheThresholdStays) {
    const GateValues gates{{0.65, 0.6499}, {}};
    EXPECT_EQ(maskAt(test::smallVit(), gates, 0.65), mask("111 000"));
}

TEST(PruningMasks, BlocksAndHeadsAreBothNeeded) {
    const GateValues gates{{0.9, 0.1}, {{0.2, 0.8, 0.9}, {1, 1, 1}}};
    EXPECT_EQ(maskAt(test::smallVit(), gates, 0.5), mask("011 000"));
}

TEST(PruningMasks, WhatIsNoNumberNeverStays) {
    const GateValues gates{{std::nan(""), kInfinity}, {}};
    EXPECT_EQ(maskAt(test::smallVit(), gates, -5), mask("000 111"));
    EXPECT_EQ(thresholdSweep(test::smallVit(), gates).size(), 1u); // an infinite gate stays at every threshold
}

TEST(PruningMasks, TheSweepHasEachMaskOnceWithItsRange) {
    const GateValues gates{{0.7, 0.4}, {}};
    const std::vector<ThresholdRange> sweep = thresholdSweep(test::smallVit(), gates);
    ASSERT_EQ(sweep.size(), 3u);
    EXPECT_EQ(sweep[0].low, -kInfinity);
    EXPECT_EQ(sweep[0].high, 0.4);
    EXPECT_EQ(sweep[0].mask, mask("111 111"));
    EXPECT_EQ(sweep[1].mask, mask("111 000"));
    EXPECT_EQ(sweep[2].low, 0.7);
    EXPECT_EQ(sweep[2].mask, mask("000 000"));
    for (const ThresholdRange& range : sweep)
        EXPECT_EQ(maskAt(test::smallVit(), gates, std::min(range.high, 2.0)), range.mask);
}

TEST(PruningMasks, HeadsOfAShutBlockAddNoStepToTheSweep) {
    const GateValues gates{{0.2, 0.9}, {{0.5, 0.6, 0.7}, {0.95, 0.95, 0.95}}};
    EXPECT_EQ(thresholdSweep(test::smallVit(), gates).size(), 3u); // all, block 1, nothing
}

TEST(PruningMasks, EqualGatesFallTogether) {
    EXPECT_EQ(thresholdSweep(test::smallVit(), {{0.5, 0.5}, {}}).size(), 2u);
}

TEST(PruningMasks, CountsWhatIsKept) {
    EXPECT_EQ(keptBlocks(mask("010 000")), 1);
    EXPECT_EQ(keptHeads(mask("010 110")), 3);
}

TEST(PruningMasks, TheSummaryIsFigure68) { // ends of the runs, their mean and 95 % interval, beside random search
    const auto end = [](const char* stage, double found, double random) {
        auto s = std::make_shared<Snapshot>();
        s->stage = stage;
        s->metrics = {{"objective", found - 0.5}, {"unpruned", 8.5}, {"random", random - 0.5}, {"proxy", found}, {"proxy_unpruned", 9}, {"proxy_random", random}};
        return s;
    };
    PruningSpec spec;
    spec.proxy = PruningProxy::L0; // of which the search compares a surrogate
    const PruningSummary summary = pruningSummary(spec, {end("run 1", 1, 4), end("run 1", 3, 5), end("run 2", 4, 5), end("run 3", 2, 8)});
    ASSERT_EQ(summary.runs.size(), 3u);
    EXPECT_EQ(summary.best, 1); // L0 is maximised
    EXPECT_EQ(summary.runs[0].found, 3);
    EXPECT_EQ(summary.unpruned, 9);
    EXPECT_EQ(summary.found.mean, 3);
    EXPECT_NEAR(summary.found.interval, 4.303 / std::sqrt(3), 1e-12);
    EXPECT_EQ(summary.random.mean, 6);
    EXPECT_EQ(pruningSummary(spec, {}).best, -1);
}

TEST(PruningMasks, SnapshotsOfEarlierVersionsTellWhatWasComparedUnlessItIsASurrogate) {
    PruningSpec spec;
    auto s = std::make_shared<Snapshot>();
    s->metrics = {{"objective", 2}, {"unpruned", 9}, {"random", 4}};
    EXPECT_EQ(pruningSummary(spec, {s}).found.mean, 2);
    EXPECT_EQ(pruningSummary(spec, {s}).random.mean, 4);
    EXPECT_EQ(pruningSummary(spec, {s}).unpruned, 9);
    spec.proxy = PruningProxy::L0;
    EXPECT_TRUE(std::isnan(pruningSummary(spec, {s}).unpruned));
    EXPECT_EQ(pruningSummary(spec, {s}).random.count, 0);
}

TEST(PruningMasks, TheRunThatEndsBestIsProposed) {
    PruningSpec spec;
    const std::vector<SnapshotPtr> snapshots{snapshot("run 1", 1), snapshot("run 1", 3), snapshot("run 2", 5), snapshot("run 2", 2)};
    EXPECT_EQ(proposedGates(spec, snapshots), snapshots[3]); // the variance is minimised
    spec.proxy = PruningProxy::L1;
    EXPECT_EQ(proposedGates(spec, snapshots), snapshots[1]);
    EXPECT_EQ(proposedGates(spec, {}), nullptr);
    const std::vector<SnapshotPtr> odd{snapshot("run 1", std::nan("")), snapshot("run 2", 5), snapshot("run 3", std::nan(""))};
    EXPECT_EQ(proposedGates(spec, odd), odd[1]) << "a run that ended in no number is no best one";
}
