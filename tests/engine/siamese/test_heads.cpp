#include "engine/api/heads.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

namespace {

std::vector<std::vector<std::string>> supernetLayers(int count, bool pooling = true) {
    return std::vector<std::vector<std::string>>(static_cast<std::size_t>(count), chainOperations(pooling));
}

std::string textOf(const HeadPlan& plan, std::size_t stage, const std::string& operation) {
    for (const HeadBlock& block : plan.stages[stage].blocks)
        if (block.operation == operation) return blockText(block);
    return "missing";
}

} // namespace

TEST(Heads, TheSpaceHasThePublishedSevenOperationsAndFiveWithoutPooling) {
    EXPECT_EQ(chainOperations(true),
              (std::vector<std::string>{"maxpool_3x3", "avgpool_3x3", "identity", "linear_relu", "linear_silu",
                                        "linear_hardswish", "linear_elu"}));
    EXPECT_EQ(chainOperations(false).size(), 5u);
    EXPECT_EQ(chainOperations(false).front(), "identity");
}

TEST(Heads, EveryLayerOfBothChainsOffersSevenDifferentOperations) {
    HeadWidths widths;
    widths.features = 64; // narrower than the output: where the published code drops norm and activation
    widths.output = 256;
    widths.predictor = 32;
    for (const HeadPlan& plan : {projectorPlan(SiameseFramework::SimSiam, supernetLayers(6), widths),
                                 predictorPlan(supernetLayers(4), widths)})
        for (const HeadStage& stage : plan.stages) {
            if (!stage.searched) continue;
            std::set<std::string> different;
            for (const HeadBlock& block : stage.blocks)
                different.insert(blockText(block));
            EXPECT_EQ(different.size(), 7u);
        }
}

TEST(Heads, NormsFollowEveryLinearAndPoolingLayerExceptInThePredictorsLast) {
    HeadWidths widths;
    const HeadPlan plan = predictorPlan(supernetLayers(4), widths);
    EXPECT_EQ(textOf(plan, 0, "linear_silu"), "Linear 512, BN, SiLU");
    EXPECT_EQ(textOf(plan, 0, "avgpool_3x3"), "Linear 512, BN, AvgPool 3, BN");
    EXPECT_EQ(textOf(plan, 1, "avgpool_3x3"), "AvgPool 3, BN");
    EXPECT_EQ(textOf(plan, 1, "identity"), "Identity");
    EXPECT_EQ(textOf(plan, 3, "linear_silu"), "Linear 2048, SiLU");
    EXPECT_EQ(textOf(plan, 3, "avgpool_3x3"), "Linear 2048, AvgPool 3");
    EXPECT_EQ(textOf(plan, 3, "identity"), "Linear 2048");
}

TEST(Heads, AChainIsTheHandcraftedSimSiamHeadWhenItsOperationsSaySo) {
    const HeadWidths widths = frameworkWidths(SiameseFramework::SimSiam, 512);
    const auto texts = [](const HeadPlan& plan) {
        std::string text;
        for (const HeadStage& stage : plan.stages)
            text += blockText(stage.blocks.front()) + "; ";
        return text;
    };
    EXPECT_EQ(texts(projectorPlan(SiameseFramework::SimSiam, {{"linear_relu"}, {"linear_relu"}}, widths)),
              texts(handcraftedProjector(SiameseFramework::SimSiam, widths)));
    EXPECT_EQ(texts(predictorPlan({{"linear_relu"}, {"identity"}}, widths)), texts(handcraftedPredictor(widths)));
}

TEST(Heads, HandcraftedSimSiamHeadsHaveThePublishedParameterCount) {
    // ResNet-50, d = 2048: three linear layers of 2048^2, two affine norms; predictor 2048-512-2048.
    const HeadWidths widths = frameworkWidths(SiameseFramework::SimSiam, 2048);
    EXPECT_EQ(parameterCount(handcraftedProjector(SiameseFramework::SimSiam, widths)), 3 * 2048ll * 2048 + 2 * 2 * 2048);
    EXPECT_EQ(parameterCount(handcraftedPredictor(widths)), 2048ll * 512 + 2 * 512 + 512 * 2048 + 2048);
}

TEST(Heads, FrameworksWithoutPredictorAndWithAMomentumBranchAreKnown) {
    EXPECT_TRUE(hasPredictor(SiameseFramework::SimSiam) && hasPredictor(SiameseFramework::Byol));
    EXPECT_FALSE(hasPredictor(SiameseFramework::SimClr) || hasPredictor(SiameseFramework::Moco));
    EXPECT_TRUE(hasMomentumBranch(SiameseFramework::Moco) && hasMomentumBranch(SiameseFramework::Byol));
    EXPECT_FALSE(hasMomentumBranch(SiameseFramework::SimSiam) || hasMomentumBranch(SiameseFramework::SimClr));
}

TEST(Heads, UnknownOperationsAndFrameworksAreRefusedByName) {
    try {
        projectorPlan(SiameseFramework::SimSiam, {{"sep_conv_3x3"}}, HeadWidths{});
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("sep_conv_3x3"), std::string::npos);
    }
    EXPECT_THROW(projectorPlan(SiameseFramework::SimSiam, {}, HeadWidths{}), EngineError);
    EXPECT_THROW(predictorPlan({{}}, HeadWidths{}), EngineError);
    EXPECT_THROW(siameseFramework("dino"), EngineError);
}

TEST(Heads, PublishedTextsOfEachFrameworkAreReadAndWrittenUnchanged) {
    for (const char* text :
         {"Genotype(encoder=[['linear_relu'], ['linear_silu'], ['linear_elu'], ['identity'], ['identity'], "
          "['linear_relu']], predictor=[['linear_hardswish'], ['avgpool_3x3'], ['avgpool_3x3'], ['linear_hardswish']])",
          "Genotype(encoder=[['identity'], ['avgpool_3x3'], ['avgpool_3x3'], ['avgpool_3x3']])",
          "Genotype(predictor=[['linear_hardswish'], ['avgpool_3x3', 'linear_relu']])"})
        EXPECT_EQ(genotypeText(parseGenotype(text)), text);
}
