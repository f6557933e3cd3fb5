#include "engine/schedules/arch_cosine.h"

#include <gtest/gtest.h>

using namespace dnas;

TEST(ArchCosine, IsTheOptimisersOwnRateWithoutASchedule) {
    Recipe recipe;
    recipe.arch.learningRate = 0.007;
    EXPECT_EQ(archLearningRate(recipe, 49), 0.007);
}

TEST(ArchCosine, RunsFromTheOptimisersRateToTheSmallest) {
    Recipe recipe;
    recipe.arch.learningRate = 3e-3;
    recipe.epochs = 50;
    recipe.schedules = {WarmStartSpec{5}, ArchCosineSpec{1e-3}};
    EXPECT_DOUBLE_EQ(archLearningRate(recipe, 0), 3e-3);
    EXPECT_NEAR(archLearningRate(recipe, 25), 2e-3, 1e-15);
    EXPECT_NEAR(archLearningRate(recipe, 50), 1e-3, 1e-15);
}
