// "Save the figure..." in the context menu of one chart of a view that holds several.
// Place: views of charts. Thread rule: GUI thread; belongs to the chart.
#pragma once

#include "widgets/figure.h"

#include <QObject>

#include <functional>

namespace dnas {

class Chart;
class RunTimeline;

class ChartFigure final : public QObject, public Figure {
    Q_OBJECT
  public:
    /// @param timeline the run that the provenance names @param csv the data, with a header line
    ChartFigure(Chart* chart, const RunTimeline* timeline, QString name, QString title, std::function<QString()> csv);

    QString figureName() const override { return m_name; }
    QString figureTitle() const override { return m_title; }
    QSizeF figureSize() const override { return {520, 360}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override { return m_csv(); }

  private:
    Chart* m_chart;
    QString m_name, m_title;
    std::function<QString()> m_csv;
};

} // namespace dnas
