// Thesis algorithm 2 and the map of the published code.
#include "engine/api/deepen.h"

#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace dnas;

using Places = std::vector<int>;

namespace {

ErrorCode refusal(const Genotype& genotype, int cells) {
    try {
        deepen(genotype, cells);
    } catch (const EngineError& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

TEST(DepthMap, IsAlgorithmTwoAsPrinted) {
    EXPECT_EQ(depthMap(8, 14, DepthMap::Described), (Places{0, 1, 0, 1, 2, 4, 3, 4, 3, 5, 6, 7, 6, 7}));
    EXPECT_EQ(depthMap(8, 20, DepthMap::Described),
              (Places{0, 1, 0, 1, 0, 1, 2, 4, 3, 4, 3, 4, 3, 5, 6, 7, 6, 7, 6, 7}));
}

TEST(DepthMap, IsThePublishedCodeWhereAsked) {
    EXPECT_EQ(depthMap(8, 14, DepthMap::Published), (Places{0, 0, 0, 1, 2, 4, 3, 4, 3, 5, 6, 7, 6, 7}));
    EXPECT_EQ(depthMap(8, 20, DepthMap::Published),
              (Places{0, 0, 0, 1, 1, 1, 2, 4, 3, 4, 3, 4, 3, 5, 6, 7, 6, 7, 6, 7}));
}

TEST(DepthMap, KeepsTheFirstCellsOfAShallowerNetwork) {
    for (DepthMap map : {DepthMap::Described, DepthMap::Published})
        for (int cells : {1, 5, 8}) {
            Places expected(cells);
            std::iota(expected.begin(), expected.end(), 0);
            EXPECT_EQ(depthMap(8, cells, map), expected);
        }
}

TEST(DepthMap, NeedsACellToRepeatInEachThird) {
    EXPECT_THROW(depthMap(4, 5, DepthMap::Described), EngineError);
    EXPECT_EQ(depthMap(5, 8, DepthMap::Described), (Places{0, 0, 1, 2, 2, 3, 4, 4}));
    EXPECT_EQ(depthMap(3, 3, DepthMap::Described), (Places{0, 1, 2}));
    EXPECT_THROW(depthMap(8, 0, DepthMap::Described), EngineError);
    EXPECT_THROW(depthMap(8, 1 << 20, DepthMap::Described), EngineError);
}

TEST(Deepen, HasThePublishedNumberOfParameters) {
    const Genotype deep = deepen(publishedGenotype("D-DARTS_edge_abl0.5_fair7_cifar100"), 14, DepthMap::Published);
    EXPECT_EQ(deep.reductions, (Places{4, 9}));
    EXPECT_EQ(networkCost(deep, {36, 14, 100, 3, 32, 32, Stem::Cifar}).parameters, 6332752);
    EXPECT_EQ(networkCost(deep, {36, 14, 10, 3, 32, 32, Stem::Cifar}).parameters, 6280822);
}

TEST(Deepen, RepeatsGenesAndKeepsWhatNeedsNoMap) {
    const Genotype searched = publishedGenotype("D-DARTS_sparse_cifar10");
    EXPECT_EQ(deepen(searched, 8), searched);
    const Genotype deep = deepen(searched, 20);
    EXPECT_EQ(deep.form, GenotypeForm::Opt);
    EXPECT_EQ(deep.cells.size(), 8u);
    EXPECT_EQ(deep.sequence, depthMap(8, 20, DepthMap::Described));
    EXPECT_EQ(deep.reductions, (Places{6, 13}));
    EXPECT_EQ(parseGenotype(genotypeText(deep)), deep);
    const Genotype cut = deepen(searched, 5);
    EXPECT_EQ(cut.sequence, (Places{0, 1, 2, 3, 4}));
    EXPECT_EQ(cut.reductions, (Places{2})); // as in the genotype; the other lies behind the end
    EXPECT_EQ(deepen(deepen(searched, 14), 4).sequence, (Places{0, 1, 0, 1}));
}

TEST(Deepen, RefusesWhatTheAlgorithmDoesNotKnow) {
    EXPECT_EQ(refusal(publishedGenotype("DARTS_V1"), 14), ErrorCode::Unsupported);
    EXPECT_EQ(refusal(publishedGenotype("NASiam_MoCo_cifar10_resnet50"), 14), ErrorCode::Unsupported);
    EXPECT_EQ(refusal(publishedGenotype("Xception"), 20), ErrorCode::Usage); // four reductions
    EXPECT_EQ(deepen(publishedGenotype("Xception"), 3).sequence, (Places{0, 0, 0}));
}

TEST(Deepen, KnowsTheWordsOfItsMaps) {
    for (DepthMap map : {DepthMap::Described, DepthMap::Published})
        EXPECT_EQ(depthMapOf(name(map)), map);
    EXPECT_THROW(depthMapOf("deep"), EngineError);
}
