#include "widgets/thumbnail.h"

#include "widgets/palette.h"

#include <QCoreApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

QSize sizeIn(const QSize& image, int side) {
    const int longest = std::max(image.width(), image.height());
    if (longest > side) return image.scaled(side, side, Qt::KeepAspectRatio);
    return image * (side / std::max(1, longest));
}

} // namespace

void paintThumbnail(QPainter& painter, const QRectF& frame, const QImage& image) {
    painter.save();
    if (image.isNull()) {
        painter.setPen(tokens().muted);
        painter.setFont(axisFont());
        painter.drawText(frame, Qt::AlignCenter, QCoreApplication::translate("dnas::Thumbnail", "no image"));
    } else {
        const QSizeF size = sizeIn(image.size(), static_cast<int>(std::min(frame.width(), frame.height())));
        painter.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > size.width());
        const QPointF corner(std::round(frame.center().x() - size.width() / 2), std::round(frame.center().y() - size.height() / 2));
        painter.drawImage(QRectF(corner, size), image);
    }
    painter.restore();
}

} // namespace dnas
