// A small picture in a square frame: example_grid.h, hit_grid.h. Thread rule: GUI thread.
#pragma once

class QImage;
class QPainter;
class QRectF;

namespace dnas {

constexpr int kThumbnail = 96; ///< side of the frame

/// In the middle of the frame; a null image is said to be none. Small images grow by whole factors, every pixel a sharp
/// square; large ones are made smaller smoothly.
void paintThumbnail(QPainter& painter, const QRectF& frame, const QImage& image);

} // namespace dnas
