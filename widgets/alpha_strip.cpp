#include "widgets/alpha_strip.h"

#include "widgets/alpha_view.h"
#include "widgets/palette.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 10, kBarWidth = 9, kBarGap = 14, kHeadBar = 3;
constexpr double kTallestRow = 34, kWidestColumn = 72;

QString columnLabel(const AlphaGroup& group, std::size_t column) {
    return operationLabel(QString::fromStdString(group.columns[column]));
}

double widestLabel(const AlphaGroup& group) {
    const QFontMetricsF metrics(secondaryFont());
    double width = 0;
    for (const AlphaRow& row : group.rows)
        width = std::max(width, metrics.horizontalAdvance(edgeLabel(row)));
    return width;
}

QString rangeText(double value) {
    QString text = QString::number(value, 'g', 2);
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

AlphaRange alphaRange(const AlphaGroup& group, bool raw) {
    if (!raw) return {0, 1};
    double most = 0;
    for (double value : group.raw)
        if (std::isfinite(value)) most = std::max(most, std::abs(value));
    if (most == 0) most = 1;
    return {-most, most};
}

QColor AlphaRange::color(double value) const {
    return low < 0 ? divergingColor(2 * unit(value) - 1) : heatColor(unit(value));
}

AlphaGeometry::AlphaGeometry(const AlphaGroup& group, const QSizeF& size)
    : m_rows(static_cast<int>(group.rowCount())), m_columns(static_cast<int>(group.columnCount())) {
    const QFontMetricsF metrics(axisFont());
    m_labelWidth = std::min(widestLabel(group), size.width() * 0.4);
    const double barNumbers = metrics.horizontalAdvance(QStringLiteral("\u22120.0001")) * 0.6;
    const double left = kMargin + m_labelWidth + 7;
    const double right = size.width() - kMargin - barNumbers - kBarWidth - kBarGap;
    const double width = std::clamp((right - left) / m_columns, 1.0, kWidestColumn) * m_columns;
    double widestHead = 0, widestWord = 0;
    for (std::size_t column = 0; column < group.columnCount(); ++column) {
        widestHead = std::max(widestHead, metrics.horizontalAdvance(columnLabel(group, column)));
        for (const QString& word : columnLabel(group, column).split(QLatin1Char(' ')))
            widestWord = std::max(widestWord, metrics.horizontalAdvance(word));
    }
    const double room = width / m_columns - 4;
    m_heads = widestHead <= room ? Heads::OneLine : widestWord <= room ? Heads::TwoLines : Heads::Turned;
    const double words = m_heads == Heads::OneLine    ? metrics.height()
                         : m_heads == Heads::TwoLines ? 2 * metrics.height() - 2
                                                      : widestHead;
    m_headHeight = words + kHeadBar + 6;
    const double top = kMargin - 2 + m_headHeight;
    const double height = std::clamp((size.height() - kMargin - top) / m_rows, 1.0, kTallestRow) * m_rows;
    m_grid = QRectF(left, top, width, height);
    m_bar = QRectF(m_grid.right() + kBarGap, top, kBarWidth, height);
}

QRectF AlphaGeometry::entry(int row, int column) const {
    const double width = m_grid.width() / m_columns, height = m_grid.height() / m_rows;
    return {m_grid.left() + column * width, m_grid.top() + row * height, width, height};
}

QRectF AlphaGeometry::rowFrame(int row) const {
    return entry(row, 0).united(entry(row, m_columns - 1));
}

QRectF AlphaGeometry::rowLabel(int row) const {
    const QRectF frame = rowFrame(row);
    return {m_grid.left() - 7 - m_labelWidth, frame.top(), m_labelWidth, frame.height()};
}

QRectF AlphaGeometry::columnHead(int column) const {
    const QRectF below = entry(0, column);
    return {below.left(), m_grid.top() - m_headHeight, below.width(), m_headHeight};
}

int AlphaGeometry::rowAt(const QPointF& position) const {
    for (int row = 0; row < m_rows; ++row)
        if (rowFrame(row).united(rowLabel(row)).contains(position)) return row;
    return -1;
}

int AlphaGeometry::columnAt(const QPointF& position) const {
    for (int column = 0; column < m_columns; ++column)
        if (position.x() >= entry(0, column).left() && position.x() < entry(0, column).right()) return column;
    return -1;
}

namespace {

void paintHead(QPainter& painter, const QRectF& head, const QString& operation, AlphaGeometry::Heads heads) {
    const QRectF bar(head.left() + 1, head.bottom() - kHeadBar - 2, head.width() - 2, kHeadBar);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(operationColor(operation));
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setPen(tokens().muted);
    painter.setFont(axisFont());
    if (heads != AlphaGeometry::Heads::Turned) {
        const QRectF above = head.adjusted(-4, 0, 4, -kHeadBar - 4);
        const QStringList words = operationLabel(operation).split(QLatin1Char(' '));
        const bool split = heads == AlphaGeometry::Heads::TwoLines && words.size() == 2;
        const double line = QFontMetricsF(axisFont()).height() - 2;
        if (split) painter.drawText(above.adjusted(0, 0, 0, -line), Qt::AlignHCenter | Qt::AlignBottom, words[0]);
        painter.drawText(above, Qt::AlignHCenter | Qt::AlignBottom, split ? words[1] : operationLabel(operation));
        return;
    }
    painter.save();
    painter.translate(head.center().x(), bar.top() - 3);
    painter.rotate(-90);
    painter.drawText(QRectF(0, -head.width() / 2, head.height(), head.width()), Qt::AlignLeft | Qt::AlignVCenter,
                     operationLabel(operation));
    painter.restore();
}

void paintColourBar(QPainter& painter, const QRectF& bar, const AlphaRange& range) {
    constexpr int kSteps = 24;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < kSteps; ++i) {
        const double top = bar.bottom() - bar.height() * (i + 1) / kSteps,
                     bottom = bar.bottom() - bar.height() * i / kSteps;
        painter.fillRect(QRectF(bar.left(), top, bar.width(), bottom - top),
                         range.color(range.low + (i + 0.5) / kSteps * (range.high - range.low)));
    }
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const double height = QFontMetricsF(axisFont()).height();
    for (double part : {0.0, 0.5, 1.0}) {
        const double y = bar.bottom() - part * bar.height();
        const double top = std::clamp(y - height / 2, bar.top(), bar.bottom() - height);
        painter.drawText(QRectF(bar.right() + 4, top, 60, height), Qt::AlignLeft | Qt::AlignVCenter,
                         rangeText(range.low + part * (range.high - range.low)));
    }
}

void paintEntries(QPainter& painter, const AlphaStripInput& input, const AlphaGeometry& geometry) {
    const AlphaGroup& group = *input.group;
    const AlphaRange range = alphaRange(group, input.raw);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t row = 0; row < group.rowCount(); ++row)
        for (std::size_t column = 0; column < group.columnCount(); ++column) {
            const double value = input.raw ? group.rawAt(row, column) : group.weight(row, column);
            const QRectF rect = geometry.entry(static_cast<int>(row), static_cast<int>(column));
            painter.fillRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), range.color(value));
            if (std::isfinite(value)) continue;
            painter.setPen(tokens().bad);
            painter.setFont(axisFont());
            painter.drawText(rect, Qt::AlignCenter, QStringLiteral("\u00d7"));
        }
}

void paintOutlines(QPainter& painter, const AlphaStripInput& input, const AlphaGeometry& geometry) {
    const std::size_t columns = input.group->columnCount();
    painter.setBrush(Qt::NoBrush);
    // Two tones, so that the outline is seen on the darkest and on the lightest entry.
    for (std::size_t i = 0; i < input.kept.size(); ++i) {
        if (!input.kept[i]) continue;
        const QRectF rect = geometry.entry(static_cast<int>(i / columns), static_cast<int>(i % columns));
        painter.setPen(QPen(tokens().panel, 1));
        painter.drawRect(rect.adjusted(2.5, 2.5, -2.5, -2.5));
        painter.setPen(QPen(tokens().text, 2));
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
    if (input.selectedRow < 0 || input.selectedRow >= static_cast<int>(input.group->rowCount())) return;
    painter.setPen(QPen(tokens().accent, 2));
    painter.drawRoundedRect(geometry.rowFrame(input.selectedRow).adjusted(-2, -1, 2, 1), 2, 2);
}

} // namespace

void paintAlphaStrip(QPainter& painter, const AlphaStripInput& input, const AlphaGeometry& geometry) {
    const AlphaGroup& group = *input.group;
    for (std::size_t column = 0; column < group.columnCount(); ++column)
        paintHead(painter, geometry.columnHead(static_cast<int>(column)), QString::fromStdString(group.columns[column]),
                  geometry.heads());
    const QFontMetricsF metrics(secondaryFont());
    // Rows lower than their text: every second or third is named, and the selected one; tooltips name all.
    const double height = geometry.entry(0, 0).height();
    const int each = std::max(1, static_cast<int>(std::ceil((metrics.ascent() - 1) / height)));
    for (std::size_t row = 0; row < group.rowCount(); ++row) {
        const QRectF label = geometry.rowLabel(static_cast<int>(row));
        const int away = input.selectedRow < 0 ? each : std::abs(static_cast<int>(row) - input.selectedRow);
        const bool selected = away == 0;
        if (!selected && (away < each || static_cast<int>(row) % each != 0)) continue;
        painter.setFont(height < 13 ? axisFont() : secondaryFont());
        painter.setPen(selected ? tokens().text : tokens().muted);
        painter.drawText(label.adjusted(0, -4, 0, 4), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(edgeLabel(group.rows[row]), Qt::ElideMiddle, label.width() + 1));
    }
    paintEntries(painter, input, geometry);
    paintOutlines(painter, input, geometry);
    paintColourBar(painter, geometry.colourBar(), alphaRange(group, input.raw));
}

} // namespace dnas
