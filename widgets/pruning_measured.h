// What was measured of a pruning's masks, as points of charts and as tables.
// Place: pruning_view.h. Thread rule: values and pure functions. Source: thesis figure 6.10.
#pragma once

#include "engine/api/mask_measurement.h"
#include "widgets/pruning_charts.h"

#include <QString>

#include <vector>

namespace dnas {

/// Where masks stand: the search, the masks that thresholds give at the iteration on view, and the one in force.
struct MaskPlaces {
    const PruningSpec& spec;
    const std::vector<ThresholdRange>& sweep;
    const VitMask& current;
    double low = 0, high = 1; ///< axis of the threshold
};

/// Images a second; low and high are the middle 80 % of the passes.
std::vector<MeasuredPoint> speedPoints(const std::map<VitMask, VitSpeed>& speeds, const MaskPlaces& places);
/// Per cent, with a 95 % interval of the share.
std::vector<MeasuredPoint> accuracyPoints(const std::map<VitMask, VitEvaluation>& accuracies, const MaskPlaces& places);
/// Half of the 95 % interval of a share of so many images, in per cent.
double accuracySpread(const VitEvaluation& evaluation);

/// One line a mask; thresholds where one gives it.
QString speedCsv(const std::map<VitMask, VitSpeed>& speeds, const MaskPlaces& places);
/// Of all data sets.
QString accuracyCsv(const MeasuredMasks& measured, const MaskPlaces& places);

} // namespace dnas
