#include "engine/api/discretize.h"
#include "engine/api/genotype_text.h"
#include "engine/core/random_streams.h"
#include "tests/engine/discretize/golden_alpha.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

/// Rows of the edges of `nodes` intermediate nodes, in the order of engine/README.md.
AlphaGroup groupOf(const char* name, std::vector<std::string> columns, std::vector<double> weights, int nodes = 4) {
    AlphaGroup group{name, {}, std::move(columns), weights, weights};
    for (int to = 2; to < nodes + 2; ++to)
        for (int from = 0; from < to; ++from) group.rows.push_back({std::to_string(from) + " -> " + std::to_string(to), from, to});
    EXPECT_EQ(group.weights.size(), group.rowCount() * group.columnCount());
    return group;
}

std::vector<double> sigmoid(std::vector<double> alpha) {
    for (double& a : alpha) a = 1 / (1 + std::exp(-a));
    return alpha;
}

std::vector<double> softmax(std::vector<double> alpha, std::size_t columns) {
    for (std::size_t row = 0; row < alpha.size(); row += columns) {
        double sum = 0;
        for (std::size_t i = row; i < row + columns; ++i) sum += alpha[i] = std::exp(alpha[i]);
        for (std::size_t i = row; i < row + columns; ++i) alpha[i] /= sum;
    }
    return alpha;
}

std::vector<AlphaGroup> sigmoidPair(const GoldenAlpha& golden) {
    const auto& columns = operationNames(OperationSet::DartsWithoutNone);
    return {groupOf("normal", columns, sigmoid(golden.normal)), groupOf("reduce", columns, sigmoid(golden.reduce))};
}

std::vector<AlphaGroup> softmaxPair(const GoldenAlpha& golden) {
    const auto& columns = operationNames(OperationSet::Darts);
    return {groupOf("normal", columns, softmax(golden.normal, 8)), groupOf("reduce", columns, softmax(golden.reduce, 8))};
}

/// Two nodes, three operations: small enough to parse by eye. Edges: 2<-0, 2<-1, 3<-0, 3<-1, 3<-2.
AlphaGroup small() {
    return groupOf("normal", {"none", "skip_connect", "sep_conv_3x3"},
                   {0.99, 0.60, 0.70,  //
                    0.10, 0.95, 0.20,  //
                    0.00, 0.90, 0.89,  //
                    0.98, 0.10, 0.50,  //
                    0.00, 0.30, 0.96}, 2);
}

std::string edgesOf(const CellGenotype& cell) {
    std::string text;
    for (const GenotypeEdge& e : cell.edges) text += e.operation.substr(0, 4) + " " + std::to_string(e.to) + "<-" + std::to_string(e.from) + "; ";
    return text;
}

AlphaGroup randomGroup(RandomStream& stream, int nodes) {
    std::vector<double> weights(static_cast<std::size_t>(nodes * (nodes + 3) / 2) * 8);
    for (double& w : weights) w = std::floor(stream.uniform() * 20) / 20; // coarse: equal weights happen
    return groupOf("normal", operationNames(OperationSet::Darts), weights, nodes);
}

} // namespace

TEST(Parse, OfFairDartsEqualsThePublishedImplementation) {
    const GoldenAlpha golden = fairDartsAlpha();
    const Genotype genotype = parseGenotypeOf(sigmoidPair(golden), {ParseMethod::Sparse, 0.85, 2, -1}, {});
    EXPECT_EQ(genotypeText(genotype), golden.genotype);
}

TEST(Parse, OfDartsEqualsThePublishedImplementation) {
    for (const GoldenAlpha& golden : {dartsAlpha(), largerDartsAlpha()})
        EXPECT_EQ(genotypeText(parseGenotypeOf(softmaxPair(golden), {ParseMethod::Darts, 0.85, 2, -1}, {})), golden.genotype) << golden.file;
}

TEST(Parse, DartsTakesTheBestOperationOfTheTwoBestEdgesWithoutNone) {
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Darts, 0.85, 2, -1})), "skip 2<-1; sep_ 2<-0; sep_ 3<-2; skip 3<-0; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Darts, 0.85, 1, -1})), "skip 2<-1; sep_ 3<-2; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Darts, 0.85, 8, -1})), "skip 2<-1; sep_ 2<-0; sep_ 3<-2; skip 3<-0; sep_ 3<-1; ");
}

TEST(Parse, SparseAlsoAsksForTheThreshold) {
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Sparse, 0.85, 2, -1})), "skip 2<-1; sep_ 3<-2; skip 3<-0; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Sparse, 0.96, 2, -1})), "sep_ 3<-2; "); // reaching it is enough
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Sparse, 0.97, 2, -1})), "");
}

TEST(Parse, EdgeTakesTheTwoBestOfEveryEdgeTheLowerFirst) {
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Edge, 0.85, 2, -1})), "skip 2<-1; sep_ 3<-0; skip 3<-0; sep_ 3<-2; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Edge, 0.5, 2, -1})), "skip 2<-0; sep_ 2<-0; skip 2<-1; sep_ 3<-0; skip 3<-0; sep_ 3<-1; sep_ 3<-2; ");
}

TEST(Parse, CompleteTakesEverythingInTheOrderOfTheColumns) {
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Complete, 0.85, 2, -1})), "skip 2<-1; skip 3<-0; sep_ 3<-0; sep_ 3<-2; ");
    EXPECT_EQ(parseCell(small(), {ParseMethod::Complete, 0, 2, -1}).edges.size(), 10u); // all but none
}

TEST(Parse, ConcatenatesEveryNode) { EXPECT_EQ(parseCell(small(), {ParseMethod::Sparse, 1, 2, -1}).concat, (std::vector<int>{2, 3})); }

TEST(Parse, CapOfSkipsDropsTheWeakestAndLetsItsEdgeChooseAgain) {
    // Skips at 2<-1 (0.95) and 3<-0 (0.90): the second gives way to the separable convolution of its own edge.
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Darts, 0.85, 2, 1})), "skip 2<-1; sep_ 2<-0; sep_ 3<-2; sep_ 3<-0; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Darts, 0.85, 2, 0})), "sep_ 2<-0; sep_ 2<-1; sep_ 3<-2; sep_ 3<-0; ");
    EXPECT_EQ(edgesOf(parseCell(small(), {ParseMethod::Sparse, 0.85, 2, 0})), "sep_ 3<-2; sep_ 3<-0; ");
}

TEST(Parse, GivesPairsOnlyWhereEveryNodeHasTwoEdges) {
    std::vector<AlphaGroup> pair{small(), small()};
    pair[1].name = "reduce";
    EXPECT_EQ(parseGenotypeOf(pair, {ParseMethod::Darts, 0.85, 2, -1}, {}).form, GenotypeForm::Pairs);
    EXPECT_EQ(parseGenotypeOf(pair, {ParseMethod::Darts, 0.85, 1, -1}, {}).form, GenotypeForm::Triples);
    EXPECT_EQ(parseGenotypeOf(pair, {ParseMethod::Darts, 0.85, 3, -1}, {}).form, GenotypeForm::Triples);
    EXPECT_EQ(parseGenotypeOf(pair, {ParseMethod::Sparse, 0.0, 2, -1}, {}).form, GenotypeForm::Triples);
}

TEST(Parse, GivesOneGeneACellWithItsReductions) {
    std::vector<AlphaGroup> cells{small(), small(), small()};
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].name = "cell " + std::to_string(i);
    const Genotype genotype = parseGenotypeOf(cells, {ParseMethod::Edge, 0.85, 2, -1}, {1, 2});
    EXPECT_EQ(genotype.form, GenotypeForm::Nested);
    EXPECT_EQ(genotype.reductions, (std::vector<int>{1, 2}));
    EXPECT_EQ(parseGenotype(genotypeText(genotype)), genotype);
}

TEST(Parse, SurvivesNaN) {
    AlphaGroup group = small();
    for (double& w : group.weights) w = std::nan("");
    for (ParseMethod method : {ParseMethod::Darts, ParseMethod::Sparse, ParseMethod::Edge, ParseMethod::Complete}) {
        parseCell(group, {method, 0.85, 2, 0});
        EXPECT_EQ(explainParse(group, {method, 0.85, 2, 0}).size(), group.weights.size());
    }
}

TEST(ExplainParse, AgreesWithTheParse) {
    RandomStream stream(3, "explain");
    for (int trial = 0; trial < 200; ++trial) {
        const AlphaGroup group = randomGroup(stream, 1 + trial % 5);
        for (ParseMethod method : {ParseMethod::Darts, ParseMethod::Sparse, ParseMethod::Edge, ParseMethod::Complete}) {
            const DiscretizeSpec rule{method, 0.7, 1 + trial % 3, trial % 4 - 1};
            const CellGenotype cell = parseCell(group, rule);
            std::size_t kept = 0;
            int skips = 0;
            for (const ParseReason& reason : explainParse(group, rule)) {
                const GenotypeEdge edge{group.columns[reason.column], group.rows[reason.row].to, group.rows[reason.row].from};
                const bool inCell = std::find(cell.edges.begin(), cell.edges.end(), edge) != cell.edges.end();
                EXPECT_EQ(reason.verdict == ParseVerdict::Kept, inCell);
                EXPECT_EQ(reason.weight, group.weight(reason.row, reason.column));
                kept += inCell;
                skips += inCell && edge.operation == "skip_connect";
                EXPECT_FALSE(inCell && edge.operation == "none");
            }
            EXPECT_EQ(kept, cell.edges.size());
            if (rule.skipCap >= 0) {
                EXPECT_LE(skips, rule.skipCap);
            }
        }
    }
}

TEST(ExplainParse, SaysWhyAnOperationWasNotTaken) {
    const std::vector<ParseReason> reasons = explainParse(small(), {ParseMethod::Sparse, 0.85, 2, 1});
    const auto verdict = [&](int row, int column) { return reasons[row * 3 + column].verdict; };
    EXPECT_EQ(verdict(0, 0), ParseVerdict::NoneExcluded);
    EXPECT_EQ(verdict(0, 1), ParseVerdict::NotBestOfEdge);
    EXPECT_EQ(verdict(0, 2), ParseVerdict::BelowThreshold);
    EXPECT_EQ(verdict(1, 1), ParseVerdict::Kept);
    EXPECT_EQ(verdict(2, 1), ParseVerdict::OverSkipCap);
    EXPECT_EQ(verdict(3, 2), ParseVerdict::EdgeNotInTop);
    EXPECT_DOUBLE_EQ(reasons[1 * 3 + 1].margin, 0.75);
    EXPECT_DOUBLE_EQ(reasons[1 * 3 + 2].margin, -0.75);
    for (const ParseReason& reason : reasons) EXPECT_STRNE(text(reason.verdict), "");
}

// ColorNAS: the best edge of a node stays whatever its weight, the second one by the threshold.
TEST(ParseSparse, KeepsTheBestEdgesThatMayNotFall) {
    const AlphaGroup group = groupOf("normal", {"none", "sep_conv_3x3"}, {0.6, 0.4, 0.9, 0.1, 0.2, 0.8, 0.25, 0.75, 0.1, 0.9}, 2);
    const auto edges = [&](int kept) { return parseCell(group, {ParseMethod::Sparse, 0.7, 2, -1, kept}).edges; };
    const GenotypeEdge weak{"sep_conv_3x3", 2, 0}, first{"sep_conv_3x3", 3, 2}, second{"sep_conv_3x3", 3, 0};
    EXPECT_EQ(edges(0), (std::vector<GenotypeEdge>{first, second}));
    EXPECT_EQ(edges(1), (std::vector<GenotypeEdge>{weak, first, second}));
    EXPECT_EQ(edges(2).size(), 4u);
}

TEST(ParseGenotype, GivesChannelsWhereGroupsAreNamedSo) {
    std::vector<AlphaGroup> groups;
    for (const char* name : {"R normal", "R reduce", "B normal", "B reduce"})
        groups.push_back(groupOf(name, {"none", "skip_connect"}, {0.1, 0.9, 0.2, 0.8}, 1));
    const Genotype genotype = parseGenotypeOf(groups, {ParseMethod::Sparse, 0.7, 2, -1, 1}, {});
    EXPECT_EQ(genotype.form, GenotypeForm::Channels);
    const std::vector<ChannelGenotype> parts = channelGenotypes(genotype);
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[1].channel, "B");
    EXPECT_EQ(parts[1].genotype.form, GenotypeForm::Triples);
    EXPECT_EQ(parts[1].genotype.cells[1].name, "reduce");
    EXPECT_NO_THROW(validate(genotype));
    EXPECT_NO_THROW(validate(parts[0].genotype));
}
