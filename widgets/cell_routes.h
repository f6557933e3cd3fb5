// A placement in pixels: from the unit square into the area of a drawing, with edges that keep clear of foreign nodes.
// Thread rule: none, values only.
#pragma once

#include "widgets/cell_layout.h"

#include <QPainterPath>
#include <QRectF>

namespace dnas {

constexpr double kNodeRadius = 15, kBoxWidth = 50, kBoxHeight = 27; ///< pixels

class CellRoutes {
  public:
    CellRoutes(const CellPlacement& placement, const QRectF& area);

    QPointF node(int number) const { return m_nodes[number]; }
    /// Bezier control points (3 n + 1) from the middle of one node to the middle of the other.
    QVector<QPointF> route(int from, int to) const;

  private:
    bool isClear(const QVector<QPointF>& route, int from, int to) const;

    QVector<QPointF> m_nodes;
    std::map<std::pair<int, int>, QVector<QPointF>> m_routes;
};

/// The same route for another operation of the edge: everything but the ends is shifted.
QVector<QPointF> sideways(QVector<QPointF> route, double offset);
QPainterPath pathOf(const QVector<QPointF>& route);
/// The route as evenly spaced points.
QVector<QPointF> lineOf(const QVector<QPointF>& route);

} // namespace dnas
