#include "widgets/alpha_difference.h"

#include "widgets/alpha_strip.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Rows of cells by their edges, others by their labels.
bool sameRow(const AlphaRow& a, const AlphaRow& b) {
    return a.from == b.from && a.to == b.to && (a.to >= 2 || a.label == b.label);
}

int find(const AlphaGroup& group, const AlphaRow& row) {
    for (std::size_t i = 0; i < group.rowCount(); ++i)
        if (sameRow(group.rows[i], row)) return static_cast<int>(i);
    return -1;
}

QString signedText(double value) {
    QString text = QString::number(value, 'f', 3);
    text.replace(QLatin1Char('-'), QChar(0x2212));
    return value > 0 ? QLatin1Char('+') + text : text;
}

} // namespace

AlphaGroup alphaDifferenceOf(const AlphaGroup& first, const AlphaGroup& second) {
    if (!isWellFormed(first) || !isWellFormed(second)) return {};
    AlphaGroup result{second.name, first.rows, first.columns, {}, {}};
    for (const AlphaRow& row : second.rows)
        if (find(first, row) < 0) result.rows.push_back(row);
    std::stable_sort(result.rows.begin(), result.rows.end(), [](const AlphaRow& a, const AlphaRow& b) { return std::pair(a.to, a.from) < std::pair(b.to, b.from); });
    for (const std::string& column : second.columns)
        if (columnOf(first, column) < 0) result.columns.push_back(column);
    for (const AlphaRow& row : result.rows)
        for (const std::string& column : result.columns) {
            const int r1 = find(first, row), r2 = find(second, row), c1 = columnOf(first, column), c2 = columnOf(second, column);
            const bool both = r1 >= 0 && r2 >= 0 && c1 >= 0 && c2 >= 0;
            const auto at = [](int index) { return static_cast<std::size_t>(index); };
            result.weights.push_back(both ? second.weight(at(r2), at(c2)) - first.weight(at(r1), at(c1)) : kNaN);
            result.raw.push_back(both ? second.rawAt(at(r2), at(c2)) - first.rawAt(at(r1), at(c1)) : kNaN);
        }
    return result;
}

AlphaDifference::AlphaDifference(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Alpha of the second run minus the first, edges by operations"));
    setMinimumSize(240, 160);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

void AlphaDifference::setGroups(const AlphaGroup& first, const AlphaGroup& second) {
    m_difference = alphaDifferenceOf(first, second);
    update();
}

void AlphaDifference::clear() {
    m_difference = {};
    update();
}

void AlphaDifference::setRaw(bool raw) {
    m_raw = raw;
    update();
}

double AlphaDifference::range() const {
    double most = 0;
    for (double value : values())
        if (std::isfinite(value)) most = std::max(most, std::abs(value));
    return most > 0 ? most : 1;
}

QString AlphaDifference::figureTitle() const {
    return tr("Difference of alpha, second minus first: %1").arg(groupTitle(m_difference.name));
}

QSizeF AlphaDifference::figureSize() const {
    return {200.0 + 46.0 * static_cast<double>(std::max<std::size_t>(4, m_difference.columnCount())),
            60.0 + 21.0 * static_cast<double>(std::max<std::size_t>(4, m_difference.rowCount()))};
}

namespace {

void paintHead(QPainter& painter, const QRectF& head, const QString& operation, AlphaGeometry::Heads heads) {
    const QRectF bar(head.left() + 1, head.bottom() - 5, head.width() - 2, 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(operationColor(operation));
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const QString label = operationLabel(operation);
    if (heads == AlphaGeometry::Heads::Turned) {
        painter.save();
        painter.translate(head.center().x(), bar.top() - 3);
        painter.rotate(-90);
        painter.drawText(QRectF(0, -head.width() / 2, head.height(), head.width()), Qt::AlignLeft | Qt::AlignVCenter, label);
        painter.restore();
        return;
    }
    QString lines = label;
    if (heads == AlphaGeometry::Heads::TwoLines) lines.replace(QLatin1Char(' '), QLatin1Char('\n'));
    painter.drawText(head.adjusted(-4, 0, 4, -7), Qt::AlignHCenter | Qt::AlignBottom, lines);
}

void paintScale(QPainter& painter, const QRectF& bar, double range) {
    constexpr int kSteps = 40;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < kSteps; ++i) {
        const double top = bar.bottom() - bar.height() * (i + 1) / kSteps;
        painter.fillRect(QRectF(bar.left(), top, bar.width(), bar.height() / kSteps + 1), divergingColor(2.0 * (i + 0.5) / kSteps - 1));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const double height = QFontMetricsF(axisFont()).height();
    for (int part : {-1, 0, 1}) {
        const double y = bar.center().y() - part * bar.height() / 2;
        QString text = QString::number(part * range, 'g', 2);
        text.replace(QLatin1Char('-'), QChar(0x2212));
        painter.drawText(QRectF(bar.right() + 4, std::clamp(y - height / 2, bar.top(), bar.bottom() - height), 60, height), Qt::AlignLeft | Qt::AlignVCenter,
                         part > 0 ? QLatin1Char('+') + text : text);
    }
}

} // namespace

void AlphaDifference::paint(QPainter& painter, const QSizeF& size) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    if (!isWellFormed(m_difference)) {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, tr("There is no alpha of both runs to compare."));
        return;
    }
    const AlphaGeometry geometry(m_difference, size);
    const double most = range(), rowHeight = geometry.entry(0, 0).height();
    const int each = std::max(1, static_cast<int>(std::ceil((QFontMetricsF(secondaryFont()).ascent() - 1) / rowHeight)));
    for (int column = 0; column < static_cast<int>(m_difference.columnCount()); ++column)
        paintHead(painter, geometry.columnHead(column), QString::fromStdString(m_difference.columns[static_cast<std::size_t>(column)]), geometry.heads());
    for (int row = 0; row < static_cast<int>(m_difference.rowCount()); ++row) {
        if (row % each == 0) { // rows lower than their text: tooltips name all
            painter.setFont(rowHeight < 13 ? axisFont() : secondaryFont());
            painter.setPen(tokens().muted);
            painter.drawText(geometry.rowLabel(row).adjusted(0, -4, 0, 4), Qt::AlignRight | Qt::AlignVCenter, edgeLabel(m_difference.rows[static_cast<std::size_t>(row)]));
        }
        for (int column = 0; column < static_cast<int>(m_difference.columnCount()); ++column) {
            const double value = values()[static_cast<std::size_t>(row) * m_difference.columnCount() + static_cast<std::size_t>(column)];
            const QRectF rect = geometry.entry(row, column).adjusted(0.5, 0.5, -0.5, -0.5);
            painter.fillRect(rect, divergingColor(value / most));
            if (std::isnan(value)) painter.fillRect(rect, QBrush(tokens().faint, Qt::BDiagPattern));
        }
    }
    paintScale(painter, geometry.colourBar(), most);
}

void AlphaDifference::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    paint(painter, size);
    painter.restore();
}

QString AlphaDifference::figureCsv() const {
    QString csv = QStringLiteral("group,from,to,operation,raw_difference,weight_difference\n");
    for (std::size_t i = 0; i < m_difference.weights.size(); ++i) {
        const AlphaRow& row = m_difference.rows[i / m_difference.columnCount()];
        csv += QStringList{QString::fromStdString(m_difference.name), QString::number(row.from), QString::number(row.to),
                           QString::fromStdString(m_difference.columns[i % m_difference.columnCount()]), QString::number(m_difference.raw[i], 'g', 17),
                           QString::number(m_difference.weights[i], 'g', 17)}
                   .join(QLatin1Char(',')) +
               QLatin1Char('\n');
    }
    return csv;
}

void AlphaDifference::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, size());
}

bool AlphaDifference::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    if (isWellFormed(m_difference)) {
        const AlphaGeometry geometry(m_difference, size());
        const int row = geometry.rowAt(help->pos()), column = geometry.columnAt(help->pos());
        if (row >= 0 && column >= 0) {
            const std::size_t at = static_cast<std::size_t>(row) * m_difference.columnCount() + static_cast<std::size_t>(column);
            const double value = values()[at];
            const QString where = tr("%1: %2").arg(edgeLabel(m_difference.rows[static_cast<std::size_t>(row)]), QString::fromStdString(m_difference.columns[static_cast<std::size_t>(column)]));
            text = where + QLatin1Char('\n') + (std::isnan(value) ? tr("only one of the runs has this entry") : signedText(value));
        }
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace dnas
