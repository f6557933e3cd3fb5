#include "engine/api/genotype_diff.h"

#include <gtest/gtest.h>

using namespace dnas;

TEST(GenotypeDiff, TellsEqualAddedRemovedAndChangedEdgesApart) {
    const CellGenotype before{"normal", {{"sep_conv_3x3", 2, 0}, {"skip_connect", 2, 1}, {"max_pool_3x3", 3, 2}}, {2, 3}};
    const CellGenotype after{"normal", {{"max_pool_3x3", 3, 2}, {"sep_conv_5x5", 2, 0}, {"dil_conv_3x3", 3, 0}}, {2, 3}};
    const CellDifference difference = differenceOf(before, after);
    EXPECT_EQ(difference.equal, 1);
    EXPECT_EQ(difference.added, 1);
    EXPECT_EQ(difference.removed, 1);
    EXPECT_EQ(difference.changed, 1);
    ASSERT_EQ(difference.edges.size(), 4u);
    EXPECT_EQ(difference.edges[0].change, EdgeChange::Changed); // (2<-0)
    EXPECT_EQ(difference.edges[0].before, "sep_conv_3x3");
    EXPECT_EQ(difference.edges[0].after, "sep_conv_5x5");
    EXPECT_EQ(difference.edges[1].change, EdgeChange::Removed); // (2<-1)
    EXPECT_EQ(difference.edges[2].change, EdgeChange::Added);   // (3<-0)
    EXPECT_EQ(difference.edges[3].change, EdgeChange::Equal);   // (3<-2)
}

TEST(GenotypeDiff, SeveralOperationsOfAnEdgeArePairedWhatIsLeftOverIsAddedOrRemoved) {
    const CellGenotype before{"", {{"sep_conv_3x3", 2, 0}, {"skip_connect", 2, 0}}, {2}};
    const CellGenotype after{"", {{"skip_connect", 2, 0}, {"dil_conv_3x3", 2, 0}, {"dil_conv_5x5", 2, 0}}, {2}};
    const CellDifference difference = differenceOf(before, after);
    EXPECT_EQ(difference.equal, 1);
    EXPECT_EQ(difference.changed, 1);
    EXPECT_EQ(difference.added, 1);
}

TEST(GenotypeDiff, EmptyCellsDifferInNothing) { EXPECT_TRUE(differenceOf({}, {}).edges.empty()); }
