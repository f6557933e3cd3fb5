// Liveness: cell i feeds cell i+1 as input 1 and cell i+2 as input 0.
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

using Flags = std::vector<bool>;

Genotype nested(const std::string& genes) {
    return parseGenotype("Genotype_nested(genes=[" + genes + "], concat=range(2, 4), reductions=[])");
}

const std::string kFirst = "[('skip_connect', 2, 0)]", kSecond = "[('skip_connect', 2, 1)]",
                  kBoth = "[('skip_connect', 2, 0), ('skip_connect', 3, 1)]";

} // namespace

TEST(Liveness, KeepsEveryCellOfAChainThroughInputOne) {
    EXPECT_EQ(liveCells(nested(kSecond + "," + kSecond + "," + kSecond)), (Flags{true, true, true}));
}

TEST(Liveness, KeepsEveryOtherCellOfAChainThroughInputZero) {
    EXPECT_EQ(liveCells(nested(kFirst + "," + kFirst + "," + kFirst + "," + kFirst)),
              (Flags{false, true, false, true}));
}

TEST(Liveness, FollowsBothInputs) {
    EXPECT_EQ(liveCells(nested(kFirst + "," + kFirst + "," + kBoth)), (Flags{true, true, true}));
    EXPECT_EQ(liveCells(nested(kFirst + "," + kBoth + "," + kFirst)), (Flags{true, false, true}));
}

TEST(Liveness, CountsNoneAndIsolatedNodesAsNoPath) {
    EXPECT_EQ(liveCells(nested(kFirst + ",[('none', 2, 1), ('skip_connect', 3, 0)]")), (Flags{false, true}));
    // Node 2 exists by input 0; node 3 hangs on node 4, which has no input of its own.
    const Genotype isolated = parseGenotype(
        "Genotype_nested(genes=[[('skip_connect', 2, 1)], [('skip_connect', 2, 0), ('skip_connect', 5, 4)]], "
        "concat=range(2, 6), reductions=[])");
    EXPECT_EQ(liveCells(isolated), (Flags{false, true}));
}

TEST(Liveness, IgnoresNodesThatAPairDoesNotConcatenate) {
    const Genotype pair =
        parseGenotype("Genotype(normal=[('skip_connect', 2, 1), ('skip_connect', 3, 0)], normal_concat=[3], "
                      "reduce=[('skip_connect', 2, 1)], reduce_concat=[2])");
    EXPECT_EQ(liveCells(pair, 6), (Flags{false, true, false, true, false, true})); // reductions at 2 and 4 are dead
    EXPECT_EQ(liveCells(pair), (Flags{true, true}));
}

TEST(Liveness, FindsEveryCellOfTheDartsFamilyAlive) {
    for (const char* name : {"DARTS_V1", "DARTS_V2", "PDARTS", "FairDARTS_a", "FairDARTS_g"})
        EXPECT_EQ(liveCells(publishedGenotype(name), 20), Flags(20, true)) << name;
}

TEST(Liveness, FindsTheDeadCellsOfThePublishedEncodings) {
    EXPECT_EQ(liveCells(publishedGenotype("ResNet18_published")), (Flags{false, true, false, true}));
    EXPECT_EQ(liveCells(publishedGenotype("ResNet50_published")), (Flags{false, true, false, true}));
    const Flags xception = liveCells(publishedGenotype("Xception_published"));
    ASSERT_EQ(xception.size(), 13u);
    for (std::size_t i = 0; i < xception.size(); ++i)
        EXPECT_EQ(xception[i], i % 2 == 0) << i;
}

TEST(Liveness, FindsEveryCellOfTheChainedEncodingsAlive) {
    for (const char* name : {"ResNet18", "ResNet50", "Xception"}) {
        const Flags live = liveCells(publishedGenotype(name));
        EXPECT_EQ(live, Flags(live.size(), true)) << name;
    }
}

TEST(Liveness, SaysWhichCellsAreDead) {
    EXPECT_EQ(deadCellWarning({true, true}), "");
    EXPECT_EQ(deadCellWarning({false, true, false, true}).substr(0, 34), "Cells 0, 2 do not reach the output");
    EXPECT_NE(
        deadCellWarning(Flags(4000, false)).find("6, 7, ... do not reach the output of the network (4000 of 4000)"),
        std::string::npos);
    EXPECT_EQ(deadCellWarning({false, true}).substr(0, 32), "Cell 0 does not reach the output");
}

TEST(Liveness, RefusesChains) {
    EXPECT_THROW(liveCells(publishedGenotype("NASiam_MoCo_cifar10_resnet50")), EngineError);
}
