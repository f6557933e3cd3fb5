#include "widgets/chart.h"

#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <algorithm>

namespace dnas {

namespace {
constexpr int kFrameMs = 33;
constexpr int kLabelMargin = 104; // labels of the last epoch stand right of their curves
}

Chart::Chart(QWidget* parent) : QCustomPlot(parent), m_cursor(new QCPItemStraightLine(this)) {
    setMinimumSize(220, 150); // smaller, QCustomPlot draws its axes reversed
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setFocusPolicy(Qt::StrongFocus);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, &Chart::refreshNow);
    for (QCPAxis* axis : {xAxis, yAxis})
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
            if (!m_settingRange) m_zoomed = true;
        });
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        applyTokens();
        schedule();
    });
    axisRect()->setMinimumMargins(QMargins(40, 12, kLabelMargin, 28));
    m_cursor->setSelectable(false);
    m_cursor->setVisible(false);
    applyTokens();
}

void Chart::schedule() {
    if (!isVisible()) {
        m_pending = true;
        return;
    }
    if (!m_timer.isActive()) m_timer.start();
}

void Chart::refreshNow() {
    m_pending = false;
    if (m_refresh) m_refresh();
    replot(QCustomPlot::rpQueuedReplot);
}

void Chart::showEvent(QShowEvent* event) {
    QCustomPlot::showEvent(event);
    if (m_pending) refreshNow();
}

void Chart::mouseDoubleClickEvent(QMouseEvent* event) {
    QCustomPlot::mouseDoubleClickEvent(event);
    resetZoom();
}

void Chart::setDataRange(const QCPRange& x, const QCPRange& y) {
    m_dataX = x;
    m_dataY = y;
    if (m_zoomed) return;
    m_settingRange = true;
    xAxis->setRange(x);
    yAxis->setRange(y);
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
    m_cursor->setPen(QPen(t.faint));
}

void Chart::setCursor(double x, bool visible) {
    m_cursor->setVisible(visible);
    m_cursor->point1->setCoords(x, 0);
    m_cursor->point2->setCoords(x, 1);
}

void Chart::setMarkers(const QVector<QPair<double, QString>>& markers) {
    for (QCPAbstractItem* item : m_markers) removeItem(item);
    m_markers.clear();
    for (const auto& [x, text] : markers) {
        auto* line = new QCPItemStraightLine(this);
        line->setPen(QPen(tokens().warning, 1, Qt::DotLine));
        line->point1->setCoords(x, 0);
        line->point2->setCoords(x, 1);
        line->setSelectable(false);
        auto* label = new QCPItemText(this);
        label->setText(text);
        label->setFont(axisFont());
        label->setColor(tokens().muted);
        label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        label->position->setTypeX(QCPItemPosition::ptPlotCoords);
        label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        label->position->setCoords(x, 0.02);
        label->setPadding(QMargins(4, 0, 0, 0));
        label->setSelectable(false);
        m_markers << line << label;
    }
}

void Chart::setLabels(QVector<Label> labels) {
    for (QCPAbstractItem* item : m_labels) removeItem(item);
    m_labels.clear();
    const double height = QFontMetricsF(secondaryFont()).height() + 1;
    std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y > b.y; });
    double last = -1e9; // pixel of the label above
    for (const Label& label : labels) {
        const double pixel = std::max(yAxis->coordToPixel(label.y), last + height);
        last = pixel;
        auto* text = new QCPItemText(this);
        text->setClipToAxisRect(false);
        text->setText(label.text);
        text->setFont(secondaryFont());
        text->setColor(label.color);
        // Right of the point, or left of it where the axis rectangle ends.
        const bool left = xAxis->coordToPixel(label.x) + QFontMetricsF(secondaryFont()).horizontalAdvance(label.text) + 12 > width();
        text->setPositionAlignment((left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        text->setPadding(QMargins(left ? 0 : 6, 0, left ? 6 : 0, 0));
        text->position->setCoords(label.x, yAxis->pixelToCoord(pixel));
        text->setSelectable(false);
        m_labels << text;
    }
}

void Chart::paintOn(QPainter& painter, const QSizeF& size) {
    if (m_refresh) m_refresh();
    painter.save();
    // toPainter wants a QCPPainter; one on the same device would begin it a second time, so a picture stands between.
    QPicture picture;
    {
        QCPPainter recorder(&picture);
        recorder.setMode(QCPPainter::pmVectorized);
        recorder.setMode(QCPPainter::pmNoCaching);
        toPainter(&recorder, static_cast<int>(size.width()), static_cast<int>(size.height()));
    }
    painter.drawPicture(0, 0, picture);
    painter.restore();
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
    return markers;
}

} // namespace dnas
