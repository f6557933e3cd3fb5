#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

namespace {

Genotype triples() {
    Genotype genotype;
    genotype.form = GenotypeForm::Triples;
    genotype.cells = {{"normal", {{"skip_connect", 2, 0}, {"skip_connect", 3, 2}}, {2, 3}}, {"reduce", {{"none", 2, 1}}, {2}}};
    return genotype;
}

std::string refusal(const Genotype& genotype) {
    try {
        validate(genotype);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Format);
        return e.what();
    }
}

} // namespace

TEST(Genotype, AcceptsEveryPublishedOne) {
    for (const PublishedGenotype& entry : publishedGenotypes()) EXPECT_EQ(refusal(parseGenotype(entry.text)), "") << entry.name;
}

TEST(Genotype, NamesCellEdgeAndRuleOfWhatIsWrong) {
    Genotype genotype = triples();
    genotype.cells[0].edges[1].from = 3;
    EXPECT_EQ(refusal(genotype), "Cell 'normal': 'skip_connect' from node 3 to node 3: an edge comes from an earlier node, 0 to 2.");
    genotype = triples();
    genotype.cells[1].edges[0].operation = "conv";
    EXPECT_EQ(refusal(genotype), "Cell 'reduce': unknown operation 'conv'.");
    genotype = triples();
    genotype.cells[1].edges[0].to = 1;
    EXPECT_NE(refusal(genotype).find("intermediate node"), std::string::npos);
    genotype = triples();
    genotype.cells[0].concat = {2, 1};
    EXPECT_NE(refusal(genotype).find("concat names node 1"), std::string::npos);
    genotype.cells[0].concat = {};
    EXPECT_NE(refusal(genotype).find("concat names no node"), std::string::npos);
}

TEST(Genotype, NeedsTheCellsOfItsForm) {
    Genotype genotype = triples();
    genotype.cells.pop_back();
    EXPECT_NE(refusal(genotype).find("two cells"), std::string::npos);
    EXPECT_NE(refusal(Genotype{}).find("at least one cell"), std::string::npos);
    genotype.form = GenotypeForm::Opt;
    EXPECT_NE(refusal(genotype).find("seq names no gene"), std::string::npos);
    genotype.sequence = {0, 0};
    genotype.reductions = {1};
    EXPECT_EQ(refusal(genotype), "");
    genotype.reductions = {2};
    EXPECT_NE(refusal(genotype).find("cell 2"), std::string::npos);
    genotype.form = GenotypeForm::Chain;
    EXPECT_NE(refusal(genotype).find("encoder or a predictor"), std::string::npos);
    genotype.chains = {{"encoder", {{"identity"}, {"linear_elu", "maxpool_3x3"}}}};
    EXPECT_EQ(refusal(genotype), "");
    genotype.chains[0].layers[1][1] = "max_pool_3x3";
    EXPECT_NE(refusal(genotype).find("'max_pool_3x3' of the encoder"), std::string::npos);
    genotype.chains[0].layers = {{}};
    EXPECT_NE(refusal(genotype).find("no operation"), std::string::npos);
    genotype.chains[0].name = "decoder";
    EXPECT_NE(refusal(genotype).find("'decoder'"), std::string::npos);
}

TEST(Genotype, CountsSkipConnectionsOfEachCell) { EXPECT_EQ(skipCounts(triples()), (std::vector<int>{2, 0})); }

TEST(Genotype, HasAStableIdentity) {
    std::set<std::string> hashes;
    for (const PublishedGenotype& entry : publishedGenotypes()) {
        const std::string hash = genotypeHash(parseGenotype(entry.text));
        EXPECT_EQ(hash.size(), 16u);
        hashes.insert(hash);
    }
    EXPECT_EQ(hashes.size(), publishedGenotypes().size() - 1); // two of MoCo's are the same
    EXPECT_EQ(genotypeHash(triples()), genotypeHash(parseGenotype(genotypeTextWrapped(triples()))));
}
