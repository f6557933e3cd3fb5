// Vision transformers: what one is made of, its tensors, parameters and multiply-adds in closed form, files that hold
// one, and what it is worth on a data set.
// Place: `dnas vit`, `dnas prune`, the pruning view. Thread rule: values and pure functions; inspectVit and
// evaluateVit read files and compute on the calling thread: not for the window's thread.
// Source: Dosovitskiy et al. 2021; names and shapes of timm's vision_transformer.py; MAE's global pooling
// (He et al. 2022, models_vit.py: mean of the patch tokens, then fc_norm). MobileViT: Mehta and Rastegari 2022, names and
// shapes of timm's mobilevit.py.
#pragma once

#include "engine/api/control.h"
#include "engine/api/device.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dnas {

/// What the blocks stand in: patches alone, or the three last stages of a convolutional network (MobileViT).
enum class VitFamily { Plain, MobileXxs, MobileXs, MobileS };

enum class VitActivation { Gelu, Relu, Silu };
enum class VitPool {
    ClassToken, ///< the class token behind the last norm
    Mean        ///< the mean of the patch tokens
};

/// One network. Pruned ones differ in `heads` only: fewer blocks, fewer heads in a block.
struct VitSpec {
    int imageSize = 224; ///< side in pixels, a multiple of patchSize
    int patchSize = 16, channels = 3;
    int classes = 1000;                 ///< 0 = no head: the pooled features are the output
    int width = 768, mlpWidth = 3072;   ///< of the tokens, of the hidden layer
    int headWidth = 64;                 ///< queries, keys and values a head
    std::vector<int> heads = std::vector<int>(12, 12); ///< of each block, at least 1; its size is the depth
    bool postNorm = false;              ///< norms behind the sums instead of before the branches
    VitActivation activation = VitActivation::Gelu;
    double epsilon = 1e-6;              ///< of every layer norm
    bool classToken = true;
    VitPool pool = VitPool::ClassToken;
    bool poolThenNorm = false;          ///< fc_norm behind the pooling instead of norm before it
    bool qkvBias = true;
    /// A MobileViT's sizes follow from its family: of the above only imageSize, channels, classes, heads, epsilon count.
    VitFamily family = VitFamily::Plain;
    std::vector<int> stageBlocks; ///< of a MobileViT: blocks of its last three stages, together the depth

    bool isMobile() const { return family != VitFamily::Plain; }
    int depth() const { return static_cast<int>(heads.size()); }
    int patches() const { return (imageSize / patchSize) * (imageSize / patchSize); }
    int tokens() const { return patches() + (classToken ? 1 : 0); }
};

/// Throws EngineError(Usage) naming the field, its value and its range.
void validate(const VitSpec& spec);

/// Sizes of one block.
struct VitBlockSize {
    int width = 0, headWidth = 0, mlpWidth = 0;
};
VitBlockSize vitBlockSize(const VitSpec& spec, int block);
/// Beginning of the names of a block's tensors: "blocks.3."
std::string vitBlockName(const VitSpec& spec, int block);

struct VitTensor {
    std::string name; ///< timm's
    std::vector<std::int64_t> shape;
    bool statistic = false; ///< running mean or variance of a batch norm: saved, no parameter
};
/// Everything that a file holds, in the order in which the network uses it.
std::vector<VitTensor> vitTensors(const VitSpec& spec);

struct VitCost {
    std::int64_t parameters = 0;
    std::int64_t multiplyAdds = 0; ///< of one image: patches, products of attention, linear layers
};
VitCost vitCost(const VitSpec& spec);

/// What a network takes and tells.
struct VitInput {
    std::vector<float> mean, deviation; ///< a channel, pixel range 0..1
    std::vector<std::string> classNames; ///< empty where the file has none
};

/// Which blocks and heads are kept: [depth][heads], true = kept. A block without heads is removed whole.
using VitMask = std::vector<std::vector<bool>>;
VitMask fullMask(const VitSpec& spec);
/// The network that the mask leaves. Throws EngineError(Usage) where its shape is not that of the network.
VitSpec prunedSpec(const VitSpec& spec, const VitMask& mask);

/// Published sizes, to be used with random weights as "preset:NAME".
struct VitPreset {
    std::string name, title, source;
    VitSpec spec;
};
const std::vector<VitPreset>& vitPresets();
bool isVitPreset(const std::string& model);
/// Of "preset:NAME". Throws EngineError(Usage) listing the names.
const VitPreset& vitPresetOf(const std::string& model);

/// Options in the metadata of a file: architecture (vit, mobilevit_s, mobilevit_xs, mobilevit_xxs), image_size, patch_size, in_chans, num_classes, embed_dim, depth, num_heads,
/// mlp_hidden_dim, norm_order (pre, post), activation (gelu, relu, silu), layer_norm_eps, pool (cls_token, mean), block_heads
/// ("12,12,8", of pruned networks), stage_blocks ("2,4,3", of a MobileViT), head_dim, input_scale (pixels/255), mean, std, classes.
using VitOptions = std::map<std::string, std::string>;
VitOptions vitOptions(const VitSpec& spec, const VitInput& input);

struct VitFileInfo {
    std::string model; ///< path, or "preset:NAME"
    VitSpec spec;
    VitInput input;
    VitCost cost;
    int tensors = 0;
    std::string fingerprint; ///< 16 hexadecimal digits of the file's bytes; empty for presets
    std::vector<std::string> assumed; ///< options that the file leaves open, with the value taken: "num_heads=12"
    std::vector<std::string> missing, surplus, misshapen, ignored; ///< tensors; ignored: an MAE decoder's, counters of batches
    bool fits() const { return missing.empty() && surplus.empty() && misshapen.empty(); }
};
/// @param model a safetensors file or PyTorch state dict with timm's or Hugging Face's names, "preset:NAME", or
/// "FOLDER/P.dnas#3": the weights that a training of a project, experiment 3, ended with. Hugging
/// Face's MobileViT takes blue first: its first convolution is turned round, so that every network here takes red first.
/// @param options take precedence over the file's metadata; what neither tells follows from the shapes. Of a preset those that
/// leave its sizes: image_size, in_chans, num_classes, layer_norm_eps, mean, std, classes; norm_order, activation, pool of a plain one
/// Throws EngineError: Format (unreadable, no vision transformer, an option that does not parse or contradicts the
/// shapes), Usage (an unknown option or preset, an option that a preset does not take, an experiment without weights), Unsupported
/// (a DeiT with a distillation token), Project (as ProjectReader::open).
VitFileInfo inspectVit(const std::string& model, const VitOptions& options = {});

struct VitEvaluation {
    std::string data, part;
    double top1 = 0; ///< fraction
    int images = 0;
    bool cancelled = false; ///< top1 is of the images so far
    int limit = 0;          ///< that was asked for, as VitEvaluationOptions::limit
};

struct VitEvaluationOptions {
    std::string data;        ///< data spec of images as the network takes them
    std::string part;        ///< test or train; empty = test where there is one
    int limit = 0;           ///< only the first so many images; 0 = all
    int batch = 100;         ///< 1..4096
    int threads = 0;         ///< 0 = all processors
    DeviceChoice device = DeviceChoice::Auto;
    std::uint64_t seed = 1;  ///< of a preset's weights
    std::function<void(int done, int of)> progress; ///< after each batch; may be empty
};
/// @param mask blocks and heads to keep; empty = all @param control ends the evaluation early
/// Throws EngineError: as inspectVit; Format (weights that do not fit), Data, Usage (other images than the network
/// takes, no such part, numbers out of range).
VitEvaluation evaluateVit(const std::string& model, const VitOptions& options, const VitMask& mask,
                          const VitEvaluationOptions& evaluation, const RunControl& control);
/// The same of several masks; network and images are read once.
/// @param then told each mask's result, in their order, on the calling thread; one that is cancelled is the last
void evaluateVits(const std::string& model, const VitOptions& options, const std::vector<VitMask>& masks, const VitEvaluationOptions& evaluation,
                  const RunControl& control, const std::function<void(std::size_t mask, const VitEvaluation&)>& then);

} // namespace dnas
