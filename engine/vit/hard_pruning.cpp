#include "engine/vit/hard_pruning.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <map>

namespace dnas {

namespace {

std::vector<std::int64_t> keptHeads(const std::vector<bool>& block) {
    std::vector<std::int64_t> kept;
    for (std::size_t head = 0; head < block.size(); ++head)
        if (block[head]) kept.push_back(static_cast<std::int64_t>(head));
    return kept;
}

/// The part of an attention's tensor that belongs to the heads. @param groups 3 for qkv, 1 for proj
at::Tensor cut(const at::Tensor& tensor, std::int64_t dimension, std::int64_t groups, std::int64_t headWidth,
               const std::vector<std::int64_t>& kept) {
    std::vector<std::int64_t> split = tensor.sizes().vec(), joined = split;
    const std::int64_t heads = split[static_cast<std::size_t>(dimension)] / (groups * headWidth);
    joined[static_cast<std::size_t>(dimension)] = groups * headWidth * static_cast<std::int64_t>(kept.size());
    const auto at = split.erase(split.begin() + dimension);
    split.insert(at, {groups, heads, headWidth});
    const at::Tensor indices = at::tensor(kept, at::TensorOptions().dtype(at::kLong));
    return tensor.reshape(split).index_select(dimension + 1, indices).reshape(joined);
}

} // namespace

std::unique_ptr<VitModel> pruned(const VitModel& model, const VitMask& mask) {
    const VitSpec& spec = model.spec();
    auto smaller = std::make_unique<VitModel>(prunedSpec(spec, mask), model.input(),
                                              model.weights().parameter(0, false).scalar_type(), /*seed=*/1);
    at::NoGradGuard noGrad;
    const std::map<std::string, at::Tensor> from = model.weights().named();
    std::map<std::string, at::Tensor> rest = smaller->weights().named(); // what is not copied yet
    int place = 0;
    for (int k = 0; k < spec.depth(); ++k) {
        const std::vector<std::int64_t> kept = keptHeads(mask[static_cast<std::size_t>(k)]);
        if (kept.empty()) continue;
        const std::string source = vitBlockName(spec, k), end = vitBlockName(smaller->spec(), place++);
        const int headWidth = vitBlockSize(spec, k).headWidth;
        for (auto it = from.lower_bound(source); it != from.end() && it->first.rfind(source, 0) == 0; ++it) {
            const std::string part = it->first.substr(source.size());
            const at::Tensor& tensor = it->second;
            rest.at(end + part).copy_(part.rfind("attn.qkv", 0) == 0 ? cut(tensor, 0, 3, headWidth, kept)
                                      : part == "attn.proj.weight"   ? cut(tensor, 1, 1, headWidth, kept)
                                                                     : tensor);
            rest.erase(end + part);
        }
    }
    for (auto& [name, target] : rest)
        target.copy_(from.at(name));
    return smaller;
}

} // namespace dnas
