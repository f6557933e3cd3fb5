#include "widgets/cell_layout.h"

#include <QCoreApplication>
#include <QList>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kPatienceMs = 5000;        // dot needs 20 ms for these graphs
constexpr int kLongestOutput = 1 << 20;  // bytes
constexpr int kMostControlPoints = 1000; // of one edge

QByteArray nodeName(int node, int output) {
    if (node == output) return "out";
    return node < 2 ? "in" + QByteArray::number(node) : "n" + QByteArray::number(node - 2);
}

/// Edges of the skeleton. Only the nodes of the last column pull at the output: else its edges would bend all others.
QVector<std::pair<int, int>> skeletonEdges(int intermediateNodes) {
    const int output = intermediateNodes + 2;
    QVector<std::pair<int, int>> edges;
    for (int to = 2; to < output; ++to)
        for (int from = 0; from < to; ++from)
            edges.push_back({from, to});
    for (int from = std::max(2, output - 2); from < output; ++from)
        edges.push_back({from, output});
    return edges;
}

/// One arc of a Bezier curve; `bulge` shifts its inner control points downwards.
QVector<QPointF> arc(const QPointF& a, const QPointF& b, double bulge) {
    const QPointF shift(0, bulge);
    return {a, a + (b - a) / 4 + shift, b - (b - a) / 4 + shift, b};
}

struct RawEdge {
    QByteArray from, to;
    QVector<QPointF> points;
};

std::optional<double> finiteNumber(const QByteArray& word) {
    bool ok = false;
    const double value = word.toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<QPointF> point(const QList<QByteArray>& words, int first) {
    if (first + 1 >= words.size()) return std::nullopt;
    const auto x = finiteNumber(words[first]), y = finiteNumber(words[first + 1]);
    if (!x || !y) return std::nullopt;
    return QPointF(*x, *y);
}

/// "edge TAIL HEAD N x1 y1 .. xN yN ..."
std::optional<RawEdge> readEdge(const QList<QByteArray>& words) {
    if (words.size() < 4) return std::nullopt;
    bool ok = false;
    const int count = words[3].toInt(&ok);
    if (!ok || count < 4 || count > kMostControlPoints || count % 3 != 1) return std::nullopt;
    RawEdge edge{words[1], words[2], {}};
    for (int i = 0; i < count; ++i) {
        const auto at = point(words, 4 + 2 * i);
        if (!at) return std::nullopt;
        edge.points.push_back(*at);
    }
    return edge;
}

} // namespace

CellPlacement layeredPlacement(int intermediateNodes) {
    CellPlacement placement;
    const int output = intermediateNodes + 2;
    const int columns = (output + 1) / 2;
    const double step = 1.0 / std::max(1, columns), top = 0.25, bottom = 0.75;
    for (int node = 0; node < output; ++node)
        placement.nodes.push_back({step * (node / 2), node % 2 == 0 ? top : bottom});
    placement.nodes.push_back({1, 0.5});
    for (const auto& [from, to] : skeletonEdges(intermediateNodes)) {
        const int span = to / 2 - from / 2;
        const bool passesNodes = to != output && from % 2 == to % 2 && span > 1;
        const double outwards = from % 2 == 0 ? -1 : 1;
        const double height = passesNodes ? outwards * (0.08 + 0.22 * span / columns) : 0;
        placement.routes[{from, to}] = arc(placement.nodes[from], placement.nodes[to], height);
    }
    return placement;
}

QByteArray skeletonGraph(int intermediateNodes) {
    const int output = intermediateNodes + 2;
    QByteArray text = "digraph cell {\n  rankdir=LR; splines=true; ";
    // Many nodes: dot keeps nodesep for every edge that passes a column, and would draw a tower.
    text += intermediateNodes <= 4 ? "nodesep=1.2; ranksep=1.1;\n" : "nodesep=0.15; ranksep=1.6;\n";
    text += "  node [shape=circle, fixedsize=true, width=0.45];\n";
    for (int node = 0; node < output; ++node)
        text += "  " + nodeName(node, output) + " [group=g" + QByteArray::number(node % 2) +
                (node < 2 ? ", shape=box, width=0.8, height=0.4" : "") + "];\n";
    text += "  out [shape=box, width=0.8, height=0.4];\n";
    // Two nodes a column, as people draw these cells.
    for (int node = 0; node + 1 < output; node += 2)
        text += "  {rank=same; " + nodeName(node, output) + "; " + nodeName(node + 1, output) + "}\n";
    for (const auto& [from, to] : skeletonEdges(intermediateNodes)) {
        // Nodes of one row stay level: the edge to the next column is stiff, diagonals are loose.
        const int weight = to == output ? 1 : to - from == 2 ? 20 : (to - from) % 2 == 0 ? 1 : 0;
        text += "  " + nodeName(from, output) + " -> " + nodeName(to, output) +
                " [weight=" + QByteArray::number(weight) + "];\n";
    }
    return text + "}\n";
}

std::optional<CellPlacement> parsePlainLayout(const QByteArray& text, int intermediateNodes) {
    if (text.size() > kLongestOutput) return std::nullopt;
    const int output = intermediateNodes + 2;
    QHash<QByteArray, QPointF> positions;
    QVector<RawEdge> edges;
    QPointF size;
    bool complete = false;
    for (const QByteArray& line : text.split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words[0] == "graph") {
            const auto extent = point(words, 2);
            if (!extent || extent->x() <= 0 || extent->y() <= 0) return std::nullopt;
            size = *extent;
        } else if (words[0] == "node") {
            const auto at = point(words, 2);
            if (!at) return std::nullopt;
            positions[words[1]] = *at;
        } else if (words[0] == "edge") {
            const auto edge = readEdge(words);
            if (!edge) return std::nullopt;
            edges.push_back(*edge);
        } else if (words[0] == "stop") {
            complete = true;
        }
    }
    const auto hasNode = [&](int node) { return positions.contains(nodeName(node, output)); };
    for (int node = 0; node <= output; ++node)
        if (!hasNode(node)) return std::nullopt;
    if (!complete || size.isNull()) return std::nullopt;

    // dot's y points up; c_{k-2} belongs above c_{k-1} whichever way dot turned the drawing.
    const bool turned = positions["in0"].y() < positions["in1"].y();
    const auto unit = [&](const QPointF& p) {
        return QPointF(p.x() / size.x(), turned ? p.y() / size.y() : 1 - p.y() / size.y());
    };
    CellPlacement placement;
    QHash<QByteArray, int> numbers;
    for (int node = 0; node <= output; ++node) {
        numbers[nodeName(node, output)] = node;
        placement.nodes.push_back(unit(positions[nodeName(node, output)]));
    }
    for (const RawEdge& edge : edges) {
        if (!numbers.contains(edge.from) || !numbers.contains(edge.to)) return std::nullopt;
        QVector<QPointF> route;
        for (const QPointF& p : edge.points)
            route.push_back(unit(p));
        // dot ends at the border of its own node shapes; ours have another size and cover the ends.
        route.front() = placement.nodes[numbers[edge.from]];
        route.back() = placement.nodes[numbers[edge.to]];
        placement.routes[{numbers[edge.from], numbers[edge.to]}] = route;
    }
    return placement;
}

CellLayout& CellLayout::instance() {
    // Owned by the application, so that a dot that is still running is ended before the event system is gone.
    static CellLayout* layout = new CellLayout(QCoreApplication::instance());
    return *layout;
}

CellPlacement CellLayout::placement(int intermediateNodes) {
    const QByteArray graph = skeletonGraph(intermediateNodes);
    const auto known = m_placements.constFind(graph);
    if (known != m_placements.constEnd()) return *known;
    const CellPlacement builtIn = layeredPlacement(intermediateNodes);
    m_placements.insert(graph, builtIn);
    ask(intermediateNodes, graph);
    return builtIn;
}

void CellLayout::ask(int intermediateNodes, const QByteArray& graph) {
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dot"));
    if (program.isEmpty()) return;
    auto* process = new QProcess(this);
    connect(process, &QProcess::finished, this,
            [this, process, intermediateNodes, graph](int code, QProcess::ExitStatus status) {
                if (status == QProcess::NormalExit && code == 0)
                    answered(intermediateNodes, graph, process->readAllStandardOutput());
                process->deleteLater();
            });
    connect(process, &QProcess::errorOccurred, process, [process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) process->deleteLater();
    });
    QTimer::singleShot(kPatienceMs, process, &QProcess::kill);
    process->start(program, {QStringLiteral("-Tplain")});
    process->write(graph);
    process->closeWriteChannel();
}

void CellLayout::waitForAnswers() {
    for (QProcess* process : findChildren<QProcess*>())
        process->waitForFinished(kPatienceMs);
}

void CellLayout::answered(int intermediateNodes, const QByteArray& graph, const QByteArray& text) {
    const std::optional<CellPlacement> placement = parsePlainLayout(text, intermediateNodes);
    if (!placement) return;
    m_placements.insert(graph, *placement);
    Q_EMIT placementChanged(intermediateNodes);
}

} // namespace dnas
