// The three charts under the gates: the search against random samples, throughput and accuracy of the masks measured.
// Place: pruning_view.h. Thread rule: GUI thread. Source: thesis figures 6.6 to 6.10.
#pragma once

#include "engine/api/pruning.h"

#include <QString>

#include <vector>

namespace dnas {

class Chart;

/// Mean of several runs at one iteration, with the half width of its 95 % interval (0 for a single run).
struct CurvePoint {
    int iteration = 0;
    double mean = 0, interval = 0;
};
/// @param metric of the snapshots; runs are told apart by their stage; points that are no numbers are left out
std::vector<CurvePoint> runCurve(const std::vector<SnapshotPtr>& snapshots, int iterations, const std::string& metric);

/// One measured mask.
struct MeasuredPoint {
    double kept = 0; ///< modules
    double value = 0, low = 0, high = 0;
    bool current = false;
    bool ofSweep = true; ///< some threshold gives it at the iteration on view: the line goes through it
    double from = 0, to = 0; ///< thresholds that give it, within the axis; of the sweep only
};

/// What the measured values are drawn over.
struct MeasuredAxis {
    bool threshold = false; ///< instead of the modules kept, from all on the left to none on the right
    double low = 0, high = 1, at = 0; ///< of the threshold: its axis, and where it is
    int modules = 0;
    QString title, valueTitle;
    double highest = 0; ///< value at the top; 0 = a little over the points
    QString empty;      ///< said where nothing is measured
};

void drawSearch(Chart* chart, const std::vector<SnapshotPtr>& snapshots, const PruningSpec& spec, double current);
void drawMeasured(Chart* chart, std::vector<MeasuredPoint> points, const MeasuredAxis& axis);

} // namespace dnas
