// The models of a motor's flux: one colour and one line each in every view, and the row that names them.
// Place: flux_view and activation_view. Thread rule: GUI thread.
#pragma once

#include <QPen>
#include <QWidget>

namespace dnas {

enum class MotorModel { Truth, Searched, Baseline };

/// Truth: wide and faint, below the others. Baseline: dashed, a second cue beside the colour.
QPen motorPen(MotorModel model);

class MotorLegend final : public QWidget {
    Q_OBJECT
  public:
    explicit MotorLegend(QWidget* parent = nullptr);
    void setHasTruth(bool hasTruth);
    void paintLegend(QPainter& painter, const QRectF& area) const;
    QSize sizeHint() const override { return {320, 22}; }
    QSize minimumSizeHint() const override { return {120, 22}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    bool m_hasTruth = true;
};

} // namespace dnas
