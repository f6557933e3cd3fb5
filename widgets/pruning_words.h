// A pruning in words: what is pruned and by which proxy, where its gates are cut, which of its runs is on view.
// Place: header, pruning view, report, provenance of figures. Thread rule: values and pure functions; the timeline's thread.
#pragma once

#include "widgets/run_timeline.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace dnas {

QString granularityText(PruningGranularity granularity); ///< "block level"
/// "block level", "Parameter variance", "5 runs of 100 iterations", "no data used"
QStringList pruningChips(const PruningSpec& spec);
/// What is not as by default, "KEY=VALUE"; the options of the network first.
QStringList pruningOptions(const PruningSpec& spec);

QString scaleText(GateScale scale); ///< "sigma(alpha)"
QString cutText(const GateCut& cut); ///< "sigma(alpha) >= 0.65", with a real sign
/// The same masks on the other scale: sigma(alpha) >= t is alpha >= logit(t).
GateCut onScale(const GateCut& cut, GateScale scale);

/// Index of the last snapshot of each run.
std::vector<int> runEnds(const std::vector<SnapshotPtr>& snapshots);
/// Position in runEnds of the run on view, -1 where there is none.
int runOnView(const RunTimeline& timeline);
/// Of the run that the pruning proposes, -1 where there is none.
int bestRun(const RunTimeline& timeline);
/// "run 3 of 5, best", "run 2 of 5, iteration 40", "iteration 40 of 100"; empty at the end of a single run.
QString runText(const RunTimeline& timeline);

/// What the cut in force leaves of the iteration on view; empty where there is none.
VitMask maskOnView(const RunTimeline& timeline);
/// Blocks of a search over blocks, else heads.
int keptModules(const PruningSpec& spec, const VitMask& mask);
int modulesOf(const PruningSpec& spec);
QString keptText(const PruningSpec& spec, const VitMask& mask); ///< "8 of 12 blocks"

} // namespace dnas
