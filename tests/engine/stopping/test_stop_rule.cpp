#include "engine/stopping/stop_rule.h"

#include <gtest/gtest.h>

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
