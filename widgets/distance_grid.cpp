#include "widgets/distance_grid.h"

#include "widgets/palette.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 10, kLabelGap = 7, kBarWidth = 9, kBarGap = 14;
constexpr double kLeastField = 0.05; // a thousand classes leave less than a pixel for each
constexpr double kWidestField = 96, kTallestField = 72, kSlope = 30; // degrees

double widest(const QStringList& names) {
    const QFontMetricsF metrics(secondaryFont());
    double width = 0;
    for (const QString& name : names)
        width = std::max(width, metrics.horizontalAdvance(name));
    return std::ceil(width) + 1;
}

double sine() {
    return std::sin(kSlope * std::acos(-1.0) / 180);
}
double cosine() {
    return std::cos(kSlope * std::acos(-1.0) / 180);
}

/// Every which name there is room for, and always the one that matters.
bool isNamed(int index, int highlighted, double room) {
    const double height = QFontMetricsF(secondaryFont()).ascent();
    const int each = std::max(1, static_cast<int>(std::ceil(height / room)));
    if (index == highlighted) return true;
    return index % each == 0 && (highlighted < 0 || std::abs(index - highlighted) >= each);
}

} // namespace

double DistanceGridInput::at(int row, int column) const {
    return distances[static_cast<std::size_t>(row) * static_cast<std::size_t>(names.size()) +
                     static_cast<std::size_t>(column)];
}

double DistanceGridInput::largest() const {
    double most = 0;
    for (double value : distances)
        if (std::isfinite(value)) most = std::max(most, value);
    return most > 0 ? most : 1;
}

DistanceGeometry::DistanceGeometry(const QStringList& names, const QSizeF& size)
    : m_count(std::max(1, static_cast<int>(names.size()))) {
    const QFontMetricsF metrics(secondaryFont());
    const double name = widest(names);
    m_labelWidth = std::min(name, size.width() * 0.3);
    m_labelLength = std::min(name, size.height() * 0.35);
    const double barNumber = QFontMetricsF(axisFont()).horizontalAdvance(QStringLiteral("0.000"));
    double left = kMargin + m_labelWidth + kLabelGap;
    const double right = size.width() - kMargin - barNumber - kBarWidth - kBarGap;
    double width = std::clamp((right - left) / m_count, kLeastField, kWidestField);
    m_turned = width * sine() < metrics.height() * 0.85;
    const double below = kLabelGap + (m_turned ? m_labelLength : m_labelLength * sine() + metrics.height());
    const double height = std::clamp((size.height() - 2 * kMargin - below) / m_count, kLeastField, kTallestField);
    width = std::min(width, height * 1.6); // fields stay fields, and do not become bars
    if (!m_turned) // a name below the first column runs to the left, under the names of the rows
        left = std::max(left, kMargin + m_labelLength * cosine() - width / 2);
    m_grid = QRectF(left, kMargin, width * m_count, height * m_count);
    m_bar = QRectF(m_grid.right() + kBarGap, m_grid.top(), kBarWidth, m_grid.height());
}

QRectF DistanceGeometry::field(int row, int column) const {
    const double width = m_grid.width() / m_count, height = m_grid.height() / m_count;
    return {m_grid.left() + column * width, m_grid.top() + row * height, width, height};
}

int DistanceGeometry::indexAt(double position, Qt::Orientation along) const {
    const bool vertical = along == Qt::Vertical;
    const double start = vertical ? m_grid.top() : m_grid.left(), length = vertical ? m_grid.height() : m_grid.width();
    if (position < start || position >= start + length) return -1;
    return std::min(m_count - 1, static_cast<int>((position - start) / length * m_count));
}

QString distanceText(double value, int digits) {
    if (!std::isfinite(value)) return QStringLiteral("\u00d7");
    if (value == 0) return QStringLiteral("0");
    const QString text = QString::number(value, 'f', digits);
    return text.startsWith(QLatin1String("0.")) ? text.mid(1) : text;
}

void paintGridNames(QPainter& painter, const DistanceGridInput& input, const DistanceGeometry& geometry) {
    const QFontMetricsF metrics(secondaryFont());
    painter.setFont(secondaryFont());
    const int count = static_cast<int>(input.names.size());
    for (int i = 0; i < count; ++i) {
        const QRectF row = geometry.field(i, 0), column = geometry.field(count - 1, i);
        const int activeRow = input.hoveredRow >= 0 ? input.hoveredRow : input.selectedRow;
        const int activeColumn = input.hoveredColumn >= 0 ? input.hoveredColumn : input.selectedColumn;
        if (isNamed(i, activeRow, row.height())) {
            painter.setPen(i == activeRow ? tokens().text : tokens().muted);
            const QRectF place(row.left() - kLabelGap - geometry.labelWidth(), row.center().y() - metrics.height(),
                               geometry.labelWidth(), 2 * metrics.height());
            painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                             metrics.elidedText(input.names[i], Qt::ElideMiddle, geometry.labelWidth()));
        }
        const double room = geometry.turned() ? column.width() : column.width() * sine();
        if (!isNamed(i, activeColumn, room)) continue;
        painter.setPen(i == activeColumn ? tokens().text : tokens().muted);
        painter.save();
        painter.translate(column.center().x(), column.bottom() + kLabelGap);
        painter.rotate(geometry.turned() ? -90 : -kSlope);
        const double length = geometry.columnLabelLength();
        const QRectF place(-length, geometry.turned() ? -metrics.height() / 2 : 0, length, metrics.height());
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(input.names[i], Qt::ElideMiddle, length));
        painter.restore();
    }
}

namespace {

/// Digits behind the point for which every value has room; -1 = none.
int digitsThatFit(const QRectF& field) {
    const QFontMetricsF metrics(axisFont());
    if (field.height() < metrics.height()) return -1;
    for (int digits : {4, 3, 2})
        if (metrics.horizontalAdvance(QStringLiteral(".") + QString(digits, QLatin1Char('0'))) + 5 <= field.width())
            return digits;
    return -1;
}

void paintFields(QPainter& painter, const DistanceGridInput& input, const DistanceGeometry& geometry) {
    const double top = input.largest();
    const int digits = digitsThatFit(geometry.field(0, 0)), count = static_cast<int>(input.names.size());
    const double gap = std::min(1.0, geometry.field(0, 0).width() / 20);
    painter.setFont(axisFont());
    for (int row = 0; row < count; ++row)
        for (int column = 0; column < count; ++column) {
            const double value = input.at(row, column);
            const QRectF rect = geometry.field(row, column);
            const QColor colour = heatColor(value / top);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawRoundedRect(rect.adjusted(gap, gap, -gap, -gap), 2 * gap, 2 * gap);
            if (digits < 0) continue;
            painter.setPen(std::isfinite(value) ? readableOn(colour) : tokens().bad);
            painter.drawText(rect, Qt::AlignCenter, distanceText(value, digits));
        }
}

} // namespace

void paintGridSelection(QPainter& painter, const QRectF& field) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().panel, 1));
    painter.drawRoundedRect(field.adjusted(2.5, 2.5, -2.5, -2.5), 2, 2);
    painter.setPen(QPen(tokens().text, 2));
    painter.drawRoundedRect(field.adjusted(1, 1, -1, -1), 2, 2);
}

void paintGridHover(QPainter& painter, const QRectF& field) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().accent, 2));
    painter.drawRoundedRect(field, 3, 3);
}

void paintRamp(QPainter& painter, const QRectF& bar) {
    constexpr int kSteps = 24;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < kSteps; ++i)
        painter.fillRect(QRectF(bar.left(), bar.bottom() - bar.height() * (i + 1) / kSteps, bar.width(),
                                bar.height() / kSteps + 0.5),
                         heatColor((i + 0.5) / kSteps));
    painter.restore();
}

namespace {

void paintColourBar(QPainter& painter, const QRectF& bar, double top) {
    paintRamp(painter, bar);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const double height = QFontMetricsF(axisFont()).height();
    painter.drawText(QRectF(bar.right() + 4, bar.top(), 60, height), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::number(top, 'g', 2));
    painter.drawText(QRectF(bar.right() + 4, bar.bottom() - height, 60, height), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("0"));
}

} // namespace

void paintDistanceGrid(QPainter& painter, const DistanceGridInput& input, const DistanceGeometry& geometry) {
    paintGridNames(painter, input, geometry);
    paintFields(painter, input, geometry);
    if (input.selectedRow >= 0 && input.selectedColumn >= 0)
        paintGridSelection(painter, geometry.field(input.selectedRow, input.selectedColumn));
    if (input.hoveredRow >= 0 && input.hoveredColumn >= 0)
        paintGridHover(painter, geometry.field(input.hoveredRow, input.hoveredColumn));
    paintColourBar(painter, geometry.colourBar(), input.largest());
}

} // namespace dnas
