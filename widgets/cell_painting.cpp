#include "widgets/cell_drawing.h"
#include "widgets/palette.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace dnas {

namespace {

/// "c" with a lowered index, as in the papers.
void paintSubscripted(QPainter& painter, const QRectF& rect, const QString& index) {
    QFont small = textFont();
    small.setPixelSize(qRound(QFontInfo(textFont()).pixelSize() * 0.72));
    const QFontMetricsF letter(textFont()), lowered(small);
    const double width = letter.horizontalAdvance(QLatin1Char('c')) + lowered.horizontalAdvance(index);
    const QPointF start(rect.center().x() - width / 2, rect.center().y() + letter.ascent() / 2 - letter.descent() / 2);
    painter.setFont(textFont());
    painter.drawText(start, QStringLiteral("c"));
    painter.setFont(small);
    painter.drawText(start + QPointF(letter.horizontalAdvance(QLatin1Char('c')), 3), index);
}

void paintNode(QPainter& painter, const CellNode& node, int output) {
    const Tokens& t = tokens();
    const bool box = node.number < 2 || node.number == output;
    painter.setPen(QPen(box ? t.faint : node.idle ? t.line : t.accent, 1.4, node.idle ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(box ? t.panelAlt : node.idle ? t.panel : t.accentBackground);
    if (box)
        painter.drawRoundedRect(node.shape, 6, 6);
    else
        painter.drawEllipse(node.shape);
    painter.setPen(node.idle ? t.faint : t.text);
    if (box) {
        const QString index =
            node.number == output ? QStringLiteral("k") : QStringLiteral("k\u2212%1").arg(2 - node.number);
        paintSubscripted(painter, node.shape, index);
        return;
    }
    QFont font = textFont();
    font.setBold(!node.idle);
    painter.setFont(font);
    painter.drawText(node.shape, Qt::AlignCenter, QString::number(node.number - 2));
}

void paintEdge(QPainter& painter, const CellEdge& edge, bool lifted, bool rim) {
    const QString operation = QString::fromStdString(edge.edge.operation);
    const QColor colour = edge.isGrey ? tokens().faint : operationColor(operation);
    // A rim in the colour of the ground keeps crossing lines apart.
    painter.setBrush(Qt::NoBrush);
    if (rim) {
        painter.setPen(QPen(tokens().panel, edge.width + 3, Qt::SolidLine, Qt::FlatCap));
        painter.drawPath(edge.path);
    }
    QPen pen(colour, edge.width + (lifted ? 1.2 : 0), operationPenStyle(operation), Qt::FlatCap);
    if (pen.style() == Qt::DashLine) pen.setDashPattern({9 / pen.widthF(), 5 / pen.widthF()});
    painter.setPen(pen);
    painter.drawPath(edge.path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(edge.arrow);
}

/// Faint and dashed: what is gone must not be taken for what is there.
void paintGhost(QPainter& painter, const CellEdge& ghost) {
    QPen pen(tokens().faint, ghost.width, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({3 / pen.widthF(), 4 / pen.widthF()});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(ghost.path);
    if (ghost.chip.isNull()) return;
    pen.setWidthF(1);
    painter.setPen(pen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(ghost.chip, ghost.chip.height() / 2, ghost.chip.height() / 2);
    painter.setFont(secondaryFont());
    painter.setPen(tokens().muted);
    painter.drawText(ghost.chip, Qt::AlignCenter, ghost.label);
}

void paintChip(QPainter& painter, const CellEdge& edge, bool lifted) {
    if (edge.chip.isNull()) return;
    const QColor colour =
        edge.isGrey ? tokens().faint : operationColor(QString::fromStdString(edge.edge.operation));
    painter.setPen(QPen(colour, edge.isNew ? 2.4 : 1.4));
    painter.setBrush(lifted ? tokens().accentBackground : tokens().panel);
    const double radius = edge.chip.height() / 2;
    painter.drawRoundedRect(edge.chip, radius, radius);
    QFont font = secondaryFont();
    font.setBold(edge.isNew);
    painter.setFont(font);
    painter.setPen(edge.isGrey ? tokens().muted : tokens().text);
    painter.drawText(edge.chip, Qt::AlignCenter, edge.label);
}

} // namespace

void paintCell(QPainter& painter, const CellDrawing& drawing, int selectedRow, int hoveredEdge) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    QPen dotted(tokens().faint, 1.1, Qt::CustomDashLine, Qt::RoundCap);
    dotted.setDashPattern({0.1, 3.6});
    painter.setPen(dotted);
    for (const QPainterPath& path : drawing.outputs)
        painter.drawPath(path);
    painter.save();
    painter.setOpacity(0.75);
    for (const CellEdge& ghost : drawing.ghosts)
        paintGhost(painter, ghost);
    painter.restore();
    const bool selected = selectedRow >= 0 && selectedRow < drawing.routes.size();
    const auto isKept = [&](const CellEdge& edge) { return edge.row == selectedRow; };
    if (selected && std::none_of(drawing.edges.begin(), drawing.edges.end(), isKept)) {
        // Selected in alpha, not taken by the parse: only its place is shown.
        painter.setPen(QPen(tokens().accent, 1.2, Qt::DotLine));
        painter.drawPath(drawing.routes[selectedRow]);
    }
    QColor halo = tokens().accent;
    halo.setAlphaF(0.22);
    for (const CellEdge& edge : drawing.edges) {
        if (edge.row != selectedRow) continue;
        painter.setPen(QPen(halo, edge.width + 9, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(edge.path);
    }
    for (int i = 0; i < drawing.edges.size(); ++i)
        paintEdge(painter, drawing.edges[i], i == hoveredEdge, drawing.edges[i].row != selectedRow);
    for (const CellNode& node : drawing.nodes)
        paintNode(painter, node, static_cast<int>(drawing.nodes.size()) - 1);
    for (int i = 0; i < drawing.edges.size(); ++i)
        paintChip(painter, drawing.edges[i], i == hoveredEdge || drawing.edges[i].row == selectedRow);
}

namespace {

constexpr double kLegendLine = 18, kLegendMark = 13, kLegendGap = 14;

struct LegendEntry {
    QString operation, label;
    QRectF place; ///< relative to the strip
};

QVector<LegendEntry> legendEntries(const std::vector<std::string>& operations, double width) {
    const QFontMetricsF metrics(secondaryFont());
    QVector<LegendEntry> entries;
    QPointF at;
    for (const std::string& operation : operations) {
        if (operation == "none") continue; // never drawn
        const QString name = QString::fromStdString(operation), label = operationLabel(name);
        const double needed = kLegendMark + metrics.horizontalAdvance(label);
        if (at.x() > 0 && at.x() + needed > width) at = QPointF(0, at.y() + kLegendLine);
        entries.push_back({name, label, QRectF(at, QSizeF(needed, kLegendLine))});
        at.rx() += needed + kLegendGap;
    }
    return entries;
}

} // namespace

double operationLegendHeight(const std::vector<std::string>& operations, double width) {
    const QVector<LegendEntry> entries = legendEntries(operations, width);
    return entries.isEmpty() ? 0 : entries.back().place.bottom();
}

void paintOperationLegend(QPainter& painter, const std::vector<std::string>& operations, const QRectF& strip) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(secondaryFont());
    for (const LegendEntry& entry : legendEntries(operations, strip.width())) {
        const QRectF place = entry.place.translated(strip.topLeft());
        painter.setPen(Qt::NoPen);
        painter.setBrush(operationColor(entry.operation));
        painter.drawRoundedRect(QRectF(place.left(), place.center().y() - 4, 8, 8), 2, 2);
        painter.setPen(tokens().muted);
        painter.drawText(place.adjusted(kLegendMark, 0, 4, 0), Qt::AlignVCenter | Qt::AlignLeft, entry.label);
    }
}

} // namespace dnas
