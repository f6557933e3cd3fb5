// The fields of what is learnt with vision transformers in the canonical text of a request; `a` is the Writer or the
// Reader of request_text.cpp.
#pragma once

#include "engine/interop/pruning_fields.h"

namespace dnas {

struct VitWorkFields {
    template <class A> void operator()(A& a, VitWorkSpec& s) const {
        a.template word<VitWork>("work", s.work, {{VitWork::Train, "train"}, {VitWork::Compare, "compare"}, {VitWork::Correlate, "correlate"}});
        a.field("model", s.model);
        a.field("options", s.options);
        a.field("fingerprint", s.fingerprint);
        a.object("network", [&](auto& part) { PruningFields()(part, s.network); });
        a.template word<VitTuned>("tuned", s.tuned, {{VitTuned::Head, "head"}, {VitTuned::LastBlock, "last-block"}, {VitTuned::All, "all"}});
        std::string whole = s.wholeTuned ? name(*s.wholeTuned) : "";
        a.added("whole_tuned", whole, std::string());
        if constexpr (A::kReading) s.wholeTuned = whole.empty() ? std::nullopt : std::optional(vitTuned(whole));
        a.field("epochs", s.epochs);
        a.field("batch", s.batch);
        a.field("rate", s.rate);
        a.field("weight_decay", s.weightDecay);
        a.field("warm_up", s.warmUp);
        a.field("label_smoothing", s.labelSmoothing);
        a.field("test_limit", s.testLimit);
        std::string mask = maskDigits(s.mask);
        a.field("mask", mask);
        if constexpr (A::kReading) s.mask = maskOfDigits(mask);
        std::string data; // a line each
        for (const std::string& set : s.data)
            data += (data.empty() ? "" : "\n") + set;
        a.field("data", data);
        if constexpr (A::kReading) s.data = lines(data);
        a.field("runs", s.runs);
        a.field("samples", s.samples);
        a.template word<PruningGranularity>(
            "granularity", s.granularity,
            {{PruningGranularity::Block, "block"}, {PruningGranularity::Head, "head"}, {PruningGranularity::Both, "both"}});
        a.field("keep", s.keep);
        a.field("inner_step", s.innerStep);
    }

  private:
    static std::vector<std::string> lines(const std::string& text) {
        std::vector<std::string> all;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            all.push_back(line);
        return all;
    }
};

} // namespace dnas
