#include "engine/api/operation_benchmark.h"

#include "engine/api/distance.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/rank_correlation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace dnas;

// Thesis section 4.1.5.
TEST(OperationBenchmark, TriesEveryOperationAtEveryPositionFourTimes) {
    const std::vector<OperationTrial> trials = operationTrials({});
    EXPECT_EQ(trials.size(), 12u * 12 * 4);
    std::set<std::string> hashes;
    for (const OperationTrial& trial : trials) hashes.insert(requestHash(trial.request));
    // Where a position holds a 3x3 convolution already, trying it gives the proxy itself: one training for all positions.
    EXPECT_GT(hashes.size(), 11u * 12 * 4);
    const Request& request = trials[0].request;
    EXPECT_EQ(request.recipe.epochs, 10);
    EXPECT_EQ(request.recipe.batch, 256);
    EXPECT_EQ(request.training->channels, 64);
    EXPECT_NO_THROW(validate(request));
}

TEST(OperationBenchmark, ChangesOneEdgeOfOneCellAndKeepsAllCellsLive) {
    OperationBenchmarkSpec spec;
    spec.runs = 1;
    const std::vector<OperationTrial> trials = operationTrials(spec);
    const auto trial = std::find_if(trials.begin(), trials.end(), [](const OperationTrial& t) { return t.operation == "dil_conv_5x5" && t.position == 6; });
    ASSERT_NE(trial, trials.end());
    const Genotype network = parseGenotype(trial->request.training->network);
    ASSERT_EQ(network.cells.size(), 3u);
    EXPECT_EQ(network.cells[0].edges, network.cells[2].edges);
    int different = 0;
    for (std::size_t edge = 0; edge < network.cells[0].edges.size(); ++edge) different += !(network.cells[0].edges[edge] == network.cells[1].edges[edge]);
    EXPECT_EQ(different, 1);
    EXPECT_EQ(network.cells[1].edges[3].operation, "dil_conv_5x5") << "the third convolution of the gene is its fourth edge";
    EXPECT_EQ(deadCellWarning(liveCells(network)), "");
}

TEST(OperationBenchmark, ScoresAreMediansOverPositionsOfTheBestRun) {
    OperationBenchmarkSpec spec;
    spec.runs = 2;
    spec.positions = {0, 1, 2};
    const std::vector<OperationTrial> trials = operationTrials(spec);
    std::map<std::string, double> reached;
    for (const OperationTrial& trial : trials)
        if (trial.operation == "sep_conv_3x3") reached[requestHash(trial.request)] = 0.5 + 0.1 * trial.position + 0.02 * static_cast<double>(trial.request.seed);
    const std::vector<OperationScore> scores = operationScores(trials, reached);
    ASSERT_EQ(scores.size(), 12u);
    EXPECT_EQ(scores[7].operation, "sep_conv_3x3");
    EXPECT_NEAR(scores[7].score, 64, 1e-9);
    EXPECT_NEAR(scores[7].deviation, 100 * 0.1 * std::sqrt(2.0 / 3), 1e-9);
    EXPECT_EQ(scores[7].positions, 3);
    EXPECT_TRUE(std::isnan(scores[0].score)) << "nothing measured";
}

TEST(OperationBenchmark, ScoresAsInTable41AgreeWithItInRank) {
    OperationBenchmarkSpec spec;
    spec.runs = 1;
    spec.positions = {5};
    const std::vector<OperationTrial> trials = operationTrials(spec);
    std::map<std::string, double> reached;
    for (std::size_t i = 0; i < trials.size(); ++i) reached[requestHash(trials[i].request)] = operationWeights(WeightTable::Table41)[i] / 100;
    std::vector<double> values;
    for (const OperationScore& score : operationScores(trials, reached)) values.push_back(score.score);
    EXPECT_NEAR(spearman(values, operationWeights(WeightTable::Table41)), 1, 1e-12);
}

TEST(OperationBenchmark, RefusesPositionsThatTheProxyLacks) {
    OperationBenchmarkSpec spec;
    spec.positions = {12};
    EXPECT_THROW(operationTrials(spec), EngineError);
    spec = {};
    spec.runs = -1;
    EXPECT_THROW(operationTrials(spec), EngineError);
}
