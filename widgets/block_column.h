// A vision transformer as a column of its blocks: what a mask keeps, and what it removes.
// Place: pruning_view.h. Thread rule: GUI thread.
#pragma once

#include "engine/api/vit.h"
#include "widgets/figure.h"

#include <QWidget>

class QPainter;

namespace dnas {

class BlockColumn final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit BlockColumn(QWidget* parent = nullptr);
    void setMask(const VitMask& mask);
    void setMobile(bool mobile); ///< blocks among convolutions instead of behind patches
    void paintColumn(QPainter& painter, const QRectF& area) const;

    QString figureName() const override { return QStringLiteral("pruning-network"); }
    QString figureTitle() const override { return tr("Network that is left"); }
    QSizeF figureSize() const override { return {260, 520}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {220, 500}; }
    QSize minimumSizeHint() const override { return {150, 120}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    VitMask m_mask;
    bool m_mobile = false;
};

} // namespace dnas
