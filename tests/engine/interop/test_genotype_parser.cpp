#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

const std::string kPair = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=range(2, 3), "
                          "reduce=[('max_pool_3x3', 1), ('none', 0)], reduce_concat=[2])";

/// The message with which a text is refused; empty when it parses.
std::string refusal(const std::string& text) {
    try {
        parseGenotype(text);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Format);
        return e.what();
    }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) { return text.replace(text.find(from), from.size(), to); }

#define EXPECT_REFUSED(text, part) EXPECT_NE(refusal(text).find(part), std::string::npos) << refusal(text)

} // namespace

TEST(GenotypeParser, ReadsEveryPublishedGenotypeAndWritesItBack) {
    for (const PublishedGenotype& entry : publishedGenotypes()) {
        SCOPED_TRACE(std::string(entry.name));
        const Genotype genotype = parseGenotype(entry.text);
        EXPECT_EQ(parseGenotype(genotypeText(genotype)), genotype);
        EXPECT_EQ(parseGenotype(genotypeTextWrapped(genotype)), genotype);
        EXPECT_EQ(genotypeFromJson(genotypeJson(genotype)), genotype);
    }
}

TEST(GenotypeParser, ReadsPairsByPosition) {
    const Genotype genotype = publishedGenotype("DARTS_V2");
    EXPECT_EQ(genotype.form, GenotypeForm::Pairs);
    ASSERT_EQ(genotype.cells.size(), 2u);
    EXPECT_EQ(genotype.cells[0].name, "normal");
    EXPECT_EQ(genotype.cells[0].edges.back(), (GenotypeEdge{"dil_conv_3x3", 5, 2}));
    EXPECT_EQ(genotype.cells[1].edges.front(), (GenotypeEdge{"max_pool_3x3", 2, 0}));
    EXPECT_EQ(genotype.cells[1].concat, (std::vector<int>{2, 3, 4, 5}));
    EXPECT_EQ(skipCounts(genotype), (std::vector<int>{2, 3}));
}

TEST(GenotypeParser, ReadsTriplesWithMissingNodes) {
    const Genotype genotype = publishedGenotype("FairDARTS_a");
    EXPECT_EQ(genotype.form, GenotypeForm::Triples);
    EXPECT_EQ(genotype.cells[0].edges.size(), 4u);
    EXPECT_EQ(genotype.cells[0].edges[2], (GenotypeEdge{"max_pool_3x3", 4, 0}));
}

TEST(GenotypeParser, ReadsOneGeneACell) {
    const Genotype genotype = publishedGenotype("D-DARTS_edge_cifar10");
    EXPECT_EQ(genotype.form, GenotypeForm::Nested);
    EXPECT_EQ(genotype.cells.size(), 8u);
    EXPECT_EQ(genotype.reductions, (std::vector<int>{2, 6}));
    EXPECT_EQ(genotype.cells[0].edges.size(), 28u);
    EXPECT_EQ(genotype.cells[7].edges.back(), (GenotypeEdge{"sep_conv_3x3", 5, 2}));
}

TEST(GenotypeParser, ReadsUniqueGenesWithTheirOrder) {
    const Genotype genotype = publishedGenotype("Xception");
    EXPECT_EQ(genotype.form, GenotypeForm::Opt);
    EXPECT_EQ(genotype.cells.size(), 3u);
    EXPECT_EQ(genotype.sequence, (std::vector<int>{0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2}));
    EXPECT_EQ(genotype.reductions, (std::vector<int>{1, 2, 11, 12}));
}

TEST(GenotypeParser, ReadsChainsOfEitherPart) {
    const Genotype both = publishedGenotype("NASiam_SimSiam_cifar10_resnet18");
    EXPECT_EQ(both.form, GenotypeForm::Chain);
    ASSERT_EQ(both.chains.size(), 2u);
    EXPECT_EQ(both.chains[0].layers.size(), 6u);
    EXPECT_EQ(both.chains[1].layers[1], (std::vector<std::string>{"avgpool_3x3"}));
    EXPECT_EQ(publishedGenotype("NASiam_MoCo_cifar10_resnet50").chains.size(), 1u);
    EXPECT_EQ(publishedGenotype("NASiam_SimCLR_cifar10_resnet50").chains[0].name, "predictor");
}

TEST(GenotypeParser, ReadsSeveralOperationsOfALayer) {
    const Genotype genotype = parseGenotype("Genotype(encoder=[['identity', 'linear_relu'], ['linear_elu']])");
    EXPECT_EQ(genotype.chains[0].layers[0].size(), 2u);
    EXPECT_EQ(parseGenotype(genotypeText(genotype)), genotype);
}

TEST(GenotypeParser, ForgivesSpacesQuotesTrailingCommasAndTheOrderOfKeywords) {
    const Genotype expected = parseGenotype(kPair);
    EXPECT_EQ(parseGenotype("\n  G:\tGenotype ( reduce_concat = ( 2 , ) ,\r\n reduce=((\"max_pool_3x3\",1),[\"none\" , 0],), normal_concat=[2],"
                            "normal=[('sep_conv_3x3',0),\n('skip_connect',1)],)\n"),
              expected);
    EXPECT_EQ(parseGenotype("a_name-1.0/x = " + kPair), expected);
}

TEST(GenotypeParser, ReadsALineOfALog) {
    const std::string text = "Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1)], normal_concat=[2], reduce=[('skip_connect', 0), "
                             "('sep_conv_3x3', 1)], reduce_concat=[2])";
    EXPECT_EQ(parseGenotype("05/01 12:00:00 PM genotype = " + text), parseGenotype(text));
    EXPECT_EQ(parseGenotype("2019-05-01 12:00:00,123 " + text), parseGenotype(text));
    EXPECT_THROW(parseGenotype("05/01 12:00:00 PM"), EngineError);
}

TEST(GenotypeParser, RefusesWithLineAndColumn) {
    const std::string text = "Genotype(normal=[('sep_conv_3x3', 0),\n  ('sep_conv_9x9', 1)], normal_concat=[2], reduce=[], reduce_concat=[2])";
    EXPECT_REFUSED(text, "line 2, column 4: unknown operation 'sep_conv_9x9'");
    EXPECT_REFUSED(kPair + " x", "line 1, column " + std::to_string(kPair.size() + 2) + ": there is more text");
    EXPECT_REFUSED("Genome(a=1)", "line 1, column 1: expected 'Genotype('");
    EXPECT_REFUSED("name =\n  Genome(a=1)", "line 2, column 3: expected 'Genotype('");
}

TEST(GenotypeParser, RefusesEdgesToLaterOrMissingNodes) {
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "'skip_connect', 2"), "from node 2 to node 2");
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "'skip_connect', -1"), "earlier node, 0 to 1");
    EXPECT_REFUSED(replaced(kPair, "range(2, 3)", "range(2, 4)"), "normal_concat names node 3, which is missing");
    EXPECT_REFUSED(replaced(kPair, "range(2, 3)", "[1]"), "normal_concat names node 1");
    const std::string nested = "Genotype_nested(genes=[[('skip_connect', 3, 4)]], concat=range(2, 6), reductions=[])";
    EXPECT_REFUSED(nested, "from node 4 to node 3");
    EXPECT_REFUSED(replaced(nested, "3, 4", "1, 0"), "intermediate nodes begin at 2");
    EXPECT_REFUSED(replaced(nested, "3, 4", "9, 0"), "column 25: edge to node 9, which is missing");
    EXPECT_REFUSED(replaced(kPair, "normal_concat=range(2, 3)", "normal_concat=[]"), "normal_concat names no node");
}

TEST(GenotypeParser, RefusesListsOfTheWrongShape) {
    EXPECT_REFUSED(replaced(kPair, ", ('skip_connect', 1)", ""), "odd number of 2-tuples (1)");
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "'skip_connect', 3, 1"), "mixed");
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "'skip_connect'"), "expected (operation, from)");
    EXPECT_REFUSED(replaced(kPair, "('skip_connect', 1)", "'skip_connect'"), "expected (operation, from)");
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "1, 'skip_connect'"), "in quotes");
    EXPECT_REFUSED(replaced(kPair, "'skip_connect', 1", "'skip_connect', 'a'"), "node's number");
    EXPECT_REFUSED("Genotype(encoder='identity')", "list");
    EXPECT_REFUSED("Genotype(encoder=['identity'])", "list");
    EXPECT_REFUSED("Genotype(encoder=[['sep_conv_3x3']])", "of a chain");
}

TEST(GenotypeParser, RefusesMissingUnknownAndDoubledKeywords) {
    EXPECT_REFUSED(replaced(kPair, ", reduce_concat=[2]", ""), "'reduce_concat' is missing");
    EXPECT_REFUSED(replaced(kPair, "reduce_concat=[2]", "reduce_concat=[2], steps=4"), "unknown keyword 'steps'");
    EXPECT_REFUSED(replaced(kPair, "reduce_concat=[2]", "reduce_concat=[2], reduce_concat=[2]"), "stands twice");
    EXPECT_REFUSED("Genotype_nested(genes=[[('skip_connect', 2, 0)]], concat=[2])", "'reductions' is missing");
    EXPECT_REFUSED("Genotype()", "'normal' is missing");
}

TEST(GenotypeParser, RefusesIndicesOutOfRange) {
    const std::string opt = "Genotype_opt(genes=[[('skip_connect', 2, 0)]], seq=[0, 0], concat=[2], reductions=[1])";
    EXPECT_EQ(refusal(opt), "");
    EXPECT_REFUSED(replaced(opt, "seq=[0, 0]", "seq=[0, 1]"), "gene 1");
    EXPECT_REFUSED(replaced(opt, "seq=[0, 0]", "seq=[]"), "seq names no gene");
    EXPECT_REFUSED(replaced(opt, "reductions=[1]", "reductions=[2]"), "cell 2");
    EXPECT_REFUSED(replaced(opt, "reductions=[1]", "reductions=[-1]"), "cell -1");
    EXPECT_REFUSED(replaced(opt, "genes=[[('skip_connect', 2, 0)]]", "genes=[]"), "list of cells");
}

TEST(GenotypeParser, SurvivesHostileNumbers) {
    for (const char* number : {"99999999999999999999", "-99999999999999999999", "4097", "2147483648", "1e3", "0x2", "-", "--1", "2.5"})
        EXPECT_NE(refusal(replaced(kPair, "'skip_connect', 1", std::string("'skip_connect', ") + number)), "") << number;
    EXPECT_REFUSED(replaced(kPair, "range(2, 3)", "range(2, 99999999999)"), "larger than");
    EXPECT_REFUSED(replaced(kPair, "range(2, 3)", "range(-4096, 4096)"), "node -4096");
    EXPECT_REFUSED(replaced(kPair, "range(2, 3)", "range(2, 4096)"), "node 65");
}

TEST(GenotypeParser, SurvivesDeepNestingAndLongTexts) {
    EXPECT_REFUSED("Genotype(normal=" + std::string(100000, '['), "nested too deeply");
    EXPECT_REFUSED("Genotype(genes=" + std::string(100000, '('), "nested too deeply");
    EXPECT_REFUSED(std::string(2 << 20, ' '), "1 MB");
    EXPECT_NE(refusal(std::string(1 << 19, 'a')), "");
    std::string ranges = "Genotype(normal=[";
    for (int i = 0; i < 50000; ++i) ranges += "range(4096), ";
    EXPECT_REFUSED(ranges, "more than 100000 values");
    EXPECT_NE(refusal(std::string("Genotype(normal=[('\0', 0)])", 26)), "");
    EXPECT_NE(refusal(""), "");
}

TEST(GenotypeParser, RefusesEveryTruncation) {
    for (std::string_view name : {"DARTS_V1", "FairDARTS_a", "Xception", "NASiam_SimSiam_cifar10_resnet18"}) {
        const std::string text = findPublishedGenotype(name)->text;
        for (std::size_t length = 0; length < text.size(); ++length) EXPECT_NE(refusal(text.substr(0, length)), "") << text.substr(0, length);
    }
}

TEST(GenotypeParser, NeverCrashesOnADamagedCharacter) {
    const std::string text = findPublishedGenotype("FairDARTS_a")->text;
    for (std::size_t at = 0; at < text.size(); ++at)
        for (char c : {'\0', '(', ')', '[', ']', ',', '\'', '9', '-', '\xff', '\n'}) {
            std::string damaged = text;
            damaged[at] = c;
            const std::string message = refusal(damaged); // a name may still be right; what matters is that nothing else is thrown
            EXPECT_TRUE(message.empty() || message.rfind("line ", 0) == 0) << message;
        }
}

TEST(GenotypeParser, ReadsChannelsInTheirOrderAndWritesThemBack) {
    const std::string cells = "=[('sep_conv_3x3', 2, 0)], ", concat = "_concat=range(2, 4), ";
    std::string text = "Genotype_channels(channels=['R', 'B'], ";
    for (const std::string channel : {"B", "R"})
        for (const std::string type : {"_normal", "_reduce"}) text += channel + type + cells + channel + type + concat;
    text += ")";
    const Genotype genotype = parseGenotype(text);
    EXPECT_EQ(genotype.form, GenotypeForm::Channels);
    ASSERT_EQ(genotype.cells.size(), 4u);
    EXPECT_EQ(genotype.cells[0].name, "R normal") << "in the order of channels, not of the alphabet";
    EXPECT_EQ(genotype.cells[3].name, "B reduce");
    EXPECT_EQ(parseGenotype(genotypeText(genotype)), genotype);
    EXPECT_EQ(parseGenotype(genotypeTextWrapped(genotype)), genotype);
    EXPECT_EQ(genotypeFromJson(genotypeJson(genotype)), genotype);
    EXPECT_REFUSED(replaced(text, "'R', 'B'", "'R'"), "unknown keyword 'B_normal'");
    EXPECT_REFUSED(replaced(text, "'R', 'B'", "'R', 'G'"), "keyword 'G_normal' is missing");
    EXPECT_REFUSED(replaced(text, "'R', 'B'", "'R', 'R'"), "channel 'R' stands twice");
    EXPECT_REFUSED(replaced(text, "['R', 'B']", "[]"), "channels must be a list of names");
    EXPECT_REFUSED(replaced(text, "'R', 'B'", "'R', 3"), "expected a channel's name");
}
