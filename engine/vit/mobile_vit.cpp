#include "engine/vit/mobile_vit.h"

#include "engine/api/error.h"

#include <numeric>

namespace dnas {

namespace {

constexpr int kLeastImage = 64; // 32 times smaller in the last stage, where a patch is 2 x 2

std::int64_t sizeOf(const VitTensor& tensor) {
    return std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// The tensors in the order of the forward pass, and what each convolution costs.
class Walk {
  public:
    explicit Walk(const VitSpec& spec) : m_spec(spec), m_side(spec.imageSize) {}

    void run() {
        const MobileVitLayout& layout = mobileLayout(m_spec.family);
        convolution("stem", kMobileStem, m_spec.channels, 3, 2);
        int in = kMobileStem, block = 0;
        for (std::size_t stage = 0; stage < kMobileStages; ++stage) {
            const std::string name = "stages." + std::to_string(stage) + ".";
            const int out = layout.channels[stage];
            for (int k = 0; k < kMobileResiduals[stage]; ++k) {
                residual(name + std::to_string(k) + ".", in, out, k == 0 ? kMobileStride[stage] : 1);
                in = out;
            }
            if (stage >= kMobileFirst) blocks(name + "1.", out, stage - kMobileFirst, block);
        }
        convolution("final_conv", layout.features, in, 1, 1);
        if (m_spec.classes > 0) pair("head.fc", m_spec.classes, layout.features, 1);
    }

    std::vector<VitTensor> tensors;
    std::int64_t multiplyAdds = 0;

  private:
    void add(const std::string& name, std::vector<std::int64_t> shape, bool statistic = false) {
        tensors.push_back({name, std::move(shape), statistic});
    }
    /// With its batch norm. @param in channels that one output sees
    void convolution(const std::string& name, int out, int in, int kernel, int stride) {
        plainConvolution(name + ".conv", out, in, kernel, stride);
        for (const char* part : {".bn.weight", ".bn.bias"})
            add(name + part, {out});
        for (const char* part : {".bn.running_mean", ".bn.running_var"})
            add(name + part, {out}, true);
    }
    void plainConvolution(const std::string& name, int out, int in, int kernel, int stride) {
        m_side = (m_side + stride - 1) / stride;
        add(name + ".weight", {out, in, kernel, kernel});
        multiplyAdds += sizeOf(tensors.back()) * m_side * m_side;
    }
    /// A linear layer applied `times`; in 0: a layer norm.
    void pair(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t times) {
        add(name + ".weight", in > 0 ? std::vector<std::int64_t>{out, in} : std::vector<std::int64_t>{out});
        add(name + ".bias", {out});
        multiplyAdds += out * in * times;
    }
    void residual(const std::string& name, int in, int out, int stride) {
        const int inner = in * mobileLayout(m_spec.family).expansion;
        convolution(name + "conv1_1x1", inner, in, 1, 1);
        convolution(name + "conv2_kxk", inner, 1, 3, stride); // depthwise
        convolution(name + "conv3_1x1", out, inner, 1, 1);
    }
    void blocks(const std::string& name, int channels, std::size_t stage, int& block) {
        const int width = mobileLayout(m_spec.family).widths[stage];
        convolution(name + "conv_kxk", channels, channels, 3, 1);
        plainConvolution(name + "conv_1x1", width, channels, 1, 1);
        for (int k = 0; k < m_spec.stageBlocks[stage]; ++k)
            transformer(block++);
        pair(name + "norm", width, 0, 1);
        convolution(name + "conv_proj", channels, width, 1, 1);
        convolution(name + "conv_fusion", channels, 2 * channels, 3, 1);
    }
    void transformer(int block) {
        const VitBlockSize size = mobileBlockSize(m_spec, block);
        const std::string name = mobileBlockName(m_spec, block);
        const std::int64_t inner = std::int64_t{m_spec.heads[static_cast<std::size_t>(block)]} * size.headWidth;
        const std::int64_t pixels = std::int64_t{m_side} * m_side, area = kMobilePatch * kMobilePatch;
        pair(name + "norm1", size.width, 0, 1);
        pair(name + "attn.qkv", 3 * inner, size.width, pixels);
        pair(name + "attn.proj", size.width, inner, pixels);
        multiplyAdds += 2 * area * (pixels / area) * (pixels / area) * inner; // attention among pixels of one place
        pair(name + "norm2", size.width, 0, 1);
        pair(name + "mlp.fc1", size.mlpWidth, size.width, pixels);
        pair(name + "mlp.fc2", size.width, size.mlpWidth, pixels);
    }

    const VitSpec& m_spec;
    std::int64_t m_side;
};

} // namespace

const MobileVitLayout& mobileLayout(VitFamily family) {
    static const MobileVitLayout xxs{"mobilevit_xxs", 2, {16, 24, 48, 64, 80}, {64, 80, 96}, 320};
    static const MobileVitLayout xs{"mobilevit_xs", 4, {32, 48, 64, 80, 96}, {96, 120, 144}, 384};
    static const MobileVitLayout s{"mobilevit_s", 4, {32, 64, 96, 128, 160}, {144, 192, 240}, 640};
    return family == VitFamily::MobileXxs ? xxs : family == VitFamily::MobileXs ? xs : s;
}

VitSpec mobileVit(VitFamily family) {
    VitSpec spec;
    spec.family = family;
    spec.imageSize = 256;
    spec.patchSize = kMobilePatch;
    spec.stageBlocks = {2, 4, 3};
    spec.heads.assign(9, kMobileHeads);
    spec.width = mobileLayout(family).features;
    spec.headWidth = mobileLayout(family).widths.back() / kMobileHeads;
    spec.mlpWidth = 2 * mobileLayout(family).widths.back();
    spec.activation = VitActivation::Silu;
    spec.epsilon = 1e-5;
    spec.classToken = false;
    spec.pool = VitPool::Mean;
    return spec;
}

void requireMobile(const VitSpec& spec) {
    if (spec.imageSize % kLeastImage != 0)
        throw EngineError(ErrorCode::Usage, "A MobileViT's image_size is " + std::to_string(spec.imageSize) +
                                                "; allowed: multiples of " + std::to_string(kLeastImage) + " up to 4096.",
                          "Images of data sets are resized to it.");
    bool fits = spec.stageBlocks.size() == 3;
    for (int blocks : spec.stageBlocks)
        fits = fits && blocks >= 0 && blocks <= 1000;
    if (!fits || std::accumulate(spec.stageBlocks.begin(), spec.stageBlocks.end(), 0) != spec.depth())
        throw EngineError(ErrorCode::Usage, "A MobileViT's stage_blocks are not three numbers that add up to its " +
                                                std::to_string(spec.depth()) + " blocks.");
}

MobilePlace mobileStage(const VitSpec& spec, int block) {
    std::size_t stage = 0;
    while (block >= spec.stageBlocks[stage])
        block -= spec.stageBlocks[stage++];
    return {stage, block};
}

VitBlockSize mobileBlockSize(const VitSpec& spec, int block) {
    const int width = mobileLayout(spec.family).widths[mobileStage(spec, block).stage];
    return {width, width / kMobileHeads, 2 * width};
}

std::string mobileBlockName(const VitSpec& spec, int block) {
    const MobilePlace place = mobileStage(spec, block);
    return "stages." + std::to_string(place.stage + kMobileFirst) + ".1.transformer." + std::to_string(place.block) + ".";
}

std::vector<VitTensor> mobileTensors(const VitSpec& spec) {
    Walk walk(spec);
    walk.run();
    return walk.tensors;
}

std::int64_t mobileMultiplyAdds(const VitSpec& spec) {
    Walk walk(spec);
    walk.run();
    return walk.multiplyAdds;
}

} // namespace dnas
