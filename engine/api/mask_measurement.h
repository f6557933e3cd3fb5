// What was measured of masks of a pruning, as the project keeps it: throughput on a machine, accuracy on a data set.
// Place: the pruning view, which finds it again when the project is opened. Thread rule: values and pure functions.
#pragma once

#include "engine/api/measurement.h"
#include "engine/api/vit_speed.h"

#include <map>
#include <string>
#include <vector>

namespace dnas {

struct MeasuredMasks {
    std::map<VitMask, VitSpeed> speeds;
    std::map<VitMask, VitEvaluation> accuracies;
};

/// Names: "pruned_seconds MASK", "whole_seconds MASK" (one pass), "speedup MASK"; MASK as maskDigits writes it.
std::vector<Measurement> measurementsOf(const VitMask& mask, const VitSpeed& speed);
/// Name: "pruned_top1 MASK", a fraction.
std::vector<Measurement> measurementsOf(const VitMask& mask, const VitEvaluation& evaluation);

/// The way back. Throughputs of other machines, and what cannot be read, are left out.
/// @param machine as VitSpeed::machine of a measurement made here
MeasuredMasks measuredMasks(const std::vector<Measurement>& measurements, const std::string& machine);

} // namespace dnas
