#include "engine/stopping/stop_rule.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

/// One edge with skip, sep and dil; alpha in that order.
SnapshotPtr snapshot(int epoch, std::vector<double> alpha, int skips = 0, bool frozen = false) {
    auto s = std::make_shared<Snapshot>();
    s->epoch = epoch;
    s->alphaFrozen = frozen;
    s->alpha.push_back({"normal", {{"0 -> 2", 0, 2}}, {"skip_connect", "sep_conv_3x3", "dil_conv_3x3"}, alpha, alpha});
    s->genotype.form = GenotypeForm::Triples;
    CellGenotype cell;
    cell.name = "normal";
    for (int i = 0; i < skips; ++i) cell.edges.push_back({"skip_connect", 2 + i, 0});
    s->genotype.cells = {cell, {}};
    return s;
}

} // namespace

TEST(StopRule, SkipCountFiresAtItsLimit) {
    const StopSpec rule = SkipCountStopSpec{2, 0};
    EXPECT_FALSE(stopReason(rule, {snapshot(0, {0, 0, 0}, 1)}));
    const auto reason = stopReason(rule, {snapshot(0, {0, 0, 0}, 1), snapshot(1, {0, 0, 0}, 2)});
    ASSERT_TRUE(reason);
    EXPECT_NE(reason->find("2 skip connections"), std::string::npos);
}

TEST(StopRule, SkipCountWaitsForItsEpochAndForAlphaToMove) {
    EXPECT_FALSE(stopReason(SkipCountStopSpec{2, 5}, {snapshot(4, {0, 0, 0}, 3)}));
    EXPECT_TRUE(stopReason(SkipCountStopSpec{2, 5}, {snapshot(5, {0, 0, 0}, 3)}));
    EXPECT_FALSE(stopReason(SkipCountStopSpec{2, 0}, {snapshot(5, {0, 0, 0}, 3, true)}));
}

TEST(StopRule, RankingCountsOnlyOperationsWithWeights) {
    std::vector<SnapshotPtr> history;
    for (int e = 0; e < 3; ++e) history.push_back(snapshot(e, {e * 1.0, 0.5, 0.2})); // skip overtakes: no matter
    EXPECT_TRUE(stopReason(RankStableStopSpec{2}, history));
    history.push_back(snapshot(3, {0, 0.1, 0.2}));
    EXPECT_FALSE(stopReason(RankStableStopSpec{2}, history));
}

TEST(StopRule, RankingNeedsEnoughEpochs) {
    EXPECT_FALSE(stopReason(RankStableStopSpec{2}, {snapshot(0, {0, 1, 2}), snapshot(1, {0, 1, 2})}));
}

namespace {

SnapshotPtr moved(int epoch, double start, double previous, bool frozen = false) {
    auto s = std::make_shared<Snapshot>();
    s->epoch = epoch;
    s->alphaFrozen = frozen;
    if (!std::isnan(start)) s->metrics.push_back({"distance_start", start});
    s->metrics.push_back({"distance_previous", previous});
    return s;
}

} // namespace

// Thesis section 4.2.4: stable for 5 epochs, from epoch 10 on.
TEST(StopRule, DistanceStableWaitsForItsEpochs) {
    const StopSpec rule = DistanceStableSpec{};
    std::vector<SnapshotPtr> history;
    for (int epoch = 0; epoch < 14; ++epoch) history.push_back(moved(epoch, 0.084, 0));
    EXPECT_FALSE(stopReason(rule, history)) << "epochs 10 to 13 are four";
    history.push_back(moved(14, 0.0849, 0));
    ASSERT_TRUE(stopReason(rule, history));
    EXPECT_NE(stopReason(rule, history)->find("from the starting point is stable for 5 epochs"), std::string::npos);
    history.push_back(moved(15, 0.0861, 0));
    EXPECT_FALSE(stopReason(rule, history)) << "moved by more than the tolerance";
}

TEST(StopRule, DistanceStableComparesWithTheLastEpochAndNotStepByStep) {
    std::vector<SnapshotPtr> history;
    for (int epoch = 0; epoch < 5; ++epoch) history.push_back(moved(epoch, 0.0009 * epoch, 0));
    EXPECT_FALSE(stopReason(DistanceStableSpec{1e-3, 5, 0}, history)) << "a drift is no rest";
}

TEST(StopRule, DistanceStableLooksAtChangesWithoutAStartingPoint) {
    std::vector<SnapshotPtr> history{moved(0, NAN, NAN)};
    for (int epoch = 1; epoch < 4; ++epoch) history.push_back(moved(epoch, NAN, 0));
    EXPECT_TRUE(stopReason(DistanceStableSpec{1e-3, 3, 0}, history));
    EXPECT_FALSE(stopReason(DistanceStableSpec{1e-3, 4, 0}, history)) << "the first epoch has none before it";
}

TEST(StopRule, DistanceStableDoesNotCountFrozenEpochs) {
    std::vector<SnapshotPtr> history;
    for (int epoch = 0; epoch < 5; ++epoch) history.push_back(moved(epoch, 0, 0, epoch < 2));
    EXPECT_FALSE(stopReason(DistanceStableSpec{1e-3, 5, 0}, history));
    EXPECT_TRUE(stopReason(DistanceStableSpec{1e-3, 3, 0}, history));
}
