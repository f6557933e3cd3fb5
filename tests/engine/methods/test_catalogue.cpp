#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/options.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

TEST(Catalogue, SaysWhoWhenWhatAndWhereTheEquationsAre) {
    std::set<std::string> ids;
    for (const MethodInfo& method : methodCatalogue()) {
        SCOPED_TRACE(method.id);
        EXPECT_TRUE(ids.insert(method.id).second);
        EXPECT_EQ(method.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
        EXPECT_GE(method.year, 2018);
        for (const std::string& text : {method.name, method.authors, method.venue, method.paper, method.family, method.equations, method.idea})
            EXPECT_FALSE(text.empty());
        EXPECT_FALSE(method.tags.empty());
        EXPECT_EQ(findMethod(method.id), &method);
    }
    EXPECT_EQ(findMethod("nonsense"), nullptr);
}

TEST(Catalogue, HoldsTheMethodsByTheirNames) {
    for (const char* id : {"darts", "darts-first", "fairdarts", "ddarts", "dartopti", "beta-darts", "colornas", "pmsm"}) EXPECT_NE(findMethod(id), nullptr) << id;
}

TEST(Catalogue, MakesValidRequestsOfEveryPreset) {
    for (const MethodInfo& method : methodCatalogue())
        for (Preset preset : {Preset::Paper, Preset::Quick}) {
            const Request request = makeRequest(method.id, preset);
            EXPECT_NO_THROW(validate(request.recipe)) << method.id;
            EXPECT_EQ(request.recipe.method, method.id);
        }
}

TEST(Catalogue, RefusesUnknownMethodsListingTheKnown) {
    try {
        makeRequest("fairdart", Preset::Paper);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Usage);
        EXPECT_NE(e.full().find("Unknown method 'fairdart'"), std::string::npos);
        for (const MethodInfo& method : methodCatalogue()) EXPECT_NE(e.full().find(method.id), std::string::npos);
    }
}

// Liu et al. 2019, section 3.1 and its published code.
TEST(DartsPage, HasTheValuesOfThePaper) {
    const Recipe recipe = makeRequest("darts", Preset::Paper).recipe;
    const auto& space = std::get<CellSpaceSpec>(recipe.space);
    EXPECT_EQ(space.operations, OperationSet::Darts);
    EXPECT_EQ(space.start, AlphaStart::SmallNoise);
    EXPECT_EQ(space.channels, 16);
    EXPECT_EQ(space.cells, 8);
    EXPECT_EQ(space.nodes, 4);
    EXPECT_TRUE(std::holds_alternative<SoftmaxRelaxSpec>(recipe.relax));
    EXPECT_TRUE(std::holds_alternative<UnrolledSpec>(recipe.outer));
    EXPECT_EQ(std::get<UnrolledSpec>(recipe.outer).epsilon, 0.01);
    EXPECT_TRUE(recipe.penalties.empty());
    EXPECT_EQ(recipe.epochs, 50);
    EXPECT_EQ(recipe.batch, 64);
    EXPECT_EQ(recipe.weights.learningRate, 0.025);
    EXPECT_EQ(recipe.weights.learningRateMin, 0.001);
    EXPECT_EQ(recipe.weights.momentum, 0.9);
    EXPECT_EQ(recipe.weights.weightDecay, 3e-4);
    EXPECT_EQ(recipe.weights.gradientClip, 5);
    EXPECT_EQ(recipe.arch.learningRate, 3e-4);
    EXPECT_EQ(recipe.arch.beta1, 0.5);
    EXPECT_EQ(recipe.arch.weightDecay, 1e-3);
    EXPECT_EQ(recipe.discretize.method, ParseMethod::Darts);
    EXPECT_TRUE(std::holds_alternative<FirstOrderSpec>(makeRequest("darts-first", Preset::Paper).recipe.outer));
}

// Chu et al. 2020 and its published code.
TEST(FairDartsPage, HasTheValuesOfThePaper) {
    const Recipe recipe = makeRequest("fairdarts", Preset::Paper).recipe;
    const auto& space = std::get<CellSpaceSpec>(recipe.space);
    EXPECT_EQ(space.operations, OperationSet::DartsWithoutNone);
    EXPECT_EQ(space.start, AlphaStart::Zeros);
    EXPECT_TRUE(std::holds_alternative<SigmoidRelaxSpec>(recipe.relax));
    ASSERT_EQ(recipe.penalties.size(), 1u);
    EXPECT_EQ(std::get<ZeroOnePenaltySpec>(recipe.penalties[0]).weight, 10);
    EXPECT_EQ(recipe.batch, 128);
    EXPECT_EQ(recipe.weights.learningRate, 0.005);
    EXPECT_EQ(recipe.arch.learningRate, 3e-3);
    EXPECT_EQ(recipe.arch.beta1, 0.9);
    EXPECT_EQ(recipe.discretize, (DiscretizeSpec{ParseMethod::Sparse, 0.85, 2, -1}));
    EXPECT_EQ(recipe.dominantThreshold, 0.9);
}

// Thesis sections 4.2.1, 4.2.2 and the published code.
TEST(DDartsPage, HasTheValuesOfTheThesis) {
    const Recipe recipe = makeRequest("ddarts", Preset::Paper).recipe;
    const auto& space = std::get<CellSpaceSpec>(recipe.space);
    EXPECT_EQ(space.sharing, AlphaSharing::PerCell);
    EXPECT_EQ(space.operations, OperationSet::DartsWithoutNone);
    EXPECT_EQ(space.start, AlphaStart::Zeros);
    EXPECT_EQ(space.cells, 8);
    EXPECT_EQ(space.channels, 16);
    EXPECT_TRUE(std::holds_alternative<SigmoidRelaxSpec>(recipe.relax));
    EXPECT_TRUE(std::holds_alternative<FirstOrderSpec>(recipe.outer));
    ASSERT_EQ(recipe.penalties.size(), 2u);
    EXPECT_EQ(std::get<ZeroOnePenaltySpec>(recipe.penalties[0]).weight, 7);
    EXPECT_EQ(std::get<ZeroOnePenaltySpec>(recipe.penalties[0]).scope, ZeroOneScope::Group);
    EXPECT_EQ(std::get<AblationSpec>(recipe.penalties[1]).weight, 0.5);
    EXPECT_EQ(std::get<AblationSpec>(recipe.penalties[1]).form, AblationForm::Described);
    EXPECT_EQ(std::get<ArchCosineSpec>(recipe.schedules.at(0)).learningRateMin, 1e-3);
    EXPECT_EQ(recipe.batch, 128);
    EXPECT_EQ(recipe.arch.learningRate, 3e-3);
    EXPECT_EQ(recipe.arch.beta1, 0.9);
    EXPECT_EQ(recipe.weights.learningRate, 0.005);
    EXPECT_EQ(recipe.discretize, (DiscretizeSpec{ParseMethod::Sparse, 0.85, 2, -1}));
}

// Thesis sections 4.1.4, 4.2.1, 4.2.4.
TEST(DartOptiPage, HasTheValuesOfTheThesis) {
    const Recipe recipe = makeRequest("dartopti", Preset::Paper).recipe;
    const auto& space = std::get<CellSpaceSpec>(recipe.space);
    EXPECT_EQ(space.startFrom, "ResNet18");
    EXPECT_EQ(space.sharing, AlphaSharing::ByGene);
    EXPECT_EQ(space.operations, OperationSet::DartOpti);
    EXPECT_EQ(space.channels, 32);
    EXPECT_EQ(space.cells, 4);
    EXPECT_EQ(std::get<WarmStartSpec>(recipe.schedules.at(0)).epochs, 5);
    ASSERT_EQ(recipe.stops.size(), 1u);
    const auto& stop = std::get<DistanceStableSpec>(recipe.stops[0]);
    EXPECT_EQ(stop.tolerance, 1e-3);
    EXPECT_EQ(stop.epochs, 5);
    EXPECT_EQ(stop.fromEpoch, 10);
    EXPECT_EQ(recipe.discretize.method, ParseMethod::Edge);
    EXPECT_EQ(recipe.epochs, 55);
}

// Ye et al. 2022, its published code, and thesis equations 3.13, 3.14.
TEST(BetaDartsPage, IsFirstOrderDartsWithBetaDecay) {
    const Recipe recipe = makeRequest("beta-darts", Preset::Paper).recipe;
    ASSERT_EQ(recipe.penalties.size(), 1u);
    const auto& beta = std::get<BetaDecaySpec>(recipe.penalties[0]);
    EXPECT_EQ(beta.weight, 50);
    EXPECT_EQ(beta.schedule, BetaSchedule::Ramp);
    Request without = makeRequest("beta-darts", Preset::Paper);
    without.recipe.penalties.clear();
    without.recipe.method = "darts-first";
    EXPECT_EQ(requestText(without), requestText(makeRequest("darts-first", Preset::Paper)));
}

// Thesis sections A.2.1 and A.3.1.
TEST(ColorNasPage, IsBetaDartsOfOneNetworkAChannel) {
    const Recipe recipe = makeRequest("colornas", Preset::Paper).recipe;
    const auto& space = std::get<CellSpaceSpec>(recipe.space);
    EXPECT_EQ(space.networks, NetworkCount::PerChannel);
    EXPECT_EQ(space.cells, 8);
    EXPECT_EQ(recipe.epochs, 50);
    EXPECT_EQ(std::get<BetaDecaySpec>(recipe.penalties.at(0)).weight, 50);
    EXPECT_EQ(recipe.discretize, (DiscretizeSpec{ParseMethod::Sparse, 0.7, 2, -1, 1}));
    Request single = makeRequest("colornas", Preset::Paper);
    setOption(single, "networks", "one");
    EXPECT_NO_THROW(validate(single)) << "the single network of the same kind";
}

// Thesis section 6.2.2: depth over two operations, then one activation over 6 binary and 10 unary functions.
TEST(PmsmPage, SearchesAMotorAndNoImages) {
    const Request request = makeRequest("pmsm", Preset::Paper);
    ASSERT_TRUE(request.motor.has_value());
    EXPECT_EQ(requestText(request), requestText(makeMotorRequest({}, request.seed)));
    EXPECT_NO_THROW(validate(request));
    const Request quick = makeRequest("pmsm", Preset::Quick);
    EXPECT_LT(quick.recipe.epochs, request.recipe.epochs);
    EXPECT_EQ(quick.recipe.epochs, motorSnapshots(*quick.motor));
}
