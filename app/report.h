// One page about a run: what it is, how it went, what it found, and the genotype as text.
// Place: the window's report command and `--figure report`. A Figure like any other, so that it can be written in every
// form, with its provenance. Thread rule: GUI thread; never shown.
#pragma once

#include "widgets/figure.h"
#include "widgets/run_timeline.h"

#include <QWidget>

namespace dnas {

class Report final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit Report(RunTimeline* timeline) : m_timeline(timeline) {}

    QString figureName() const override { return QStringLiteral("report"); }
    QString figureTitle() const override { return tr("Report"); }
    QSizeF figureSize() const override { return {794, 1123}; } ///< A4 at 96 dpi
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< the key figures

  private:
    void paintPruning(QPainter& painter, const QSizeF& size);
    RunTimeline* m_timeline;
};

/// Writes the report of the epoch on view; the ending of `path` chooses the form. @return empty, or what went wrong.
QString writeReport(RunTimeline* timeline, const QString& path);

} // namespace dnas
