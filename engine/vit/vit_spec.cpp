// Tensors, cost, presets and masks of vision transformers (engine/api/vit.h).
#include "engine/api/error.h"
#include "engine/api/vit.h"
#include "engine/vit/mobile_vit.h"

#include <algorithm>
#include <numeric>

namespace dnas {

namespace {

constexpr const char* kPresetPrefix = "preset:";

void requireRange(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    const auto text = [](double number) {
        std::string digits = std::to_string(number);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') digits.pop_back();
        return digits;
    };
    throw EngineError(ErrorCode::Usage, std::string("The vision transformer's ") + field + " is " + text(value) +
                                            "; allowed: " + text(low) + " to " + text(high) + ".");
}

VitSpec sized(int width, int depth, int heads, int image = 224, int patch = 16) {
    VitSpec spec;
    spec.imageSize = image;
    spec.patchSize = patch;
    spec.width = width;
    spec.mlpWidth = 4 * width;
    spec.headWidth = width / heads;
    spec.heads.assign(static_cast<std::size_t>(depth), heads);
    return spec;
}

VitSpec maeBase() {
    VitSpec spec = sized(768, 12, 12);
    spec.pool = VitPool::Mean;
    spec.poolThenNorm = true;
    return spec;
}

VitSpec forSmallImages(int width, int depth, int heads) {
    VitSpec spec = sized(width, depth, heads, 32, 4);
    spec.classes = 10;
    return spec;
}

} // namespace

void validate(const VitSpec& spec) {
    requireRange("image_size", spec.imageSize, 1, 4096);
    if (spec.isMobile()) requireMobile(spec);
    requireRange("patch_size", spec.patchSize, 1, spec.imageSize);
    if (spec.imageSize % spec.patchSize != 0)
        throw EngineError(ErrorCode::Usage, "The vision transformer's image_size is " + std::to_string(spec.imageSize) +
                                                ", no multiple of its patch_size " + std::to_string(spec.patchSize) + ".");
    requireRange("in_chans", spec.channels, 1, 1024);
    requireRange("num_classes", spec.classes, 0, 1000000);
    requireRange("embed_dim", spec.width, 1, 16384);
    requireRange("mlp_hidden_dim", spec.mlpWidth, 1, 131072);
    requireRange("head_dim", spec.headWidth, 1, 16384);
    requireRange("depth", spec.depth(), 0, 1000);
    for (int heads : spec.heads)
        requireRange("num_heads", heads, 1, 1024);
    requireRange("layer_norm_eps", spec.epsilon, 0, 1);
    if (spec.pool == VitPool::ClassToken && !spec.classToken)
        throw EngineError(ErrorCode::Usage, "The vision transformer pools a class token that it has not.",
                          "Set pool=mean.");
}

VitBlockSize vitBlockSize(const VitSpec& spec, int block) {
    return spec.isMobile() ? mobileBlockSize(spec, block) : VitBlockSize{spec.width, spec.headWidth, spec.mlpWidth};
}

std::string vitBlockName(const VitSpec& spec, int block) {
    return spec.isMobile() ? mobileBlockName(spec, block) : "blocks." + std::to_string(block) + ".";
}

std::vector<VitTensor> vitTensors(const VitSpec& s) {
    if (s.isMobile()) return mobileTensors(s);
    std::vector<VitTensor> tensors;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        tensors.push_back({name, std::move(shape)});
    };
    const auto addPair = [&](const std::string& name, std::int64_t out, std::int64_t in = 0) { // in 0: a norm
        add(name + ".weight", in > 0 ? std::vector<std::int64_t>{out, in} : std::vector<std::int64_t>{out});
        add(name + ".bias", {out});
    };
    add("patch_embed.proj.weight", {s.width, s.channels, s.patchSize, s.patchSize});
    add("patch_embed.proj.bias", {s.width});
    if (s.classToken) add("cls_token", {1, 1, s.width});
    add("pos_embed", {1, s.tokens(), s.width});
    for (int k = 0; k < s.depth(); ++k) {
        const std::string block = vitBlockName(s, k);
        const std::int64_t inner = std::int64_t{s.heads[static_cast<std::size_t>(k)]} * s.headWidth;
        if (!s.postNorm) addPair(block + "norm1", s.width);
        add(block + "attn.qkv.weight", {3 * inner, s.width});
        if (s.qkvBias) add(block + "attn.qkv.bias", {3 * inner});
        addPair(block + "attn.proj", s.width, inner);
        addPair(block + (s.postNorm ? "norm1" : "norm2"), s.width);
        addPair(block + "mlp.fc1", s.mlpWidth, s.width);
        addPair(block + "mlp.fc2", s.width, s.mlpWidth);
        if (s.postNorm) addPair(block + "norm2", s.width);
    }
    addPair(s.poolThenNorm ? "fc_norm" : "norm", s.width);
    if (s.classes > 0) addPair("head", s.classes, s.width);
    return tensors;
}

VitCost vitCost(const VitSpec& s) {
    VitCost cost;
    for (const VitTensor& tensor : vitTensors(s)) {
        std::int64_t size = 1;
        for (std::int64_t extent : tensor.shape)
            size *= extent;
        if (!tensor.statistic) cost.parameters += size;
    }
    if (s.isMobile()) {
        cost.multiplyAdds = mobileMultiplyAdds(s);
        return cost;
    }
    const std::int64_t tokens = s.tokens(), width = s.width;
    cost.multiplyAdds = std::int64_t{s.patches()} * s.channels * s.patchSize * s.patchSize * width + width * s.classes;
    for (int heads : s.heads) {
        const std::int64_t inner = std::int64_t{heads} * s.headWidth;
        cost.multiplyAdds += tokens * width * 4 * inner      // queries, keys, values, projection
                             + 2 * tokens * tokens * inner   // attention, its product with the values
                             + 2 * tokens * width * s.mlpWidth;
    }
    return cost;
}

const std::vector<VitPreset>& vitPresets() {
    static const std::vector<VitPreset> presets{
        {"vit_base_patch16_224", "ViT-B/16", "Dosovitskiy et al. 2021, table 1", sized(768, 12, 12)},
        {"mae_vit_base_patch16", "MAE ViT-B/16", "He et al. 2022, fine-tuned form with global pooling", maeBase()},
        {"deit_tiny_patch16_224", "DeiT-Ti", "Touvron et al. 2021, table 1", sized(192, 12, 3)},
        {"deit_small_patch16_224", "DeiT-S", "Touvron et al. 2021, table 1", sized(384, 12, 6)},
        {"deit_base_patch16_224", "DeiT-B", "Touvron et al. 2021, table 1", sized(768, 12, 12)},
        {"mobilevit_s", "MobileViT-S", "Mehta and Rastegari 2022, section 3.2", mobileVit(VitFamily::MobileS)},
        {"mobilevit_xs", "MobileViT-XS", "Mehta and Rastegari 2022, section 3.2", mobileVit(VitFamily::MobileXs)},
        {"mobilevit_xxs", "MobileViT-XXS", "Mehta and Rastegari 2022, section 3.2", mobileVit(VitFamily::MobileXxs)},
        {"vit_mini_patch4_32", "ViT mini, 32 pixels", "of this program, for small images", forSmallImages(64, 4, 4)},
        {"vit_micro_patch4_32", "ViT micro, 32 pixels", "of this program, for small images", forSmallImages(128, 6, 8)},
    };
    return presets;
}

bool isVitPreset(const std::string& model) { return model.rfind(kPresetPrefix, 0) == 0; }

const VitPreset& vitPresetOf(const std::string& model) {
    std::string known;
    for (const VitPreset& preset : vitPresets()) {
        if (model == kPresetPrefix + preset.name) return preset;
        known += (known.empty() ? "" : ", ") + preset.name;
    }
    throw EngineError(ErrorCode::Usage, "There is no vision transformer '" + model + "'.", "Known after preset: " + known + ".");
}

VitMask fullMask(const VitSpec& spec) {
    VitMask mask;
    for (int heads : spec.heads)
        mask.emplace_back(static_cast<std::size_t>(heads), true);
    return mask;
}

VitSpec prunedSpec(const VitSpec& spec, const VitMask& mask) {
    bool fits = mask.size() == spec.heads.size();
    for (std::size_t k = 0; fits && k < mask.size(); ++k)
        fits = mask[k].size() == static_cast<std::size_t>(spec.heads[k]);
    if (!fits)
        throw EngineError(ErrorCode::Usage, "The mask does not have a value for each head of the " +
                                                std::to_string(spec.depth()) + " blocks.");
    VitSpec pruned = spec;
    pruned.heads.clear();
    pruned.stageBlocks.assign(spec.stageBlocks.size(), 0);
    for (std::size_t k = 0; k < mask.size(); ++k) {
        const auto kept = std::count(mask[k].begin(), mask[k].end(), true);
        if (kept == 0) continue;
        pruned.heads.push_back(static_cast<int>(kept));
        if (spec.isMobile()) ++pruned.stageBlocks[mobileStage(spec, static_cast<int>(k)).stage];
    }
    return pruned;
}

} // namespace dnas
