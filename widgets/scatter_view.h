// Things as points: accuracy of networks against their costs with the Pareto front, or one measure against another with
// their correlations. Place: the comparison of networks, correlation plots. Thread rule: GUI thread.
// Source: correlations and their intervals from engine/api/rank_correlation.h.
#pragma once

#include "widgets/figure.h"

#include <QVector>
#include <QWidget>

#include <cstdint>
#include <memory>

namespace dnas {

struct ScatterPoint {
    QString name;        ///< for people
    double x = 0, y = 0; ///< NaN or infinite: no value, left out and counted
    QString group;       ///< for people; points of one group share colour and form; empty = no group
    std::int64_t id = 0; ///< what pointChosen tells
};

struct ScatterAxes {
    QString x, y;              ///< titles with their units
    bool logarithmicX = false; ///< points at or below 0 have no value then
    QString figure;            ///< stable word for --figure: "pareto", "correlation"
    QString title;             ///< of the figure, for people
};

class ScatterView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ScatterView(QWidget* parent = nullptr);
    ~ScatterView() override;

    void setPoints(const QVector<ScatterPoint>& points, const ScatterAxes& axes);
    void clear() { setPoints({}, {}); }
    /// A stair through the points of which no other has lower or equal x and higher or equal y; at first shown.
    void setFrontShown(bool shown);
    void setCorrelationShown(bool shown); ///< the lines below; at first shown
    /// The ids of the front, from low to high x. Of equal points all belong to it.
    QVector<std::int64_t> front() const;
    /// The point with a ring; arrow keys move it from low to high x, the return key chooses it.
    void setSelectedPoint(std::int64_t id);
    bool hasSelectedPoint() const;
    std::int64_t selectedPoint() const; ///< only with hasSelectedPoint()
    QString remark() const;             ///< "12 points, 3 without a value"
    QString correlationText() const;    ///< coefficients with their 95 % intervals, one a line; empty where hidden
    QString tipAt(const QPointF& place) const; ///< of this widget; empty beside the points

    QString figureName() const override;
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {720, 480}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< "id,name,group,x,y,front" of all points
    QSize sizeHint() const override { return {640, 420}; }
    QSize minimumSizeHint() const override { return {280, 220}; }

  Q_SIGNALS:
    void pointChosen(std::int64_t id);
    void remarkChanged(const QString& remark);

  protected:
    void keyPressEvent(QKeyEvent*) override;
    bool eventFilter(QObject* chart, QEvent* event) override; ///< the pointer over the chart

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// Whether each point is on the front: no other has lower or equal x and higher or equal y, and differs.
/// Points with NaN never are.
QVector<bool> paretoFront(const QVector<ScatterPoint>& points);

} // namespace dnas
