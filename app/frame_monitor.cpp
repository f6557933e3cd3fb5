#include "app/frame_monitor.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dnas {

FrameMonitor::FrameMonitor(QObject* parent) : QObject(parent) {
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, &FrameMonitor::tick);
}

void FrameMonitor::setActive(bool active) {
    if (active == isActive()) return;
    if (active) {
        m_clock.start();
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

void FrameMonitor::reset() {
    m_longest = m_longestAt = m_total = 0;
    m_frames = m_slow = 0;
    m_counts = {};
    if (isActive()) m_clock.start();
}

void FrameMonitor::tick() {
    const double gap = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    m_clock.start();
    m_total += gap;
    if (gap > m_longest) {
        m_longest = gap;
        m_longestAt = seconds();
    }
    ++m_frames;
    ++m_counts[std::min(static_cast<std::size_t>(std::llround(gap)), m_counts.size() - 1)];
    if (gap > kSlowMs) ++m_slow;
}

int FrameMonitor::percentileMs(double share) const {
    std::int64_t left = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(m_frames)));
    for (std::size_t ms = 0; ms < m_counts.size(); ++ms)
        if ((left -= m_counts[ms]) <= 0) return static_cast<int>(ms);
    return 0;
}

QString FrameMonitor::summary() const {
    if (m_frames == 0) return tr("nothing measured yet");
    const QLocale locale;
    return tr("longest gap %1 ms after %2 s, in %3 s (%4 frames, %5 over %6 ms; median %7 ms, 99 % up to %8 ms)")
        .arg(locale.toString(m_longest, 'f', 1), locale.toString(m_longestAt, 'f', 1), locale.toString(seconds(), 'f', 0),
             locale.toString(qlonglong(m_frames)), locale.toString(qlonglong(m_slow)))
        .arg(kSlowMs).arg(percentileMs(0.5)).arg(percentileMs(0.99));
}

} // namespace dnas
