#include "engine/api/published_genotypes.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

namespace {

/// A file that goes with the test.
class File {
  public:
    explicit File(const std::string& text) : m_path(m_folder.write("dnas_genotype.txt", text)) {}
    std::string path() const { return m_path; }

  private:
    test::TemporaryFolder m_folder;
    std::string m_path;
};

std::string refusal(const std::string& given, ErrorCode code) {
    try {
        resolveGenotype(given);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), code);
        return e.full();
    }
}

} // namespace

TEST(PublishedGenotypes, HaveUniqueNamesAndSayWhereTheyComeFrom) {
    std::set<std::string> names;
    for (const PublishedGenotype& entry : publishedGenotypes()) {
        EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
        EXPECT_FALSE(entry.method.empty() || entry.source.empty()) << entry.name;
        EXPECT_EQ(findPublishedGenotype(entry.name), &entry);
    }
    for (const char* name : {"DARTS_V1", "DARTS_V2", "PC_DARTS_cifar", "PDARTS", "DOTS_final_C10", "FairDARTS_a",
                             "FairDARTS_g", "ResNet18", "ResNet50", "Xception", "D-DARTS_sparse_cifar10",
                             "ResNet50_cifar100_edge", "Xception_cifar10_sparse"})
        EXPECT_TRUE(names.count(name)) << name;
}

TEST(PublishedGenotypes, AreFoundInAnyCaseAndByTheNamesOfTheirFiles) {
    EXPECT_EQ(findPublishedGenotype("resnet18")->name, "ResNet18");
    EXPECT_EQ(findPublishedGenotype("ResNet18_cifar10_threshold_edge_0.85.txt")->name, "ResNet18_cifar10_edge");
    EXPECT_EQ(findPublishedGenotype("D-DARTS_threshold_edge_abl0.5_fair7_cifar100_0.85_50")->name,
              "D-DARTS_edge_abl0.5_fair7_cifar100");
    EXPECT_EQ(findPublishedGenotype("ResNet"), nullptr);
    EXPECT_EQ(findPublishedGenotype(""), nullptr);
    EXPECT_THROW(publishedGenotype("ResNet"), EngineError);
}

TEST(PublishedGenotypes, ChainHandcraftedNetworksThroughTheCellBefore) {
    const Genotype chained = publishedGenotype("ResNet18"), published = publishedGenotype("ResNet18_published");
    EXPECT_EQ(published.cells[0].edges[0], (GenotypeEdge{"simple_conv_3x3", 2, 0}));
    EXPECT_EQ(chained.cells[0].edges[0], (GenotypeEdge{"simple_conv_3x3", 2, 1}));
    EXPECT_EQ(chained.cells[0].edges[1], published.cells[0].edges[1]); // between nodes nothing changes
    EXPECT_EQ(chained.form, GenotypeForm::Opt);
    EXPECT_EQ(chained.sequence, published.sequence);
}

TEST(PublishedGenotypes, RepeatTheCellsOfResultsAsTheirFilesDo) {
    const Genotype genotype = publishedGenotype("ResNet50_cifar10_sparse");
    EXPECT_EQ(genotype.form, GenotypeForm::Nested);
    ASSERT_EQ(genotype.cells.size(), 4u);
    EXPECT_EQ(genotype.cells[0].edges, genotype.cells[3].edges);
    EXPECT_NE(genotype.cells[0].edges, genotype.cells[1].edges);
    EXPECT_EQ(genotype.cells[3].name, "cell 3");
    EXPECT_EQ(genotype.reductions, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(publishedGenotype("Xception_cifar100_edge").cells.size(), 13u);
}

TEST(ResolveGenotype, ReadsNamesFilesTextsAndJson) {
    const Genotype expected = publishedGenotype("FairDARTS_b");
    EXPECT_EQ(resolveGenotype("fairdarts_b"), expected);
    EXPECT_EQ(resolveGenotype(genotypeText(expected)), expected);
    EXPECT_EQ(resolveGenotype("\n " + genotypeJson(expected)), expected);
    EXPECT_EQ(resolveGenotype(File(genotypeTextWrapped(expected)).path()), expected);
    EXPECT_EQ(resolveGenotype(File(genotypeJson(expected)).path()), expected);
}

TEST(ResolveGenotype, SaysWhatWasTried) {
    const std::string message = refusal("ResNet19", ErrorCode::Usage);
    for (const char* part : {"'ResNet19'", "published", "no such file", "text", "`dnas genotypes`"})
        EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_NE(refusal("", ErrorCode::Usage), "");
    EXPECT_NE(refusal(test::TemporaryFolder().string(), ErrorCode::Usage).find("a folder"), std::string::npos);
    EXPECT_NE(refusal("Genotype(normal=[('sep_conv_9x9', 0)])", ErrorCode::Format).find("sep_conv_9x9"),
              std::string::npos);
    EXPECT_NE(refusal("{\"form\": 3}", ErrorCode::Format), "");
}

TEST(ResolveGenotype, NamesTheFileThatDoesNotParse) {
    const File file("Genotype(normal=[\n('skip_connect', 7)])");
    EXPECT_EQ(refusal(file.path(), ErrorCode::Format).rfind(file.path() + ": line 2, column", 0), 0u);
    EXPECT_NE(refusal(File(std::string(2 << 20, ' ')).path(), ErrorCode::Format).find("1 MB"), std::string::npos);
}

TEST(ResolveGenotype, CallsThingsByNameFileOrHash) {
    EXPECT_EQ(genotypeLabel("darts_v2"), "DARTS_V2");
    EXPECT_EQ(genotypeLabel(File("text").path()), "dnas_genotype.txt");
    const std::string text = genotypeText(publishedGenotype("DARTS_V2"));
    EXPECT_EQ(genotypeLabel(text), genotypeHash(publishedGenotype("DARTS_V2")));
}
