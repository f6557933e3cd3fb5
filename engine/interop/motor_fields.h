// The fields of a motor search in the canonical text of a request; `a` is the Writer or the Reader of request_text.cpp.
#pragma once

#include "engine/api/motor_search.h"

namespace dnas {

struct MotorFields {
    template <class A> void operator()(A& a, LinearFluxSpec& s) const {
        a.field("L_d_H", s.inductanceDH);
        a.field("L_q_H", s.inductanceQH);
        a.field("magnet_Vs", s.magnetVs);
    }
    template <class A> void operator()(A& a, SaturatingFluxSpec& s) const {
        a.field("L_d_H", s.inductanceDH);
        a.field("L_q_H", s.inductanceQH);
        a.field("saturated_L_d_H", s.saturatedDH);
        a.field("saturated_L_q_H", s.saturatedQH);
        a.field("magnet_Vs", s.magnetVs);
        a.field("magnet_A", s.magnetA);
        a.field("saturation_A", s.saturationA);
    }
    template <class A> void operator()(A& a, MeasuredFluxSpec& s) const { a.field("file", s.path); }

    template <class A> void operator()(A& a, MotorSpec& m) const {
        a.field("resistance_ohm", m.resistanceOhm);
        a.field("pole_pairs", m.polePairs);
        a.field("inertia_kg_m2", m.inertiaKgM2);
        a.field("friction_Nms", m.frictionNms);
        a.variant("flux", m.flux, *this);
    }

    template <class A> void operator()(A& a, MotorSearchSpec& s) const {
        a.object("motor", [&](auto& part) { (*this)(part, s.motor); });
        a.field("series", s.seriesPath);
        a.field("evaluate_on_map", s.evaluateOnMap);
        a.field("duration_s", s.durationS);
        a.field("sample_period_s", s.samplePeriodS);
        a.field("speed_rad_s", s.speedRadPerS);
        a.field("noise_A", s.noise.currentA);
        a.field("noise_V", s.noise.voltageV);
        a.field("noise_rad_s", s.noise.speedRadPerS);
        a.field("derivative_window", s.derivativeWindow);
        a.field("derivative_order", s.derivativeOrder);
        a.optional("flux_at_zero", s.fluxAtZero, [](auto& part, FluxDq& flux) {
            part.field("d_Vs", flux.dVs);
            part.field("q_Vs", flux.qVs);
        });
        a.field("samples", s.samples);
        a.field("valid_portion", s.validPortion);
        a.field("width", s.width);
        a.field("cell_layers", s.cellLayers);
        a.field("searches", s.searches);
        a.field("selection_epochs", s.selectionEpochs);
        a.field("depth_epochs", s.depthEpochs);
        a.field("activation_epochs", s.activationEpochs);
        a.field("alpha_frozen", s.alphaFrozen);
        a.field("training_epochs", s.trainingEpochs);
        a.field("warmup_portion", s.warmupPortion);
        a.field("batch", s.batch);
        a.field("lr", s.learningRate);
        a.field("arch_lr", s.archLearningRate);
    }
};

} // namespace dnas
