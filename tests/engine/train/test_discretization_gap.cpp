#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/train/gap_measurement.h"
#include "tests/engine/search/memory_sink.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// The quarters after a search that can tell them apart.
struct Searched {
    explicit Searched(int epochs) : request(quartersRequest(epochs)), loop(request, quarters(), c10::Device(at::kCPU)) {
        RunObserver observer;
        RunControl control;
        loop.run(sink, observer, control);
    }
    std::optional<DiscretizationGap> gap(const GapOptions& options = {}, const MeasureProgress& progress = {}) {
        return gapOf(request, loop.state(), quarters(), options, progress);
    }
    Request request;
    MemorySink sink;
    SearchLoop loop;
};

} // namespace

TEST(DiscretizationGap, KnowsTheSupernetAsTheSearchRecordedIt) {
    Searched searched(3);
    const DiscretizationGap gap = *searched.gap();
    EXPECT_EQ(gap.part, "validation") << "there is no test part";
    EXPECT_EQ(gap.images, 24);
    EXPECT_EQ(gap.supernetTop1, searched.sink.snapshots.back()->metric("valid_top1"));
    EXPECT_EQ(gap.genotype, genotypeText(searched.sink.snapshots.back()->genotype));
    EXPECT_TRUE(gap.fresh.empty()) << gap.fresh[0];
    EXPECT_LT(gap.inherited, gap.parameters);
    EXPECT_LT(gap.parameters, gap.supernetParameters);
    EXPECT_EQ(gap.gap(), gap.supernetTop1 - gap.inheritedTop1);
    EXPECT_EQ(measurementsOf(gap).size(), 2u) << "nothing was retrained";
}

TEST(DiscretizationGap, TheSameSearchGivesTheSameNumbersAndStaysAsItIs) {
    Searched searched(5);
    const at::Tensor before = searched.loop.state().supernet().weights().flat().clone();
    const DiscretizationGap first = *searched.gap(), second = *searched.gap();
    EXPECT_EQ(first.inheritedTop1, second.inheritedTop1);
    EXPECT_EQ(first.supernetTop1, second.supernetTop1);
    EXPECT_TRUE(before.equal(searched.loop.state().supernet().weights().flat()));
}

TEST(DiscretizationGap, AnotherParseIsAnotherNetwork) {
    Searched searched(2);
    GapOptions options;
    options.parse = searched.request.recipe.discretize;
    options.parse->method = parseMethod("sparse");
    options.parse->threshold = 0.01;
    EXPECT_NE(searched.gap(options)->genotype, searched.gap()->genotype);
}

TEST(DiscretizationGap, ReportsEveryBatchAndEndsWhenAsked) {
    Searched searched(1);
    GapOptions options;
    options.batches = 4;
    std::vector<int> told;
    int planned = 0;
    EXPECT_TRUE(searched.gap(options, [&](int done, int total) {
        told.push_back(done);
        planned = total;
        return true;
    }));
    EXPECT_EQ(planned, 6) << "one batch for each network, four for the statistics";
    EXPECT_EQ(told, (std::vector<int>{1, 2, 3, 4, 5, 6}));
    EXPECT_FALSE(searched.gap(options, [](int done, int) { return done < 3; }));
}

TEST(DiscretizationGap, RefusesPartsThatAreNotThere) {
    Searched searched(1);
    GapOptions options;
    options.part = "test";
    EXPECT_THROW(searched.gap(options), EngineError);
    options.part = "train";
    EXPECT_THROW(searched.gap(options), EngineError);
}

TEST(DiscretizationGap, ExperimentsWithoutASupernetAreRefusedByName) {
    const TemporaryFolder folder;
    const auto project = Project::open(folder / "p.dnas");
    const std::int64_t training = project->addExperiment(makeTraining("DARTS_V2", Preset::Quick), "v", "e");
    const auto reader = project->reader();
    try {
        measureGap(*reader, training);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("'DARTS_V2' is no search of cells"), std::string::npos) << e.what();
    }
    FinishedRun imported;
    imported.request = quartersRequest(1);
    imported.request.name = "imported";
    imported.snapshots.push_back(*Searched(1).sink.snapshots.back());
    const std::int64_t id = project->addFinishedRun(imported, "v");
    try {
        measureGap(*reader, id);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("has no checkpoint"), std::string::npos) << e.what();
    }
}
