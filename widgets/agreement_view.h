// How far the seeds of one request agree: for every edge of every cell a bar of the operations that they chose.
// Place: under the table of runs. What the consensus takes is outlined; edges on which all agree carry a tick.
#pragma once

#include "engine/api/agreement.h"

#include <QWidget>

namespace dnas {

class AgreementView final : public QWidget {
    Q_OBJECT
  public:
    explicit AgreementView(QWidget* parent = nullptr);
    void setAgreement(const Agreement& agreement);
    const Agreement& agreement() const { return m_agreement; }
    /// Cells that are drawn: all, as long as there is room for them.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override; ///< tooltips

  private:
    QRectF cellArea(int cell) const;
    QRectF rowArea(int cell, int row) const;
    void paintCellColumn(QPainter& painter, int cell) const;
    void paintEdge(QPainter& painter, const EdgeVotes& edge, const QRectF& area) const;
    QString tipAt(const QPointF& place) const;

    Agreement m_agreement;
    double m_labelWidth = 80;
};

} // namespace dnas
