#include "widgets/gate_bars.h"

#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kLeft = 46, kRight = 118, kTop = 14, kBottom = 36;
constexpr double kStep = 0.01, kPage = 0.1;
constexpr double kHandleWidth = 104, kHandleHeight = 24;

QString text(double value, int digits) { return QLocale().toString(value, 'f', digits); }

QColor thresholdColor() { return tokens().dark ? QColor(0xe2, 0x6a, 0x12) : QColor(0xc4, 0x55, 0x00); }

} // namespace

GateBars::GateBars(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::SizeVerCursor);
    setAccessibleName(tr("Gates and threshold"));
    setAccessibleDescription(tr("Up and down move the threshold by 0.01, page keys by 0.1, left and right to the next mask."));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

void GateBars::setGates(const VitSpec& network, const GateValues& gates, GateScale scale) {
    m_network = network;
    m_gates = gates;
    m_scale = scale;
    m_low = 0;
    m_high = 1;
    if (scale == GateScale::Raw) { // alpha is not bounded: room for every finite value, and for a threshold above it
        double low = -1, high = 1;
        const auto widen = [&](double value) {
            if (!std::isfinite(value)) return;
            low = std::min(low, value);
            high = std::max(high, value);
        };
        for (double value : gates.blocks) widen(value);
        for (const std::vector<double>& block : gates.heads)
            for (double value : block) widen(value);
        m_low = std::floor(low * 2) / 2;
        m_high = std::floor(high * 2) / 2 + 0.5; // above the largest alpha: there nothing stays
    }
    setThreshold(m_threshold);
}

void GateBars::setThreshold(double threshold) {
    m_threshold = std::clamp(threshold, m_low, m_high);
    m_mask = maskAt(m_network, m_gates, m_threshold);
    update();
}

QRectF GateBars::plot(const QSizeF& size) const {
    return QRectF(kLeft, kTop, std::max(10.0, size.width() - kLeft - kRight), std::max(10.0, size.height() - kTop - kBottom));
}

double GateBars::yOf(double value, const QRectF& plot) const {
    const double part = std::clamp((value - m_low) / (m_high - m_low), 0.0, 1.0);
    return plot.bottom() - part * plot.height();
}

double GateBars::valueAt(double y) const {
    const QRectF area = plot(size());
    return std::clamp(m_low + (area.bottom() - y) / area.height() * (m_high - m_low), m_low, m_high);
}

/// A bar a block, or one a head, those of a block close together; with both levels the block's lies behind its heads.
std::vector<GateBars::Bar> GateBars::bars(const QRectF& plot) const {
    std::vector<Bar> all;
    const double slot = plot.width() / std::max(1, m_network.depth());
    const double gap = std::min(12.0, slot * 0.12);
    for (int k = 0; k < m_network.depth(); ++k) {
        const auto row = static_cast<std::size_t>(k);
        const QRectF area(plot.left() + k * slot + gap, plot.top(), std::max(1.0, slot - 2 * gap), plot.height());
        const int heads = m_network.heads[row];
        if (row < m_gates.blocks.size()) {
            const bool kept = row < m_mask.size() && std::find(m_mask[row].begin(), m_mask[row].end(), true) != m_mask[row].end();
            all.push_back({k, -1, m_gates.blocks[row], area, kept});
        }
        for (int head = 0; row < m_gates.heads.size() && head < heads; ++head) {
            const double width = area.width() / heads, inset = heads > 1 ? std::min(1.0, width * 0.12) : 0;
            const QRectF part(area.left() + head * width + inset, area.top(), std::max(1.0, width - 2 * inset), area.height());
            const auto column = static_cast<std::size_t>(head);
            all.push_back({k, head, m_gates.heads[row][column], part, bool(m_mask[row][column])});
        }
    }
    return all;
}

void GateBars::paintAxis(QPainter& painter, const QRectF& plot) const {
    const Tokens& t = tokens();
    painter.setFont(axisFont());
    constexpr int kTicks = 4;
    for (int i = 0; i <= kTicks; ++i) {
        const double value = m_low + (m_high - m_low) * i / kTicks, y = yOf(value, plot);
        painter.setPen(QPen(i == 0 ? t.line : t.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, y - 9, kLeft - 8, 18), Qt::AlignRight | Qt::AlignVCenter, QLocale().toString(value, 'g', 3));
    }
    const double slot = plot.width() / std::max(1, m_network.depth());
    const int every = std::max(1, static_cast<int>(std::ceil(24 / slot)));
    for (int k = 0; k < m_network.depth(); k += every)
        painter.drawText(QRectF(plot.left() + k * slot, plot.bottom() + 3, slot, 15), Qt::AlignHCenter | Qt::TextDontClip, QString::number(k));
    painter.drawText(QRectF(plot.left(), plot.bottom() + 18, plot.width(), 15), Qt::AlignHCenter, tr("transformer block"));
}

void GateBars::paintBar(QPainter& painter, const Bar& bar, const QRectF& plot, bool labelled) const {
    if (std::isnan(bar.value)) return;
    const Tokens& t = tokens();
    const double top = yOf(bar.value, plot);
    const QRectF area(bar.area.left(), top, bar.area.width(), plot.bottom() - top);
    const bool behind = bar.head < 0 && !m_gates.heads.empty();
    if (bar.kept) {
        QColor fill = behind ? t.accentBackground : t.accent;
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(area, 2, 2);
    } else {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.faint, 1, Qt::DashLine));
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, 0));
    }
    if (!labelled) return;
    painter.setFont(axisFont());
    painter.setPen(bar.kept ? t.text : t.muted);
    const double line = yOf(m_threshold, plot); // would strike a number just under it through
    const double bottom = line > top - 18 && line < top + 1 ? line - 3 : top - 2;
    painter.drawText(QRectF(bar.area.left() - 10, bottom - 14, bar.area.width() + 20, 14), Qt::AlignHCenter | Qt::AlignBottom, text(bar.value, 2));
}

void GateBars::paintThreshold(QPainter& painter, const QRectF& plot, bool interactive) const {
    const QColor color = thresholdColor();
    const double y = yOf(m_threshold, plot);
    painter.setPen(QPen(color, hasFocus() && interactive ? 2.5 : 2));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 8, y));
    QRectF handle(plot.right() + 8, y - kHandleHeight / 2, kHandleWidth, kHandleHeight);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(handle, 5, 5);
    QFont font = secondaryFont();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(tokens().text);
    painter.drawText(handle, Qt::AlignCenter, tr("t = %1").arg(text(m_threshold, 3)) + (interactive ? QStringLiteral("  \u21c5") : QString()));
    paintThesis(painter, plot, y, handle);
}

/// 0.65; on the scale of alpha where sigma(alpha) is that.
void GateBars::paintThesis(QPainter& painter, const QRectF& plot, double y, const QRectF& handle) const {
    const bool raw = m_scale == GateScale::Raw;
    const double thesis = yOf(raw ? std::log(kThesisThreshold / (1 - kThesisThreshold)) : kThesisThreshold, plot);
    if (std::abs(thesis - y) > 1) {
        painter.setPen(QPen(thresholdColor(), 1, Qt::DotLine));
        painter.drawLine(QPointF(plot.right(), thesis), QPointF(plot.right() + 8, thesis));
    }
    const double height = raw ? 30 : 16;
    const bool meets = std::abs(thesis - y) < (kHandleHeight + height) / 2;
    const bool room = handle.bottom() + 2 + height <= plot.bottom() + kBottom;
    const double top = !meets ? thesis - height / 2 : room ? handle.bottom() + 2 : handle.top() - 2 - height;
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const QString number = text(kThesisThreshold, 2);
    painter.drawText(QRectF(plot.right() + 12, top, kHandleWidth, height), Qt::AlignLeft | Qt::AlignVCenter,
                     raw ? tr("\u03c3(\u03b1) = %1\nin the thesis").arg(number) : tr("%1 in the thesis").arg(number));
}

void GateBars::paintBars(QPainter& painter, const QSizeF& size, bool interactive) const {
    const QRectF area = plot(size);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxis(painter, area);
    const std::vector<Bar> all = bars(area);
    for (const Bar& bar : all)
        paintBar(painter, bar, area, bar.area.width() >= 22 && (bar.head >= 0 || m_gates.heads.empty()));
    paintThreshold(painter, area, interactive);
}

void GateBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintBars(painter, size(), true);
}

void GateBars::moveTo(double threshold, bool settled) {
    const double before = m_threshold;
    setThreshold(threshold);
    if (m_threshold != before) Q_EMIT thresholdMoved(m_threshold);
    if (settled && m_threshold != before) Q_EMIT thresholdSettled(before, m_threshold, true);
}

void GateBars::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    m_dragging = true;
    m_pressedAt = m_threshold;
    moveTo(valueAt(event->position().y()), false);
}

void GateBars::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragging) moveTo(valueAt(event->position().y()), false);
}

void GateBars::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_dragging || event->button() != Qt::LeftButton) return;
    m_dragging = false;
    if (m_threshold != m_pressedAt) Q_EMIT thresholdSettled(m_pressedAt, m_threshold, false);
}

/// The middle of the range of the next mask in this direction; the threshold itself where there is none.
double GateBars::nextMask(int direction) const {
    const std::vector<ThresholdRange> sweep = thresholdSweep(m_network, m_gates);
    const auto count = static_cast<int>(sweep.size());
    int at = 0;
    while (at + 1 < count && m_threshold > sweep[static_cast<std::size_t>(at)].high)
        ++at;
    at += direction;
    if (at < 0 || at >= count) return m_threshold;
    const ThresholdRange& range = sweep[static_cast<std::size_t>(at)];
    return (std::max(range.low, m_low) + std::min(range.high, m_high)) / 2;
}

void GateBars::keyPressEvent(QKeyEvent* event) {
    const double step = (m_high - m_low) * kStep, page = (m_high - m_low) * kPage;
    switch (event->key()) {
    case Qt::Key_Up: return moveTo(m_threshold + step, true);
    case Qt::Key_Down: return moveTo(m_threshold - step, true);
    case Qt::Key_PageUp: return moveTo(m_threshold + page, true);
    case Qt::Key_PageDown: return moveTo(m_threshold - page, true);
    case Qt::Key_Right: return moveTo(nextMask(1), true);
    case Qt::Key_Left: return moveTo(nextMask(-1), true);
    case Qt::Key_Home: return moveTo(m_low, true);
    case Qt::Key_End: return moveTo(m_high, true);
    default: QWidget::keyPressEvent(event);
    }
}

bool GateBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString tip;
    for (const Bar& bar : bars(plot(size())))
        if (bar.area.contains(help->pos()))
            tip = (bar.head < 0 ? tr("Block %1").arg(bar.block) : tr("Block %1, head %2").arg(bar.block).arg(bar.head)) +
                  tr(": %1, %2").arg(text(bar.value, 4), bar.kept ? tr("kept") : tr("pruned"));
    QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

} // namespace dnas
