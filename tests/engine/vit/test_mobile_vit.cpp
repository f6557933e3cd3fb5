#include "engine/vit/mobile_vit.h"
#include "tests/engine/vit/vit_fixtures.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/pruning/gate_objective.h"
#include "engine/vit/hard_pruning.h"
#include "engine/vit/vit_file.h"
#include "tests/engine/test_support.h"
#include "tests/temporary_folder.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using dnas::test::TemporaryFolder;

namespace {

VitSpec smallMobile() {
    VitSpec spec = mobileVit(VitFamily::MobileXxs);
    spec.imageSize = 64;
    spec.classes = 5;
    return spec;
}

const VitInput kInput{{0, 0, 0}, {1, 1, 1}, {}};

VitModel mobileModel(VitSpec spec = smallMobile(), c10::ScalarType type = at::kDouble) {
    VitModel model(spec, kInput, type, 3);
    at::NoGradGuard noGrad;
    model.weights().statistics().add_(0.1); // so that a mistaken mean or variance is seen
    return model;
}

at::Tensor images(int batch = 2, int side = 64) { return test::randomTensor({batch, 3, side, side}, "images"); }

/// Of one image, with loops and no tensors: an independent formula for what the library computes.
class Loops {
  public:
    using Map = std::vector<std::vector<double>>; ///< [channels][side * side]
    explicit Loops(const VitModel& model) : m_named(model.weights().named()), m_spec(model.spec()) {}

    std::vector<double> logits(const at::Tensor& image) {
        Map x(3);
        for (int c = 0; c < 3; ++c)
            x[static_cast<std::size_t>(c)] = values(image.select(0, c));
        x = silu(norm(convolution(x, "stem.conv.weight", 2, false), "stem.bn"));
        const MobileVitLayout& layout = mobileLayout(m_spec.family);
        for (std::size_t stage = 0; stage < 5; ++stage) {
            const std::string name = "stages." + std::to_string(stage) + ".";
            for (int k = 0; k < (stage == 1 ? 3 : 1); ++k) {
                const bool halves = k == 0 && stage > 0;
                const Map y = inverted(x, name + std::to_string(k) + ".", halves ? 2 : 1);
                const bool shortcut = !halves && y.size() == x.size();
                x = shortcut ? sum(x, y) : y;
            }
            if (stage >= 2) x = mobile(x, name + "1.", m_spec.stageBlocks[stage - 2]);
        }
        x = silu(norm(convolution(x, "final_conv.conv.weight", 1, false), "final_conv.bn"));
        EXPECT_EQ(x.size(), static_cast<std::size_t>(layout.features));
        std::vector<double> pooled;
        for (const auto& channel : x)
            pooled.push_back(std::accumulate(channel.begin(), channel.end(), 0.0) / static_cast<double>(channel.size()));
        return linear(pooled, "head.fc");
    }

  private:
    std::vector<double> values(const at::Tensor& tensor) const {
        const at::Tensor dense = tensor.contiguous();
        return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
    }
    std::vector<double> of(const std::string& name) const { return values(m_named.at(name)); }

    Map convolution(const Map& x, const std::string& name, int stride, bool depthwise) const {
        const at::Tensor& w = m_named.at(name);
        const std::vector<double> weight = values(w);
        const int out = static_cast<int>(w.size(0)), in = static_cast<int>(w.size(1)), k = static_cast<int>(w.size(2));
        const int side = static_cast<int>(std::lround(std::sqrt(double(x[0].size())))), outSide = side / stride;
        Map y(static_cast<std::size_t>(out), std::vector<double>(static_cast<std::size_t>(outSide * outSide)));
        for (int o = 0; o < out; ++o)
            for (int row = 0; row < outSide; ++row)
                for (int column = 0; column < outSide; ++column)
                    for (int c = 0; c < in; ++c)
                        for (int i = 0; i < k; ++i)
                            for (int j = 0; j < k; ++j) {
                                const int r = row * stride + i - k / 2, s = column * stride + j - k / 2;
                                if (r < 0 || s < 0 || r >= side || s >= side) continue;
                                y[o][row * outSide + column] += weight[((o * in + c) * k + i) * k + j] * x[depthwise ? o : c][r * side + s];
                            }
        return y;
    }
    Map norm(Map x, const std::string& name) const {
        const auto w = of(name + ".weight"), b = of(name + ".bias"), mean = of(name + ".running_mean"), var = of(name + ".running_var");
        for (std::size_t c = 0; c < x.size(); ++c)
            for (double& value : x[c])
                value = (value - mean[c]) / std::sqrt(var[c] + 1e-5) * w[c] + b[c];
        return x;
    }
    static double silu(double x) { return x / (1 + std::exp(-x)); }
    static Map silu(Map x) {
        for (auto& channel : x)
            for (double& value : channel)
                value = silu(value);
        return x;
    }
    static Map sum(Map x, const Map& y) {
        for (std::size_t c = 0; c < x.size(); ++c)
            for (std::size_t i = 0; i < x[c].size(); ++i)
                x[c][i] += y[c][i];
        return x;
    }
    Map inverted(const Map& x, const std::string& name, int stride) const {
        Map y = silu(norm(convolution(x, name + "conv1_1x1.conv.weight", 1, false), name + "conv1_1x1.bn"));
        y = silu(norm(convolution(y, name + "conv2_kxk.conv.weight", stride, true), name + "conv2_kxk.bn"));
        return norm(convolution(y, name + "conv3_1x1.conv.weight", 1, false), name + "conv3_1x1.bn");
    }
    std::vector<double> linear(const std::vector<double>& x, const std::string& name) const {
        const std::vector<double> w = of(name + ".weight");
        std::vector<double> y = of(name + ".bias");
        for (std::size_t o = 0; o < y.size(); ++o)
            for (std::size_t i = 0; i < x.size(); ++i)
                y[o] += w[o * x.size() + i] * x[i];
        return y;
    }
    std::vector<double> layerNorm(const std::vector<double>& x, const std::string& name) const {
        const auto w = of(name + ".weight"), b = of(name + ".bias");
        const double n = static_cast<double>(x.size()), mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
        double variance = 0;
        for (double value : x)
            variance += (value - mean) * (value - mean) / n;
        std::vector<double> y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = (x[i] - mean) / std::sqrt(variance + 1e-5) * w[i] + b[i];
        return y;
    }
    Map mobile(const Map& input, const std::string& name, int count) const {
        Map x = silu(norm(convolution(input, name + "conv_kxk.conv.weight", 1, false), name + "conv_kxk.bn"));
        x = convolution(x, name + "conv_1x1.weight", 1, false);
        const int side = static_cast<int>(std::lround(std::sqrt(double(x[0].size()))));
        for (int place = 0; place < 4; ++place) { // pixels of one place within their patches see each other
            std::vector<std::vector<double>> tokens;
            std::vector<int> pixels;
            for (int row = place / 2; row < side; row += 2)
                for (int column = place % 2; column < side; column += 2) {
                    pixels.push_back(row * side + column);
                    tokens.emplace_back();
                    for (const auto& channel : x)
                        tokens.back().push_back(channel[static_cast<std::size_t>(pixels.back())]);
                }
            for (int k = 0; k < count; ++k)
                block(tokens, name + "transformer." + std::to_string(k) + ".");
            for (std::size_t t = 0; t < tokens.size(); ++t) {
                const std::vector<double> token = layerNorm(tokens[t], name + "norm");
                for (std::size_t c = 0; c < token.size(); ++c)
                    x[c][static_cast<std::size_t>(pixels[t])] = token[c];
            }
        }
        x = silu(norm(convolution(x, name + "conv_proj.conv.weight", 1, false), name + "conv_proj.bn"));
        Map both = input;
        both.insert(both.end(), x.begin(), x.end());
        return silu(norm(convolution(both, name + "conv_fusion.conv.weight", 1, false), name + "conv_fusion.bn"));
    }
    void block(std::vector<std::vector<double>>& tokens, const std::string& name) const {
        const std::size_t width = tokens[0].size(), heads = 4, head = width / heads;
        std::vector<std::vector<double>> qkv;
        for (const auto& token : tokens)
            qkv.push_back(linear(layerNorm(token, name + "norm1"), name + "attn.qkv"));
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            std::vector<double> mixed(width);
            for (std::size_t h = 0; h < heads; ++h) {
                std::vector<double> weight(tokens.size());
                double total = 0;
                for (std::size_t s = 0; s < tokens.size(); ++s) {
                    double product = 0;
                    for (std::size_t i = h * head; i < (h + 1) * head; ++i)
                        product += qkv[t][i] * qkv[s][width + i];
                    total += weight[s] = std::exp(product / std::sqrt(double(head)));
                }
                for (std::size_t s = 0; s < tokens.size(); ++s)
                    for (std::size_t i = h * head; i < (h + 1) * head; ++i)
                        mixed[i] += weight[s] / total * qkv[s][2 * width + i];
            }
            const std::vector<double> projected = linear(mixed, name + "attn.proj");
            for (std::size_t i = 0; i < width; ++i)
                tokens[t][i] += projected[i];
            std::vector<double> hidden = linear(layerNorm(tokens[t], name + "norm2"), name + "mlp.fc1");
            for (double& value : hidden)
                value = silu(value);
            const std::vector<double> out = linear(hidden, name + "mlp.fc2");
            for (std::size_t i = 0; i < width; ++i)
                tokens[t][i] += out[i];
        }
    }

    std::map<std::string, at::Tensor> m_named;
    VitSpec m_spec;
};

/// Hugging Face's name of a timm tensor, written down apart from the reader's rules.
std::string huggingFaceName(std::string name) {
    const auto swap = [&](const std::string& from, const std::string& to) {
        if (const std::size_t at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
    };
    swap(".bn.", ".normalization.");
    swap("conv1_1x1.", "expand_1x1.");
    swap("conv2_kxk.", "conv_3x3.");
    swap("conv3_1x1.", "reduce_1x1.");
    swap("conv_proj.", "conv_projection.");
    swap("conv_fusion.", "fusion.");
    swap(".conv.weight", ".convolution.weight");
    for (const char* stage : {"stages.2.", "stages.3.", "stages.4."}) {
        const std::string layer = std::string("encoder.layer.") + stage[7] + ".";
        swap(stage + std::string("0."), layer + "downsampling_layer.");
        swap(stage + std::string("1."), layer);
    }
    swap("conv_1x1.weight", "conv_1x1.convolution.weight");
    swap("stages.0.", "encoder.layer.0.layer.");
    swap("stages.1.", "encoder.layer.1.layer.");
    swap("transformer.", "transformer.layer.");
    swap(".norm1.", ".layernorm_before.");
    swap(".norm2.", ".layernorm_after.");
    swap(".norm.", ".layernorm.");
    swap("attn.proj.", "attention.output.dense.");
    swap("mlp.fc1.", "intermediate.dense.");
    swap("mlp.fc2.", "output.dense.");
    swap("final_conv.", "conv_1x1_exp.");
    swap("stem.", "conv_stem.");
    if (name.rfind("head.fc.", 0) == 0) return "classifier." + name.substr(8);
    return "mobilevit." + name;
}

} // namespace

TEST(MobileVit, HasThePublishedNumbersOfParameters) {
    EXPECT_EQ(vitCost(mobileVit(VitFamily::MobileS)).parameters, 5578632);
    EXPECT_EQ(vitCost(mobileVit(VitFamily::MobileXs)).parameters, 2317848);
    EXPECT_EQ(vitCost(mobileVit(VitFamily::MobileXxs)).parameters, 1272024);
    for (const VitFamily family : {VitFamily::MobileS, VitFamily::MobileXs, VitFamily::MobileXxs})
        EXPECT_EQ(mobileVit(family).depth(), 9);
    EXPECT_NEAR(vitCost(mobileVit(VitFamily::MobileS)).multiplyAdds / 1e9, 2.0, 0.1); // Mehta and Rastegari, table 2
}

TEST(MobileVit, ComputesWhatLoopsOverPixelsCompute) {
    const VitModel model = mobileModel();
    const at::Tensor x = images();
    const at::Tensor logits = model.forward(x);
    const std::vector<double> expected = Loops(model).logits(x.select(0, 1));
    ASSERT_EQ(logits.size(1), 5);
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(logits[1][static_cast<std::int64_t>(i)].item<double>(), expected[i], 1e-9);
}

TEST(MobileVit, HardPruningComputesWhatShutGatesCompute) {
    const VitModel model = mobileModel();
    VitMask mask = fullMask(model.spec());
    mask[0] = {true, false, true, false};
    mask[2].assign(4, false);
    mask[3] = {false, false, false, true};
    for (int k = 6; k < 9; ++k)
        mask[static_cast<std::size_t>(k)].assign(4, false); // a stage without blocks
    std::vector<double> blocks, heads;
    for (const std::vector<bool>& block : mask) {
        blocks.push_back(std::find(block.begin(), block.end(), true) != block.end());
        heads.insert(heads.end(), block.begin(), block.end());
    }
    const auto options = at::TensorOptions().dtype(at::kDouble);
    const auto smaller = pruned(model, mask);
    EXPECT_TRUE(smaller->forward(images()).allclose(model.forward(images(), {at::tensor(blocks, options), at::tensor(heads, options)}), 1e-12, 1e-12));
    EXPECT_EQ(smaller->spec().stageBlocks, (std::vector<int>{2, 3, 0}));
    EXPECT_EQ(smaller->weights().parameterCount(), vitCost(smaller->spec()).parameters);
    EXPECT_LT(vitCost(smaller->spec()).multiplyAdds, vitCost(model.spec()).multiplyAdds);
}

TEST(MobileVit, ItsPrunedFileIsReadBack) {
    TemporaryFolder folder;
    const VitModel model = mobileModel(smallMobile(), at::kFloat);
    VitMask mask = fullMask(model.spec());
    mask[1].assign(4, false);
    mask[8] = {true, true, false, true};
    const auto smaller = pruned(model, mask);
    const std::string path = (folder / "mobile.safetensors").string();
    writeSafetensors(path, stateDict(smaller->weights()).entries, vitOptions(smaller->spec(), smaller->input()));
    const auto read = loadVit(path);
    const at::Tensor x = images().to(at::kFloat);
    EXPECT_TRUE(read->forward(x).equal(smaller->forward(x)));
    EXPECT_EQ(read->spec().heads, smaller->spec().heads);
    EXPECT_EQ(vitOptions(read->spec(), read->input()), vitOptions(smaller->spec(), smaller->input()));
}

TEST(MobileVit, HuggingFaceFilesAreTheSameNetworkWithBlueFirst) {
    TemporaryFolder folder;
    const VitModel model = mobileModel(smallMobile(), at::kFloat);
    std::vector<at::Tensor> owners;
    std::map<std::string, TensorEntry> tensors;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        owners.push_back(tensor.contiguous());
        tensors[name] = {TensorType::F32, owners.back().sizes().vec(), static_cast<const std::byte*>(owners.back().data_ptr()),
                         static_cast<std::size_t>(owners.back().nbytes())};
    };
    for (const auto& [name, tensor] : model.weights().named()) {
        const std::size_t qkv = name.find("attn.qkv.");
        if (qkv == std::string::npos) {
            add(huggingFaceName(name), name == "stem.conv.weight" ? tensor.flip({1}) : tensor);
            continue;
        }
        const std::string begin = huggingFaceName(name.substr(0, qkv)) + "attention.attention.", end = name.substr(qkv + 8);
        const auto parts = tensor.chunk(3);
        add(begin + "query" + end, parts[0]);
        add(begin + "key" + end, parts[1]);
        add(begin + "value" + end, parts[2]);
    }
    ASSERT_TRUE(tensors.count("mobilevit.encoder.layer.3.transformer.layer.2.attention.attention.query.weight"));
    ASSERT_TRUE(tensors.count("mobilevit.encoder.layer.1.layer.2.reduce_1x1.normalization.running_var"));
    const std::string path = (folder / "hf.safetensors").string();
    writeSafetensors(path, tensors);
    const VitFileInfo info = inspectVit(path, {{"image_size", "64"}});
    EXPECT_TRUE(info.fits()) << (info.missing.empty() ? "" : info.missing.front()) << (info.surplus.empty() ? "" : info.surplus.front());
    EXPECT_EQ(info.spec.family, VitFamily::MobileXxs);
    const at::Tensor x = images().to(at::kFloat);
    EXPECT_TRUE(loadVit(path, {{"image_size", "64"}})->forward(x).equal(model.forward(x)));

    tensors.erase("mobilevit.encoder.layer.4.transformer.layer.0.attention.attention.key.bias");
    writeSafetensors(path, tensors);
    const VitFileInfo lacking = inspectVit(path);
    EXPECT_EQ(lacking.missing, std::vector<std::string>{"stages.4.1.transformer.0.attn.qkv.bias"});
    EXPECT_EQ(lacking.surplus.size(), 2u);
}

TEST(MobileVit, GradientOfTheVarianceIsThatOfFiniteDifferences) {
    PruningSpec spec;
    spec.model = "preset:mobilevit_xxs";
    spec.network = smallMobile();
    const VitModel model = mobileModel();
    const GateObjective objective(model, spec);
    GateVector gates;
    for (int k = 0; k < 9; ++k)
        gates.blocks.push_back(0.3 + 0.05 * k);
    for (int k = 0; k < 36; ++k)
        gates.heads.push_back(0.9 - 0.01 * k);
    const GateEvaluation evaluation = objective.evaluate(gates, true);
    constexpr double kStep = 1e-4;
    const auto slope = [&](double& gate) {
        const double before = gate;
        gate = before + kStep;
        const double up = objective.evaluate(gates, false).objective;
        gate = before - kStep;
        const double down = objective.evaluate(gates, false).objective;
        gate = before;
        return (up - down) / (2 * kStep);
    };
    for (const std::size_t k : {0u, 4u, 8u})
        EXPECT_NEAR(slope(gates.blocks[k]), evaluation.gradient.blocks[k], 1e-4 * std::abs(evaluation.gradient.blocks[k]) + 1e-13);
    for (const std::size_t k : {1u, 17u, 35u})
        EXPECT_NEAR(slope(gates.heads[k]), evaluation.gradient.heads[k], 1e-4 * std::abs(evaluation.gradient.heads[k]) + 1e-13);
}

TEST(MobileVit, RefusesSizesItCannotHave) {
    VitSpec spec = smallMobile();
    spec.imageSize = 100;
    EXPECT_THROW(validate(spec), EngineError);
    spec.imageSize = 64;
    spec.stageBlocks = {2, 4, 4};
    EXPECT_THROW(validate(spec), EngineError);
}
