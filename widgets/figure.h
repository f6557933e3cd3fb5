// Figures: what a view can hand out. SVG, PDF and PNG of the drawing, CSV of its data, with provenance in the file.
#pragma once

#include <QSizeF>
#include <QString>
#include <QStringList>

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
};

/// Writes `path`; its ending (.svg .pdf .png .csv) chooses the form. Provenance (experiment, method, seed, epoch,
/// genotype hash, version) goes into the file. @return empty, or what went wrong (for people)
QString exportFigure(Figure& figure, const RunTimeline& timeline, const QString& path);

/// The same provenance in one line: "Experiment: ...; Method: ...; ...".
QString figureOrigin(const Figure& figure, const RunTimeline& timeline);

/// Endings that exportFigure knows, without dot.
QStringList figureFormats();

} // namespace dnas
