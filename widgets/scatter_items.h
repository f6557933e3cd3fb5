// Names of points in a chart, placed where they cover neither points nor each other.
// Place: scatter_view.cpp. Thread rule: GUI thread only.
#pragma once

#include <qcustomplot.h>

#include <QString>
#include <QVector>

namespace dnas {

/// Places texts of these sizes beside their points, within `area`: right of it, left, above or below, and where no
/// place is free, nowhere. @return a rectangle a text, null for those without place. Earlier points choose first.
QVector<QRectF> placeNames(const QVector<QPointF>& points, const QVector<QSizeF>& sizes, const QRectF& area);

class PointNamesItem final : public QCPAbstractItem {
  public:
    struct Name {
        double x = 0, y = 0; ///< in axis units
        QString text;
        bool named = true; ///< otherwise only kept clear of names
    };
    explicit PointNamesItem(QCustomPlot* plot) : QCPAbstractItem(plot) { setSelectable(false); }
    void setNames(const QVector<Name>& names) { m_names = names; }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    QVector<Name> m_names;
};

} // namespace dnas
