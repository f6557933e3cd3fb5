// The figures of a run by name: for the export dialog, `--export` and `dnas export`.
// Thread rule: GUI thread; widgets are made but never shown.
#pragma once

#include "app/open_project.h"
#include "widgets/figure.h"
#include "widgets/film.h"
#include "widgets/run_timeline.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <memory>

namespace dnas {

struct FigureName {
    QString name;  ///< "cell-normal"
    QString title; ///< "Cell, normal"
    bool isUsual = true; ///< else only where it is asked for by name
};

/// Figures that say something about this run; those of each alpha group included, and at the end, as unusual ones,
/// "curves-METRIC" of every further metric that it has measured. "edge-GROUP-ROW", one edge over time, exist for every
/// row and are not listed. Without snapshots: of a run with normal and reduction cells.
QList<FigureName> figureList(const RunTimeline& timeline);

/// What can be filmed, epoch by epoch: "film-cell-normal", "film-alpha-normal", ...
QList<FigureName> filmList(const RunTimeline& timeline);
bool isFilm(const QString& name);

/// From the first epoch to the current one. @param path .gif, or .png for numbered images beside it
std::unique_ptr<Film> makeFilm(const QString& name, const RunTimeline& timeline, const QString& path, const FilmOptions& options = {});

/// A view of the timeline that is also a Figure; null when there is no such figure.
std::unique_ptr<QWidget> makeFigure(const QString& name, RunTimeline* timeline);

/// Writes one figure; the ending of `path` chooses the form. @return empty, or what went wrong.
QString writeFigure(const QString& name, RunTimeline* timeline, const QString& path);

RunIdentity identityOf(const ExperimentRecord& record);

} // namespace dnas
