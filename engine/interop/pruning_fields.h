// The fields of a pruning in the canonical text of a request; `a` is the Writer or the Reader of request_text.cpp.
#pragma once

#include "engine/api/error.h"
#include "engine/api/pruning.h"

#include <sstream>

namespace dnas {

struct PruningFields {
    template <class A> void operator()(A& a, PruningSpec& s) const {
        a.field("model", s.model);
        a.field("options", s.options);
        a.field("fingerprint", s.fingerprint);
        a.object("network", [&](auto& part) { (*this)(part, s.network); });
        a.template word<PruningGranularity>(
            "granularity", s.granularity,
            {{PruningGranularity::Block, "block"}, {PruningGranularity::Head, "head"}, {PruningGranularity::Both, "both"}});
        std::vector<std::pair<PruningProxy, const char*>> proxies;
        for (const ProxyInfo& info : pruningProxies())
            proxies.emplace_back(info.proxy, info.name);
        a.template word<PruningProxy>("proxy", s.proxy, proxies);
        a.field("iterations", s.iterations);
        a.field("warm_start", s.warmStart);
        a.field("runs", s.runs);
        a.field("inner_step", s.innerStep);
        a.field("search_step", s.searchStep);
        a.field("absolute", s.absolute);
        a.field("coefficient", s.coefficient);
        a.field("random_baseline", s.randomBaseline);
    }

    template <class A> void operator()(A& a, VitSpec& s) const {
        a.field("image_size", s.imageSize);
        a.field("patch_size", s.patchSize);
        a.field("channels", s.channels);
        a.field("classes", s.classes);
        a.field("width", s.width);
        a.field("mlp_width", s.mlpWidth);
        a.field("head_width", s.headWidth);
        std::string heads = text(s.heads);
        a.field("block_heads", heads);
        if constexpr (A::kReading) s.heads = numbers(heads, "block_heads");
        a.field("post_norm", s.postNorm);
        a.template word<VitActivation>("activation", s.activation, {{VitActivation::Gelu, "gelu"}, {VitActivation::Relu, "relu"}, {VitActivation::Silu, "silu"}});
        a.field("epsilon", s.epsilon);
        a.field("class_token", s.classToken);
        a.template word<VitPool>("pool", s.pool, {{VitPool::ClassToken, "class-token"}, {VitPool::Mean, "mean"}});
        a.field("pool_then_norm", s.poolThenNorm);
        a.field("qkv_bias", s.qkvBias);
        a.template addedWord<VitFamily>("family", s.family, VitFamily::Plain,
                                        {{VitFamily::Plain, "plain"},
                                         {VitFamily::MobileXxs, "mobilevit_xxs"},
                                         {VitFamily::MobileXs, "mobilevit_xs"},
                                         {VitFamily::MobileS, "mobilevit_s"}});
        std::string stages = text(s.stageBlocks);
        a.added("stage_blocks", stages, std::string());
        if constexpr (A::kReading) s.stageBlocks = numbers(stages, "stage_blocks");
    }

  private:
    static std::string text(const std::vector<int>& values) {
        std::string joined;
        for (int value : values)
            joined += (joined.empty() ? "" : " ") + std::to_string(value);
        return joined;
    }
    static std::vector<int> numbers(const std::string& text, const char* field) {
        std::vector<int> values;
        std::istringstream stream(text);
        for (int value; stream >> value;)
            values.push_back(value);
        if (!stream.eof())
            throw EngineError(ErrorCode::Format, std::string("The request does not parse: '") + field + "' is '" + text.substr(0, 80) +
                                                     "', expected whole numbers separated by spaces.");
        return values;
    }
};

} // namespace dnas
