// Figures that need more of a project than one run's epochs: its stored weights, runs beside it, all runs.
// Place: `dnas export`; the window has the same views with menus of their own. Thread rule: GUI thread; reads the project.
#pragma once

#include "app/figures.h"

namespace dnas {

/// "weights", "baseline", "agreement", "architectures@ID,ID", and "NAME@ID,ID" with the name of curves, or of a cell or a
/// group of alpha and one ID: this run compared with those.
bool isProjectFigure(const QString& name);

/// Those that the project has something for, without comparisons: these are asked for by name.
QList<FigureName> projectFigureList(ProjectReader& reader, const RunTimeline& timeline);

struct ProjectFigure {
    std::vector<std::unique_ptr<RunTimeline>> others; ///< what the view shows beside the run
    std::unique_ptr<QWidget> view;                    ///< a Figure
    FigureOrigin origin;
};

/// Throws EngineError(Usage): there is no such figure, or the project has nothing for it.
ProjectFigure makeProjectFigure(ProjectReader& reader, RunTimeline* timeline, const QString& name);

/// The table of all runs, the bin's left out, as CSV. @return empty, or what went wrong
QString writeRunTable(ProjectReader& reader, const QString& path);

} // namespace dnas
