#include "widgets/baseline_view.h"

#include "engine/api/baseline.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <map>

namespace dnas {

namespace {

constexpr double kTitle = 120, kMargin = 12, kDot = 3;

/// Smallest and largest of what is drawn; a little wider, and never empty.
std::pair<double, double> spanOf(const BaselineStrip& strip) {
    double low = INFINITY, high = -INFINITY;
    const auto add = [&](double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    std::for_each(strip.random.begin(), strip.random.end(), add);
    add(strip.found);
    if (!(low <= high)) return {0, 1};
    const double margin = high > low ? (high - low) * 0.04 : std::max(std::abs(high) * 0.1, 0.5);
    return {low - margin, high + margin};
}

/// Dots of one strip: those that would lie on each other are stacked around its middle line, as close as there is room.
void paintDots(QPainter& painter, const BaselineStrip& strip, const QRectF& lane, const std::pair<double, double>& span) {
    std::map<int, int> count;
    std::vector<std::pair<int, int>> places; // column of pixels, place in the stack
    int highest = 1;
    for (double value : strip.random) {
        if (!std::isfinite(value)) continue;
        const int column = static_cast<int>((value - span.first) / (span.second - span.first) * lane.width() / (2 * kDot));
        places.emplace_back(column, count[column]++);
        highest = std::max(highest, count[column]);
    }
    const double step = std::min(2 * kDot + 0.5, (lane.height() - 2 * kDot) / highest);
    QColor colour = tokens().muted;
    colour.setAlphaF(step < 2 * kDot ? 0.35f : 0.6f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    for (const auto& [column, place] : places) {
        const double offset = (place % 2 == 0 ? 1 : -1) * step * ((place + 1) / 2);
        painter.drawEllipse(QPointF(lane.left() + (column + 0.5) * 2 * kDot, lane.center().y() + offset), kDot, kDot);
    }
}

void paintStrip(QPainter& painter, const BaselineStrip& strip, const QRectF& area) {
    const Tokens& t = tokens();
    const QFontMetricsF small(axisFont());
    const QRectF lane(area.left() + kTitle, area.top() + small.height() + 2, area.width() - kTitle - kMargin, area.height() - 2 * small.height() - 8);
    const std::pair<double, double> span = spanOf(strip);
    painter.setFont(secondaryFont());
    painter.setPen(t.text);
    painter.drawText(QRectF(area.left(), lane.top(), kTitle - 12, lane.height()), Qt::AlignRight | Qt::AlignVCenter | Qt::TextWordWrap, strip.title);
    painter.setPen(QPen(t.line, 1));
    painter.drawLine(QPointF(lane.left(), lane.bottom() + 2), QPointF(lane.right(), lane.bottom() + 2));
    paintDots(painter, strip, lane, span);
    painter.setFont(axisFont());
    painter.setPen(t.muted);
    const QRectF foot(lane.left(), lane.bottom() + 3, lane.width(), small.height());
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, countText(std::max(0.0, span.first)));
    painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter, countText(span.second));
    if (!std::isfinite(strip.found)) return;
    const double x = lane.left() + (strip.found - span.first) / (span.second - span.first) * lane.width();
    painter.setPen(QPen(t.accent, 2));
    painter.drawLine(QPointF(x, lane.top() - 1), QPointF(x, lane.bottom() + 2));
    const QString text = BaselineView::verdict(strip);
    const double width = small.horizontalAdvance(text) + 2;
    painter.setPen(t.accent);
    painter.drawText(QRectF(std::clamp(x - width / 2, lane.left(), std::max(lane.left(), lane.right() - width)), area.top(), width, small.height()), Qt::AlignCenter, text);
}

} // namespace

BaselineView::BaselineView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("The found genotype among random ones"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

void BaselineView::setStrips(const QVector<BaselineStrip>& strips) {
    m_strips = strips;
    QStringList lines;
    for (const BaselineStrip& strip : strips) lines << tr("%1: %2").arg(strip.title, verdict(strip));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QString BaselineView::verdict(const BaselineStrip& strip) {
    if (!std::isfinite(strip.found)) return tr("no network to count");
    const double rank = rankAmong(strip.found, strip.random);
    if (std::isnan(rank)) return countText(strip.found);
    return tr("found %1, above %2 % of %3 random ones").arg(countText(strip.found)).arg(std::lround(rank * 100)).arg(strip.random.size());
}

void BaselineView::paint(QPainter& painter, const QSizeF& size) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const double height = std::min(size.height() / std::max<qsizetype>(1, m_strips.size()), 110.0);
    for (int i = 0; i < m_strips.size(); ++i) paintStrip(painter, m_strips[i], QRectF(0, i * height + 4, size.width(), height - 4));
}

void BaselineView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    paint(painter, size);
    painter.restore();
}

QString BaselineView::figureCsv() const {
    QString csv = QStringLiteral("kind");
    std::size_t most = 0;
    for (const BaselineStrip& strip : m_strips) {
        csv += QLatin1Char(',') + QString(strip.title).replace(QLatin1Char(','), QLatin1Char(' '));
        most = std::max(most, strip.random.size());
    }
    csv += QStringLiteral("\nfound");
    for (const BaselineStrip& strip : m_strips) csv += QLatin1Char(',') + QString::number(strip.found, 'g', 17);
    csv += QLatin1Char('\n');
    for (std::size_t i = 0; i < most; ++i) {
        csv += QStringLiteral("random");
        for (const BaselineStrip& strip : m_strips) csv += QLatin1Char(',') + (i < strip.random.size() ? QString::number(strip.random[i], 'g', 17) : QString());
        csv += QLatin1Char('\n');
    }
    return csv;
}

void BaselineView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, size());
}

} // namespace dnas
