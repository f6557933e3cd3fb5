// The figure of a sweep: from the runs of a project to what the view draws.
// Place: `dnas export FILE EXPERIMENT --figure sweep-KEY`, the window's page of sweeps. Thread rule: GUI thread; reads the project.
#pragma once

#include "engine/api/project.h"
#include "engine/api/sweep.h"
#include "widgets/sweep_view.h"

#include <QString>

namespace dnas {

/// "sweep-w_ab", "sweep-w01@share_over,share_under", "sweep-w_ab-w01": option, a second one, metrics of the last epoch
/// (valid_top1 where none is named; of two options the first metric only).
bool isSweepFigure(const QString& name);

/// Over the runs that differ from `like` in nothing but the options and the seed. Throws EngineError(Usage): an option
/// or a metric that the run does not have.
SweepView::Content sweepContent(ProjectReader& reader, const ExperimentRecord& like, const QString& name);

/// The same of runs at hand. Of two options only the first metric is drawn. Throws EngineError(Usage) for an option that
/// the run does not have.
SweepView::Content sweepContent(const std::vector<SweepRun>& runs, const Request& like, const std::vector<std::string>& keys,
                                std::vector<std::string> metrics);

} // namespace dnas
