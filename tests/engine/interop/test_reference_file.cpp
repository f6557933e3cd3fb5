#include "engine/api/error.h"
#include "engine/api/verify.h"
#include "engine/interop/safetensors.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

using namespace dnas;

namespace {
std::string golden(const std::string& name) { return std::string(DNAS_SOURCE_DIR) + "/tests/golden/" + name + ".safetensors"; }
} // namespace

class ReferenceFile : public testing::TestWithParam<const char*> {};

TEST_P(ReferenceFile, IsRecomputedWithinTheTolerances) {
    const VerifyReport report = verifyReference(golden(GetParam()));
    EXPECT_FALSE(report.items.empty());
    for (const VerifyItem& item : report.items)
        EXPECT_TRUE(item.passed) << item.name << ": error " << item.error << ", tolerance " << item.tolerance << " " << item.detail;
}

INSTANTIATE_TEST_SUITE_P(Golden, ReferenceFile,
                         testing::Values("darts_c2_l3", "darts_c4_l4", "fairdarts_c2_l3", "derived_darts_v2_c2_l5",
                                         "derived_darts_v2_auxiliary", "derived_dartopti_imagenet", "derived_dartopti_by4"),
                         [](const auto& info) { return std::string(info.param); });

TEST(ReferenceFileErrors, AWrongNumberIsFound) {
    // Flip the sign bit of the last recorded training loss: verification must fail on that item and on no other.
    std::ifstream in(golden("darts_c2_l3"), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    const SafetensorsFile file = SafetensorsFile::open(golden("darts_c2_l3"));
    const TensorEntry& losses = file.at("expect/three_steps/train_losses");
    const std::string needle(reinterpret_cast<const char*>(losses.data), losses.size);
    const std::size_t at = bytes.find(needle);
    ASSERT_NE(at, std::string::npos);
    bytes[at + losses.size - 1] = static_cast<char>(bytes[at + losses.size - 1] ^ 0x80);
    const test::TemporaryFolder folder;
    const VerifyReport report = verifyReference(folder.write("wrong.safetensors", bytes));
    EXPECT_FALSE(report.passed());
    for (const VerifyItem& item : report.items) EXPECT_EQ(item.passed, item.name != "expect/three_steps/train_losses") << item.name;
}

namespace {

/// The file under another name of one of its entries.
VerifyReport verifyRenamed(const std::string& file, std::string from, const std::string& to) {
    std::ifstream in(golden(file), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    bytes.replace(bytes.find(from), from.size(), to); // of the same length
    const test::TemporaryFolder folder;
    return verifyReference(folder.write("renamed.safetensors", bytes));
}

} // namespace

TEST(ReferenceFileErrors, OfADerivedNetworkTheAuxiliaryLogitsAreCompared) {
    std::vector<std::string> names;
    for (const VerifyItem& item : verifyReference(golden("derived_darts_v2_auxiliary")).items) names.push_back(item.name);
    EXPECT_EQ(names, (std::vector<std::string>{"expect/logits_eval", "expect/logits_train", "expect/logits_aux"}));
}

TEST(ReferenceFileErrors, AnEntryThatNobodyComparesIsNoSuccess) {
    for (const char* file : {"derived_darts_v2_auxiliary", "derived_dartopti_imagenet"}) {
        const VerifyReport report = verifyRenamed(file, "expect/logits_train", "expect/logits_other");
        EXPECT_FALSE(report.passed());
        for (const VerifyItem& item : report.items) EXPECT_EQ(item.passed, item.name != "expect/logits_other") << item.name;
    }
}

TEST(ReferenceFileErrors, AnUnknownStemIsUnsupported) {
    try {
        verifyRenamed("derived_dartopti_imagenet", "\"stem\": \"imagenet\"", "\"stem\": \"imagekit\"");
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Unsupported);
        EXPECT_NE(std::string(e.what()).find("imagekit"), std::string::npos);
    }
}

TEST(ReferenceFileErrors, PcDartsIsSaidToBeUnsupported) {
    try {
        verifyReference(golden("pcdarts_c8_l3"));
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Unsupported);
        EXPECT_NE(std::string(e.what()).find("not supported yet"), std::string::npos);
    }
}
