#include "widgets/cell_tips.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace dnas {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("dnas::CellTips", text);
}

/// What the + of a label says.
QString newTip(const RunTimeline& timeline, int group, const AlphaRow& row) {
    QStringList before;
    for (const GenotypeEdge& edge : cellOf(groupAt(timeline.previous(), group), timeline.parseRule()).edges)
        if (edge.from == row.from && edge.to == row.to) before << QString::fromStdString(edge.operation);
    if (before.isEmpty()) return tr("+ new in this epoch: the edge had no operation before");
    return tr("+ new in this epoch: the edge had %1 before").arg(before.join(QStringLiteral(", ")));
}

QString edgeTip(const RunTimeline& timeline, int group, const CellEdge& edge) {
    const AlphaGroup& alpha = *groupAt(timeline.current(), group);
    const AlphaRow& row = alpha.rows[static_cast<std::size_t>(edge.row)];
    const int column = columnOf(alpha, edge.edge.operation);
    QString tip = tr("%1: %2").arg(edgeLabel(row), QString::fromStdString(edge.edge.operation));
    for (const ParseReason& reason : explainParse(alpha, timeline.parseRule()))
        if (reason.row == edge.row && reason.column == column)
            tip += tr("\nweight %1, margin to the next operation %2")
                       .arg(reason.weight, 0, 'f', 3)
                       .arg(reason.margin, 0, 'f', 3);
    if (edge.isNew) tip += QLatin1Char('\n') + newTip(timeline, group, row);
    if (edge.isGrey) tip += QLatin1Char('\n') + tr("Grey: it adds nothing to the network's result.");
    return tip;
}

QString nodeTip(const RunTimeline& timeline, int group, const CellDrawing& drawing, const CellNode& node) {
    const int output = static_cast<int>(drawing.nodes.size()) - 1;
    if (node.number == output) return tr("c_k: the cell's output, the concatenation of all its nodes");
    if (node.number == 0) return tr("c_{k\u22122}: the output of the cell before the previous one");
    if (node.number == 1) return tr("c_{k\u22121}: the output of the previous cell");
    const int number = node.number - 2;
    const auto enters = [&](const CellEdge& edge) { return edge.edge.to == node.number; };
    const bool hasOperation = std::any_of(drawing.edges.begin(), drawing.edges.end(), enters);
    if (!node.idle) return tr("Node %1: the sum of the operations that enter it").arg(number);
    if (hasOperation) {
        const std::vector<CellState> states = cellStates(timeline, timeline.current());
        const auto cell = static_cast<std::size_t>(group);
        const bool live = cell >= states.size() || states[cell] == CellState::Live;
        if (!live) return cellStateSentence(states[cell], group, static_cast<int>(states.size()));
        return tr("Grey: no path leads from the cell's inputs to node %1.").arg(number);
    }
    const QString idle = tr("Node %1 has no operation: it is left out.").arg(number);
    if (timeline.parseRule().method == ParseMethod::Darts) return idle;
    return idle + tr("\nNo weight on its edges reaches the threshold %1.").arg(timeline.parseRule().threshold, 0, 'f', 2);
}

/// Whether an operation that could be kept has a weight from the threshold on.
bool reachesThreshold(const AlphaGroup& alpha, double threshold) {
    for (std::size_t row = 0; row < alpha.rowCount(); ++row)
        for (std::size_t column = 0; column < alpha.columnCount(); ++column)
            if (alpha.columns[column] != "none" && alpha.weight(row, column) >= threshold) return true;
    return false;
}

} // namespace

QString noOperationSentence(const RunTimeline& timeline, int group) {
    const SnapshotPtr current = timeline.current();
    const std::optional<Genotype> genotype = genotypeOf(timeline, current);
    if (!genotype || genotype->cells.size() != current->alpha.size()) return {};
    bool reaches = false;
    for (std::size_t i = 0; i < genotype->cells.size(); ++i) {
        if (group >= 0 && static_cast<int>(i) != group) continue;
        if (!genotype->cells[i].edges.empty()) return {};
        reaches |= reachesThreshold(current->alpha[i], timeline.parseRule().threshold);
    }
    if (timeline.parseRule().method == ParseMethod::Darts || reaches) return tr("The parse keeps no operation of this epoch.");
    const QString threshold = QString::number(timeline.parseRule().threshold, 'f', 2);
    if (current->epoch + 1 < current->epochs) return tr("No weight reaches t = %1 yet: no operation is kept.").arg(threshold);
    return tr("No weight reaches t = %1: no operation is kept.").arg(threshold);
}

QString cellTip(const RunTimeline& timeline, int group, const CellDrawing& drawing, const QPointF& position) {
    const int node = drawing.nodeAt(position);
    if (node >= 0) return nodeTip(timeline, group, drawing, drawing.nodes[node]);
    const int edge = drawing.edgeAt(position);
    if (edge >= 0) return edgeTip(timeline, group, drawing.edges[edge]);
    const int ghost = drawing.ghostAt(position);
    if (ghost < 0) return {};
    const CellEdge& gone = drawing.ghosts[ghost];
    const AlphaGroup* alpha = groupAt(timeline.current(), group);
    if (!alpha || gone.row >= static_cast<int>(alpha->rowCount())) return {};
    return tr("\u2212 gone since the previous epoch\n%1: %2")
        .arg(edgeLabel(alpha->rows[static_cast<std::size_t>(gone.row)]), QString::fromStdString(gone.edge.operation));
}

} // namespace dnas
