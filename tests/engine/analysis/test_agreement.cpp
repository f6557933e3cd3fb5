#include "engine/api/agreement.h"
#include "engine/api/genotype_text.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

/// Two nodes, two edges each: node 2 from (0, 1), node 3 from (0, `third`).
Genotype pairOf(const std::string& first, const std::string& last, int third = 2) {
    const std::string cell = "[('" + first + "', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), ('" + last + "', " + std::to_string(third) + ")]";
    return parseGenotype("Genotype(normal=" + cell + ", normal_concat=range(2, 4), reduce=" + cell + ", reduce_concat=range(2, 4))");
}

} // namespace

TEST(Agreement, RequestsThatDifferInTheSeedOnlyBelongTogether) {
    Request a = makeRequest("fairdarts", Preset::Quick), b = a;
    b.seed = 77;
    b.name = "other";
    EXPECT_EQ(seedlessKey(a), seedlessKey(b));
    b.recipe.epochs += 1;
    EXPECT_NE(seedlessKey(a), seedlessKey(b));
}

TEST(Agreement, SpreadIsTheSampleDeviationOfWhatIsThere) {
    const Spread spread = spreadOf({1, NAN, 3, INFINITY});
    EXPECT_EQ(spread.count, 2);
    EXPECT_DOUBLE_EQ(spread.mean, 2);
    EXPECT_DOUBLE_EQ(spread.deviation, std::sqrt(2.0));
    EXPECT_TRUE(std::isnan(spreadOf({5}).deviation));
    EXPECT_TRUE(std::isnan(spreadOf({}).mean));
}

TEST(Agreement, CountsEdgesOnWhichAllSeedsMadeTheSameChoice) {
    const Agreement agreement = agreementOf({pairOf("max_pool_3x3", "dil_conv_3x3"), pairOf("max_pool_3x3", "dil_conv_5x5"), pairOf("max_pool_3x3", "dil_conv_3x3", 1)});
    EXPECT_EQ(agreement.genotypes, 3);
    EXPECT_EQ(agreement.edges, 10);
    EXPECT_EQ(agreement.unused, 0);
    EXPECT_EQ(agreement.agreed, 6); // in each cell (2<-0), (2<-1), (3<-0)
    const EdgeVotes& last = agreement.cells[0].edges[4];
    EXPECT_EQ(last.from, 2);
    EXPECT_EQ(last.unused, 1);
    EXPECT_FALSE(last.agreed);
    ASSERT_EQ(last.votes.size(), 2u);
    EXPECT_EQ(last.votes[0].first, "dil_conv_3x3"); // equal votes: by name
}

TEST(Agreement, AnEdgeThatNoSeedUsesIsNoAgreement) {
    const Genotype one = parseGenotype("Genotype(normal=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 0), ('skip_connect', 1)], normal_concat=range(2, 4), "
                                       "reduce=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 0), ('skip_connect', 1)], reduce_concat=range(2, 4))");
    const Agreement agreement = agreementOf({one, one});
    EXPECT_EQ(agreement.edges, 8);
    EXPECT_EQ(agreement.agreed, 8);
    EXPECT_EQ(agreement.unused, 2); // (3<-2) of each cell
    EXPECT_FALSE(agreement.cells[0].edges.back().agreed);
}

TEST(Agreement, ConsensusTakesTheOperationThatMostSeedsChose) {
    const Agreement agreement = agreementOf({pairOf("max_pool_3x3", "dil_conv_3x3"), pairOf("avg_pool_3x3", "dil_conv_5x5"), pairOf("max_pool_3x3", "dil_conv_5x5")});
    EXPECT_EQ(agreement.consensus, pairOf("max_pool_3x3", "dil_conv_5x5"));
}

TEST(Agreement, OneGenotypeAgreesWithItself) {
    const Genotype only = pairOf("max_pool_3x3", "dil_conv_3x3");
    const Agreement agreement = agreementOf({only});
    EXPECT_EQ(agreement.agreed, agreement.edges);
    EXPECT_EQ(agreement.consensus, only);
}

TEST(Agreement, GenotypesThatCannotBeLaidSideBySideGiveNone) {
    EXPECT_EQ(agreementOf({}).genotypes, 0);
    const Genotype nested = parseGenotype("Genotype_nested(genes=[[('skip_connect', 2, 0)]], concat=range(2, 4), reductions=[0])");
    EXPECT_EQ(agreementOf({nested, pairOf("max_pool_3x3", "dil_conv_3x3")}).genotypes, 0);
    EXPECT_EQ(agreementOf({parseGenotype("Genotype(encoder=[['linear_relu']])")}).genotypes, 0);
}
