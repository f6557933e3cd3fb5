// The fields of a siamese request in its canonical text; `a` is the Writer or the Reader of request_text.cpp.
#pragma once

#include "engine/api/siamese.h"

namespace dnas {

struct SiameseFields {
    template <class A> void operator()(A& a, ViewPolicy& v) const {
        a.field("enabled", v.enabled);
        a.field("crop", v.crop);
        a.field("crop_area", v.cropArea);
        a.field("jitter", v.jitter);
        a.field("grey", v.grey);
        a.field("flip", v.flip);
        a.field("blur", v.blur);
    }

    template <class A> void operator()(A& a, SiameseSpec& s) const {
        a.template word<SiameseStage>("stage", s.stage,
                                      {{SiameseStage::Search, "search"},
                                       {SiameseStage::Pretrain, "pretrain"},
                                       {SiameseStage::Probe, "probe"},
                                       {SiameseStage::FineTune, "finetune"}});
        a.template word<SiameseFramework>("framework", s.framework,
                                          {{SiameseFramework::SimSiam, "simsiam"},
                                           {SiameseFramework::SimClr, "simclr"},
                                           {SiameseFramework::Moco, "moco"},
                                           {SiameseFramework::Byol, "byol"}});
        a.field("backbone", s.backbone);
        a.field("width", s.width);
        a.field("depth", s.depth);
        a.field("pooling", s.pooling);
        a.field("encoder_layers", s.encoderLayers);
        a.field("predictor_layers", s.predictorLayers);
        a.field("hidden", s.hidden);
        a.field("output", s.output);
        a.field("predictor_width", s.predictorWidth);
        a.field("temperature", s.temperature);
        a.field("queue", s.queue);
        a.field("momentum", s.momentum);
        a.object("views", [&](auto& v) { (*this)(v, s.views); });
        a.field("neighbours", s.neighbours);
        a.field("heads", s.heads);
        a.field("label", s.label);
        a.field("encoder", s.encoder);
    }
};

} // namespace dnas
