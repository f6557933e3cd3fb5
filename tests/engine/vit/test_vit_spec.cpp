#include "tests/engine/vit/vit_fixtures.h"

#include "engine/api/error.h"

#include <gtest/gtest.h>

using namespace dnas;

TEST(VitSpec, PublishedSizesHaveThePublishedNumberOfParameters) {
    // timm: 86,567,656, 22,050,664 and 5,717,416.
    EXPECT_EQ(vitCost(vitPresetOf("preset:vit_base_patch16_224").spec).parameters, 86567656);
    EXPECT_EQ(vitCost(vitPresetOf("preset:mae_vit_base_patch16").spec).parameters, 86567656);
    EXPECT_EQ(vitCost(vitPresetOf("preset:deit_small_patch16_224").spec).parameters, 22050664);
    EXPECT_EQ(vitCost(vitPresetOf("preset:deit_tiny_patch16_224").spec).parameters, 5717416);
}

TEST(VitSpec, HalfOfTheBlocksOfMaeLeavesTheParametersOfTheThesis) {
    // Section 6.1.2: 85.8 to 43.3 million, without the head.
    VitSpec spec = vitPresetOf("preset:mae_vit_base_patch16").spec;
    spec.classes = 0;
    EXPECT_NEAR(vitCost(spec).parameters / 1e6, 85.8, 0.05);
    VitMask mask = fullMask(spec);
    for (std::size_t block = 3; block < 9; ++block)
        mask[block].assign(12, false);
    EXPECT_NEAR(vitCost(prunedSpec(spec, mask)).parameters / 1e6, 43.3, 0.05);
}

TEST(VitSpec, MultiplyAddsAreThoseOfEveryProductWrittenOut) {
    const VitSpec spec = test::smallVit(); // 4 patches and a class token, width 12, 3 heads of 4, mlp 20
    const std::int64_t block = 5 * 12 * 36 + 2 * 5 * 5 * 12 + 5 * 12 * 12 + 2 * 5 * 12 * 20;
    EXPECT_EQ(vitCost(spec).multiplyAdds, 4 * 16 * 12 + 2 * block + 12 * 3);
}

TEST(VitSpec, AHeadLessTakesItsRowsAndColumns) {
    const VitSpec spec = test::smallVit();
    VitMask mask = fullMask(spec);
    mask[1][2] = false;
    const VitSpec smaller = prunedSpec(spec, mask);
    EXPECT_EQ(smaller.heads, (std::vector<int>{3, 2}));
    EXPECT_EQ(vitCost(spec).parameters - vitCost(smaller).parameters, 3 * 4 * 12 + 3 * 4 + 12 * 4);
}

TEST(VitSpec, ABlockWithoutHeadsIsRemoved) {
    const VitSpec spec = test::smallVit();
    EXPECT_EQ(prunedSpec(spec, {{false, false, false}, {true, false, true}}).heads, std::vector<int>{2});
    EXPECT_EQ(prunedSpec(spec, {{false, false, false}, {false, false, false}}).depth(), 0);
}

TEST(VitSpec, RefusesMasksOfAnotherShape) {
    EXPECT_THROW(prunedSpec(test::smallVit(), {{true, true, true}}), EngineError);
    EXPECT_THROW(prunedSpec(test::smallVit(), {{true, true, true}, {true}}), EngineError);
}

TEST(VitSpec, RefusalsNameFieldValueAndRange) {
    VitSpec spec = test::smallVit();
    spec.patchSize = 3;
    EXPECT_THROW(validate(spec), EngineError);
    spec = test::smallVit();
    spec.classToken = false;
    EXPECT_THROW(validate(spec), EngineError);
    spec = test::smallVit();
    spec.mlpWidth = 0;
    try {
        validate(spec);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_STREQ(e.what(), "The vision transformer's mlp_hidden_dim is 0; allowed: 1 to 131072.");
    }
}

TEST(VitSpec, UnknownPresetsAreAnsweredWithTheKnownOnes) {
    try {
        vitPresetOf("preset:vit_huge");
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(e.hint().find("deit_tiny_patch16_224"), std::string::npos);
    }
}
