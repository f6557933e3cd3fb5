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

namespace {

/// Hugging Face's name of a timm tensor that is no query, key or value, written down apart from the reader's rules.
std::string huggingFaceName(std::string name, const std::string& model) {
    const std::pair<const char*, const char*> words[] = {{"patch_embed.proj", "embeddings.patch_embeddings.projection"}, {"cls_token", "embeddings.cls_token"},
                                                         {"pos_embed", "embeddings.position_embeddings"}, {"blocks", "encoder.layer"}, {"attn.proj", "attention.output.dense"},
                                                         {"mlp.fc1", "intermediate.dense"}, {"mlp.fc2", "output.dense"}, {"norm1", "layernorm_before"},
                                                         {"norm2", "layernorm_after"}};
    for (const auto& [from, to] : words)
        if (const std::size_t at = name.find(from); at != std::string::npos) name.replace(at, std::string(from).size(), to);
    if (name.rfind("head.", 0) == 0) return "classifier." + name.substr(5);
    if (name.rfind("norm.", 0) == 0) name = "layernorm." + name.substr(5);
    return model + "." + name;
}

} // namespace

class HuggingFaceFile : public VitFileTest {
  protected:
    /// All tensors with Hugging Face's names. @param model the prefix: vit or deit
    void rename(const std::string& model) {
        std::map<std::string, TensorEntry> named;
        for (const auto& [name, entry] : m_tensors) {
            const std::size_t qkv = name.find("attn.qkv.");
            if (qkv == std::string::npos) {
                named[huggingFaceName(name, model)] = entry;
                continue;
            }
            TensorEntry third = entry;
            third.shape[0] /= 3;
            third.size /= 3;
            for (const char* part : {"query.", "key.", "value."})
                named[huggingFaceName(name.substr(0, qkv), model) + "attention.attention." + part + name.substr(qkv + 9)] = third;
        }
        m_tensors = named;
    }
    void add(const std::string& name, std::vector<std::int64_t> shape) {
        std::size_t size = 4;
        for (std::int64_t extent : shape)
            size *= static_cast<std::size_t>(extent);
        m_tensors[name] = {TensorType::F32, std::move(shape), m_zeros.data(), size};
    }
};

TEST_F(HuggingFaceFile, OfTheMaskedAutoencoderIsReadWithoutItsDecoder) {
    m_spec.classes = 0;
    m_options = vitOptions(m_spec, test::greyInput());
    m_tensors.erase("head.weight");
    m_tensors.erase("head.bias");
    rename("vit");
    add("decoder.mask_token", {1, 1, 6});
    add("decoder.decoder_pos_embed", {1, 5, 6});
    add("decoder.decoder_embed.weight", {6, 12});
    for (const char* part : {"query", "key", "value"})
        add(std::string("decoder.decoder_layers.0.attention.attention.") + part + ".weight", {6, 6});
    add("decoder.decoder_layers.0.layernorm_before.weight", {6});
    add("decoder.decoder_norm.weight", {6});
    add("decoder.decoder_pred.bias", {16});
    const VitFileInfo info = written();
    EXPECT_TRUE(info.fits()) << (info.surplus.empty() ? "" : info.surplus.front());
    EXPECT_EQ(info.ignored.size(), 7u); // query, key and value have become one
}

TEST_F(HuggingFaceFile, OfDeitWithAClassTokenIsRead) {
    rename("deit");
    const VitFileInfo info = written();
    EXPECT_TRUE(info.fits()) << (info.surplus.empty() ? "" : info.surplus.front());
    EXPECT_TRUE(info.ignored.empty());
}

TEST_F(HuggingFaceFile, OfDeitWithADistillationTokenIsRefusedByName) {
    rename("deit");
    add("deit.embeddings.distillation_token", {1, 1, 12});
    EXPECT_NE(refusal().find("a DeiT with a distillation token"), std::string::npos);
    m_tensors.clear(); // timm's name of it
    add("patch_embed.proj.weight", {12, 1, 4, 4});
    add("pos_embed", {1, 6, 12});
    add("dist_token", {1, 1, 12});
    EXPECT_NE(refusal().find("a DeiT with a distillation token"), std::string::npos);
}

TEST(VitPresets, AreTheNetworksOfTheirTable) {
    for (const VitPreset& preset : vitPresets()) {
        const VitFileInfo info = inspectVit("preset:" + preset.name);
        EXPECT_EQ(vitOptions(info.spec, info.input), vitOptions(preset.spec, info.input)) << preset.name;
        EXPECT_EQ(info.cost.parameters, vitCost(preset.spec).parameters) << preset.name;
    }
}

TEST(VitPresets, TakeOptionsThatLeaveThemWhatTheyAre) {
    const VitFileInfo info = inspectVit("preset:vit_base_patch16_224", {{"image_size", "384"}, {"num_classes", "10"}, {"in_chans", "1"}, {"activation", "relu"}});
    EXPECT_EQ(info.spec.tokens(), 577);
    EXPECT_EQ(info.spec.classes, 10);
    EXPECT_EQ(info.spec.activation, VitActivation::Relu);
    EXPECT_EQ(info.spec.depth(), 12);
    EXPECT_EQ(info.input.mean, std::vector<float>{0.5f});
    EXPECT_EQ(inspectVit("preset:mobilevit_xs", {{"num_classes", "0"}}).spec.classes, 0);
}

TEST(VitPresets, RefuseOtherOptionsByNameWithThoseThatThereAre) {
    const auto refusalOf = [](const std::string& model, const VitOptions& options) {
        try {
            inspectVit(model, options);
        } catch (const EngineError& e) {
            return e.full();
        }
        return std::string();
    };
    EXPECT_NE(refusalOf("preset:vit_mini_patch4_32", {{"depth", "3"}}).find("has its own depth. Of a preset can be set: image_size,"), std::string::npos);
    EXPECT_NE(refusalOf("preset:mobilevit_s", {{"pool", "mean"}}).find("has its own pool"), std::string::npos);
    EXPECT_NE(refusalOf("preset:vit_mini_patch4_32", {{"colour", "1"}}).find("no option 'colour'"), std::string::npos);
    EXPECT_NE(refusalOf("preset:vit_mini_patch4_32", {{"image_size", "33"}}).find("no multiple of its patch_size"), std::string::npos);
    EXPECT_NE(refusalOf("preset:vit_mini_patch4_32", {{"pool", "max"}}).find("expected: cls_token,mean"), std::string::npos);
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
