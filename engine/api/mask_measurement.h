// What was measured of masks of a pruning, as the project keeps it: throughput on a machine, accuracy on a data set.
// Place: the pruning view, which finds it again when the project is opened. Thread rule: values and pure functions.
#pragma once

#include "engine/api/measurement.h"
#include "engine/api/vit_speed.h"

#include <map>
#include <string>
#include <vector>

namespace dnas {

/// What an accuracy is of: one of other data, or of fewer images, is another number.
struct AccuracyData {
    std::string data; ///< data spec
    int limit = 0;    ///< only the first so many images; 0 = all
    bool operator<(const AccuracyData& other) const { return data != other.data ? data < other.data : limit < other.limit; }
    bool operator==(const AccuracyData& other) const { return data == other.data && limit == other.limit; }
};

struct MeasuredMasks {
    std::map<VitMask, VitSpeed> speeds;
    std::map<AccuracyData, std::map<VitMask, VitEvaluation>> accuracies;
};

/// Names: "pruned_seconds MASK", "whole_seconds MASK" (one pass), "speedup MASK"; MASK as maskDigits writes it.
std::vector<Measurement> measurementsOf(const VitMask& mask, const VitSpeed& speed);
/// Name: "pruned_top1 MASK, 2000 of DATA", or "all of DATA", a fraction: each data set has its own of a mask.
std::vector<Measurement> measurementsOf(const VitMask& mask, const VitEvaluation& evaluation);

/// The way back, also of names that say no data: those of the conditions count then. Throughputs of other machines, and what cannot be read, are left out.
/// @param machine as VitSpeed::machine of a measurement made here
MeasuredMasks measuredMasks(const std::vector<Measurement>& measurements, const std::string& machine);
/// The machine of most throughputs of masks; empty where there are none. For figures that are drawn elsewhere.
std::string speedMachine(const std::vector<Measurement>& measurements);

} // namespace dnas
