#include "widgets/chart.h"

#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <QApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace dnas {

namespace {
constexpr int kFrameMs = 33, kPointerMs = 16;
constexpr double kMoveStep = 0.1; // of what is seen, an arrow key
constexpr int kRightMargin = 12, kMarginStep = 8;
constexpr double kMostMargin = 0.42; // of the chart's width
}

Chart::Chart(QWidget* parent) : QCustomPlot(parent), m_markers(new MarkersItem(this)),
      m_cursor(new CursorItem(this)), m_pointer(new CursorItem(this)), m_note(new NoteItem(this)) {
    setMinimumSize(200, 100); // smaller, QCustomPlot draws its axes reversed
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_NoMousePropagation, false); // QCustomPlot keeps even the right click from the view around it
    m_timer.setSingleShot(true);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, &Chart::refreshNow);
    for (QCPAxis* axis : {xAxis, yAxis})
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
            if (!m_settingRange) m_zoomed = true;
        });
    m_pointing.setSingleShot(true);
    m_pointing.setInterval(kPointerMs);
    connect(&m_pointing, &QTimer::timeout, this, &Chart::readPointer);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, &Chart::scheduleGraphs);
    setRightMargin(kRightMargin);
    for (QCPAbstractItem* item : {static_cast<QCPAbstractItem*>(m_cursor), static_cast<QCPAbstractItem*>(m_pointer),
                                  static_cast<QCPAbstractItem*>(m_note)})
        item->setLayer(QStringLiteral("overlay")); // has a buffer of its own: moving the cursor paints no graph again
    m_pointer->setVisible(false);
    applyTokens();
}

void Chart::setRefresh(std::function<void()> graphs, std::function<void()> cursor) {
    m_graphs = std::move(graphs);
    m_cursorMoved = std::move(cursor);
}

void Chart::scheduleGraphs() {
    schedule(Stale::Graphs);
}
void Chart::scheduleCursor() {
    schedule(Stale::Cursor);
}

void Chart::schedule(Stale what) {
    m_stale = std::max(m_stale, what);
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

void Chart::refreshNow() {
    const Stale stale = std::exchange(m_stale, Stale::Nothing);
    if (stale == Stale::Graphs) {
        applyTokens();
        if (m_graphs) m_graphs();
    }
    if (m_cursorMoved) m_cursorMoved();
    if (m_reading) m_pointing.start(); // other values, perhaps
    const bool roomier = makeRoomForLabels(width());
    if (stale == Stale::Cursor && !roomier)
        layer(QStringLiteral("overlay"))->replot();
    else
        replot(QCustomPlot::rpQueuedReplot);
}

void Chart::setRightMargin(int margin) {
    m_rightMargin = margin;
    axisRect()->setMinimumMargins(QMargins(40, 12, margin, 28));
}

bool Chart::makeRoomForLabels(double width) {
    double end = m_dataX.lower;
    for (int i = 0; i < graphCount(); ++i)
        if (!graph(i)->data()->isEmpty()) end = std::max(end, (graph(i)->data()->constEnd() - 1)->key);
    const double area = width - axisRect()->minimumMargins().left() - kRightMargin;
    const double beyond = std::max(0.0, (m_dataX.upper - end) / m_dataX.size() * area);
    const double wanted = std::min(m_cursor->widestLabel() - beyond, width * kMostMargin);
    const int margin = static_cast<int>(std::ceil(wanted / kMarginStep)) * kMarginStep;
    if (margin <= m_rightMargin) return false;
    setRightMargin(margin);
    return true;
}

void Chart::resizeEvent(QResizeEvent* event) {
    setRightMargin(kRightMargin);
    makeRoomForLabels(event->size().width());
    QCustomPlot::resizeEvent(event);
}

void Chart::showEvent(QShowEvent* event) {
    QCustomPlot::showEvent(event);
    if (m_stale != Stale::Nothing) refreshNow();
}

void Chart::keyPressEvent(QKeyEvent* event) {
    const auto zoom = [this](double factor) {
        xAxis->scaleRange(factor);
        replot(QCustomPlot::rpQueuedReplot);
    };
    const bool isArrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    const bool chooses = m_arrowsChoose && !(event->modifiers() & Qt::ShiftModifier);
    if (isArrow && (!m_zoomed || chooses)) return event->ignore(); // unzoomed there is nothing beyond
    switch (event->key()) {
    case Qt::Key_Left:
        return moveBy(-kMoveStep, 0);
    case Qt::Key_Right:
        return moveBy(kMoveStep, 0);
    case Qt::Key_Up:
        return moveBy(0, kMoveStep);
    case Qt::Key_Down:
        return moveBy(0, -kMoveStep);
    case Qt::Key_F:
        return resetZoom();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.8);
    case Qt::Key_Minus:
        return zoom(1.25);
    default:
        QCustomPlot::keyPressEvent(event);
    }
}

void Chart::moveBy(double x, double y) {
    const auto move = [](QCPAxis* axis, double share) {
        const QCPRange seen = axis->range();
        if (axis->scaleType() == QCPAxis::stLogarithmic)
            axis->setRange(seen * std::pow(seen.upper / seen.lower, share));
        else
            axis->moveRange(share * seen.size());
    };
    move(xAxis, x);
    move(yAxis, y);
    replot(QCustomPlot::rpQueuedReplot);
}

void Chart::setPointing(Read read, std::function<Undo(double)> choose) {
    m_read = std::move(read);
    m_choose = std::move(choose);
    setMouseTracking(true);
}

void Chart::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->button() == Qt::LeftButton ? std::optional(event->position()) : std::nullopt;
    QCustomPlot::mousePressEvent(event);
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
    QCustomPlot::mouseMoveEvent(event);
    m_pointerAt = event->position();
    if (m_read && !m_pointing.isActive()) m_pointing.start();
}

void Chart::mouseReleaseEvent(QMouseEvent* event) {
    QCustomPlot::mouseReleaseEvent(event);
    const std::optional<QPointF> pressed = std::exchange(m_pressed, std::nullopt);
    if (!m_choose || !pressed || event->button() != Qt::LeftButton || !axisRect()->rect().contains(pressed->toPoint())) return;
    if ((event->position() - *pressed).manhattanLength() >= QApplication::startDragDistance()) return;
    m_undoChoice = m_choose(xAxis->pixelToCoord(pressed->x()));
}

void Chart::leaveEvent(QEvent* event) {
    QCustomPlot::leaveEvent(event);
    m_pointing.stop();
    point(std::nullopt);
}

void Chart::readPointer() {
    const bool isOver = m_read && axisRect()->rect().contains(m_pointerAt.toPoint());
    point(isOver ? m_read(xAxis->pixelToCoord(m_pointerAt.x())) : std::nullopt);
}

void Chart::point(std::optional<ChartReading> reading) {
    if (!reading && !m_reading) return;
    m_reading = std::move(reading);
    m_pointer->setVisible(m_reading.has_value());
    m_cursor->showLabels(!m_reading); // those at the pointer stand for them
    if (m_reading) {
        m_pointer->setCursor(m_reading->x, true);
        m_pointer->setCaption(m_reading->caption);
        m_pointer->setLabels(m_reading->labels);
    }
    layer(QStringLiteral("overlay"))->replot();
}

void Chart::mouseDoubleClickEvent(QMouseEvent* event) {
    QCustomPlot::mouseDoubleClickEvent(event);
    if (const Undo undo = std::exchange(m_undoChoice, nullptr)) undo();
    resetZoom();
}

void Chart::setDataRange(const QCPRange& x, const QCPRange& y) {
    if (x != m_dataX || y != m_dataY) setRightMargin(kRightMargin); // other labels, perhaps narrower
    m_dataX = x;
    m_dataY = y;
    if (m_zoomed) return;
    m_settingRange = true;
    xAxis->setRange(x);
    yAxis->setRange(y);
    m_settingRange = false;
}

void Chart::followX(const QCPRange& range) {
    m_settingRange = true;
    xAxis->setRange(range);
    m_settingRange = false;
}

void Chart::resetZoom() {
    m_zoomed = false;
    setDataRange(m_dataX, m_dataY);
    replot(QCustomPlot::rpQueuedReplot);
}

void Chart::applyTokens() {
    const Tokens& t = tokens();
    setBackground(QBrush(t.panel));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(t.line));
        axis->setTickPen(QPen(t.line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(t.muted);
        axis->setLabelColor(t.muted);
        axis->setTickLabelFont(axisFont());
        axis->setLabelFont(axisFont());
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(3);
        axis->grid()->setPen(QPen(t.grid));
        axis->grid()->setZeroLinePen(QPen(t.grid));
    }
    xAxis->grid()->setVisible(false);
}

namespace {

class WholeTicker final : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override { return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range))); }
};

} // namespace

void Chart::setEpochAxis() {
    xAxis->setTicker(QSharedPointer<WholeTicker>::create());
}

void Chart::setCursor(double x, bool visible, const QVector<ChartLabel>& labels) {
    m_cursor->setCursor(x, visible);
    m_cursor->setLabels(labels);
}

void Chart::setNote(const QString& text, bool instead) {
    m_note->setText(text);
    const bool axes = text.isEmpty() || !instead;
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setVisible(axes);
        axis->grid()->setVisible(axes && axis == yAxis);
    }
}

void Chart::setAxisTitles(const QString& x, const QString& y) {
    m_xTitle = x;
    m_yTitle = y;
}

void Chart::paintOn(QPainter& painter, const QSizeF& size) {
    applyTokens(); // may be those of paper
    if (m_graphs) m_graphs();
    if (m_cursorMoved) m_cursorMoved();
    const int margin = m_rightMargin;
    setRightMargin(kRightMargin);
    makeRoomForLabels(size.width());
    xAxis->setLabel(m_xTitle);
    yAxis->setLabel(m_yTitle);
    m_pointer->setVisible(false);
    m_cursor->showLabels(true);
    painter.save();
    // toPainter wants a QCPPainter; one on the same device would begin it a second time, so a picture stands between.
    QPicture picture;
    {
        QCPPainter recorder(&picture);
        recorder.setMode(QCPPainter::pmVectorized);
        recorder.setMode(QCPPainter::pmNoCaching);
        toPainter(&recorder, static_cast<int>(size.width()), static_cast<int>(size.height()));
    }
    // A picture grows with the resolution of the device that it is drawn on; the painter's own scale says it already.
    painter.scale(static_cast<double>(picture.logicalDpiX()) / painter.device()->logicalDpiX(),
                  static_cast<double>(picture.logicalDpiY()) / painter.device()->logicalDpiY());
    painter.drawPicture(0, 0, picture);
    painter.restore();
    xAxis->setLabel({});
    yAxis->setLabel({});
    setRightMargin(margin);
    m_pointer->setVisible(m_reading.has_value());
    m_cursor->showLabels(!m_reading);
    scheduleGraphs(); // the window's colours again
}

void pointAtEpochs(Chart& chart, RunTimeline& timeline, std::function<QVector<ChartLabel>(int index)> labels) {
    const auto nearest = [&timeline](double x) {
        const std::vector<SnapshotPtr>& all = timeline.snapshots();
        const auto next = std::lower_bound(all.begin(), all.end(), x, [](const SnapshotPtr& s, double at) { return s->epoch + 1 < at; });
        if (next == all.begin()) return 0;
        const auto index = static_cast<int>(next - all.begin());
        const bool isNearer = next != all.end() && (*next)->epoch + 1 - x <= x - (all[static_cast<std::size_t>(index - 1)]->epoch + 1);
        return isNearer ? index : index - 1;
    };
    const auto read = [&timeline, nearest, labels](double x) -> std::optional<ChartReading> {
        if (timeline.count() == 0) return std::nullopt;
        const int index = nearest(x), epoch = timeline.snapshots()[static_cast<std::size_t>(index)]->epoch + 1;
        return ChartReading{static_cast<double>(epoch), QObject::tr("epoch %1").arg(epoch), labels(index)};
    };
    const auto choose = [&timeline, nearest](double x) -> Chart::Undo {
        if (timeline.count() == 0) return {};
        const int before = timeline.currentIndex();
        const bool followed = timeline.followsLive();
        timeline.setCurrentIndex(nearest(x));
        return [&timeline, before, followed] {
            timeline.setCurrentIndex(before);
            timeline.setFollowLive(followed);
        };
    };
    chart.setPointing(read, choose);
}

QVector<QPair<double, QString>> chartMarkers(const RunTimeline& timeline) {
    using Kind = RunEvent::Kind;
    QVector<QPair<double, QString>> markers;
    for (const RunEvent& event : timeline.events()) {
        const QString text = event.kind == Kind::WarmStartEnded ? QObject::tr("warm start ended")
                             : event.kind == Kind::StopRule     ? QObject::tr("stop rule")
                             : event.kind == Kind::Resumed      ? QObject::tr("resumed")
                             : event.kind == Kind::StageStarted ? QObject::tr("stage")
                             : event.kind == Kind::Diverged     ? QObject::tr("diverged")
                                                                : QString();
        if (!text.isEmpty()) markers.push_back({event.epoch + 1.0, text});
    }
    std::stable_sort(markers.begin(), markers.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return markers;
}

} // namespace dnas
