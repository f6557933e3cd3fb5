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
                         testing::Values("darts_c2_l3", "darts_c4_l4", "fairdarts_c2_l3", "derived_darts_v2_c2_l5"),
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

TEST(ReferenceFileErrors, PcDartsIsSaidToBeUnsupported) {
    try {
        verifyReference(golden("pcdarts_c8_l3"));
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Unsupported);
        EXPECT_NE(std::string(e.what()).find("not supported yet"), std::string::npos);
    }
}
