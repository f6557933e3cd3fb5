#include "widgets/cell_drawing.h"

#include "widgets/cell_reading.h"
#include "widgets/cell_routes.h"
#include "widgets/chip_placement.h"
#include "widgets/palette.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kParallelGap = 15, kParallelSpread = 44; // between operations of one edge, and of all of them together
constexpr double kReach = 6;                              // pixels around a line that still count as on it

/// A small head where the line meets the node's border.
QPolygonF arrowInto(const QVector<QPointF>& line, double width) {
    const QPointF centre = line.back();
    qsizetype outside = line.size() - 1;
    while (outside > 0 && QLineF(line[outside], centre).length() < kNodeRadius + 1)
        --outside;
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

void addEdges(CellDrawing& drawing, const CellInput& input, const CellRoutes& routes) {
    const std::set<int> reached = reachedNodes(input.cell);
    std::map<std::pair<int, int>, int> total, seen;
    for (const GenotypeEdge& edge : input.cell.edges)
        ++total[{edge.from, edge.to}];
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
        const QVector<QPointF> route = sideways(routes.route(edge.from, edge.to), gap * (position - (count - 1) / 2.0));
        drawn.path = pathOf(route);
        drawn.line = lineOf(route);
        drawn.width = 1.2 + 2.2 * std::clamp(std::isfinite(drawn.weight) ? drawn.weight : 0.0, 0.0, 1.0);
        drawn.arrow = arrowInto(drawn.line, drawn.width);
        drawn.label = operationLabel(QString::fromStdString(edge.operation));
        drawn.isGrey = !input.isLive || !reached.count(edge.from);
        if (drawn.isNew) drawn.label.prepend(QStringLiteral("+ "));
        drawing.edges.push_back(drawn);
    }
}

/// What the previous epoch had and this one has not, beside what took its place: nothing else moves for it.
void addGhosts(CellDrawing& drawing, const CellInput& input, const CellRoutes& routes) {
    if (!input.hasPrevious) return;
    std::map<std::pair<int, int>, int> taken;
    for (const GenotypeEdge& edge : input.cell.edges)
        ++taken[{edge.from, edge.to}];
    for (const GenotypeEdge& edge : input.previous.edges) {
        const int row = rowOf(*input.group, edge.from, edge.to);
        if (row < 0 || std::find(input.cell.edges.begin(), input.cell.edges.end(), edge) != input.cell.edges.end()) continue;
        const int count = taken[{edge.from, edge.to}]++;
        const QVector<QPointF> route = sideways(routes.route(edge.from, edge.to), kParallelGap * (count + 1) / 2.0 * (count > 0));
        CellEdge ghost;
        ghost.row = row;
        ghost.edge = edge;
        ghost.path = pathOf(route);
        ghost.line = lineOf(route);
        ghost.arrow = arrowInto(ghost.line, ghost.width);
        ghost.label = QStringLiteral("\u2212 ") + operationLabel(QString::fromStdString(edge.operation));
        drawing.ghosts.push_back(ghost);
    }
}

void placeLabels(QVector<CellEdge>& edges, const QVector<QRectF>& obstacles, const QRectF& area) {
    QVector<ChipRequest> requests;
    for (const CellEdge& edge : edges)
        requests.push_back({edge.line, chipSize(edge.label, edge.isNew)});
    const QVector<QRectF> places = placeChips(requests, obstacles, area);
    for (int i = 0; i < places.size(); ++i)
        edges[i].chip = places[i];
}

void addChips(CellDrawing& drawing, const QRectF& area) {
    QVector<QRectF> obstacles;
    for (const CellNode& node : drawing.nodes)
        obstacles.push_back(node.shape.adjusted(-2, -2, 2, 2));
    placeLabels(drawing.edges, obstacles, area);
    for (const CellEdge& edge : drawing.edges)
        if (!edge.chip.isNull()) obstacles.push_back(edge.chip);
    placeLabels(drawing.ghosts, obstacles, area);
}

} // namespace

CellDrawing drawCell(const CellInput& input) {
    CellDrawing drawing;
    const CellRoutes routes(input.placement, input.area);
    const int output = input.placement.output();
    const std::set<int> reached = reachedNodes(input.cell);
    for (int node = 0; node <= output; ++node) {
        const bool box = node < 2 || node == output;
        QRectF shape(0, 0, box ? kBoxWidth : 2 * kNodeRadius, box ? kBoxHeight : 2 * kNodeRadius);
        shape.moveCenter(routes.node(node));
        drawing.nodes.push_back({node, shape, !box && (!input.isLive || !reached.count(node))});
    }
    for (int node : input.cell.concat)
        if (node >= 2 && node < output && reached.count(node)) drawing.outputs.push_back(outputPath(routes.node(node), routes.node(output)));
    for (const AlphaRow& row : input.group->rows)
        drawing.routes.push_back(pathOf(routes.route(row.from, row.to)));
    addEdges(drawing, input, routes);
    addGhosts(drawing, input, routes);
    addChips(drawing, input.area);
    return drawing;
}

namespace {

/// The nearest one, -1 beside all of them.
int indexAt(const QVector<CellEdge>& edges, const QPointF& position) {
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

} // namespace

int CellDrawing::edgeAt(const QPointF& position) const {
    return indexAt(edges, position);
}

int CellDrawing::ghostAt(const QPointF& position) const {
    return indexAt(ghosts, position);
}

int CellDrawing::nodeAt(const QPointF& position) const {
    for (int i = 0; i < nodes.size(); ++i)
        if (nodes[i].shape.contains(position)) return i;
    return -1;
}

} // namespace dnas
