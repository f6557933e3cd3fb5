#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/networks/derived_network.h"
#include "tests/engine/test_support.h"

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

const char* const kDartsV2 =
    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), "
    "('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), "
    "('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), "
    "('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])";

// FairDARTS_a: node 3 of the normal cell has no operation.
const char* const kFairA =
    "Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('max_pool_3x3', 4, 0), ('sep_conv_3x3', 5, 0)], "
    "normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 0), ('avg_pool_3x3', 2, 1), ('avg_pool_3x3', 3, 0), "
    "('dil_conv_5x5', 3, 1), ('avg_pool_3x3', 4, 0), ('sep_conv_5x5', 4, 1), ('skip_connect', 5, 0), ('skip_connect', 5, 1)], "
    "reduce_concat=range(2, 6))";

NetworkShape smallShape() {
    NetworkShape shape;
    shape.channels = 4;
    shape.cells = 5;
    shape.height = shape.width = 16;
    return shape;
}

} // namespace

TEST(DerivedNetwork, HasThePublishedNumberOfParameters) {
    EXPECT_EQ(DerivedNetwork(parseGenotype(kDartsV2), NetworkShape{}).weights().parameterCount(), 3349342);
    NetworkShape imageNet;
    imageNet.channels = 48;
    imageNet.cells = 14;
    imageNet.classes = 1000;
    imageNet.height = imageNet.width = 224;
    imageNet.stem = Stem::ImageNet;
    EXPECT_EQ(DerivedNetwork(parseGenotype(kDartsV2), imageNet).weights().parameterCount(), 4718752);
}

TEST(DerivedNetwork, AgreesWithTheClosedFormCost) {
    for (const char* text : {kDartsV2, kFairA}) {
        const Genotype genotype = parseGenotype(text);
        EXPECT_EQ(DerivedNetwork(genotype, smallShape()).weights().parameterCount(), networkCost(genotype, smallShape()).parameters);
    }
}

TEST(DerivedNetwork, NodesWithoutOperationsVanishAndNarrowTheCell) {
    DerivedNetwork network(parseGenotype(kFairA), smallShape());
    network.weights().allocate(at::kDouble, c10::Device(at::kCPU), 1);
    // Cell 1 follows a normal cell of three nodes: its preprocess reads 3 * C channels.
    EXPECT_EQ(network.weights().named().at("cells.1.preprocess1.op.1.weight").size(1), 3 * 4);
    EXPECT_EQ(network.forward(randomTensor({2, 3, 16, 16}, "x"), {true, false, true}).sizes().vec(), (std::vector<std::int64_t>{2, 10}));
}

TEST(DerivedNetwork, ACellWithoutAnyOperationIsRefusedByName) {
    try {
        DerivedNetwork(parseGenotype("Genotype(normal=[], normal_concat=range(2, 6), reduce=[('skip_connect', 2, 0)], "
                                     "reduce_concat=range(2, 6))"), smallShape());
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("normal"), std::string::npos);
    }
}
