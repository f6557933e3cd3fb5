#include "engine/api/cell_arrangement.h"

#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

#include <functional>

using namespace dnas;

namespace {

CellSpaceSpec startingFrom(const std::string& given, AlphaSharing sharing = AlphaSharing::ByGene) {
    CellSpaceSpec space;
    space.operations = OperationSet::DartOpti;
    space.sharing = sharing;
    setStart(space, given);
    return space;
}

} // namespace

TEST(CellArrangement, GroupsCellsByTypeOrOneByOne) {
    CellSpaceSpec space;
    CellArrangement cells = arrangementOf(space);
    EXPECT_EQ(cells.groups, (std::vector<std::string>{"normal", "reduce"}));
    EXPECT_EQ(cells.groupOfCell, (std::vector<int>{0, 0, 1, 0, 0, 1, 0, 0}));
    EXPECT_EQ(cells.reductions, (std::vector<int>{2, 5}));
    EXPECT_TRUE(cells.start.empty());
    space.sharing = AlphaSharing::PerCell;
    cells = arrangementOf(space);
    ASSERT_EQ(cells.groups.size(), 8u);
    EXPECT_EQ(cells.groups[7], "cell 7");
    EXPECT_EQ(cells.groupOfCell[7], 7);
}

// public_implementations.md, section 4.4.
TEST(CellArrangement, TakesGenesSequenceReductionsAndNodesFromTheEncodedNetworks) {
    CellArrangement cells = arrangementOf(startingFrom("ResNet18"));
    EXPECT_EQ(cells.groups, std::vector<std::string>{"gene 0"});
    EXPECT_EQ(cells.groupOfCell, (std::vector<int>{0, 0, 0, 0}));
    EXPECT_EQ(cells.reductions, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(cells.nodes, 4);
    cells = arrangementOf(startingFrom("ResNet50"));
    EXPECT_EQ(cells.groupOfCell, (std::vector<int>{0, 1, 2, 0}));
    EXPECT_EQ(cells.nodes, 6);
    cells = arrangementOf(startingFrom("xception"));
    EXPECT_EQ(cells.groups.size(), 3u);
    EXPECT_EQ(cells.groupOfCell.size(), 13u);
    EXPECT_EQ(cells.reductions, (std::vector<int>{1, 2, 11, 12}));
}

TEST(CellArrangement, SharesAlphaBetweenCellsThatBeginAlikeWhateverTheForm) {
    const char* nested = "Genotype_nested(genes=[[('skip_connect', 2, 0)], [('sep_conv_3x3', 2, 1)], [('skip_connect', 2, 0)]], "
                         "concat=range(2, 3), reductions=[1])";
    const CellSpaceSpec shared = startingFrom(nested);
    EXPECT_EQ(arrangementOf(shared).groupOfCell, (std::vector<int>{0, 1, 0}));
    EXPECT_EQ(shared.cells, 3);
    EXPECT_EQ(shared.nodes, 1);
    const CellArrangement own = arrangementOf(startingFrom(nested, AlphaSharing::PerCell));
    EXPECT_EQ(own.groupOfCell, (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(own.start[2].edges, own.start[0].edges);
}

TEST(CellArrangement, StacksPairsToTheCellsOfTheSpace) {
    const CellSpaceSpec space = startingFrom("DARTS_V2");
    const CellArrangement cells = arrangementOf(space);
    EXPECT_EQ(space.cells, 8);
    EXPECT_EQ(cells.groups, (std::vector<std::string>{"normal", "reduce"}));
    EXPECT_EQ(cells.groupOfCell, (std::vector<int>{0, 0, 1, 0, 0, 1, 0, 0}));
    ASSERT_EQ(cells.start.size(), 2u);
    EXPECT_EQ(cells.start[1].edges, publishedGenotype("DARTS_V2").cells[1].edges);
}

TEST(CellArrangement, KeepsNamesAndTexts) {
    EXPECT_EQ(startingFrom("resnet18").startFrom, "ResNet18");
    const std::string text = genotypeText(publishedGenotype("ResNet50"));
    EXPECT_EQ(startingFrom(text).startFrom, text);
}

TEST(CellArrangement, AnEmptyStartEndsSharingByGene) {
    CellSpaceSpec space = startingFrom("ResNet18");
    setStart(space, "");
    EXPECT_EQ(space.sharing, AlphaSharing::PerCell);
    EXPECT_FALSE(startGenotype(space));
}

TEST(CellArrangement, RefusesWhatIsNoGenotypeOfCells) {
    CellSpaceSpec space;
    EXPECT_THROW(setStart(space, "ResNet19"), EngineError);
    EXPECT_THROW(setStart(space, "Genotype(encoder=[['linear_relu']], predictor=[['identity']])"), EngineError);
    EXPECT_TRUE(space.startFrom.empty());
    space.startFrom = "/etc/hostname"; // of a hostile request: files are not read
    EXPECT_THROW(startGenotype(space), EngineError);
}

TEST(CellArrangement, WarnsOfCellsThatAreDeadFromTheStart) {
    EXPECT_EQ(startWarning(CellSpaceSpec{}), "");
    for (const char* chained : {"ResNet18", "ResNet50", "Xception"}) EXPECT_EQ(startWarning(startingFrom(chained)), "") << chained;
    const std::string warning = startWarning(startingFrom("ResNet18_published"));
    EXPECT_NE(warning.find("Cells 0, 2 do not reach the output"), std::string::npos) << warning;
}

TEST(CellArrangement, ARequestMustFitItsStart) {
    const auto refusal = [](const std::function<void(CellSpaceSpec&)>& change) {
        Request request = makeRequest("dartopti", Preset::Paper);
        change(std::get<CellSpaceSpec>(request.recipe.space));
        try {
            validate(request.recipe);
            return std::string();
        } catch (const EngineError& e) {
            return e.full();
        }
    };
    EXPECT_EQ(refusal([](CellSpaceSpec&) {}), "");
    EXPECT_NE(refusal([](CellSpaceSpec& s) { s.cells = 5; }).find("cells is 5, but the starting point has 4"), std::string::npos);
    EXPECT_NE(refusal([](CellSpaceSpec& s) { s.nodes = 5; }).find("nodes is 5, but the starting point has 4"), std::string::npos);
    EXPECT_NE(refusal([](CellSpaceSpec& s) { s.sharing = AlphaSharing::ByType; }).find("sharing=by-gene"), std::string::npos);
    EXPECT_NE(refusal([](CellSpaceSpec& s) { s.operations = OperationSet::Darts; }).find("'simple_conv_3x3'"), std::string::npos);
    EXPECT_NE(refusal([](CellSpaceSpec& s) { s.startFrom.clear(); }).find("needs a starting point"), std::string::npos);
}
