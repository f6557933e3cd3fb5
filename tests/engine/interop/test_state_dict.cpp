#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"
#include "engine/interop/network_writers.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/weight_file.h"
#include "engine/networks/derived_network.h"
#include "tests/engine/test_support.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <tuple>

using namespace dnas;
using namespace dnas::test;

namespace {

const ForwardMode kInference{false, false, false};

NetworkShape smallShape(bool auxiliary = false) {
    NetworkShape shape;
    shape.channels = 4;
    shape.cells = 3;
    shape.auxiliary = auxiliary;
    return shape;
}

/// A network with random weights and statistics as after some training.
void randomise(Network& network, std::uint64_t seed) {
    network.weights().allocate(at::kFloat, c10::Device(at::kCPU), seed);
    RandomStream random(seed, "statistics");
    at::Tensor& statistics = network.weights().statistics();
    for (std::int64_t i = 0; i < statistics.numel(); ++i)
        statistics.data_ptr<float>()[i] = static_cast<float>(0.5 + random.uniform());
}

double difference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

std::string refusal(const std::map<std::string, TensorEntry>& entries, WeightStore& store) {
    try {
        loadStateDict(entries, store, "file");
        return {};
    } catch (const EngineError& e) {
        return e.what();
    }
}

/// A Python with the module, or nothing. DNAS_TEST_PYTHON names another interpreter.
std::string pythonWith(const std::string& module) {
    const char* given = std::getenv("DNAS_TEST_PYTHON");
    for (const std::string& python : {std::string(given ? given : "python3"), std::string("/usr/bin/python3")})
        if (std::system((python + " -c 'import " + module + "' >/dev/null 2>&1").c_str()) == 0) return python;
    return {};
}

void writeFloats(const std::string& path, const at::Tensor& tensor) {
    const at::Tensor host = tensor.contiguous();
    std::ofstream(path, std::ios::binary)
        .write(static_cast<const char*>(host.data_ptr()), static_cast<std::streamsize>(host.nbytes()));
}

std::string onnxScript(int side) {
    const std::string extent = std::to_string(side);
    return "import numpy, onnxruntime\nx = numpy.fromfile('x.bin', 'float32').reshape(-1, 3, " + extent + ", " +
           extent + ")\n" + "onnxruntime.InferenceSession('m.onnx').run(None, {'images': x})[0].tofile('y.bin')\n";
}

// Without NumPy, which the PyTorch at hand may not get along with.
const char* const kTorchScript =
    "import m, torch\n"
    "x = torch.frombuffer(bytearray(open('x.bin', 'rb').read()), dtype=torch.float32).reshape(-1, 3, 32, 32)\n"
    "y = m.load('w.safetensors')(x).detach().reshape(-1)\n"
    "open('y.bin', 'wb').write(bytes(y.view(torch.uint8).tolist()))\n";

/// Runs a script that reads x.bin and writes y.bin. @return largest difference to `expected`
double differenceOf(const test::TemporaryFolder& folder, const std::string& python, const std::string& script,
                    const at::Tensor& expected) {
    std::ofstream(folder / "run.py") << script;
    if (std::system(("cd " + folder.string() + " && " + python + " run.py").c_str()) != 0) return 1e9;
    std::ifstream file(folder / "y.bin", std::ios::binary);
    at::Tensor actual = at::empty(expected.sizes(), expected.options());
    file.read(static_cast<char*>(actual.data_ptr()), static_cast<std::streamsize>(actual.nbytes()));
    return file ? difference(actual, expected) : 1e9;
}

} // namespace

TEST(StateDict, WeightsThatWentThroughAFileGiveTheSameLogits) {
    const test::TemporaryFolder folder;
    DerivedNetwork first(publishedGenotype("DARTS_V2"), smallShape(true)),
        second(publishedGenotype("DARTS_V2"), smallShape(true));
    randomise(first, 1);
    randomise(second, 2);
    const at::Tensor images = randomTensor({2, 3, 32, 32}, "x", at::kFloat);
    const at::Tensor expected = first.forward(images, kInference);
    EXPECT_GT(difference(second.forward(images, kInference), expected), 0);
    writeSafetensors(folder / "w.safetensors", stateDict(first.weights()).entries);
    const SafetensorsFile file = SafetensorsFile::open(folder / "w.safetensors");
    loadStateDict(entriesOf(file), second.weights(), file.path());
    EXPECT_EQ(difference(second.forward(images, kInference), expected), 0);
    EXPECT_EQ(difference(second.weights().flat(), first.weights().flat()), 0) << "the auxiliary head too";
}

TEST(StateDict, TheAuxiliaryHeadMayBeMissingOrSurplus) {
    DerivedNetwork with(publishedGenotype("DARTS_V2"), smallShape(true)),
        without(publishedGenotype("DARTS_V2"), smallShape(false));
    randomise(with, 1);
    randomise(without, 2);
    EXPECT_EQ(refusal(stateDict(with.weights()).entries, without.weights()), "");
    EXPECT_EQ(refusal(stateDict(without.weights()).entries, with.weights()), "");
}

TEST(StateDict, OfAnAuxiliaryHeadAPartIsNoHead) {
    DerivedNetwork network(publishedGenotype("DARTS_V2"), smallShape(true));
    randomise(network, 1);
    const HostTensors owners = stateDict(network.weights());
    EXPECT_TRUE(hasAuxiliaryHead(owners.entries));
    auto entries = owners.entries;
    entries.erase("auxiliary_head.classifier.bias");
    EXPECT_NE(refusal(entries, network.weights()).find("Missing: auxiliary_head.classifier.bias"), std::string::npos);
    entries = owners.entries;
    entries["auxiliary_head.other"] = entries.at("classifier.bias");
    EXPECT_NE(refusal(entries, network.weights()).find("Not in the network: auxiliary_head.other"), std::string::npos);
    EXPECT_FALSE(hasAuxiliaryHead(stateDict(network.weights(), "auxiliary_head.").entries));
}

TEST(StateDict, WholeNumbersAreNoWeights) {
    DerivedNetwork network(publishedGenotype("DARTS_V2"), smallShape());
    randomise(network, 1);
    const HostTensors owners = stateDict(network.weights());
    auto entries = owners.entries;
    entries["classifier.bias"].type = TensorType::I32; // of the same size
    EXPECT_NE(refusal(entries, network.weights()).find("classifier.bias: I32"), std::string::npos);
}

namespace {

Genotype rectangular() {
    return parseGenotype("Genotype_nested(genes=[[('conv_3x1_1x3', 2, 0), ('conv_7x1_1x7', 2, 1)]], concat=range(2, 3), "
                         "reductions=[])");
}

} // namespace

// D-DARTS's published operations.py: RectConv keeps a Sequential `op`, conv_7x1_1x7 is a Sequential itself.
TEST(StateDict, RectangularConvolutionsAreNamedAsPublished) {
    DerivedNetwork network(rectangular(), smallShape());
    network.weights().allocate(at::kFloat, c10::Device(at::kCPU), 1);
    std::vector<std::string> names;
    for (const auto& [name, entry] : stateDict(network.weights()).entries)
        if (name.find("._ops.") != std::string::npos && name.find("weight") != std::string::npos) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"cells.0._ops.2.0.0.op.1.weight", "cells.0._ops.2.0.0.op.2.weight",
                                               "cells.0._ops.2.0.0.op.3.weight", "cells.0._ops.2.1.0.1.weight",
                                               "cells.0._ops.2.1.0.2.weight", "cells.0._ops.2.1.0.3.weight"}));
}

TEST(StateDict, WeightsUnderTheNamesOfEarlierVersionsAreRead) {
    DerivedNetwork network(rectangular(), smallShape()), source(rectangular(), smallShape());
    randomise(network, 1);
    randomise(source, 2);
    const HostTensors today = stateDict(source.weights());
    std::map<std::string, TensorEntry> entries;
    int renamed = 0;
    for (const auto& [name, entry] : today.entries) {
        std::string old = name;
        if (const std::size_t at = name.find(".2.0.0.op."); at != std::string::npos) {
            old.erase(at + 6, 3);
            ++renamed;
        }
        entries[old] = entry;
    }
    EXPECT_EQ(renamed, 6) << "two convolutions, a batch norm";
    EXPECT_EQ(refusal(entries, network.weights()), "");
    EXPECT_EQ(difference(network.weights().flat(), source.weights().flat()), 0);
    entries["cells.0._ops.2.0.0.op.1.weight"] = entries.at("cells.0._ops.2.0.0.1.weight");
    EXPECT_NE(refusal(entries, network.weights()).find("Not in the network: cells.0._ops.2.0.0.1.weight"), std::string::npos)
        << "both names at once are one too many";
}

TEST(StateDict, WhatDoesNotFitIsListedByNameAndNothingIsChanged) {
    DerivedNetwork network(publishedGenotype("DARTS_V2"), smallShape());
    randomise(network, 1);
    const at::Tensor before = network.weights().flat().clone();
    DerivedNetwork source(publishedGenotype("DARTS_V2"), smallShape());
    randomise(source, 2);
    const HostTensors good = stateDict(source.weights());
    auto entries = good.entries;
    entries.erase("classifier.bias");
    EXPECT_NE(refusal(entries, network.weights()).find("Missing: classifier.bias"), std::string::npos);
    entries = good.entries;
    entries["head.weight"] = entries.at("classifier.bias");
    EXPECT_NE(refusal(entries, network.weights()).find("Not in the network: head.weight"), std::string::npos);
    entries = good.entries;
    entries["classifier.weight"] = entries.at("classifier.bias");
    EXPECT_NE(refusal(entries, network.weights()).find("classifier.weight: [10], expected [10, 64]"), std::string::npos)
        << refusal(entries, network.weights());
    EXPECT_EQ(difference(network.weights().flat(), before), 0);
    entries = good.entries;
    entries["stem.1.num_batches_tracked"] = entries.at("classifier.bias");
    EXPECT_EQ(refusal(entries, network.weights()), "") << "counters are no weights";
}

TEST(OnnxFiles, GiveTheSameLogitsInOnnxRuntime) {
    const std::string python = pythonWith("onnxruntime");
    if (python.empty()) GTEST_SKIP() << "python3 has no module onnxruntime";
    for (const char* name :
         {"DARTS_V2", "FairDARTS_a", "D-DARTS_sparse_cifar10", "baseline:mobilenetv2", "baseline:resnet18"}) {
        const test::TemporaryFolder folder;
        const std::string text = name;
        NetworkShape shape = smallShape();
        Network network(text.rfind("baseline:", 0) == 0 ? handcraftedGraph(text.substr(9), shape)
                                                        : derivedGraph(publishedGenotype(text), shape));
        randomise(network, 1);
        const at::Tensor images = randomTensor({3, 3, 32, 32}, "x", at::kFloat);
        writeFloats(folder / "x.bin", images);
        std::ofstream(folder / "m.onnx", std::ios::binary)
            << onnxBytes(network.graph(), stateDict(network.weights()).entries, text, {{"key", "value"}});
        const at::Tensor expected = network.forward(images, kInference);
        EXPECT_LT(differenceOf(folder, python, onnxScript(32), expected),
                  1e-4 * std::max(1.0, expected.abs().max().item<double>()))
            << name;
    }
}

TEST(OnnxFiles, NetworksOfEveryFormGiveTheSameLogitsInOnnxRuntime) {
    const std::string python = pythonWith("onnxruntime");
    if (python.empty()) GTEST_SKIP() << "python3 has no module onnxruntime";
    NetworkShape imageNet = smallShape();
    imageNet.stem = Stem::ImageNet;
    imageNet.height = imageNet.width = 64;
    const Genotype cells = publishedGenotype("FairDARTS_a");
    Genotype channels; // a network for red, one for green and blue
    channels.form = GenotypeForm::Channels;
    for (const char* channel : {"R", "G", "B"})
        for (CellGenotype cell : cells.cells) {
            cell.name = std::string(channel) + " " + cell.name;
            channels.cells.push_back(cell);
        }
    const std::tuple<const char*, Genotype, NetworkShape> networks[] = {
        {"DARTOpti", publishedGenotype("ResNet18_cifar10_edge"), smallShape()},
        {"rectangular", rectangular(), smallShape()},
        {"ImageNet stem", publishedGenotype("DARTS_V2"), imageNet},
        {"channels", channels, smallShape()}};
    for (const auto& [name, genotype, shape] : networks) {
        const test::TemporaryFolder folder;
        Network network(derivedGraph(genotype, shape));
        randomise(network, 1);
        const at::Tensor images = randomTensor({3, 3, shape.height, shape.width}, "x", at::kFloat);
        writeFloats(folder / "x.bin", images);
        std::ofstream(folder / "m.onnx", std::ios::binary)
            << onnxBytes(network.graph(), stateDict(network.weights()).entries, name, {});
        const at::Tensor expected = network.forward(images, kInference);
        EXPECT_LT(differenceOf(folder, python, onnxScript(shape.height), expected),
                  1e-4 * std::max(1.0, expected.abs().max().item<double>()))
            << name;
    }
}

TEST(OnnxFiles, OddImagesAreShiftedAsHere) {
    const std::string python = pythonWith("onnxruntime");
    if (python.empty()) GTEST_SKIP() << "python3 has no module onnxruntime";
    const test::TemporaryFolder folder;
    NetworkShape shape = smallShape();
    shape.height = shape.width = 30; // 30, 15, 8
    DerivedNetwork network(publishedGenotype("DARTS_V2"), shape);
    randomise(network, 1);
    const at::Tensor images = randomTensor({2, 3, 30, 30}, "x", at::kFloat);
    writeFloats(folder / "x.bin", images);
    std::ofstream(folder / "m.onnx", std::ios::binary)
        << onnxBytes(network.graph(), stateDict(network.weights()).entries, "odd", {});
    const at::Tensor expected = network.forward(images, kInference);
    EXPECT_LT(differenceOf(folder, python, onnxScript(30), expected),
              1e-4 * std::max(1.0, expected.abs().max().item<double>()));
}

TEST(PyTorchCode, GivesTheSameLogitsInPyTorch) {
    const std::string python = pythonWith("torch");
    if (python.empty()) GTEST_SKIP() << "python3 has no module torch";
    for (const char* name : {"DARTS_V2", "FairDARTS_a", "baseline:xception", "baseline:mobilenetv2"}) {
        const test::TemporaryFolder folder;
        const std::string text = name;
        const bool handcrafted = text.rfind("baseline:", 0) == 0;
        Network network(handcrafted ? handcraftedGraph(text.substr(9), smallShape())
                                    : derivedGraph(publishedGenotype(text), smallShape(true)));
        randomise(network, 1);
        const at::Tensor images = randomTensor({3, 3, 32, 32}, "x", at::kFloat);
        writeFloats(folder / "x.bin", images);
        writeSafetensors(folder / "w.safetensors", stateDict(network.weights()).entries, {{"format", "pt"}});
        std::ofstream(folder / "m.py") << pytorchCode(network.graph(), text);
        const at::Tensor expected = network.forward(images, kInference);
        EXPECT_LT(differenceOf(folder, python, kTorchScript, expected),
                  1e-5 * std::max(1.0, expected.abs().max().item<double>()))
            << name;
    }
}
