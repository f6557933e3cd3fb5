// Places the label of each line on the line itself, where no other label, node or line is near.
// Thread rule: none, values only.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QVector>

namespace dnas {

struct ChipRequest {
    QVector<QPointF> line; ///< the drawn line, evenly sampled
    QSizeF size;
};

/// @return one rectangle a request; a null one where every place on the line is covered by something else.
QVector<QRectF> placeChips(const QVector<ChipRequest>& requests, const QVector<QRectF>& obstacles,
                           const QRectF& bounds);

/// `count` points at equal distances along a polyline.
QVector<QPointF> resampled(const QVector<QPointF>& line, int count);

} // namespace dnas
