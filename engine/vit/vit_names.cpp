#include "engine/vit/vit_names.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dnas {

namespace {

using Tensors = std::map<std::string, TensorEntry>;
using Rules = std::vector<std::pair<const char*, const char*>>;

/// Applied in this order, each wherever it occurs in ".NAME".
const Rules& blockRules() {
    static const Rules rules{{".attention.attention.", ".attn."}, {".attention.output.dense.", ".attn.proj."},
                             {".intermediate.dense.", ".mlp.fc1."}, {".output.dense.", ".mlp.fc2."},
                             {".layernorm_before.", ".norm1."},   {".layernorm_after.", ".norm2."}};
    return rules;
}

const Rules& plainRules() {
    static const Rules rules{{".vit.", "."},
                             {".deit.", "."},
                             {".embeddings.distillation_token", ".dist_token"},
                             {".embeddings.cls_token", ".cls_token"},
                             {".embeddings.mask_token", ".mask_token"},
                             {".embeddings.position_embeddings", ".pos_embed"},
                             {".embeddings.patch_embeddings.projection.", ".patch_embed.proj."},
                             {".encoder.layer.", ".blocks."},
                             {".layernorm.", ".norm."},
                             {".classifier.", ".head."},
                             {".cls_classifier.", ".head."},
                             {".distillation_classifier.", ".head_dist."}};
    return rules;
}

const Rules& mobileRules() {
    static const Rules rules{{".mobilevit.", "."},
                             {".conv_stem.", ".stem."},
                             {".conv_1x1_exp.", ".final_conv."},
                             {".classifier.", ".head.fc."},
                             {".encoder.layer.", ".stages."},
                             {".layer.", "."},
                             {".downsampling_layer.", ".0."},
                             {".expand_1x1.", ".conv1_1x1."},
                             {".conv_3x3.", ".conv2_kxk."},
                             {".reduce_1x1.", ".conv3_1x1."},
                             {".conv_kxk.", ".1.conv_kxk."},
                             {".conv_1x1.convolution.", ".1.conv_1x1."},
                             {".transformer.", ".1.transformer."},
                             {".layernorm.", ".1.norm."},
                             {".conv_projection.", ".1.conv_proj."},
                             {".fusion.", ".1.conv_fusion."},
                             {".convolution.", ".conv."},
                             {".normalization.", ".bn."}};
    return rules;
}

std::string renamed(const std::string& name, const Rules& family) {
    std::string text = "." + name;
    for (const Rules* rules : {&family, &blockRules()})
        for (const auto& [from, to] : *rules)
            if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, std::strlen(from), to);
    return text.substr(1);
}

bool sameButRows(const TensorEntry& a, const TensorEntry& b) {
    return a.type == b.type && a.shape.size() == b.shape.size() && !a.shape.empty() &&
           std::equal(a.shape.begin() + 1, a.shape.end(), b.shape.begin() + 1);
}

/// query, key and value, one below the other, as qkv.
void joinAttention(NamedTensors& named) {
    Tensors& tensors = named.tensors;
    std::vector<std::string> queries;
    for (const auto& [name, entry] : tensors)
        if (name.find(".attn.query.") != std::string::npos) queries.push_back(name);
    for (const std::string& query : queries) {
        const auto other = [&](const char* word) {
            std::string name = query;
            return name.replace(name.find(".query."), 7, word);
        };
        const auto q = tensors.find(query), k = tensors.find(other(".key.")), v = tensors.find(other(".value."));
        if (k == tensors.end() || v == tensors.end() || !sameButRows(q->second, k->second) || !sameButRows(q->second, v->second))
            continue; // told as missing and surplus
        auto bytes = std::make_unique<std::vector<std::byte>>();
        TensorEntry joined = q->second;
        joined.shape[0] = 0;
        for (const auto& part : {q, k, v}) {
            bytes->insert(bytes->end(), part->second.data, part->second.data + part->second.size);
            joined.shape[0] += part->second.shape[0];
        }
        joined.data = bytes->data();
        joined.size = bytes->size();
        named.owned.push_back(std::move(bytes));
        for (const auto& part : {q, k, v})
            tensors.erase(part);
        tensors[other(".qkv.")] = joined;
    }
}

/// The input channels of a convolution in the other order.
void turnChannels(NamedTensors& named, const std::string& name) {
    const auto found = named.tensors.find(name);
    if (found == named.tensors.end() || found->second.shape.size() != 4) return;
    TensorEntry& entry = found->second;
    const auto out = static_cast<std::size_t>(entry.shape[0]), in = static_cast<std::size_t>(entry.shape[1]);
    if (out == 0 || in == 0) return;
    auto bytes = std::make_unique<std::vector<std::byte>>(entry.size);
    const std::size_t plane = entry.size / (out * in);
    for (std::size_t o = 0; o < out; ++o)
        for (std::size_t c = 0; c < in; ++c)
            std::memcpy(bytes->data() + (o * in + c) * plane, entry.data + (o * in + in - 1 - c) * plane, plane);
    entry.data = bytes->data();
    named.owned.push_back(std::move(bytes));
}

bool any(const Tensors& tensors, const char* end) {
    return std::any_of(tensors.begin(), tensors.end(), [&](const auto& tensor) {
        const std::string name = "." + tensor.first;
        const std::size_t length = std::strlen(end);
        return name.size() >= length && name.compare(name.size() - length, length, end) == 0;
    });
}

} // namespace

NamedTensors withTimmNames(const Tensors& tensors) {
    NamedTensors named;
    const bool mobile = any(tensors, ".conv_stem.convolution.weight");
    if (!mobile && !any(tensors, ".embeddings.patch_embeddings.projection.weight")) {
        named.tensors = tensors;
        return named;
    }
    for (const auto& [name, entry] : tensors)
        named.tensors[renamed(name, mobile ? mobileRules() : plainRules())] = entry;
    joinAttention(named);
    if (mobile) turnChannels(named, "stem.conv.weight");
    return named;
}

} // namespace dnas
