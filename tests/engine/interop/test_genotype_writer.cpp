#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

Genotype pairOf(std::vector<GenotypeEdge> normal) {
    Genotype genotype;
    genotype.cells = {{"normal", std::move(normal), {2, 3}}, {"reduce", {{"max_pool_3x3", 2, 0}, {"skip_connect", 2, 1}, {"none", 3, 0}, {"none", 3, 2}}, {2, 3}}};
    return genotype;
}

int count(const std::string& text, const std::string& part) {
    int n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

} // namespace

TEST(GenotypeWriter, WritesTheTextThatDartsPrints) {
    const Genotype genotype = pairOf({{"sep_conv_3x3", 2, 1}, {"sep_conv_3x3", 2, 0}, {"skip_connect", 3, 0}, {"dil_conv_5x5", 3, 2}});
    EXPECT_EQ(genotypeText(genotype),
              "Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), ('dil_conv_5x5', 2)], "
              "normal_concat=range(2, 4), reduce=[('max_pool_3x3', 0), ('skip_connect', 1), ('none', 0), ('none', 2)], "
              "reduce_concat=range(2, 4))");
}

TEST(GenotypeWriter, WritesPairsAsTriplesWhereANodeHasNotTwoEdges) {
    const Genotype genotype = pairOf({{"sep_conv_3x3", 2, 1}, {"skip_connect", 3, 0}});
    const std::string text = genotypeText(genotype);
    EXPECT_NE(text.find("normal=[('sep_conv_3x3', 2, 1), ('skip_connect', 3, 0)]"), std::string::npos) << text;
    const Genotype read = parseGenotype(text);
    EXPECT_EQ(read.form, GenotypeForm::Triples);
    EXPECT_EQ(read.cells, genotype.cells);
}

TEST(GenotypeWriter, WritesPairsAsTriplesWhereEdgesAreOutOfOrder) {
    const Genotype genotype = pairOf({{"sep_conv_3x3", 3, 1}, {"skip_connect", 3, 0}, {"sep_conv_3x3", 2, 1}, {"skip_connect", 2, 0}});
    EXPECT_EQ(parseGenotype(genotypeText(genotype)).cells, genotype.cells);
}

TEST(GenotypeWriter, ReproducesThePublishedTextWhereItIsCanonical) {
    for (const char* name : {"PC_DARTS_cifar", "FairDARTS_b", "DOTS_ImageNet"}) {
        const std::string text = findPublishedGenotype(name)->text;
        EXPECT_EQ(genotypeText(parseGenotype(text)), text.substr(text.find("Genotype("))) << name;
    }
}

TEST(GenotypeWriter, WrapsOneOperationALine) {
    const Genotype genotype = publishedGenotype("DARTS_V1");
    EXPECT_EQ(count(genotypeTextWrapped(genotype), "\n"), 7 + 7 + 3); // between operations and between fields
    EXPECT_EQ(parseGenotype(genotypeTextWrapped(genotype)), genotype);
}

TEST(GenotypeWriter, DrawsACell) {
    const std::string dot = genotypeDot(pairOf({{"sep_conv_3x3", 2, 0}, {"skip_connect", 3, 2}}), 0);
    EXPECT_EQ(dot.rfind("digraph \"normal\" {", 0), 0u);
    EXPECT_NE(dot.find("in0 -> n0 [label=\"sep_conv_3x3\"]"), std::string::npos);
    EXPECT_NE(dot.find("n0 -> n1 [label=\"skip_connect\"]"), std::string::npos);
    EXPECT_NE(dot.find("n1 -> out"), std::string::npos);
    EXPECT_EQ(count(dot, "{\n"), 1);
}

TEST(GenotypeWriter, DrawsIsolatedNodesGreyAndOutsideTheOutput) {
    Genotype genotype;
    genotype.form = GenotypeForm::Nested;
    genotype.cells = {{"cell 0", {{"skip_connect", 3, 0}, {"skip_connect", 5, 4}}, {2, 3, 4, 5}}};
    const std::string dot = genotypeDot(genotype, 0);
    EXPECT_NE(dot.find("n1 -> out"), std::string::npos);
    for (const char* isolated : {"n0", "n2", "n3"}) {
        EXPECT_EQ(dot.find(std::string(isolated) + " -> out"), std::string::npos) << isolated;
        EXPECT_NE(dot.find(std::string(isolated) + " [label"), std::string::npos) << isolated;
    }
}

TEST(GenotypeWriter, RefusesToDrawACellThatIsNotThere) {
    EXPECT_THROW(genotypeDot(pairOf({}), 2), EngineError);
    EXPECT_THROW(genotypeDot(pairOf({}), -1), EngineError);
}

TEST(GenotypeJson, RefusesWhatTheTextWouldRefuse) {
    const std::string good = genotypeJson(pairOf({{"sep_conv_3x3", 2, 0}}));
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        try {
            genotypeFromJson(text);
            return std::string();
        } catch (const EngineError& e) {
            EXPECT_EQ(e.code(), ErrorCode::Format);
            return std::string(e.what());
        }
    };
    EXPECT_NE(refused("sep_conv_3x3", "sep_conv_9x9").find("unknown operation 'sep_conv_9x9'"), std::string::npos);
    EXPECT_NE(refused("\"from\": 0", "\"from\": 2").find("earlier node"), std::string::npos);
    EXPECT_NE(refused("\"to\": 2", "\"to\": 99").find("intermediate node, 2 to 64"), std::string::npos);
    EXPECT_NE(refused("\"to\": 2", "\"to\": \"2\""), "");
    EXPECT_NE(refused("\"to\": 2", "\"to\": 4294967298").find("found 4294967298"), std::string::npos);
    EXPECT_NE(refused("\"to\": 2", "\"to\": 2.5").find("found 2.5"), std::string::npos);
    EXPECT_NE(refused("\"pairs\"", "\"couples\"").find("unknown form 'couples'"), std::string::npos);
    EXPECT_NE(refused("\"normal\"", "\"first\"").find("normal and reduce"), std::string::npos);
    EXPECT_NE(refused("\"cells\"", "\"cell\""), "");
    EXPECT_NE(refused("{", "["), "");
    for (std::size_t length = 0; length < good.size(); ++length) EXPECT_THROW(genotypeFromJson(good.substr(0, length)), EngineError);
}

TEST(GenotypeJson, RefusesDeepNesting) {
    const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
    EXPECT_THROW(genotypeFromJson(deep), EngineError);
    EXPECT_THROW(genotypeFromJson("{\"form\": \"pairs\", \"cells\": [{\"name\": \"normal\", \"concat\": [" + deep + "]}]}"), EngineError);
}
