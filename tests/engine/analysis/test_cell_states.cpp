#include "engine/api/liveness.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

constexpr CellState kLive = CellState::Live, kNoOutput = CellState::NoOutput, kUnused = CellState::Unused;

/// A cell whose one node takes the given inputs.
CellGenotype taking(const std::vector<int>& inputs) {
    CellGenotype cell{"cell", {}, {2}};
    for (const int input : inputs) cell.edges.push_back({"sep_conv_3x3", 2, input});
    return cell;
}

Genotype nested(const std::vector<CellGenotype>& cells) {
    Genotype genotype;
    genotype.form = GenotypeForm::Nested;
    genotype.cells = cells;
    return genotype;
}

} // namespace

TEST(CellStates, AChainOfCellsThatTakeBothInputsIsAlive) {
    const CellGenotype both = taking({0, 1});
    EXPECT_EQ(cellStates(nested({both, both, both})), (std::vector<CellState>{kLive, kLive, kLive}));
}

TEST(CellStates, ACellThatTheTwoAfterItPassOverIsUnused) {
    // Cell 3 takes cell 1 (node 0), cell 2 would take cell 1 (node 1): nobody takes cell 2.
    const std::vector<CellGenotype> cells{taking({1}), taking({1}), taking({1}), taking({0})};
    EXPECT_EQ(cellStates(nested(cells)), (std::vector<CellState>{kLive, kLive, kUnused, kLive}));
}

TEST(CellStates, WhatFeedsOnlyAnUnusedCellIsUnusedToo) {
    // Cell 4 takes cell 2 only; cell 3 is unused, and cell 1 feeds cell 3 alone, for cell 2 takes cell 0.
    const std::vector<CellGenotype> cells{taking({1}), taking({1}), taking({0}), taking({0}), taking({0})};
    EXPECT_EQ(cellStates(nested(cells)), (std::vector<CellState>{kLive, kUnused, kLive, kUnused, kLive}));
}

TEST(CellStates, ACellWithoutOperationsHasNoOutputAndNeitherHasWhatDependsOnIt) {
    const std::vector<CellGenotype> cells{taking({0, 1}), taking({}), taking({1}), taking({0, 1})};
    EXPECT_EQ(cellStates(nested(cells)), (std::vector<CellState>{kUnused, kNoOutput, kNoOutput, kNoOutput}));
}

TEST(CellStates, ALostInputDoesNotKillACellThatHasAnother) {
    const std::vector<CellGenotype> cells{taking({1}), taking({}), taking({0, 1})};
    EXPECT_EQ(cellStates(nested(cells)), (std::vector<CellState>{kLive, kNoOutput, kLive}));
}

TEST(CellStates, OperationsBehindAnIsolatedNodeLeadNowhere) {
    CellGenotype cell{"cell", {{"sep_conv_3x3", 4, 3}}, {2, 3, 4}};
    EXPECT_EQ(cellStates(nested({cell})), (std::vector<CellState>{kNoOutput}));
    cell.edges.push_back({"skip_connect", 3, 1}); // order of the edges does not matter
    EXPECT_EQ(cellStates(nested({cell})), (std::vector<CellState>{kLive}));
}

TEST(CellStates, ANodeOutsideTheConcatenationCountsWhereItFeedsOneInside) {
    const CellGenotype through{"cell", {{"skip_connect", 2, 0}, {"skip_connect", 3, 2}, {"skip_connect", 2, 1}}, {3}};
    const CellGenotype beside{"cell", {{"skip_connect", 2, 1}, {"skip_connect", 3, 0}}, {3}};
    Genotype genotype; // of two cell types: individual cells concatenate whatever exists
    genotype.form = GenotypeForm::Triples;
    genotype.cells = {through, through};
    EXPECT_EQ(cellStates(genotype, 2), (std::vector<CellState>{kLive, kLive}));
    genotype.cells = {beside, beside};
    EXPECT_EQ(cellStates(genotype, 2), (std::vector<CellState>{kUnused, kLive}));
}

TEST(CellStates, EveryCellOfThePublishedNetworksHasAState) {
    for (const char* name : {"D-DARTS_threshold_sparse_cifar10_0.85_50", "D-DARTS_threshold_edge_cifar10_0.85_50"}) {
        const Genotype genotype = publishedGenotype(name);
        const std::vector<CellState> states = cellStates(genotype);
        ASSERT_EQ(states.size(), genotype.cells.size()) << name;
        EXPECT_EQ(states.back(), kLive) << name;
    }
}

TEST(CellStates, StacksOfTwoCellTypesAndSequencesOfGenesAreUnfolded) {
    Genotype genotype;
    genotype.form = GenotypeForm::Triples;
    genotype.cells = {taking({0}), taking({0, 1})};
    // Cells 2 and 4 of six are reductions.
    EXPECT_EQ(cellStates(genotype, 6), (std::vector<CellState>{kUnused, kLive, kUnused, kLive, kUnused, kLive}));
    genotype.form = GenotypeForm::Opt;
    genotype.sequence = {1, 0, 0};
    EXPECT_EQ(cellStates(genotype), (std::vector<CellState>{kLive, kUnused, kLive}));
    genotype.form = GenotypeForm::Chain;
    EXPECT_TRUE(cellStates(genotype).empty());
}
