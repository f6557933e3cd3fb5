// Figures: what a view can hand out. SVG, PDF and PNG of the drawing, CSV of its data, with provenance in the file.
#pragma once

#include <QList>
#include <QPair>
#include <QSizeF>
#include <QString>
#include <QStringList>
#include <QVector>

class QPainter;

namespace dnas {

class RunTimeline;

/// A view that can draw itself on any painter and list its data.
class Figure {
  public:
    virtual ~Figure() = default;
    virtual QString figureName() const = 0;  ///< stable word for `--figure`, e.g. "cell-normal"
    virtual QString figureTitle() const = 0; ///< for people
    virtual QSizeF figureSize() const = 0;   ///< natural size in pixels at 96 dpi
    /// Draws into (0, 0, size); light colours of print are the exporter's business (it sets the theme while drawing).
    virtual void paintFigure(QPainter& painter, const QSizeF& size) = 0;
    virtual QString figureCsv() const = 0; ///< with a header line; numbers with 17 digits
    /// Why there is nothing to be drawn: a sentence for people; empty where there is something.
    virtual QString figureGap() const { return {}; }
    /// Runs that are drawn beside the one that the exporter names.
    virtual QVector<const RunTimeline*> furtherRuns() const { return {}; }
};

/// Where the data of a figure come from: (what, value), as it is written into the file.
using FigureOrigin = QList<QPair<QString, QString>>;

/// Experiment, method, data, seed, epoch, parse and genotype hash (where something is parsed), and the versions of what
/// computed and what drew it. Of several runs each is named with all of that.
FigureOrigin originOf(const QVector<const RunTimeline*>& runs);
FigureOrigin originOf(const RunTimeline& timeline);
/// Of the program that draws: what every origin ends with.
QPair<QString, QString> drawnBy();

/// Writes `path`; its ending (.svg .pdf .png .csv) chooses the form. The origin goes into the file.
/// @return empty, or what went wrong (for people)
QString exportFigure(Figure& figure, const FigureOrigin& origin, const QString& path);
/// The same with the origin of this run and of those that the figure draws beside it.
QString exportFigure(Figure& figure, const RunTimeline& timeline, const QString& path);

/// A table that is no drawing, as CSV with its origin. @return empty, or what went wrong
QString exportTable(const QString& title, const QString& csv, const FigureOrigin& origin, const QString& path);

/// The same provenance in one line: "Experiment: ...; Method: ...; ...".
QString figureOrigin(const Figure& figure, const RunTimeline& timeline);

/// Endings that exportFigure knows, without dot.
QStringList figureFormats();

} // namespace dnas
