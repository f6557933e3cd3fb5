// Torque over time under closed-loop control: what was wanted, and what a controller reached with each flux model.
// Place: the control page of a motor search. Pure drawing. Thread rule: GUI thread.
// Source: thesis section 6.2 (torque control); engine/api/motor_control.h.
#pragma once

#include "engine/api/motor_control.h"
#include "widgets/figure.h"

#include <QString>
#include <QVector>
#include <QWidget>

namespace dnas {

class Chart;

class TorqueView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    /// A controller with one model. All runs of a view have the same times and wishes.
    struct Run {
        QString model;
        TorqueControlResult result;
    };

    explicit TorqueView(QWidget* parent = nullptr);
    void setRuns(QVector<Run> runs);
    QString remark() const; ///< what each is off by where it has settled

    QString figureName() const override { return QStringLiteral("torque-control"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {720, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QString figureGap() const override;
    QSize sizeHint() const override { return {520, 320}; }
    QSize minimumSizeHint() const override { return {260, 160}; }

  private:
    void draw();

    QVector<Run> m_runs;
    Chart* m_chart;
};

} // namespace dnas
