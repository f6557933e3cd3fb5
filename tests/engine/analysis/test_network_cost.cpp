// Parameter counts that the papers print, or that follow from their published genotypes and code.
#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

Genotype withReductions(Genotype genotype, std::vector<int> reductions) {
    genotype.reductions = std::move(reductions);
    return genotype;
}

const NetworkShape kCifar{36, 20, 10, 3, 32, 32, Stem::Cifar};
const NetworkShape kImageNet{48, 14, 1000, 3, 224, 224, Stem::ImageNet};

NetworkShape optiCifar(int classes) { return {64, 4, classes, 3, 32, 32, Stem::Cifar}; }

std::int64_t parameters(const Genotype& genotype, const NetworkShape& shape) { return networkCost(genotype, shape).parameters; }

} // namespace

TEST(NetworkCost, CountsTheDartsFamilyOnCifar) {
    EXPECT_EQ(parameters(publishedGenotype("DARTS_V1"), kCifar), 3169414);
    EXPECT_EQ(parameters(publishedGenotype("DARTS_V2"), kCifar), 3349342);
    EXPECT_EQ(parameters(publishedGenotype("PC_DARTS_cifar"), kCifar), 3634678);
    EXPECT_EQ(parameters(publishedGenotype("PDARTS"), kCifar), 3433798);
}

TEST(NetworkCost, CountsTheDartsFamilyOnImageNet) {
    EXPECT_EQ(parameters(publishedGenotype("DARTS_V1"), kImageNet), 4510432);
    EXPECT_EQ(parameters(publishedGenotype("DARTS_V2"), kImageNet), 4718752);
    EXPECT_EQ(parameters(publishedGenotype("PDARTS"), kImageNet), 4944352);
}

TEST(NetworkCost, CountsIndividualCellsWithTheReductionsOfTheGenotype) {
    const NetworkShape shape{36, 8, 10, 3, 32, 32, Stem::Cifar};
    const Genotype sparse = publishedGenotype("D-DARTS_threshold_sparse_cifar10_0.85_50");
    EXPECT_EQ(parameters(withReductions(sparse, {2, 5}), shape), 1604602);
    EXPECT_EQ(parameters(sparse, shape), 1244242); // as in its file: [2, 6]
    EXPECT_EQ(parameters(withReductions(publishedGenotype("D-DARTS_edge_cifar10"), {2, 5}), shape), 3278602);
}

TEST(NetworkCost, CountsIndividualCellsForAHundredClasses) {
    const NetworkShape shape{36, 8, 100, 3, 32, 32, Stem::Cifar};
    const Genotype sparse = publishedGenotype("D-DARTS_threshold_sparse_abl0.5_fair7_cifar100_0.85_50");
    EXPECT_EQ(parameters(withReductions(sparse, {2, 5}), shape), 1763560);
}

TEST(NetworkCost, CountsAFourteenCellNetworkOfRepeatedGenes) {
    Genotype deep = publishedGenotype("D-DARTS_threshold_edge_abl0.5_fair7_cifar100_0.85_50");
    deep.form = GenotypeForm::Opt;
    deep.sequence = {0, 0, 0, 1, 2, 4, 3, 4, 3, 5, 6, 7, 6, 7}; // the published code's map of 8 cells to 14
    deep.reductions = {4, 9};
    EXPECT_EQ(parameters(deep, {36, 14, 100, 3, 32, 32, Stem::Cifar}), 6332752);
    EXPECT_EQ(parameters(deep, {36, 14, 10, 3, 32, 32, Stem::Cifar}), 6280822);
}

TEST(NetworkCost, CountsOptimisedResNets) {
    EXPECT_EQ(parameters(publishedGenotype("ResNet18_cifar10_sparse"), optiCifar(10)), 36318538);
    NetworkShape imageNet = optiCifar(1000);
    imageNet.stem = Stem::ImageNet;
    imageNet.height = imageNet.width = 224;
    EXPECT_EQ(parameters(publishedGenotype("ResNet18_cifar100_sparse"), imageNet), 53384072);
    EXPECT_EQ(parameters(publishedGenotype("ResNet50_cifar100_sparse"), imageNet), 73227400); // 6 nodes concatenated, whatever its file says
}

TEST(NetworkCost, CountsEncodedHandcraftedNetworks) {
    EXPECT_EQ(parameters(publishedGenotype("ResNet18"), optiCifar(10)), 13982154);
    EXPECT_EQ(parameters(publishedGenotype("ResNet18_published"), optiCifar(10)), 13982154); // dead cells count too
    EXPECT_EQ(parameters(publishedGenotype("ResNet18"), optiCifar(100)), 14166564);
    EXPECT_EQ(parameters(publishedGenotype("ResNet50"), optiCifar(10)), 24360522);
    EXPECT_EQ(parameters(publishedGenotype("Xception"), optiCifar(10)), 15761738);
}

TEST(NetworkCost, CountsTheMultiplyAddsOfEveryConvolution) {
    // DARTS_V2 on ImageNet by hand. The paper prints 574 M and does not say what else it counts.
    const auto normal = [](std::int64_t c, std::int64_t pixels, std::int64_t first, std::int64_t second) {
        const std::int64_t separable = 9 * c + c * c; // five sep_conv_3x3 of two, one dil_conv_3x3 of one
        return (first * c + second * c + 11 * separable) * pixels;
    };
    const std::int64_t stem = 27 * 24 * 12544 + 9 * 24 * 48 * 3136 + 9 * 48 * 48 * 784;
    const std::int64_t high = normal(48, 784, 48, 48) + normal(48, 784, 48, 192) + 2 * normal(48, 784, 192, 192);
    const std::int64_t middle = normal(96, 196, 192, 384) + 3 * normal(96, 196, 384, 384);
    const std::int64_t low = normal(192, 49, 384, 768) + 3 * normal(192, 49, 768, 768);
    // The reduction cells pool and skip: only their preprocessing counts, at the resolution before them.
    const std::int64_t reductions = 2 * 192 * 96 * 784 + 2 * 384 * 192 * 196;
    EXPECT_EQ(networkCost(publishedGenotype("DARTS_V2"), kImageNet).multiplyAdds, stem + high + middle + low + reductions + 768 * 1000);
}

TEST(NetworkCost, AddsUpBySimpleArithmetic) {
    // Three cells (all but the first are reductions) whose two nodes only pool: stem, preprocesses, classifier remain.
    const Genotype pools = parseGenotype("Genotype(normal=[('max_pool_3x3', 0), ('max_pool_3x3', 1)], normal_concat=[2], "
                                         "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=[2])");
    const NetworkCost cost = networkCost(pools, {2, 3, 10, 1, 8, 8, Stem::Cifar});
    const std::int64_t stem = 1 * 6 * 9 + 12;
    const std::int64_t cell0 = (6 * 2 + 4) + (6 * 2 + 4);
    const std::int64_t cell1 = (6 * 4 + 8) + (2 * 4 + 8);
    const std::int64_t cell2 = (2 * 8 + 16) + (4 * 8 + 16); // factorised reduce, then 1x1
    EXPECT_EQ(cost.parameters, stem + cell0 + cell1 + cell2 + 8 * 10 + 10);
    const std::int64_t products = 54 * 64 + 2 * 12 * 64 + (24 + 8) * 64 + (16 + 32) * 16 + 80;
    EXPECT_EQ(cost.multiplyAdds, products);
}

TEST(NetworkCost, CountsTheAuxiliaryHeadOfCifar) {
    NetworkShape shape = kCifar;
    shape.auxiliary = true;
    for (const char* name : {"DARTS_V1", "DARTS_V2", "FairDARTS_d"}) {
        const NetworkCost cost = networkCost(publishedGenotype(name), shape);
        EXPECT_EQ(cost.auxiliaryParameters, 476426) << name; // 576 channels, 10 classes
        EXPECT_EQ(cost.parameters, parameters(publishedGenotype(name), kCifar) + 476426);
        EXPECT_EQ(cost.auxiliaryMultiplyAdds, 576 * 128 * 4 + 128 * 768 * 4 + 7680);
        EXPECT_EQ(cost.multiplyAdds - cost.auxiliaryMultiplyAdds, networkCost(publishedGenotype(name), kCifar).multiplyAdds);
    }
}

TEST(NetworkCost, CountsTheSizesThatFairDartsReports) {
    // In millions, some of them rounded and some cut off; with the auxiliary head except for c.
    const std::pair<const char*, double> reported[] = {{"FairDARTS_a", 2.83}, {"FairDARTS_b", 3.88}, {"FairDARTS_c", 2.59}, {"FairDARTS_d", 3.84},
                                                       {"FairDARTS_e", 3.12}, {"FairDARTS_f", 3.62}, {"FairDARTS_g", 3.38}};
    for (const auto& [name, millions] : reported) {
        NetworkShape shape = kCifar;
        shape.auxiliary = std::string_view(name) != "FairDARTS_c";
        EXPECT_NEAR(parameters(publishedGenotype(name), shape) / 1e6, millions, 0.01) << name;
    }
}

TEST(NetworkCost, CountsTheAuxiliaryHeadOfImageNetWithoutItsLastBatchNorm) {
    NetworkShape shape = kImageNet;
    shape.auxiliary = true;
    const NetworkCost cost = networkCost(publishedGenotype("DARTS_V2"), shape);
    EXPECT_EQ(cost.auxiliaryParameters, 768 * 128 + 2 * 128 + 128 * 768 * 4 + 768 * 1000 + 1000);
}

// D-DARTS's model.py: stride 1 in the stem's second convolution, and the batch norm behind the 768 channels.
TEST(NetworkCost, CountsDDartssNetworkForImageNet) {
    NetworkShape shape = kImageNet;
    shape.channels = 64;
    const Genotype genotype = publishedGenotype("ResNet18_cifar100_sparse");
    const NetworkCost by8 = networkCost(genotype, shape);
    shape.stem = Stem::ImageNetBy4;
    const NetworkCost by4 = networkCost(genotype, shape);
    EXPECT_EQ(by4.parameters, 53384072) << "the stride costs no parameters";
    EXPECT_EQ(by4.parameters, by8.parameters);
    EXPECT_GT(by4.multiplyAdds, 3 * by8.multiplyAdds);
    EXPECT_EQ(by4.cells.back().height, 7) << "224, 112, 56, and three reductions";
    shape.auxiliary = true;
    const std::int64_t in = networkCost(genotype, shape).cells.back().outputChannels;
    EXPECT_EQ(networkCost(genotype, shape).auxiliaryParameters, in * 128 + 2 * 128 + 128 * 768 * 4 + 2 * 768 + 768 * 1000 + 1000);
}

TEST(NetworkCost, PutsTheAuxiliaryHeadBehindTheLastReduction) {
    NetworkShape shape{36, 8, 10, 3, 32, 32, Stem::Cifar};
    shape.auxiliary = true;
    const Genotype sparse = publishedGenotype("D-DARTS_sparse_cifar10");
    EXPECT_EQ(networkCost(sparse, shape).auxiliaryParameters, 476426); // cell 6 is the last one to reduce
    EXPECT_EQ(networkCost(withReductions(sparse, {2, 5}), shape).auxiliaryParameters, 476426);
}

TEST(NetworkCost, RefusesFeatureMapsThatTheAuxiliaryHeadCannotTake) {
    NetworkShape shape = kCifar;
    shape.auxiliary = true;
    shape.height = shape.width = 28;
    try {
        networkCost(publishedGenotype("DARTS_V2"), shape);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("7x7"), std::string::npos);
        EXPECT_NE(e.hint().find("auxiliary=false"), std::string::npos);
        EXPECT_NE(e.hint().find("image_size=32"), std::string::npos);
    }
}

TEST(NetworkCost, TheSizeThatARefusedHeadAsksForIsOneThatItTakes) {
    for (const char* name : {"DARTS_V2", "ResNet18"}) // two reductions, three
        for (const Stem stem : {Stem::Cifar, Stem::ImageNet, Stem::ImageNetBy4}) {
            NetworkShape shape{8, 8, 10, 3, 600, 600, stem};
            shape.auxiliary = true;
            try {
                networkCost(publishedGenotype(name), shape);
                FAIL() << name;
            } catch (const EngineError& e) {
                const std::string key = "image_size=";
                shape.height = shape.width = std::stoi(e.hint().substr(e.hint().find(key) + key.size()));
            }
            EXPECT_NO_THROW(networkCost(publishedGenotype(name), shape)) << name << " at " << shape.height;
        }
}

TEST(NetworkCost, DescribesEveryCell) {
    const NetworkCost cost = networkCost(publishedGenotype("DARTS_V2"), kCifar);
    ASSERT_EQ(cost.cells.size(), 20u);
    std::int64_t parameters = 3 * 108 * 9 + 2 * 108 + 576 * 10 + 10, multiplyAdds = 3 * 108 * 9 * 1024 + 5760; // stem, classifier
    for (std::size_t i = 0; i < cost.cells.size(); ++i) {
        const CellCost& cell = cost.cells[i];
        EXPECT_EQ(cell.reduction, i == 6 || i == 13);
        EXPECT_EQ(cell.gene, cell.reduction ? 1 : 0);
        EXPECT_EQ(cell.channels, i < 6 ? 36 : i < 13 ? 72 : 144);
        EXPECT_EQ(cell.outputChannels, 4 * cell.channels);
        EXPECT_EQ(cell.height, i < 6 ? 32 : i < 13 ? 16 : 8);
        EXPECT_EQ(cell.width, cell.height);
        parameters += cell.parameters;
        multiplyAdds += cell.multiplyAdds;
    }
    EXPECT_EQ(cost.parameters, parameters);
    EXPECT_EQ(cost.multiplyAdds, multiplyAdds);
}

TEST(NetworkCost, AddsUpWhatIsAliveWhileACellRuns) {
    const NetworkCost cost = networkCost(publishedGenotype("DARTS_V2"), kCifar);
    const std::int64_t pixels = 32 * 32;
    // Cell 0: the stem once, two preprocessed inputs, four nodes, their concatenation. Cell 2: both inputs are concatenations.
    EXPECT_EQ(cost.cells[0].activationBytes, 4 * (108 + 2 * 36 + 4 * 36 + 144) * pixels);
    EXPECT_EQ(cost.cells[2].activationBytes, 4 * (144 + 144 + 2 * 36 + 4 * 36 + 144) * pixels);
    // Cell 6 reduces: what it makes has a quarter of the pixels and twice the channels.
    EXPECT_EQ(cost.cells[6].activationBytes, 4 * ((144 + 144 + 2 * 72) * pixels + (4 * 72 + 288) * pixels / 4));
    // Cell 7 reads cell 5 at the resolution before the reduction.
    EXPECT_EQ(cost.cells[7].activationBytes, 4 * (144 * pixels + (288 + 2 * 72 + 4 * 72 + 288) * pixels / 4));
    EXPECT_EQ(cost.peakActivationBytes, cost.cells[2].activationBytes);
}

TEST(NetworkCost, RefusesNumbersOutOfRange) {
    const auto refused = [](NetworkShape shape) {
        try {
            networkCost(publishedGenotype("DARTS_V2"), shape);
            return std::string();
        } catch (const EngineError& e) {
            EXPECT_EQ(e.code(), ErrorCode::Usage);
            return std::string(e.what());
        }
    };
    EXPECT_NE(refused({0, 20, 10}).find("'0'; allowed: 1 to 16384"), std::string::npos);
    EXPECT_NE(refused({36, -1, 10}).find("cells is '-1'"), std::string::npos);
    EXPECT_NE(refused({16384, 20, 10}).find("more than 16384"), std::string::npos);
    EXPECT_NE(refused({36, 20, 10, 3, 2, 2}).find("2x2 pixels do not survive"), std::string::npos);
    EXPECT_NE(refused({36, 20, 10, 3, 4, 4, Stem::ImageNet}).find("4x4"), std::string::npos);
}

TEST(NetworkCost, IgnoresWhatAnIsolatedNodeWouldFeed) {
    const char* cell = "[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 5, 4)]"; // node 4 has no input
    const char* alone = "[('sep_conv_3x3', 2, 0)]";
    const auto text = [](const char* c) {
        return std::string("Genotype(normal=") + c + ", normal_concat=range(2, 6), reduce=" + c + ", reduce_concat=range(2, 6))";
    };
    EXPECT_EQ(parameters(parseGenotype(text(cell)), kCifar), parameters(parseGenotype(text(alone)), kCifar));
}

TEST(NetworkCost, RefusesCellsWithoutAnyOperation) {
    const Genotype empty = parseGenotype("Genotype_nested(genes=[[], [], []], concat=range(2, 6), reductions=[1, 2])");
    EXPECT_THROW(networkCost(empty, kCifar), EngineError);
}

TEST(NetworkCost, RefusesChains) {
    try {
        networkCost(publishedGenotype("NASiam_MoCo_cifar10_resnet50"), kCifar);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Unsupported);
    }
}
