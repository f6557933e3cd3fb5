#include "widgets/scatter_items.h"

#include "widgets/palette.h"

#include <algorithm>

namespace dnas {

namespace {
constexpr double kPoint = 6, kGap = 3; // half a point's side, and from it to its name
}

QVector<QRectF> placeNames(const QVector<QPointF>& points, const QVector<QSizeF>& sizes, const QRectF& area) {
    QVector<QRectF> taken, placed;
    for (const QPointF& point : points)
        taken << QRectF(point.x() - kPoint, point.y() - kPoint, 2 * kPoint, 2 * kPoint);
    const double off = kPoint + kGap;
    for (int i = 0; i < sizes.size(); ++i) {
        const QPointF p = points[i];
        const double w = sizes[i].width(), h = sizes[i].height();
        // Off the diagonal first: lines of fronts and of grids are level or upright.
        const QPointF corners[] = {{p.x() + kPoint, p.y() - off - h}, {p.x() + kPoint, p.y() + off},
                                   {p.x() + off, p.y() - h / 2},      {p.x() - off - w, p.y() - h / 2},
                                   {p.x() - w / 2, p.y() - off - h},  {p.x() - w / 2, p.y() + off}};
        QRectF place;
        for (const QPointF& corner : corners) {
            const QRectF rect(corner, sizes[i]);
            const bool free =
                std::none_of(taken.begin(), taken.end(), [&](const QRectF& r) { return r.intersects(rect); });
            if (!free || !area.contains(rect)) continue;
            place = rect;
            break;
        }
        placed << place;
        if (!place.isNull()) taken << place;
    }
    return placed;
}

void PointNamesItem::draw(QCPPainter* painter) {
    const QFontMetricsF metrics(secondaryFont());
    // Those with a name first, as placeNames names the first ones; the rest is only in the way.
    QVector<Name> names = m_names;
    std::stable_partition(names.begin(), names.end(), [](const Name& name) { return name.named; });
    QVector<QPointF> points;
    QVector<QSizeF> sizes;
    for (const Name& name : names) {
        points << QPointF(parentPlot()->xAxis->coordToPixel(name.x), parentPlot()->yAxis->coordToPixel(name.y));
        if (name.named) sizes << QSizeF(metrics.horizontalAdvance(name.text) + 1, metrics.height());
    }
    const QVector<QRectF> places = placeNames(points, sizes, QRectF(parentPlot()->axisRect()->rect()));
    QColor ground = tokens().panel;
    ground.setAlphaF(0.86f); // the line of a front may pass under a name
    painter->setFont(secondaryFont());
    for (int i = 0; i < places.size(); ++i) {
        if (places[i].isNull()) continue;
        painter->fillRect(places[i], ground);
        painter->setPen(tokens().text);
        painter->drawText(places[i], Qt::AlignCenter | Qt::TextDontClip, names[i].text);
    }
}

} // namespace dnas
