#include "widgets/cell_routes.h"

#include "widgets/chip_placement.h"

#include <QLineF>

#include <algorithm>

namespace dnas {

namespace {

constexpr double kTopMargin = 27; // room for the outer ones of several operations on an arched edge
constexpr double kWidestRatio = 3.2;
constexpr double kClearance = 6; // between an edge and the border of a node that it passes
constexpr int kSamples = 49;

/// Placements leave room at the borders (dot draws its own node shapes): use the whole area.
CellPlacement spread(CellPlacement placement) {
    QRectF extent(placement.nodes.front(), QSizeF());
    const auto include = [&](const QPointF& p) {
        extent.setCoords(std::min(extent.left(), p.x()), std::min(extent.top(), p.y()), std::max(extent.right(), p.x()),
                         std::max(extent.bottom(), p.y()));
    };
    for (const QPointF& node : placement.nodes)
        include(node);
    for (const auto& [edge, route] : placement.routes)
        for (int i = 0; i + 3 < route.size(); i += 3) {
            include(route[i]);
            include((route[i] + 3 * route[i + 1] + 3 * route[i + 2] + route[i + 3]) / 8); // the curve's middle
        }
    const auto normalise = [&](QPointF& p) {
        p = {extent.width() > 0 ? (p.x() - extent.left()) / extent.width() : 0.5,
             extent.height() > 0 ? (p.y() - extent.top()) / extent.height() : 0.5};
    };
    for (QPointF& node : placement.nodes)
        normalise(node);
    for (auto& [edge, route] : placement.routes)
        for (QPointF& p : route)
            normalise(p);
    return placement;
}

} // namespace

CellRoutes::CellRoutes(const CellPlacement& unit, const QRectF& area) {
    const CellPlacement placement = spread(unit);
    const QRectF room = area.adjusted(kBoxWidth / 2 + 2, kTopMargin, -kBoxWidth / 2 - 2, -kTopMargin);
    const double width = std::min(room.width(), room.height() * kWidestRatio), left = room.center().x() - width / 2;
    const auto map = [&](const QPointF& p) {
        return QPointF(left + p.x() * width, room.top() + p.y() * room.height());
    };
    for (const QPointF& node : placement.nodes)
        m_nodes.push_back(map(node));
    for (const auto& [edge, route] : placement.routes) {
        QVector<QPointF> mapped;
        for (const QPointF& p : route)
            mapped.push_back(map(p));
        m_routes[edge] = mapped;
    }
}

QVector<QPointF> CellRoutes::route(int from, int to) const {
    const QPointF a = m_nodes[from], b = m_nodes[to];
    const QVector<QPointF> straight{a, a + (b - a) / 3, b - (b - a) / 3, b};
    const auto found = m_routes.find({from, to});
    const QVector<QPointF> laidOut = found != m_routes.end() ? found->second : straight;
    if (isClear(laidOut, from, to)) return laidOut;
    // Stretching the layout to the window brought the edge onto a node: bend it away, first to the side where it was.
    const double side = laidOut[laidOut.size() / 2].y() > (a.y() + b.y()) / 2 ? -1 : 1;
    for (double offset = 24; offset < 90; offset += 8)
        for (double sign : {side, -side}) {
            const double along = b.x() >= a.x() ? 1 : -1;
            const QVector<QPointF> bent = sideways(straight, -sign * along * offset);
            if (isClear(bent, from, to)) return bent;
        }
    return laidOut;
}

bool CellRoutes::isClear(const QVector<QPointF>& route, int from, int to) const {
    const QVector<QPointF> line = lineOf(route);
    for (int number = 2; number + 1 < m_nodes.size(); ++number) {
        if (number == from || number == to) continue;
        for (const QPointF& p : line)
            if (QLineF(p, m_nodes[number]).length() < kNodeRadius + kClearance) return false;
    }
    return true;
}

QVector<QPointF> sideways(QVector<QPointF> route, double offset) {
    const QLineF chord(route.front(), route.back());
    if (chord.length() <= 0) return route;
    const QPointF normal(-chord.dy() / chord.length(), chord.dx() / chord.length());
    for (int i = 1; i + 1 < route.size(); ++i)
        route[i] += normal * offset * 4 / 3;
    return route;
}

QPainterPath pathOf(const QVector<QPointF>& route) {
    QPainterPath path(route.front());
    for (int i = 0; i + 3 < route.size(); i += 3)
        path.cubicTo(route[i + 1], route[i + 2], route[i + 3]);
    return path;
}

QVector<QPointF> lineOf(const QVector<QPointF>& route) {
    QVector<QPointF> points;
    for (int i = 0; i + 3 < route.size(); i += 3)
        for (int step = 0; step <= 24; ++step) {
            const double t = step / 24.0, s = 1 - t;
            points.push_back(s * s * s * route[i] + 3 * s * s * t * route[i + 1] + 3 * s * t * t * route[i + 2] +
                             t * t * t * route[i + 3]);
        }
    return resampled(points, kSamples);
}

} // namespace dnas
