#include "widgets/cell_drawing.h"

#include "widgets/cell_reading.h"
#include "widgets/chip_placement.h"
#include "widgets/palette.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kNodeRadius = 15, kBoxWidth = 50, kBoxHeight = 27;
constexpr double kParallelGap = 15, kParallelSpread = 44; // between operations of one edge, and of all of them together
constexpr double kWidestRatio = 3.2;
constexpr double kReach = 6; // pixels around a line that still count as on it
constexpr int kSamples = 49;

/// From the unit square of a placement into the area, centred, without stretching further than the eye likes.
class Mapping {
  public:
    explicit Mapping(QRectF area) : m_area(area.adjusted(kBoxWidth / 2 + 2, kNodeRadius + 4, -kBoxWidth / 2 - 2, -kNodeRadius - 4)) {
        const double width = std::min(m_area.width(), m_area.height() * kWidestRatio);
        m_area = QRectF(m_area.center().x() - width / 2, m_area.top(), width, m_area.height());
    }
    QPointF operator()(const QPointF& unit) const {
        return {m_area.left() + unit.x() * m_area.width(), m_area.top() + unit.y() * m_area.height()};
    }

  private:
    QRectF m_area;
};

/// Placements leave room at the borders (dot draws its own node shapes): use the whole area.
CellPlacement spread(CellPlacement placement) {
    QRectF extent(placement.nodes.front(), QSizeF());
    const auto include = [&](const QPointF& p) {
        extent.setCoords(std::min(extent.left(), p.x()), std::min(extent.top(), p.y()), std::max(extent.right(), p.x()),
                         std::max(extent.bottom(), p.y()));
    };
    for (const QPointF& node : placement.nodes) include(node);
    for (const auto& [edge, route] : placement.routes)
        for (int i = 0; i + 3 < route.size(); i += 3) {
            include(route[i]);
            include((route[i] + 3 * route[i + 1] + 3 * route[i + 2] + route[i + 3]) / 8); // the curve's middle
        }
    const auto normalise = [&](QPointF& p) {
        p = {extent.width() > 0 ? (p.x() - extent.left()) / extent.width() : 0.5,
             extent.height() > 0 ? (p.y() - extent.top()) / extent.height() : 0.5};
    };
    for (QPointF& node : placement.nodes) normalise(node);
    for (auto& [edge, route] : placement.routes)
        for (QPointF& p : route) normalise(p);
    return placement;
}

QVector<QPointF> mappedRoute(const CellPlacement& placement, const Mapping& map, int from, int to) {
    const auto found = placement.routes.find({from, to});
    QVector<QPointF> route;
    if (found != placement.routes.end()) {
        for (const QPointF& p : found->second) route.push_back(map(p));
        return route;
    }
    const QPointF a = map(placement.nodes[from]), b = map(placement.nodes[to]);
    return {a, a + (b - a) / 3, b - (b - a) / 3, b};
}

/// Shifts everything but the ends sideways: the same route for another operation of the edge.
QVector<QPointF> sideways(QVector<QPointF> route, double offset) {
    const QLineF chord(route.front(), route.back());
    if (chord.length() <= 0) return route;
    const QPointF normal(-chord.dy() / chord.length(), chord.dx() / chord.length());
    for (int i = 1; i + 1 < route.size(); ++i) route[i] += normal * offset * 4 / 3;
    return route;
}

QPainterPath pathOf(const QVector<QPointF>& route) {
    QPainterPath path(route.front());
    for (int i = 0; i + 3 < route.size(); i += 3) path.cubicTo(route[i + 1], route[i + 2], route[i + 3]);
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

/// A small head where the line meets the node's border.
QPolygonF arrowInto(const QVector<QPointF>& line, double width) {
    const QPointF centre = line.back();
    qsizetype outside = line.size() - 1;
    while (outside > 0 && QLineF(line[outside], centre).length() < kNodeRadius + 1) --outside;
    const QLineF back(centre, line[outside]);
    if (back.length() <= 0) return {};
    const QPointF unit((back.dx()) / back.length(), back.dy() / back.length()), normal(-unit.y(), unit.x());
    const QPointF tip = centre + unit * (kNodeRadius + 0.5);
    const double length = 4.5 + 1.5 * width, half = 2.2 + 0.9 * width;
    return QPolygonF({tip, tip + unit * length + normal * half, tip + unit * length - normal * half});
}

QPainterPath outputPath(const QPointF& a, const QPointF& b) {
    // Bends to the output's height at once, so that it passes between the rows of nodes.
    QPainterPath path(a);
    path.cubicTo({a.x() + 0.3 * (b.x() - a.x()), b.y()}, {a.x() + 0.6 * (b.x() - a.x()), b.y()}, b);
    return path;
}

QSizeF chipSize(const QString& label, bool isNew) {
    QFont font = secondaryFont();
    font.setBold(isNew);
    const QFontMetricsF metrics(font);
    return {metrics.horizontalAdvance(label) + 15, metrics.height() + 4};
}

void addEdges(CellDrawing& drawing, const CellInput& input, const CellPlacement& placement, const Mapping& map) {
    std::map<std::pair<int, int>, int> total, seen;
    for (const GenotypeEdge& edge : input.cell.edges) ++total[{edge.from, edge.to}];
    for (const GenotypeEdge& edge : input.cell.edges) {
        const int row = rowOf(*input.group, edge.from, edge.to), column = columnOf(*input.group, edge.operation);
        if (row < 0 || column < 0) continue;
        CellEdge drawn;
        drawn.row = row;
        drawn.edge = edge;
        drawn.weight = input.group->weight(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
        const auto& before = input.previous.edges;
        drawn.isNew = input.hasPrevious && std::find(before.begin(), before.end(), edge) == before.end();
        const int count = total[{edge.from, edge.to}], position = seen[{edge.from, edge.to}]++;
        const double gap = count > 1 ? std::min(kParallelGap, kParallelSpread / (count - 1)) : 0;
        const QVector<QPointF> route =
            sideways(mappedRoute(placement, map, edge.from, edge.to), gap * (position - (count - 1) / 2.0));
        drawn.path = pathOf(route);
        drawn.line = lineOf(route);
        drawn.width = 1.3 + 2.5 * std::clamp(std::isfinite(drawn.weight) ? drawn.weight : 0.0, 0.0, 1.0);
        drawn.arrow = arrowInto(drawn.line, drawn.width);
        drawn.label = operationLabel(QString::fromStdString(edge.operation));
        if (drawn.isNew) drawn.label.prepend(QStringLiteral("+ "));
        drawing.edges.push_back(drawn);
    }
}

void addChips(CellDrawing& drawing, const QRectF& area) {
    QVector<ChipRequest> requests;
    for (const CellEdge& edge : drawing.edges) requests.push_back({edge.line, chipSize(edge.label, edge.isNew)});
    QVector<QRectF> obstacles;
    for (const CellNode& node : drawing.nodes) obstacles.push_back(node.shape.adjusted(-2, -2, 2, 2));
    const QVector<QRectF> places = placeChips(requests, obstacles, area);
    for (int i = 0; i < places.size(); ++i) drawing.edges[i].chip = places[i];
}

} // namespace

CellDrawing drawCell(const CellInput& input) {
    CellDrawing drawing;
    const CellPlacement placement = spread(input.placement);
    const Mapping map(input.area);
    for (int node = 0; node <= placement.output(); ++node) {
        const bool box = node < 2 || node == placement.output();
        QRectF shape(0, 0, box ? kBoxWidth : 2 * kNodeRadius, box ? kBoxHeight : 2 * kNodeRadius);
        shape.moveCenter(map(placement.nodes[node]));
        const bool reached = box || std::any_of(input.cell.edges.begin(), input.cell.edges.end(),
                                                [node](const GenotypeEdge& edge) { return edge.to == node; });
        drawing.nodes.push_back({node, shape, !reached});
    }
    for (int node : input.cell.concat)
        if (node >= 2 && node < placement.output())
            drawing.outputs.push_back(outputPath(map(placement.nodes[node]), map(placement.nodes.back())));
    for (const AlphaRow& row : input.group->rows) drawing.routes.push_back(pathOf(mappedRoute(placement, map, row.from, row.to)));
    addEdges(drawing, input, placement, map);
    addChips(drawing, input.area);
    return drawing;
}

int CellDrawing::edgeAt(const QPointF& position) const {
    for (int i = 0; i < edges.size(); ++i)
        if (edges[i].chip.contains(position)) return i;
    int nearest = -1;
    double best = kReach;
    for (int i = 0; i < edges.size(); ++i)
        for (int p = 1; p < edges[i].line.size(); ++p) {
            // Samples are a few pixels apart: the distance to the middle of a piece is exact enough to click.
            const double distance = QLineF(position, (edges[i].line[p - 1] + edges[i].line[p]) / 2).length();
            if (distance < best) {
                best = distance;
                nearest = i;
            }
        }
    return nearest;
}

int CellDrawing::nodeAt(const QPointF& position) const {
    for (int i = 0; i < nodes.size(); ++i)
        if (nodes[i].shape.contains(position)) return i;
    return -1;
}

} // namespace dnas
