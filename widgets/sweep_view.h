// What came out of a search over the values of an option: one line a metric, or a line a value of a second option.
// Place: the figure "sweep-KEY". Pure drawing; the caller gathers the numbers (engine/api/sweep.h).
// Source: thesis figures 4.3 and 4.4.
#pragma once

#include "widgets/figure.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <QWidget>

namespace dnas {

class Chart;

class SweepView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    /// One line: a value for each of the option's; NaN is a gap.
    struct Line {
        QString label;
        QVector<double> mean, low, high;
    };
    struct Content {
        QString option, quantity; ///< titles of the axes
        QStringList values;       ///< of the option: by value where all are numbers, else one beside the other
        QVector<Line> lines;
        bool percent = false; ///< fractions, drawn as percent
    };

    explicit SweepView(QWidget* parent = nullptr);
    void setContent(Content content);

    QString figureName() const override { return QStringLiteral("sweep"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  private:
    void draw();
    void drawLine(const Line& line, int index, const QVector<double>& x);

    Content m_content;
    Chart* m_chart;
};

} // namespace dnas
