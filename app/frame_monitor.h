// Measures how long the GUI thread keeps a frame waiting: the gaps between the ticks of a 16 ms timer.
// Place: Help > Performance and --frame-log; "no frame over 50 ms" is read from here.
// Thread rule: GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>
#include <cstdint>

namespace dnas {

class FrameMonitor : public QObject {
    Q_OBJECT
  public:
    static constexpr int kFrameMs = 16;
    static constexpr int kSlowMs = 50;

    explicit FrameMonitor(QObject* parent = nullptr);

    /// Ticks only while somebody wants to know: 60 wake-ups a second are not free on a battery.
    void setActive(bool active);
    bool isActive() const { return m_timer.isActive(); }
    void reset();

    double longestMs() const { return m_longest; }
    std::int64_t frames() const { return m_frames; }
    std::int64_t slowFrames() const { return m_slow; } ///< gaps over kSlowMs
    double seconds() const { return m_total / 1000; }
    double longestAt() const { return m_longestAt; } ///< seconds after the start at which the longest gap ended

    /// Gap, to a millisecond, that so large a share of the gaps do not exceed; 0 without any. @param share 0..1
    int percentileMs(double share) const;

    /// "longest gap 23.1 ms after 12 s, in 61 s (3,700 frames, 0 over 50 ms; median 16 ms, 99 % up to 21 ms)"
    QString summary() const;

  private:
    void tick();

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_longest = 0;
    double m_longestAt = 0;
    double m_total = 0;
    std::int64_t m_frames = 0;
    std::int64_t m_slow = 0;
    std::array<std::int64_t, 1001> m_counts{}; ///< of gaps by their milliseconds; the last holds all longer ones
};

} // namespace dnas
