#include "engine/api/baseline.h"
#include "engine/api/cost.h"
#include "engine/api/discretize.h"
#include "engine/api/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

using namespace dnas;

namespace {

Request space(const char* method = "darts-first") { return makeRequest(method, Preset::Paper); }

} // namespace

TEST(RandomGenotypes, TheSameSeedGivesTheSameAnotherSeedAnother) {
    EXPECT_EQ(randomGenotype(space(), 7, 3), randomGenotype(space(), 7, 3));
    EXPECT_NE(randomGenotype(space(), 7, 3), randomGenotype(space(), 8, 3));
    EXPECT_NE(randomGenotype(space(), 7, 3), randomGenotype(space(), 7, 4));
}

TEST(RandomGenotypes, EveryNodeHasTwoDistinctInputsAndNeverNone) {
    for (std::uint64_t index = 0; index < 200; ++index) {
        const Genotype genotype = randomGenotype(space(), 1, index);
        EXPECT_NO_THROW(validate(genotype));
        EXPECT_EQ(genotype.form, GenotypeForm::Pairs);
        for (const CellGenotype& cell : genotype.cells) {
            ASSERT_EQ(cell.edges.size(), 8u);
            std::set<std::pair<int, int>> places;
            for (const GenotypeEdge& edge : cell.edges) {
                EXPECT_TRUE(places.insert({edge.to, edge.from}).second);
                EXPECT_NE(edge.operation, "none");
            }
        }
    }
}

TEST(RandomGenotypes, InputsAndOperationsAreUniform) {
    constexpr int kDraws = 7000;
    std::map<std::string, int> operations;
    std::map<int, int> inputs; // of the last node: five candidates, two taken
    for (int index = 0; index < kDraws; ++index)
        for (const GenotypeEdge& edge : randomGenotype(space(), 5, static_cast<std::uint64_t>(index)).cells[0].edges)
            if (edge.to == 5) {
                ++operations[edge.operation];
                ++inputs[edge.from];
            }
    ASSERT_EQ(operations.size(), 7u);
    ASSERT_EQ(inputs.size(), 5u);
    // Expected 2000 of 14000 with a deviation of 41, and 2800 of 7000 each with one of 41: five deviations.
    for (const auto& [name, count] : operations) EXPECT_NEAR(count, 2000, 205) << name;
    for (const auto& [from, count] : inputs) EXPECT_NEAR(count, 2800, 205) << from;
}

TEST(RandomGenotypes, IndividualCellsAreDrawnOneByOne) {
    Request request = space();
    std::get<CellSpaceSpec>(request.recipe.space).sharing = AlphaSharing::PerCell;
    const Genotype genotype = randomGenotype(request, 1, 0);
    EXPECT_EQ(genotype.form, GenotypeForm::Nested);
    ASSERT_EQ(genotype.cells.size(), 8u);
    EXPECT_NE(genotype.cells[0].edges, genotype.cells[1].edges);
    EXPECT_EQ(genotype.reductions, reductionCells(8));
}

TEST(RandomGenotypes, ABaselineIsARunThatViewsReadBack) {
    Request request = space("fairdarts");
    request.recipe.schedules = {WarmStartSpec{20}};
    const FinishedRun run = randomBaseline(request, 5, 9);
    EXPECT_NO_THROW(validate(run.request));
    EXPECT_EQ(run.request.recipe.method, kBaselineMethod);
    EXPECT_TRUE(sameSpace(request, run.request));
    ASSERT_EQ(run.snapshots.size(), 5u);
    for (const Snapshot& snapshot : run.snapshots) {
        EXPECT_EQ(parseGenotypeOf(snapshot.alpha, run.request.recipe.discretize, {}), snapshot.genotype);
        EXPECT_EQ(snapshot.metric("parameters"), static_cast<double>(networkCost(snapshot.genotype, retrainShape(request)).parameters));
        EXPECT_TRUE(std::isnan(snapshot.metric("valid_top1")));
    }
}

TEST(RandomGenotypes, AnImpossibleNumberIsRefused) {
    for (int count : {0, -1, kMostBaselineSamples + 1}) EXPECT_THROW(randomBaseline(space(), count, 1), EngineError) << count;
}

TEST(RandomGenotypes, SpacesDifferByWhatCanBeDrawnAndByTheImages) {
    Request a = space(), b = a;
    b.seed = 9;
    b.recipe.epochs = 3;
    EXPECT_TRUE(sameSpace(a, b));
    b.task.data = "cifar10:/data";
    EXPECT_FALSE(sameSpace(a, b));
    EXPECT_FALSE(sameSpace(space("fairdarts"), space("darts-first"))); // without and with `none`
}

TEST(RandomGenotypes, RankIsTheShareThatIsSmaller) {
    EXPECT_DOUBLE_EQ(rankAmong(3, {1, 2, 3, 4}), 0.625);
    EXPECT_DOUBLE_EQ(rankAmong(9, {1, NAN, 2}), 1);
    EXPECT_TRUE(std::isnan(rankAmong(1, {})));
    EXPECT_TRUE(std::isnan(rankAmong(NAN, {1})));
}

TEST(RandomGenotypes, OfChannelsHaveAPairForEachChannel) {
    Request request = makeRequest("colornas", Preset::Quick);
    request.task.data = "cifar10:somewhere";
    request.task.colors = ColorModel::Rb;
    const Genotype genotype = randomGenotype(request, 1, 0);
    EXPECT_EQ(genotype.form, GenotypeForm::Channels);
    ASSERT_EQ(channelGenotypes(genotype).size(), 2u);
    EXPECT_EQ(channelGenotypes(genotype)[1].channel, "B");
    const FinishedRun run = randomBaseline(request, 2, 1);
    EXPECT_TRUE(std::isfinite(run.snapshots[0].metric("parameters")));
    Request rgb = request;
    rgb.task.colors = ColorModel::Rgb;
    EXPECT_FALSE(sameSpace(request, rgb));
}
