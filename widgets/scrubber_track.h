// The track of the epoch scrubber: the validation curve above a slider, events as triangles between them.
// Thread rule: GUI thread only.
#pragma once

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
    int lastEpoch() const; ///< planned, or measured where that is more
    double xOf(double epoch) const;
    double railY() const;
    void goTo(double x);
    void paintCurve(QPainter& painter) const;
    void paintEvents(QPainter& painter) const;
    void paintSlider(QPainter& painter) const;
    QString tipAt(const QPoint& position) const;

    RunTimeline* m_timeline;
};

} // namespace dnas
