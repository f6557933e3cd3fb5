#include "widgets/parse_figure.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/parse_words.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 16, kGap = 28, kLine = 17, kHead = 26, kEdgeGap = 5;
constexpr double kEdge = 104, kOperation = 66, kNumber = 50, kWhy = 112; ///< widths of the columns
constexpr double kBlock = kEdge + kOperation + 2 * kNumber + kWhy;

QString number(double value) {
    return QString::number(value, 'f', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

int edgesInto(const AlphaGroup& cell, int node) {
    return static_cast<int>(
        std::count_if(cell.rows.begin(), cell.rows.end(), [&](const AlphaRow& row) { return row.to == node; }));
}

double blockHeight(const AlphaGroup& cell, int node) {
    return kHead + edgesInto(cell, node) * (static_cast<double>(cell.columnCount()) * kLine + kEdgeGap);
}

void paintReason(QPainter& painter, const AlphaGroup& cell, const ParseReason& reason, const DiscretizeSpec& rule,
                 const QPointF& at, bool firstOfEdge) {
    const bool kept = reason.verdict == ParseVerdict::Kept;
    const QString operation = QString::fromStdString(cell.columns[static_cast<std::size_t>(reason.column)]);
    double x = at.x();
    const auto column = [&](double width, const QString& text, Qt::Alignment alignment = Qt::AlignLeft) {
        painter.drawText(QRectF(x, at.y(), width, kLine), alignment | Qt::AlignVCenter | Qt::TextDontClip, text);
        x += width;
    };
    QFont font = secondaryFont();
    painter.setFont(font);
    painter.setPen(tokens().text);
    column(kEdge, firstOfEdge ? edgeLabel(cell.rows[static_cast<std::size_t>(reason.row)]) : QString());
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(operationColor(operation));
    painter.drawRoundedRect(QRectF(x, at.y() + kLine / 2 - 4, 8, 8), 2, 2);
    painter.restore();
    x += 13;
    font.setBold(kept);
    painter.setFont(font);
    painter.setPen(kept ? tokens().text : tokens().muted);
    column(kOperation - 13, operationLabel(operation));
    column(kNumber, number(reason.weight), Qt::AlignRight);
    column(kNumber, number(reason.margin), Qt::AlignRight);
    x += 12;
    column(kWhy - 12, verdictText(reason.verdict, rule));
}

void paintBlock(QPainter& painter, const AlphaGroup& cell, const std::vector<ParseReason>& reasons,
                const DiscretizeSpec& rule, int node, const QPointF& at) {
    QFont bold = textFont();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(tokens().text);
    painter.drawText(QRectF(at, QSizeF(kBlock, kHead - 8)), Qt::AlignLeft | Qt::AlignVCenter, nodeLabel(node));
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const double numbers = at.x() + kEdge + kOperation;
    const QRectF weight(numbers, at.y(), kNumber, kHead - 8);
    painter.drawText(weight, Qt::AlignRight | Qt::AlignVCenter, QObject::tr("weight"));
    painter.drawText(weight.translated(kNumber, 0), Qt::AlignRight | Qt::AlignVCenter, QObject::tr("margin"));
    painter.setPen(tokens().line);
    painter.drawLine(at + QPointF(0, kHead - 6), at + QPointF(kBlock, kHead - 6));
    double y = at.y() + kHead - kEdgeGap;
    int edge = -1;
    for (const ParseReason& reason : reasons) {
        if (cell.rows[static_cast<std::size_t>(reason.row)].to != node) continue;
        const bool first = reason.row != edge;
        edge = reason.row;
        if (first) y += kEdgeGap;
        paintReason(painter, cell, reason, rule, {at.x(), y}, first);
        y += kLine;
    }
}

} // namespace

QSizeF parseFigureSize(const AlphaGroup& cell) {
    const int nodes = intermediateNodes(cell);
    double height = 0;
    for (int node = 2; node < nodes + 2; ++node)
        height = std::max(height, blockHeight(cell, node));
    return {2 * kMargin + nodes * kBlock + std::max(0, nodes - 1) * kGap, height + 2 * kMargin};
}

void paintParseFigure(QPainter& painter, const AlphaGroup& cell, const DiscretizeSpec& rule) {
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<ParseReason> reasons = explainParse(cell, rule);
    for (int node = 2; node < intermediateNodes(cell) + 2; ++node)
        paintBlock(painter, cell, reasons, rule, node, {kMargin + (node - 2) * (kBlock + kGap), kMargin});
}

QString parseLines(const AlphaGroup& cell, const std::vector<ParseReason>& reasons, QChar separator) {
    QString text = QStringList{QStringLiteral("group"),     QStringLiteral("to"),     QStringLiteral("from"),
                               QStringLiteral("operation"), QStringLiteral("weight"), QStringLiteral("margin"),
                               QStringLiteral("verdict")}
                       .join(separator) +
                   QLatin1Char('\n');
    for (const ParseReason& reason : reasons) {
        const AlphaRow& row = cell.rows[static_cast<std::size_t>(reason.row)];
        text += QStringList{QString::fromStdString(cell.name),
                            QString::number(row.to),
                            QString::number(row.from),
                            QString::fromStdString(cell.columns[static_cast<std::size_t>(reason.column)]),
                            QString::number(reason.weight, 'g', 17),
                            QString::number(reason.margin, 'g', 17),
                            QString::fromLatin1(name(reason.verdict))}
                    .join(separator) +
                QLatin1Char('\n');
    }
    return text;
}

} // namespace dnas
