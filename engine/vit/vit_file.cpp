#include "engine/vit/vit_file.h"

#include "engine/api/error.h"
#include "engine/api/project.h"
#include "engine/interop/text_hash.h"
#include "engine/vit/mobile_vit.h"
#include "engine/vit/vit_option_reader.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <regex>

namespace dnas {

namespace {

using Tensors = std::map<std::string, TensorEntry>;

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (std::int64_t extent : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

/// Extent of a tensor, 0 where there is none.
int extent(const Tensors& tensors, const std::string& name, std::size_t dimension) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || dimension >= found->second.shape.size()) return 0;
    const std::int64_t value = found->second.shape[dimension];
    return value > 0 && value <= INT32_MAX ? static_cast<int>(value) : 0;
}

int depthOf(const Tensors& tensors) {
    int depth = 0;
    while (tensors.count("blocks." + std::to_string(depth) + ".attn.qkv.weight"))
        ++depth;
    return depth;
}

int imageSizeOf(const Tensors& tensors, int patchSize, bool classToken) {
    const int patches = extent(tensors, "pos_embed", 1) - (classToken ? 1 : 0);
    return static_cast<int>(std::lround(std::sqrt(std::max(0, patches)))) * patchSize;
}

int headWidthOf(const VitOptionReader& options, int width) {
    if (options.has("head_dim")) return options.integer("head_dim", 0);
    if (options.has("num_heads")) return width / std::max(1, options.integer("num_heads", 0));
    constexpr int kUsual = 64; // of every size in Dosovitskiy et al. 2021 but ViT-H
    if (width % kUsual != 0)
        throw EngineError(ErrorCode::Format,
                          options.where() + ": the number of heads follows neither from its metadata nor from its shapes.",
                          "Give it, such as --set num_heads=4.");
    return options.integer("head_dim", kUsual);
}

std::vector<int> headsOf(const VitOptionReader& options, const Tensors& tensors, int depth, int headWidth) {
    if (options.has("block_heads")) {
        std::vector<int> heads = options.integers("block_heads");
        if (static_cast<int>(heads.size()) != depth)
            options.refuse("block_heads", std::to_string(depth) + " numbers, one a block");
        return heads;
    }
    const bool given = options.has("num_heads");
    std::vector<int> heads;
    for (int k = 0; k < depth; ++k) {
        const int inner = extent(tensors, "blocks." + std::to_string(k) + ".attn.qkv.weight", 0) / 3;
        heads.push_back(given ? options.integer("num_heads", 0) : std::max(1, inner / std::max(1, headWidth)));
    }
    return heads;
}

VitSpec specOf(const VitOptionReader& options, const Tensors& tensors) {
    VitSpec spec;
    const char* patches = "patch_embed.proj.weight";
    spec.classToken = tensors.count("cls_token") > 0;
    spec.poolThenNorm = tensors.count("fc_norm.weight") > 0;
    spec.qkvBias = tensors.count("blocks.0.attn.qkv.bias") > 0 || !tensors.count("blocks.0.attn.qkv.weight");
    spec.width = options.integer("embed_dim", extent(tensors, patches, 0), /*told=*/true);
    spec.channels = options.integer("in_chans", extent(tensors, patches, 1), true);
    spec.patchSize = options.integer("patch_size", extent(tensors, patches, 2), true);
    spec.imageSize = options.integer("image_size", imageSizeOf(tensors, spec.patchSize, spec.classToken), true);
    spec.classes = options.integer("num_classes", extent(tensors, "head.weight", 0), true);
    spec.mlpWidth = options.integer("mlp_hidden_dim", extent(tensors, "blocks.0.mlp.fc1.weight", 0), true);
    const int depth = options.integer("depth", depthOf(tensors), true);
    if (depth < 0 || depth > 1000) options.refuse("depth", "0 to 1000");
    if (depth == 0) spec.mlpWidth = std::max(1, spec.mlpWidth); // a network pruned of all its blocks
    spec.headWidth = headWidthOf(options, spec.width);
    spec.heads = headsOf(options, tensors, depth, spec.headWidth);
    spec.postNorm = options.word("norm_order", {"pre", "post"}, 0) == 1;
    spec.activation = static_cast<VitActivation>(options.word("activation", {"gelu", "relu", "silu"}, 0));
    spec.epsilon = options.real("layer_norm_eps", 1e-6);
    const int usual = spec.poolThenNorm || !spec.classToken ? 1 : 0;
    spec.pool = options.word("pool", {"cls_token", "mean"}, usual) == 0 ? VitPool::ClassToken : VitPool::Mean;
    return spec;
}

constexpr const char* kMobileLead = "stages.2.1.conv_1x1.weight";

/// Which MobileViT the tokens' width of the first blocks tells; Plain where there is none.
VitFamily mobileFamilyOf(const VitOptionReader& options, const Tensors& tensors) {
    const std::vector<VitFamily> families{VitFamily::MobileS, VitFamily::MobileXs, VitFamily::MobileXxs};
    std::vector<std::string> names;
    int told = -1;
    for (const VitFamily family : families) {
        if (extent(tensors, kMobileLead, 0) == mobileLayout(family).widths[0]) told = static_cast<int>(names.size());
        names.emplace_back(mobileLayout(family).name);
    }
    if (!options.has("architecture") && told < 0)
        throw EngineError(ErrorCode::Format,
                          options.where() + ": a MobileViT whose tokens have " + std::to_string(extent(tensors, kMobileLead, 0)) +
                              " numbers is unknown; known: 144 (S), 96 (XS), 64 (XXS).");
    return families[static_cast<std::size_t>(told >= 0 && !options.has("architecture") ? told : options.word("architecture", names, 0))];
}

/// Sizes follow from the family, what is left of the blocks from the tensors.
VitSpec mobileSpecOf(const VitOptionReader& options, const Tensors& tensors) {
    VitSpec spec = mobileVit(mobileFamilyOf(options, tensors));
    spec.channels = options.integer("in_chans", extent(tensors, "stem.conv.weight", 1), true);
    spec.imageSize = options.integer("image_size", 256);
    spec.classes = options.integer("num_classes", extent(tensors, "head.fc.weight", 0), true);
    spec.epsilon = options.real("layer_norm_eps", 1e-5);
    spec.heads.clear();
    for (std::size_t stage = 0; stage < spec.stageBlocks.size(); ++stage) {
        const std::string blocks = "stages." + std::to_string(stage + kMobileFirst) + ".1.transformer.";
        const int headWidth = mobileLayout(spec.family).widths[stage] / kMobileHeads;
        int count = 0;
        for (; tensors.count(blocks + std::to_string(count) + ".attn.qkv.weight"); ++count)
            spec.heads.push_back(std::max(1, extent(tensors, blocks + std::to_string(count) + ".attn.qkv.weight", 0) / 3 / headWidth));
        spec.stageBlocks[stage] = count;
    }
    if (options.has("stage_blocks") && options.integers("stage_blocks") != spec.stageBlocks)
        options.refuse("stage_blocks", "the numbers of blocks that the tensors tell");
    if (options.has("block_heads") && options.integers("block_heads") != spec.heads)
        options.refuse("block_heads", "the numbers of heads that the tensors tell");
    return spec;
}

VitInput inputOf(const VitOptionReader& options, const VitSpec& spec) {
    options.word("input_scale", {"pixels/255"}, 0);
    const int channels = spec.channels;
    const bool colour = channels == 3; // ImageNet's, as MAE and DeiT take them; MobileViT takes pixels as they are
    VitInput input;
    input.mean = options.channelValues("mean", channels, spec.isMobile() ? "0" : colour ? "0.485,0.456,0.406" : "0.5");
    input.deviation = options.channelValues("std", channels, spec.isMobile() ? "1" : colour ? "0.229,0.224,0.225" : "0.5");
    for (float deviation : input.deviation)
        if (!(deviation > 0)) options.refuse("std", "deviations above 0");
    input.classNames = options.texts("classes");
    return input;
}

/// What the network does not use: left over from the pre-training of a masked autoencoder (the first prefix is of its authors,
/// the second of Hugging Face), Hugging Face's pooler, counters.
bool isUnused(const std::string& name) {
    const std::string counter = "num_batches_tracked";
    return name.rfind("decoder_", 0) == 0 || name.rfind("decoder.", 0) == 0 || name == "mask_token" || name.rfind("pooler.", 0) == 0 ||
           (name.size() > counter.size() && name.compare(name.size() - counter.size(), counter.size(), counter) == 0);
}

void compare(VitFileInfo& info, const Tensors& tensors) {
    std::map<std::string, std::vector<std::int64_t>> needed;
    for (VitTensor& tensor : vitTensors(info.spec))
        needed.emplace(std::move(tensor.name), std::move(tensor.shape));
    for (const auto& [name, shape] : needed) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            info.missing.push_back(name);
        else if (found->second.shape != shape)
            info.misshapen.push_back(name + ": " + shapeText(found->second.shape) + ", expected " + shapeText(shape));
    }
    for (const auto& [name, entry] : tensors)
        if (!needed.count(name)) (isUnused(name) ? info.ignored : info.surplus).push_back(name);
}

} // namespace

void describeVit(VitFileInfo& info, const Tensors& tensors, const VitOptions& options, const std::string& where) {
    const bool mobile = tensors.count("stem.conv.weight") && tensors.count(kMobileLead);
    if (!mobile && (!tensors.count("patch_embed.proj.weight") || !tensors.count("pos_embed")))
        throw EngineError(ErrorCode::Format,
                          where + ": holds no vision transformer: neither patch_embed.proj.weight and pos_embed are there, nor " +
                              "stem.conv.weight and " + kMobileLead + ".",
                          "Expected are the names of timm's vision_transformer or mobilevit, or Hugging Face's.");
    if (tensors.count("dist_token"))
        throw EngineError(ErrorCode::Unsupported, where + ": holds a DeiT with a distillation token (Touvron et al. 2021, section 4), which has no place here.",
                          "Take the DeiT that was trained without distillation, such as facebook/deit-base-patch16-224.");
    const VitOptionReader reader(options, where);
    if (!mobile) reader.word("architecture", {"vit"}, 0);
    info.spec = mobile ? mobileSpecOf(reader, tensors) : specOf(reader, tensors);
    try {
        validate(info.spec);
    } catch (const EngineError& e) {
        throw EngineError(ErrorCode::Format, where + ": " + e.what(), "Check the options in its metadata.");
    }
    info.input = inputOf(reader, info.spec);
    info.cost = vitCost(info.spec);
    info.tensors = static_cast<int>(tensors.size());
    info.assumed = reader.assumed();
    compare(info, tensors);
}

namespace {

/// "FOLDER/P.dnas#3": the weights of an experiment. Empty: a file.
std::optional<std::string> storedBytes(const std::string& model) {
    static const std::regex kStored("(.*\\.dnas)#([0-9]{1,18})");
    std::smatch parts;
    if (!std::regex_match(model, parts, kStored)) return std::nullopt;
    const std::unique_ptr<ProjectReader> project = ProjectReader::open(parts[1]);
    const std::int64_t id = std::stoll(parts[2]);
    const std::string name = project->experiment(id).summary.name;
    std::optional<StoredWeights> weights = project->weights(id, "last");
    if (!weights)
        throw EngineError(ErrorCode::Usage, model + ": the experiment '" + name + "' keeps no weights yet.",
                          "They are kept when a training ends or is stopped.");
    return std::move(weights->safetensors);
}

std::string bytesOfFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) throw EngineError(ErrorCode::Format, path + ": cannot be read.", "Check the path.");
    return bytes;
}

} // namespace

std::string fileFingerprint(const std::string& model) {
    const std::optional<std::string> stored = storedBytes(model);
    return textHash(stored ? *stored : bytesOfFile(model));
}

VitFile readVitFile(const std::string& path, const VitOptions& options) {
    for (const auto& [key, value] : options)
        requireVitOption(key);
    VitFile file;
    if (const std::optional<std::string> stored = storedBytes(path)) {
        const auto* begin = reinterpret_cast<const std::byte*>(stored->data());
        file.weights = WeightFile::ofSafetensors({begin, begin + stored->size()}, path);
        file.info.fingerprint = textHash(*stored);
    } else {
        file.weights = WeightFile::open(path);
        file.info.fingerprint = fileFingerprint(path);
    }
    VitOptions merged = options; // what the caller says comes first
    const std::map<std::string, std::string> metadata = file.weights.metadata();
    merged.insert(metadata.begin(), metadata.end());
    file.info.model = path;
    file.named = withTimmNames(file.weights.entries());
    describeVit(file.info, file.named.tensors, merged, path);
    return file;
}

namespace {

/// What may be set of a preset without making another of it.
void requirePresetOptions(const std::string& model, const VitSpec& spec, const VitOptions& options) {
    std::vector<std::string> allowed{"image_size", "in_chans", "num_classes", "layer_norm_eps", "mean", "std", "classes"};
    if (!spec.isMobile()) allowed.insert(allowed.end(), {"norm_order", "activation", "pool"});
    std::string known;
    for (const std::string& key : allowed)
        known += (known.empty() ? "" : ", ") + key;
    for (const auto& [key, value] : options) {
        requireVitOption(key);
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
            throw EngineError(ErrorCode::Usage, model + " has its own " + key + ".", "Of a preset can be set: " + known + ".");
    }
}

VitFileInfo presetInfo(const std::string& model, const VitOptions& options) {
    const VitSpec& preset = vitPresetOf(model).spec;
    requirePresetOptions(model, preset, options);
    Tensors tensors; // their shapes tell what no option does
    for (const VitTensor& tensor : vitTensors(preset))
        tensors[tensor.name] = {TensorType::F32, tensor.shape, nullptr, 0};
    VitOptions all = options;
    for (const auto& [key, value] : vitOptions(preset, {}))
        if (key != "mean" && key != "std") all.emplace(key, value); // as many as there are channels
    const VitOptionReader reader(all, model);
    VitFileInfo info;
    info.model = model;
    info.spec = preset.isMobile() ? mobileSpecOf(reader, tensors) : specOf(reader, tensors);
    validate(info.spec);
    info.input = inputOf(reader, info.spec);
    info.cost = vitCost(info.spec);
    info.tensors = static_cast<int>(vitTensors(info.spec).size());
    return info;
}

} // namespace

VitFileInfo inspectVit(const std::string& model, const VitOptions& options) {
    return isVitPreset(model) ? presetInfo(model, options) : readVitFile(model, options).info;
}

} // namespace dnas
