#include "tests/engine/vit/vit_fixtures.h"

#include "engine/api/error.h"
#include "engine/vit/vit_file.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

using namespace dnas;
using dnas::test::TemporaryFolder;

namespace {

/// The file of a network whose weights are all zero.
class VitFileTest : public testing::Test {
  protected:
    VitFileTest() : m_options(vitOptions(m_spec, test::greyInput())) {
        for (const VitTensor& tensor : vitTensors(m_spec)) {
            std::size_t size = 4;
            for (std::int64_t extent : tensor.shape)
                size *= static_cast<std::size_t>(extent);
            m_tensors[tensor.name] = {TensorType::F32, tensor.shape, m_zeros.data(), size};
        }
    }
    VitFileInfo written(const VitOptions& options = {}) {
        const std::string path = (m_folder.path() / "vit.safetensors").string();
        writeSafetensors(path, m_tensors, m_options);
        return inspectVit(path, options);
    }
    std::string refusal(const VitOptions& options = {}) {
        try {
            written(options);
        } catch (const EngineError& e) {
            return e.full();
        }
        return {};
    }

    TemporaryFolder m_folder;
    VitSpec m_spec = test::smallVit();
    VitOptions m_options;
    std::vector<std::byte> m_zeros = std::vector<std::byte>(100000);
    std::map<std::string, TensorEntry> m_tensors;
};

} // namespace

TEST_F(VitFileTest, WhatIsWrittenIsRead) {
    m_spec.postNorm = true;
    m_spec.activation = VitActivation::Relu;
    m_spec.epsilon = 1e-5;
    m_options = vitOptions(m_spec, test::greyInput());
    const VitFileInfo info = written();
    EXPECT_TRUE(info.fits());
    EXPECT_TRUE(info.assumed.empty());
    EXPECT_EQ(vitOptions(info.spec, info.input), m_options);
    EXPECT_EQ(info.fingerprint.size(), 16u);
}

TEST_F(VitFileTest, ShapesTellWhatTheMetadataLeaveOpen) {
    m_options.clear();
    const VitFileInfo info = written({{"num_heads", "3"}});
    EXPECT_TRUE(info.fits());
    EXPECT_EQ(info.spec.imageSize, 8);
    EXPECT_EQ(info.spec.heads, m_spec.heads);
    EXPECT_EQ(info.spec.mlpWidth, 20);
    EXPECT_EQ(info.spec.classes, 3);
    EXPECT_EQ(info.assumed.size(), 8u); // architecture, norm order, activation, epsilon, pool, scale, mean, deviation
}

TEST_F(VitFileTest, TellsAllTensorsThatDoNotFit) {
    m_tensors.erase("blocks.1.mlp.fc1.bias");
    m_tensors["head_dist.weight"] = m_tensors["head.weight"];
    m_tensors["mask_token"] = m_tensors["cls_token"];
    m_tensors["norm.weight"].shape = {1, 12};
    const VitFileInfo info = written();
    EXPECT_FALSE(info.fits());
    EXPECT_EQ(info.missing, std::vector<std::string>{"blocks.1.mlp.fc1.bias"});
    EXPECT_EQ(info.surplus, std::vector<std::string>{"head_dist.weight"});
    EXPECT_EQ(info.ignored, std::vector<std::string>{"mask_token"});
    EXPECT_EQ(info.misshapen, std::vector<std::string>{"norm.weight: [1, 12], expected [12]"});
}

TEST_F(VitFileTest, OptionsThatContradictTheShapesAreToldByTheirTensors) {
    const VitFileInfo info = written({{"depth", "3"}, {"block_heads", "3,3,3"}});
    EXPECT_EQ(info.missing.size(), 12u);
    EXPECT_EQ(info.missing.front(), "blocks.2.attn.proj.bias");
}

TEST_F(VitFileTest, RefusesHostileOptionsByName) {
    m_options["embed_dim"] = "99999999999999";
    EXPECT_NE(refusal().find("embed_dim is '99999999999999'; expected: a whole number"), std::string::npos);
    m_options["embed_dim"] = "1000000";
    EXPECT_NE(refusal().find("embed_dim is 1000000; allowed: 1 to 16384"), std::string::npos);
    m_options = vitOptions(m_spec, test::greyInput());
    m_options["std"] = "0";
    EXPECT_NE(refusal().find("std is '0'; expected: deviations above 0"), std::string::npos);
    m_options["std"] = "nan";
    EXPECT_NE(refusal().find("numbers separated by commas"), std::string::npos);
    m_options["std"] = "1,2";
    EXPECT_NE(refusal().find("1 numbers, one a channel"), std::string::npos);
    m_options["std"] = "1";
    m_options["block_heads"] = "3,3,3,3";
    EXPECT_NE(refusal().find("2 numbers, one a block"), std::string::npos);
    m_options["block_heads"] = "3,-1";
    EXPECT_NE(refusal().find("num_heads is -1"), std::string::npos);
    m_options.erase("block_heads");
    m_options["norm_order"] = "sandwich";
    EXPECT_NE(refusal().find("expected: pre,post"), std::string::npos);
    m_options["norm_order"] = "pre";
    m_options["depth"] = "-3";
    EXPECT_NE(refusal().find("depth is '-3'; expected: 0 to 1000"), std::string::npos);
}

TEST_F(VitFileTest, RefusesOptionsOfTheCallerThatThereAreNot) {
    EXPECT_NE(refusal({{"num_head", "3"}}).find("no option 'num_head'"), std::string::npos);
}

TEST_F(VitFileTest, RefusesWhatIsNoVisionTransformer) {
    m_tensors.erase("pos_embed");
    EXPECT_NE(refusal().find("holds no vision transformer"), std::string::npos);
}

TEST_F(VitFileTest, AMissingFileIsRefusedByName) {
    try {
        inspectVit((m_folder / "none.safetensors").string());
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("none.safetensors: no such file"), std::string::npos);
    }
}
