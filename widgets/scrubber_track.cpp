#include "widgets/scrubber_track.h"

#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr double kMargin = 10, kHandle = 7, kRail = 4, kMark = 4;
constexpr int kPage = 10;
constexpr int kBesideMark = 6; // pixels beside an event's triangle that still count as on it

QColor eventColor(RunEvent::Kind kind) {
    switch (kind) {
    case RunEvent::Kind::Diverged:
        return tokens().bad;
    case RunEvent::Kind::Warning:
    case RunEvent::Kind::StopRule:
    case RunEvent::Kind::WarmStartEnded:
        return tokens().warning;
    case RunEvent::Kind::Finished:
        return tokens().good;
    default:
        return tokens().faint;
    }
}

} // namespace

ScrubberTrack::ScrubberTrack(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m_timeline(timeline) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Epoch"));
    const auto redraw = [this] {
        readRun();
        update();
    };
    connect(timeline, &RunTimeline::runChanged, this, redraw);
    connect(timeline, &RunTimeline::dataChanged, this, redraw);
    connect(timeline, &RunTimeline::currentChanged, this, [this] { update(); });
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, redraw);
    readRun();
}

void ScrubberTrack::readRun() {
    m_curve = QPixmap();
    m_lastEpoch = 1;
    m_low = std::numeric_limits<double>::infinity();
    m_high = -m_low;
    for (const SnapshotPtr& snapshot : m_timeline->snapshots()) {
        m_lastEpoch = std::max({m_lastEpoch, snapshot->epoch, snapshot->epochs - 1});
        const double value = snapshot->metric("valid_top1");
        if (!std::isfinite(value)) continue;
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
}

double ScrubberTrack::xOf(double epoch) const {
    return kMargin + std::clamp(epoch / m_lastEpoch, 0.0, 1.0) * (width() - 2 * kMargin);
}

double ScrubberTrack::railY() const {
    return height() - kHandle - 4;
}

void ScrubberTrack::goTo(double x) {
    int nearest = -1;
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < m_timeline->count(); ++i) {
        const double distance = std::abs(xOf(m_timeline->snapshots()[static_cast<std::size_t>(i)]->epoch) - x);
        if (distance >= best) continue;
        best = distance;
        nearest = i;
    }
    if (nearest >= 0) m_timeline->setCurrentIndex(nearest);
}

double ScrubberTrack::curveY(double value) const {
    const double top = 4, bottom = railY() - 16, span = m_high > m_low ? m_high - m_low : 1;
    return bottom - (value - m_low) / span * (bottom - top);
}

QPixmap ScrubberTrack::drawnCurve() const {
    QPixmap pixmap(size() * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainterPath path;
    bool drawing = false;
    for (const SnapshotPtr& snapshot : m_timeline->snapshots()) {
        const double value = snapshot->metric("valid_top1");
        const QPointF at(xOf(snapshot->epoch), curveY(value));
        if (std::isfinite(value)) drawing ? path.lineTo(at) : path.moveTo(at);
        drawing = std::isfinite(value); // a gap where nothing was measured
    }
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens().faint, 1.4));
    painter.drawPath(path);
    return pixmap;
}

void ScrubberTrack::paintCurve(QPainter& painter) {
    if (!(m_low <= m_high)) return;
    if (m_curve.size() != size() * devicePixelRatioF()) m_curve = drawnCurve();
    painter.drawPixmap(0, 0, m_curve);
    const SnapshotPtr current = m_timeline->current();
    const double value = current->metric("valid_top1");
    if (!std::isfinite(value)) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().accent);
    painter.drawEllipse(QPointF(xOf(current->epoch), curveY(value)), 3, 3);
}

void ScrubberTrack::paintEvents(QPainter& painter) const {
    painter.setPen(Qt::NoPen);
    const double y = railY() - kRail / 2 - 4;
    for (const RunEvent& event : m_timeline->events()) {
        const double x = xOf(event.epoch);
        painter.setBrush(eventColor(event.kind));
        painter.drawPolygon(QPolygonF({{x - kMark, y - 1.4 * kMark}, {x + kMark, y - 1.4 * kMark}, {x, y}}));
    }
}

void ScrubberTrack::paintSlider(QPainter& painter) const {
    const auto rail = [&](double from, double to, const QColor& colour) {
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(from, railY() - kRail / 2, to - from, kRail), kRail / 2, kRail / 2);
    };
    painter.setPen(Qt::NoPen);
    rail(kMargin, width() - kMargin, tokens().line);
    const SnapshotPtr current = m_timeline->current();
    if (!current) return;
    // What has been measured already, then what is looked at.
    rail(kMargin, xOf(m_timeline->snapshots().back()->epoch), tokens().faint);
    rail(kMargin, xOf(current->epoch), tokens().accent);
    painter.setPen(QPen(tokens().accent, hasFocus() ? 3 : 2));
    painter.setBrush(tokens().panel);
    painter.drawEllipse(QPointF(xOf(current->epoch), railY()), kHandle, kHandle);
}

void ScrubberTrack::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_timeline->current()) paintCurve(painter);
    paintSlider(painter);
    paintEvents(painter);
}

void ScrubberTrack::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) goTo(event->position().x());
}

void ScrubberTrack::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) goTo(event->position().x());
}

void ScrubberTrack::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() != 0)
        m_timeline->setCurrentIndex(m_timeline->currentIndex() + (event->angleDelta().y() > 0 ? 1 : -1));
}

void ScrubberTrack::keyPressEvent(QKeyEvent* event) {
    const int index = m_timeline->currentIndex();
    switch (event->key()) {
    case Qt::Key_Left:
        return m_timeline->setCurrentIndex(index - 1);
    case Qt::Key_Right:
        return m_timeline->setCurrentIndex(index + 1);
    case Qt::Key_PageDown:
        return m_timeline->setCurrentIndex(index - kPage);
    case Qt::Key_PageUp:
        return m_timeline->setCurrentIndex(index + kPage);
    case Qt::Key_Home:
        return m_timeline->setCurrentIndex(0);
    case Qt::Key_End:
        return m_timeline->setCurrentIndex(m_timeline->count() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

QString ScrubberTrack::tipAt(const QPoint& position) const {
    QStringList lines;
    for (const RunEvent& event : m_timeline->events())
        if (std::abs(xOf(event.epoch) - position.x()) <= kBesideMark)
            lines << tr("Epoch %1: %2")
                         .arg(event.epoch + 1)
                         .arg(QString::fromStdString(event.text.empty() ? name(event.kind) : event.text));
    return lines.join(QLatin1Char('\n'));
}

bool ScrubberTrack::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

} // namespace dnas
