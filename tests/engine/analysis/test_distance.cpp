// The distance M: thesis equations 4.6 to 4.8, algorithm 3, table 4.1, and values recomputed from published genotypes.
#include "engine/api/distance.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

using namespace dnas;

namespace {

DistanceOptions options(DistanceForm form, WeightTable table = WeightTable::Table41) {
    return {form, operationWeights(table), 0};
}

const DistanceOptions kPublished = options(DistanceForm::Published), kAligned = options(DistanceForm::Aligned);

double between(const char* a, const char* b, const DistanceOptions& o = {}) {
    return distance(publishedGenotype(a), publishedGenotype(b), o);
}

Genotype nested(const std::string& genes) {
    return parseGenotype("Genotype_nested(genes=[" + genes + "], concat=range(2, 6), reductions=[])");
}

const std::string kSkipFromFirst = "[('skip_connect', 2, 0)]", kSkipFromSecond = "[('skip_connect', 2, 1)]";

double share(const std::string& operation) {
    const std::vector<std::string>& names = operationNames(OperationSet::DartOpti);
    const std::vector<double>& weights = operationWeights(WeightTable::Table41);
    return weights[std::find(names.begin(), names.end(), operation) - names.begin()] /
           std::accumulate(weights.begin(), weights.end(), 0.0);
}

/// A random network of individual cells; few edges and operations, so that equal and nearly equal ones occur.
Genotype random(std::mt19937& generator) {
    const auto below = [&](int n) { return static_cast<int>(generator() % static_cast<unsigned>(n)); };
    Genotype genotype;
    genotype.form = GenotypeForm::Nested;
    const int cells = 1 + below(3);
    for (int c = 0; c < cells; ++c) {
        CellGenotype cell{"cell " + std::to_string(c), {}, {2, 3}};
        for (int edges = below(4); edges > 0; --edges) {
            const int to = 2 + below(4);
            cell.edges.push_back({operationNames(OperationSet::DartOpti)[below(3)], to, below(to)});
        }
        genotype.cells.push_back(cell);
    }
    return genotype;
}

/// What the distance can see of a genotype.
std::vector<std::set<std::string>> seen(const Genotype& genotype) {
    std::vector<std::set<std::string>> cells;
    for (const CellGenotype& cell : genotype.cells) {
        cells.emplace_back();
        for (const GenotypeEdge& e : cell.edges)
            cells.back().insert(e.operation + std::to_string(e.from) + ">" + std::to_string(e.to));
    }
    return cells;
}

ErrorCode refusal(const Genotype& a, const DistanceOptions& o = {}) {
    try {
        distance(a, a, o);
    } catch (const EngineError& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

TEST(OperationWeights, AddUpToThePublishedSums) {
    const auto sum = [](WeightTable table) {
        return std::accumulate(operationWeights(table).begin(), operationWeights(table).end(), 0.0);
    };
    EXPECT_NEAR(sum(WeightTable::Table41), 995.590, 5e-4);
    EXPECT_NEAR(sum(WeightTable::Repository), 990.972, 5e-4);
}

TEST(Distance, MatchesThePublishedValuesWithTable41) {
    EXPECT_NEAR(between("ResNet18", "ResNet50"), 0.0835, 5e-5);
    EXPECT_NEAR(between("ResNet18", "Xception"), 0.0836, 5e-5);
    EXPECT_NEAR(between("ResNet18", "ResNet18_cifar10_edge"), 0.1668, 5e-5);
    EXPECT_NEAR(between("ResNet18_cifar10_edge", "ResNet18_cifar100_edge"), 0.2512, 5e-5);
}

TEST(Distance, MatchesThePublishedValuesWithTheWeightsOfTheRepository) {
    const DistanceOptions o = options(DistanceForm::Published, WeightTable::Repository);
    EXPECT_NEAR(between("ResNet18", "ResNet50", o), 0.0836, 5e-5);
    EXPECT_NEAR(between("ResNet18", "Xception", o), 0.0842, 5e-5);
    EXPECT_NEAR(between("ResNet18", "ResNet18_cifar10_edge", o), 0.1676, 5e-5);
    EXPECT_NEAR(between("ResNet18_cifar10_edge", "ResNet18_cifar100_edge", o), 0.2515, 5e-5);
}

TEST(Distance, OfThePublishedFormDoesNotSeeThroughWhichInputACellIsChained) {
    EXPECT_EQ(between("ResNet18", "ResNet18_published"), 0);
    EXPECT_GT(between("ResNet18", "ResNet18_published", kAligned), 0);
}

TEST(Distance, OfThePublishedFormIsZeroWhereOnlyTheEdgeDiffersAndTheAlignedIsNot) {
    const Genotype a = nested(kSkipFromFirst), b = nested(kSkipFromSecond);
    EXPECT_EQ(distance(a, b, kPublished), 0); // identity of indiscernibles fails
    EXPECT_NEAR(distance(a, b, kAligned), 2 * share("skip_connect") / 14, 1e-12);
}

TEST(Distance, IsTheWeightOfOneOperationWhereOneIsAdded) {
    const Genotype one = nested("[('sep_conv_5x5', 2, 0)]"),
                   two = nested("[('sep_conv_5x5', 2, 0), ('skip_connect', 2, 0)]");
    EXPECT_NEAR(distance(one, two, kPublished), share("skip_connect"), 1e-12); // algorithm 3, normalised
    EXPECT_NEAR(distance(one, two, kAligned), share("skip_connect") / 14, 1e-12);
}

TEST(Distance, TakesTheFarthestRowOfEitherCell) {
    // Equation 4.7: both directions. Every row of the first has a twin in the second, but not the reverse.
    const Genotype few = nested("[('skip_connect', 2, 0)]");
    const Genotype many = nested("[('skip_connect', 2, 0), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 0)]");
    const double expected = share("sep_conv_3x3") + share("sep_conv_5x5"); // to a row without operations
    EXPECT_NEAR(distance(few, many), expected, 1e-12);
    EXPECT_NEAR(distance(many, few), expected, 1e-12);
}

TEST(Distance, ComparesWithAnEmptyRowOnlyWhereAnEdgeIsEmpty) {
    // Two edges, both occupied: no empty row that could be near.
    const auto full = [](const char* operation) {
        return parseGenotype("Genotype_nested(genes=[[('" + std::string(operation) + "', 2, 0), ('" + operation +
                             "', 2, 1)]], concat=[2], reductions=[])");
    };
    EXPECT_NEAR(distance(full("sep_conv_3x3"), full("dil_conv_5x5")), share("sep_conv_3x3") + share("dil_conv_5x5"),
                1e-12);
}

TEST(Distance, TakesNoneForNoOperation) {
    EXPECT_EQ(distance(nested("[('skip_connect', 2, 0), ('none', 3, 0)]"), nested(kSkipFromFirst), kAligned), 0);
}

TEST(Distance, IgnoresFurtherCellsInThePublishedFormAndCountsThemOneInTheAligned) {
    const Genotype one = nested(kSkipFromFirst),
                   three = nested(kSkipFromFirst + "," + kSkipFromFirst + "," + kSkipFromFirst);
    EXPECT_EQ(cellDistances(one, three, kPublished), (std::vector<double>{0}));
    EXPECT_EQ(cellDistances(one, three, kAligned), (std::vector<double>{0, 1, 1}));
    EXPECT_NEAR(distance(three, one, kAligned), 2. / 3, 1e-12);
}

TEST(Distance, ReadsUniqueGenesInThePublishedFormAndPlacesInTheAligned) {
    const Genotype resnet = publishedGenotype("ResNet50"), result = publishedGenotype("ResNet50_cifar10_sparse");
    EXPECT_EQ(cellDistances(resnet, result, kPublished).size(), 3u);
    EXPECT_EQ(cellDistances(resnet, result, kAligned).size(), 4u);
}

TEST(Distance, StacksPairsToMeetIndividualCells) {
    DistanceOptions o = kAligned;
    o.stackedCells = 8;
    const std::vector<double> stacked = cellDistances(publishedGenotype("DARTS_V1"), publishedGenotype("DARTS_V2"), o);
    const std::vector<double> once =
        cellDistances(publishedGenotype("DARTS_V1"), publishedGenotype("DARTS_V2"), kAligned);
    ASSERT_EQ(stacked.size(), 8u);
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(stacked[i], once[i == 2 || i == 5 ? 1 : 0]);
    EXPECT_LT(between("DARTS_V2", "D-DARTS_sparse_cifar10", o), 0.2);
    EXPECT_GT(between("DARTS_V2", "D-DARTS_sparse_cifar10", kAligned), 0.75); // six cells are missing
}

TEST(Distance, OfTheAlignedFormIsAMetric) {
    std::mt19937 generator(7);
    int equal = 0;
    for (int i = 0; i < 5000; ++i) {
        const Genotype x = random(generator), y = random(generator), z = random(generator);
        const double xy = distance(x, y, kAligned), yz = distance(y, z, kAligned), xz = distance(x, z, kAligned);
        ASSERT_EQ(distance(x, x, kAligned), 0);
        ASSERT_EQ(xy == 0, seen(x) == seen(y)) << genotypeText(x) << "\n" << genotypeText(y);
        ASSERT_EQ(xy, distance(y, x, kAligned));
        ASSERT_LE(xz, xy + yz + 1e-12) << genotypeText(x) << "\n" << genotypeText(y) << "\n" << genotypeText(z);
        ASSERT_GE(xy, 0);
        ASSERT_LE(xy, 1);
        equal += xy == 0;
    }
    EXPECT_GT(equal, 10); // both sides of the identity were met
}

TEST(Distance, OfThePublishedFormIsSymmetricAndBounded) {
    std::mt19937 generator(8);
    for (int i = 0; i < 2000; ++i) {
        const Genotype x = random(generator), y = random(generator);
        const double xy = distance(x, y, kPublished);
        ASSERT_EQ(distance(x, x, kPublished), 0);
        ASSERT_EQ(xy, distance(y, x, kPublished));
        ASSERT_TRUE(xy >= 0 && xy <= 1);
    }
}

TEST(DistanceMatrix, IsSymmetricWithAZeroDiagonal) {
    const std::vector<Genotype> genotypes{publishedGenotype("ResNet18"), publishedGenotype("ResNet50"),
                                          publishedGenotype("Xception")};
    const std::vector<double> matrix = distanceMatrix(genotypes);
    ASSERT_EQ(matrix.size(), 9u);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            EXPECT_EQ(matrix[3 * i + j], i == j ? 0 : distance(genotypes[i], genotypes[j]));
    EXPECT_TRUE(distanceMatrix({}).empty());
}

TEST(DistancesOverEpochs, StartWithTheFirstSnapshotOrWithAGivenGenotype) {
    std::vector<SnapshotPtr> snapshots;
    for (const std::string& gene : {kSkipFromFirst, kSkipFromFirst, std::string("[('sep_conv_3x3', 2, 0)]")}) {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->genotype = nested(gene);
        snapshots.push_back(snapshot);
    }
    const EpochDistances own = distancesOverEpochs(snapshots);
    EXPECT_EQ(own.fromStart[0], 0);
    EXPECT_TRUE(std::isnan(own.fromPrevious[0]));
    EXPECT_EQ(own.fromPrevious[1], 0);
    EXPECT_GT(own.fromPrevious[2], 0);
    EXPECT_EQ(own.fromPrevious[2], own.fromStart[2]);
    const Genotype start = nested("[('sep_conv_3x3', 2, 0)]");
    EXPECT_EQ(distancesOverEpochs(snapshots, &start).fromStart[2], 0);
    EXPECT_TRUE(distancesOverEpochs({}).fromStart.empty());
}

TEST(DistancesOverEpochs, LeaveAGapWhereThereIsNoGenotype) {
    auto first = std::make_shared<Snapshot>(), second = std::make_shared<Snapshot>();
    first->genotype = nested(kSkipFromFirst);
    const EpochDistances distances = distancesOverEpochs({first, second, first});
    EXPECT_TRUE(std::isnan(distances.fromStart[1]) && std::isnan(distances.fromPrevious[1]) &&
                std::isnan(distances.fromPrevious[2]));
    EXPECT_EQ(distances.fromStart[2], 0);
}

TEST(Distance, RefusesWhatItIsNotDefinedFor) {
    EXPECT_EQ(refusal(publishedGenotype("NASiam_MoCo_cifar10_resnet50")), ErrorCode::Unsupported);
    EXPECT_EQ(refusal(nested("[('sep_conv_7x7', 2, 0)]")), ErrorCode::Unsupported);
    const Genotype cell = nested(kSkipFromFirst);
    EXPECT_EQ(refusal(cell, {DistanceForm::Aligned, {1, 2}, 0}), ErrorCode::Usage);
    EXPECT_EQ(refusal(cell, {DistanceForm::Aligned, std::vector<double>(12, 0.0), 0}), ErrorCode::Usage);
    EXPECT_EQ(
        refusal(cell, {DistanceForm::Aligned, std::vector<double>(12, std::numeric_limits<double>::quiet_NaN()), 0}),
        ErrorCode::Usage);
    DistanceOptions o;
    o.stackedCells = -1;
    EXPECT_EQ(refusal(cell, o), ErrorCode::Usage);
}

TEST(Distance, KnowsTheWordsOfItsOptions) {
    for (DistanceForm form : {DistanceForm::Published, DistanceForm::Aligned})
        EXPECT_EQ(distanceForm(name(form)), form);
    for (WeightTable table : {WeightTable::Table41, WeightTable::Repository})
        EXPECT_EQ(weightTable(name(table)), table);
    EXPECT_THROW(distanceForm("euclidean"), EngineError);
    EXPECT_THROW(weightTable(""), EngineError);
}
