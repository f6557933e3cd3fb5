// The charts of what is learnt with vision transformers: improvement by data set as boxes, throughput as bars, strength of
// the correlations as bars, samples as dots. Place: vit_study_view.h. Thread rule: GUI thread; pure drawing.
// Source: thesis figures 6.4, 6.5, 6.12, 6.13.
#pragma once

#include "engine/api/vit_work.h"

#include <vector>

namespace dnas {

class Chart;

/// One data set of a comparison.
struct ComparedSet {
    std::string data;
    std::vector<VitComparison> runs;
};
/// In the order in which they were trained.
std::vector<ComparedSet> comparedSets(const std::vector<SnapshotPtr>& snapshots);

/// Points of top-1 gained by pruning; a box a data set, and one of all where there are several.
void drawImprovements(Chart* chart, const std::vector<ComparedSet>& sets);
/// Images a second of the whole and of the pruned network, in inference and in training: means with 95 % intervals.
void drawThroughput(Chart* chart, const std::vector<ComparedSet>& sets);
/// |rho| of Spearman and Pearson for every proxy, with 95 % intervals.
void drawCorrelations(Chart* chart, const std::vector<ProxyCorrelation>& correlations);
/// Accuracy over one proxy, a dot a sample.
void drawSamples(Chart* chart, const std::vector<SnapshotPtr>& snapshots, PruningProxy proxy);

} // namespace dnas
