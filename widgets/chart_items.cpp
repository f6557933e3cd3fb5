#include "widgets/chart_items.h"

#include "widgets/palette.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {
constexpr double kGap = 9, kSwatch = 3, kPadding = 3, kDot = 3.5;
constexpr int kMarkerRows = 2; // more names would stand in the curves
constexpr double kLeastCard = 60; // pixels; of a label right of its point
constexpr double kLeader = 5; // pixels that a label may be off its point without a line to it
} // namespace

QVector<double> spreadOut(QVector<double> wanted, double step, double low, double high) {
    double limit = low;
    for (double& at : wanted) {
        at = std::max(at, limit);
        limit = at + step;
    }
    limit = high;
    for (auto at = wanted.rbegin(); at != wanted.rend(); ++at) {
        *at = std::min(*at, limit);
        limit = *at - step;
    }
    return wanted;
}

void MarkersItem::draw(QCPPainter* painter) {
    const QCPAxisRect* area = parentPlot()->axisRect();
    const QFont font = axisFont();
    const QFontMetricsF metrics(font);
    painter->setFont(font);
    QVector<double> rowEnds; // where the last text of each row ends
    for (const auto& [at, text] : m_markers) {
        const double x = parentPlot()->xAxis->coordToPixel(at);
        if (!(x >= area->left() && x <= area->right())) continue;
        painter->setPen(QPen(tokens().warning, 1, Qt::DotLine));
        painter->drawLine(QPointF(x, area->top()), QPointF(x, area->bottom()));
        const double width = metrics.horizontalAdvance(text);
        const double left = x + 4 + width > area->right() ? x - 4 - width : x + 4;
        int row = 0;
        while (row < rowEnds.size() && rowEnds[row] > left)
            ++row;
        if (row == rowEnds.size()) rowEnds.push_back(0);
        rowEnds[row] = left + width + kGap;
        const double top = area->top() + 3 + row * metrics.height();
        if (row >= kMarkerRows || top + metrics.height() > area->bottom()) continue;
        painter->setPen(tokens().muted);
        painter->drawText(QRectF(left, top, width + 1, metrics.height()),
                          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
    }
}

namespace {

struct PlacedLabel {
    const ChartLabel& label;
    QString text;  ///< as much of it as has room
    QPointF point; ///< what is labelled
    QRectF card;   ///< where the text stands
    bool left;     ///< of the point
    bool onChart;  ///< the point can be seen
};

void paintLabel(QCPPainter* painter, const PlacedLabel& placed) {
    const QRectF& card = placed.card;
    if (placed.onChart && std::abs(placed.point.y() - card.center().y()) > kLeader) {
        painter->setPen(QPen(placed.label.color, 1));
        painter->drawLine(placed.point, QPointF(placed.left ? card.right() : card.left(), card.center().y()));
    }
    QColor ground = tokens().panel;
    ground.setAlphaF(0.86f); // what lies under the text stays visible without making it hard to read
    painter->setPen(Qt::NoPen);
    painter->setBrush(ground);
    painter->drawRoundedRect(card, 3, 3);
    painter->setBrush(placed.label.color);
    painter->drawRoundedRect(QRectF(card.left() + kPadding, card.top() + 2.5, kSwatch, card.height() - 5), 1.5, 1.5);
    if (placed.label.dot && placed.onChart) painter->drawEllipse(placed.point, kDot, kDot);
    painter->setPen(tokens().text);
    painter->drawText(card.adjusted(kSwatch + 2 * kPadding, 0, 2, 0),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, placed.text);
}

/// The most important ones that find room one below the other, the highest first.
QVector<ChartLabel> chosenLabels(QVector<ChartLabel> labels, int room) {
    std::stable_sort(labels.begin(), labels.end(),
                     [](const ChartLabel& a, const ChartLabel& b) { return a.importance > b.importance; });
    if (labels.size() > room) labels.resize(room);
    const auto height = [](const ChartLabel& label) { return std::isfinite(label.y) ? label.y : -std::numeric_limits<double>::infinity(); };
    std::stable_sort(labels.begin(), labels.end(), [&](const ChartLabel& a, const ChartLabel& b) { return height(a) > height(b); });
    return labels;
}

constexpr double kAroundText = kSwatch + 3 * kPadding;

double cardWidth(const QFontMetricsF& metrics, const ChartLabel& label) {
    return metrics.horizontalAdvance(label.text) + kAroundText;
}

} // namespace

double CursorItem::widestLabel() const {
    const QFontMetricsF metrics(secondaryFont());
    double widest = 0;
    for (const ChartLabel& label : m_labels)
        widest = std::max(widest, cardWidth(metrics, label));
    return widest > 0 ? widest + kGap + kPadding : 0;
}

void NoteItem::draw(QCPPainter* painter) {
    if (m_text.isEmpty()) return;
    painter->setFont(secondaryFont());
    painter->setPen(tokens().muted);
    painter->drawText(QRectF(parentPlot()->axisRect()->rect()).adjusted(8, 4, -8, -4), Qt::AlignCenter | Qt::TextWordWrap, m_text);
}

void CursorItem::drawLine(QCPPainter* painter, double x, const QRectF& area) const {
    if (!m_line || x < area.left() || x > area.right()) return;
    painter->setPen(m_caption.isEmpty() ? QPen(tokens().faint, 1) : QPen(tokens().accent, 1, Qt::DashLine));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    if (m_caption.isEmpty()) return;
    const QFontMetricsF metrics(axisFont());
    QRectF card(0, 0, metrics.horizontalAdvance(m_caption) + 10, metrics.height() + 2);
    card.moveCenter({x, area.bottom() + 3 + card.height() / 2}); // over the numbers of the axis
    card.moveLeft(std::clamp(card.left(), 0.0, std::max(0.0, parentPlot()->viewport().right() - card.width())));
    painter->setPen(QPen(tokens().accent, 1));
    painter->setBrush(tokens().panel);
    painter->drawRoundedRect(card, 3, 3);
    painter->setFont(axisFont());
    painter->setPen(tokens().text);
    painter->drawText(card, Qt::AlignCenter | Qt::TextDontClip, m_caption);
}

void CursorItem::draw(QCPPainter* painter) {
    const QCPAxisRect* area = parentPlot()->axisRect();
    const QCPAxis *xAxis = parentPlot()->xAxis, *yAxis = parentPlot()->yAxis;
    drawLine(painter, xAxis->coordToPixel(m_x), area->rect());
    if (!m_labelsShown) return;
    const QFontMetricsF metrics(secondaryFont());
    const double height = metrics.height() + 1;
    const QVector<ChartLabel> labels = chosenLabels(m_labels, std::max(1, static_cast<int>(area->height() / height)));
    QVector<double> wanted;
    double widest = 0;
    for (const ChartLabel& label : labels) {
        wanted << (std::isfinite(label.y) ? yAxis->coordToPixel(label.y) : area->bottom());
        widest = std::max(widest, cardWidth(metrics, label));
    }
    const QVector<double> centres = spreadOut(wanted, height, area->top() + height / 2, area->bottom() - height / 2);
    painter->setFont(secondaryFont());
    for (int i = 0; i < labels.size(); ++i) {
        const QPointF point(xAxis->coordToPixel(labels[i].x), wanted[i]);
        if (point.x() < area->left() - 1 || point.x() > area->right() + 1) continue;
        // All on the same side: they share the widest. Left of the point they must not cover most of the graphs: in a
        // narrow chart they stay right and say less.
        const double room = parentPlot()->viewport().right() - point.x() - kGap;
        const bool left = widest > room && (2 * widest < point.x() - area->left() || room < kLeastCard);
        const double width = left ? cardWidth(metrics, labels[i]) : std::min(cardWidth(metrics, labels[i]), std::max(room, kLeastCard));
        const QString text = metrics.elidedText(labels[i].text, Qt::ElideMiddle, width - kAroundText + 1);
        const QRectF card(left ? point.x() - kGap - width : point.x() + kGap, centres[i] - height / 2, width, height);
        const bool onChart = std::isfinite(labels[i].y) && wanted[i] >= area->top() - 1 && wanted[i] <= area->bottom() + 1;
        paintLabel(painter, {labels[i], text, point, card, left, onChart});
    }
}

} // namespace dnas
