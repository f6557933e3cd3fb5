#include "engine/api/error.h"
#include "engine/interop/weight_file.h"
#include "tests/engine/data/fixtures.h"

#include <cstring>
#include <fstream>
#include <iterator>

namespace dnas::test {
namespace {

// Written by PyTorch 1.13: torch.save({'state_dict': {...}, 'epoch': 3, ...}), names with 'module.', one transposed
// view.
const std::string kGolden = std::string(DNAS_SOURCE_DIR) + "/tests/golden/state_dict.pth";

std::vector<std::byte> readBytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

template <class Value> std::vector<Value> valuesOf(const TensorEntry& entry) {
    std::vector<Value> values(entry.size / sizeof(Value));
    if (entry.size > 0) std::memcpy(values.data(), entry.data, entry.size);
    return values;
}

/// What the reader says about a pickle; empty when it accepts.
std::string refusal(const std::string& pickle) {
    try {
        readStateDictPickle(reinterpret_cast<const std::byte*>(pickle.data()), pickle.size(), "test.pth");
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Format);
        return e.what();
    }
}

std::string operator""_b(const char* text, std::size_t size) {
    return {text, size};
}

} // namespace

TEST(WeightFiles, AStateDictOfPyTorchGivesItsTensors) {
    const WeightFile file = WeightFile::open(kGolden);
    const auto& entries = file.entries();
    ASSERT_EQ(entries.size(), 5u) << "numbers and texts beside the tensors are passed over";
    EXPECT_EQ(entries.at("stem.weight").shape, (std::vector<std::int64_t>{3, 4})) << "'module.' is dropped";
    EXPECT_EQ(valuesOf<float>(entries.at("stem.weight"))[5], 5.0f);
    EXPECT_EQ(entries.at("stem.view").shape, (std::vector<std::int64_t>{4, 3}));
    EXPECT_EQ(valuesOf<float>(entries.at("stem.view")), (std::vector<float>{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}))
        << "strides are followed";
    EXPECT_EQ(valuesOf<double>(entries.at("bn.running_mean")), (std::vector<double>{1.5, -2.0}));
    EXPECT_TRUE(entries.at("bn.num_batches_tracked").shape.empty());
    EXPECT_EQ(valuesOf<std::int64_t>(entries.at("bn.num_batches_tracked"))[0], 7);
    EXPECT_EQ(entries.at("empty").size, 0u);
}

TEST(WeightFiles, SafetensorsAreToldByTheirContent) {
    EXPECT_NO_THROW(
        WeightFile::open(std::string(DNAS_SOURCE_DIR) + "/tests/golden/derived_darts_v2_c2_l5.safetensors"));
    EXPECT_THROW(WeightFile::open("/nowhere/weights.pth"), EngineError);
}

TEST(WeightFiles, EveryTruncationIsRefused) {
    const std::vector<std::byte> whole = readBytes(kGolden);
    TemporaryFolder folder;
    const fs::path path = folder / "cut.pth";
    for (std::size_t size = 0; size < whole.size(); size += 13) {
        writeFile(path, Bytes(reinterpret_cast<const std::uint8_t*>(whole.data()),
                              reinterpret_cast<const std::uint8_t*>(whole.data()) + size));
        EXPECT_THROW(WeightFile::open(path.string()), EngineError) << size << " of " << whole.size() << " bytes";
    }
}

TEST(WeightFiles, FlippedBitsNeverCrash) {
    const std::vector<std::byte> whole = readBytes(kGolden);
    TemporaryFolder folder;
    const fs::path path = folder / "flipped.pth";
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        Bytes bytes(reinterpret_cast<const std::uint8_t*>(whole.data()),
                    reinterpret_cast<const std::uint8_t*>(whole.data()) + whole.size());
        bytes[at] ^= std::uint8_t(1u << at % 8);
        writeFile(path, bytes);
        try {
            WeightFile::open(path.string());
        } catch (const EngineError& e) {
            EXPECT_EQ(e.code(), ErrorCode::Format);
            ++refused;
        }
    }
    EXPECT_GT(refused, 50);
}

TEST(StateDictPickles, AFunctionIsRefusedByItsNameAndNotCalled) {
    EXPECT_TRUE(contains(refusal("\x80\x02"
                                 "cposix\nsystem\nX\x04\0\0\0true\x85R."_b),
                         "'posix.system'"));
    EXPECT_TRUE(contains(refusal("\x80\x04\x8c\x08"
                                 "builtins\x8c\x04"
                                 "eval\x93."_b),
                         "'builtins.eval'"));
    EXPECT_TRUE(contains(refusal("\x80\x02"
                                 "cnumpy.core.multiarray\n_reconstruct\n."_b),
                         "_reconstruct"));
}

TEST(StateDictPickles, WhatIsNoProgramIsRefused) {
    EXPECT_TRUE(contains(refusal(""), "in the middle"));
    EXPECT_TRUE(contains(refusal("\x80\x02."_b), "missing"));
    EXPECT_TRUE(contains(refusal("\x80\x01}."_b), "protocol 1"));
    EXPECT_TRUE(contains(refusal("\x80\x02}."_b), "no tensors"));
    EXPECT_TRUE(contains(refusal("\x80\x02]."_b), "no dictionary"));
    EXPECT_TRUE(contains(refusal("\x80\x02"
                                 "h\x05."_b),
                         "never kept"));
    EXPECT_TRUE(contains(refusal("\x80\x02}X\x01\0\0\0a]s."_b), "entry 'a' is no tensor"));
    EXPECT_TRUE(contains(refusal("\x80\x02i."_b), "opcode 0x69"));
    EXPECT_TRUE(contains(refusal("\x80\x02X\xff\xff\xff\x7f."_b), "in the middle"));
    EXPECT_TRUE(contains(refusal("\x80\x02}K\x01K\x02u."_b), "missing")) << "entries without a mark";
}

TEST(StateDictPickles, ADictionaryInsideItselfEnds) {
    // d = {}; d["state_dict"] = d
    EXPECT_TRUE(contains(refusal("\x80\x02}q\0X\x0a\0\0\0state_dicth\0s."_b), "nested too deeply"));
}

TEST(WeightFiles, WhatPyTorchWroteBeforeItWroteZipFilesIsCalledByItsAge) {
    TemporaryFolder folder;
    const fs::path path = folder / "old.pt";
    writeFile(path, Bytes{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e, 0x80, 0x02});
    try {
        WeightFile::open(path.string());
        ADD_FAILURE() << "accepted";
    } catch (const EngineError& e) {
        EXPECT_TRUE(contains(e.what(), "before PyTorch 1.6")) << e.what();
        EXPECT_TRUE(contains(e.hint(), "save it again")) << e.hint();
    }
}

TEST(StateDictPickles, OfACheckpointTheWeightsAloneAreRead) {
    const std::string tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0"
                               "0X\x03\0\0\0cpuK\x06tQK\0K\x02\x85K\x01\x85\x89}tR"_b;
    // {'optimizer': {'state': {0: {'momentum_buffer': tensor}}, 'param_groups': [{'lr': 0.1, 'params': [0]}]},
    //  'state_dict': {'a': tensor}, 'loose': tensor}
    const std::string optimizer = "X\x09\0\0\0optimizer}(X\x05\0\0\0state}K\0}X\x0f\0\0\0momentum_buffer"_b + tensor +
                                  "ssX\x0c\0\0\0param_groups]}(X\x02\0\0\0lrG?\xb9\x99\x99\x99\x99\x99\x9aX\x06\0\0\0params]K\0auau"_b;
    const std::string pickle = "\x80\x02}("_b + optimizer + "X\x0a\0\0\0state_dict}X\x01\0\0\0a"_b + tensor +
                               "sX\x05\0\0\0loose"_b + tensor + "u."_b;
    const std::vector<PickledTensor> found =
        readStateDictPickle(reinterpret_cast<const std::byte*>(pickle.data()), pickle.size(), "test.pth");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name, "a");
    EXPECT_TRUE(contains(refusal("\x80\x02}("_b + optimizer + "u."_b), "entry 'optimizer' is no tensor"));
}

TEST(StateDictPickles, TensorsMustLieInTheirStorage) {
    const auto tensor = [](const std::string& offset, const std::string& shape, const std::string& stride) {
        return "\x80\x02}X\x01\0\0\0a"_b +
               "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0"
               "0X\x03\0\0\0cpuK\x06tQ"_b +
               offset + shape + stride + "\x89}tRs."_b;
    };
    EXPECT_EQ(refusal(tensor("K\0"_b, "K\x02K\x03\x86"_b, "K\x03K\x01\x86"_b)), "");
    EXPECT_TRUE(contains(refusal(tensor("K\x01"_b, "K\x02K\x03\x86"_b, "K\x03K\x01\x86"_b)), "beyond its storage"));
    EXPECT_TRUE(contains(refusal(tensor("K\0"_b, "K\x02K\x03\x86"_b, "K\x04K\x01\x86"_b)), "beyond its storage"));
    EXPECT_TRUE(contains(refusal(tensor("K\0"_b, "K\x07\x85"_b, "K\0\x85"_b)), "more elements than its storage"));
    EXPECT_TRUE(contains(refusal(tensor("K\0"_b, "K\x02\x85"_b, "K\x03K\x01\x86"_b)), "contradicts"));
    EXPECT_TRUE(contains(refusal(tensor("J\xff\xff\xff\xff"_b, "K\x02\x85"_b, "K\x01\x85"_b)), "contradicts"));
}

} // namespace dnas::test
