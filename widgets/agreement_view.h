// How far the seeds of one request agree: for every edge of every cell a bar of the operations that they chose.
// Place: under the table of runs. What the consensus takes is outlined; edges on which all agree carry a tick.
#pragma once

#include "engine/api/agreement.h"
#include "widgets/figure.h"

#include <QWidget>

namespace dnas {

class AgreementView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit AgreementView(QWidget* parent = nullptr);
    void setAgreement(const Agreement& agreement);
    const Agreement& agreement() const { return m_agreement; }
    /// Cells that are drawn: all, as long as there is room for them.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    QString figureName() const override { return QStringLiteral("agreement"); }
    QString figureTitle() const override { return tr("Agreement of the seeds"); }
    QSizeF figureSize() const override { return sizeHint(); }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< "cell,to,from,operation,votes,genotypes,consensus"; edges without votes too
    QString figureGap() const override;

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override; ///< tooltips

  private:
    QRectF cellArea(int cell, const QSizeF& size) const;
    QRectF rowArea(int cell, int row, const QSizeF& size) const;
    void paintCellColumn(QPainter& painter, int cell, const QSizeF& size) const;
    void paintEdge(QPainter& painter, const EdgeVotes& edge, const QRectF& area) const;
    QString tipAt(const QPointF& place) const;

    Agreement m_agreement;
    double m_labelWidth = 80;
};

} // namespace dnas
