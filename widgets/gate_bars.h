// Gates of a pruned network as bars, and the threshold as a line that is dragged across them.
// Place: pruning_view.h. Thread rule: GUI thread.
// Mouse: drag anywhere. Keys: up, down by 0.01; page by 0.1; left, right to the next mask; Home, End to the ends.
// What is kept is filled, what is pruned is a dashed outline: the colour is no only cue.
#pragma once

#include "engine/api/pruning.h"

#include <QWidget>

class QPainter;

namespace dnas {

class GateBars final : public QWidget {
    Q_OBJECT
  public:
    explicit GateBars(QWidget* parent = nullptr);

    /// @param scale decides the axis: 0 to 1, or the range of the values
    void setGates(const VitSpec& network, const GateValues& gates, GateScale scale);
    void setThreshold(double threshold); ///< clamped to the axis
    double threshold() const { return m_threshold; }
    double lowest() const { return m_low; }
    double highest() const { return m_high; }
    void paintBars(QPainter& painter, const QSizeF& size, bool interactive) const;
    QSize minimumSizeHint() const override { return {320, 120}; }

  Q_SIGNALS:
    void thresholdMoved(double threshold);                 ///< while it is dragged, and with every key
    /// @param step after a key; else at the end of a drag
    void thresholdSettled(double before, double threshold, bool step);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< tool tips: block, head, alpha

  private:
    struct Bar {
        int block, head; ///< head -1: of the whole block
        double value;
        QRectF area;     ///< from the axis to the top of the plot
        bool kept;
    };
    QRectF plot(const QSizeF& size) const;
    double yOf(double value, const QRectF& plot) const;
    double valueAt(double y) const;
    std::vector<Bar> bars(const QRectF& plot) const;
    void paintAxis(QPainter& painter, const QRectF& plot) const;
    void paintBar(QPainter& painter, const Bar& bar, const QRectF& plot, bool labelled) const;
    void paintThreshold(QPainter& painter, const QRectF& plot, bool interactive) const;
    void paintThesis(QPainter& painter, const QRectF& plot, double y, const QRectF& handle) const;
    void moveTo(double threshold, bool settled);
    double nextMask(int direction) const;

    VitSpec m_network;
    GateValues m_gates;
    VitMask m_mask; ///< at the threshold
    GateScale m_scale = GateScale::Sigmoid;
    double m_threshold = kThesisThreshold, m_low = 0, m_high = 1, m_pressedAt = 0;
    bool m_dragging = false;
};

} // namespace dnas
