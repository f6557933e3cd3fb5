// Whether a network's confidence can be believed: accuracy of the images of each bin of confidence against the
// diagonal. Place: the page of a trained network. Thread rule: GUI thread. Source: reliability diagram and expected
// calibration error, Guo et al. 2017; engine/api/evaluation.h.
#pragma once

#include "engine/api/evaluation.h"
#include "widgets/figure.h"

#include <QWidget>

namespace dnas {

class CalibrationView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit CalibrationView(QWidget* parent = nullptr);

    void setEvaluation(const Evaluation& evaluation);
    void clear();
    /// The bin that is described; -1 = none. Left and right arrow keys move it.
    void setSelectedBin(int bin);
    int selectedBin() const { return m_selected; }
    QString remark() const;
    QString tipAt(const QPointF& place) const;

    QString figureName() const override { return QStringLiteral("calibration"); }
    QString figureTitle() const override { return tr("Calibration"); }
    QSizeF figureSize() const override { return {520, 480}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< "low,high,count,confidence,accuracy"
    QString figureGap() const override;
    QSize sizeHint() const override { return {480, 440}; }
    QSize minimumSizeHint() const override { return {240, 220}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override; ///< tooltips

  private:
    void paint(QPainter& painter, const QSizeF& size, int marked) const;
    int binAt(const QPointF& place) const;
    QString tip(int bin) const;

    std::vector<CalibrationBin> m_bins;
    double m_error = 0;
    int m_hovered = -1, m_selected = -1;
};

} // namespace dnas
