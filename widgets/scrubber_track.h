// The track of the epoch scrubber: the validation curve above a slider, events as triangles between them.
// Thread rule: GUI thread only.
#pragma once

#include <QPixmap>
#include <QWidget>

namespace dnas {

class RunTimeline;

class ScrubberTrack final : public QWidget {
    Q_OBJECT
  public:
    explicit ScrubberTrack(RunTimeline* timeline, QWidget* parent = nullptr);
    QSize minimumSizeHint() const override { return {160, 52}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;

  private:
    void readRun(); ///< what is the same at every epoch
    double xOf(double epoch) const;
    double railY() const;
    void goTo(double x);
    double curveY(double value) const;
    void paintCurve(QPainter& painter);
    QPixmap drawnCurve() const;
    void paintEvents(QPainter& painter) const;
    void paintSlider(QPainter& painter) const;
    QString tipAt(const QPoint& position) const;

    RunTimeline* m_timeline;
    int m_lastEpoch = 1;         ///< planned, or measured where that is more
    double m_low = 0, m_high = 0; ///< of the curve; m_low > m_high: there is none
    QPixmap m_curve;             ///< drawn once: a long run has many points, and the handle moves thirty times a second
};

} // namespace dnas
