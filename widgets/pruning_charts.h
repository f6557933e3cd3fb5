// The three charts under the gates: the search against random samples, throughput and accuracy over what is kept.
// Place: pruning_view.h. Thread rule: GUI thread. Source: thesis figures 6.6 to 6.10.
#pragma once

#include "engine/api/pruning.h"

#include <QString>
#include <QVector>

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
};

void drawSearch(Chart* chart, const std::vector<SnapshotPtr>& snapshots, const PruningSpec& spec, double current);
/// @param kept from all modules on the left to none on the right
void drawMeasured(Chart* chart, const std::vector<MeasuredPoint>& points, int modules, const QString& xTitle, double highest);

} // namespace dnas
