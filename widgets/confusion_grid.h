// Geometry and painting of a confusion matrix: fields, names, the accuracy of each class, the colour bar.
// Place: confusion_view.cpp. Thread rule: GUI thread only (fonts, colours).
#pragma once

#include "widgets/distance_grid.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace dnas {

struct ConfusionGridInput {
    DistanceGridInput axes;           ///< names, hovered and selected field; row = label, column = guess
    std::vector<std::int64_t> counts; ///< [classes, classes]
    std::vector<std::int64_t> totals; ///< images of each label
    bool percent = false;             ///< shares of the label's images in the fields, not counts

    int classes() const { return static_cast<int>(totals.size()); }
    std::int64_t count(int label, int guess) const;
    double share(int label, int guess) const;                        ///< of the label's images; NaN without images
    double accuracy(int label) const { return share(label, label); } ///< NaN without images
};

class ConfusionGeometry {
  public:
    ConfusionGeometry(const QStringList& names, const QSizeF& size);
    QRectF field(int label, int guess) const;
    QRectF accuracyField(int label) const;
    QRectF grid() const;
    QRectF colourBar() const;
    const DistanceGeometry& axes() const { return m_axes; } ///< lies kTop below the whole
    int labelAt(const QPointF& place) const;                ///< -1 beside the rows
    int guessAt(const QPointF& place) const;                ///< -1 beside the grid; also right of it, at the accuracies
    static constexpr double kTop = 18;                      ///< for the titles

  private:
    DistanceGeometry m_axes;
};

/// Errors are rare and matter most, so colours follow the square root of the share.
QColor confusionColor(double share);
/// One pixel a field, or the largest share of `pool` x `pool` fields.
QImage confusionImage(const ConfusionGridInput& input, int pool = 1);
/// "5.3 %", "100 %", "0 %", "<0.1 %"; a dash for NaN.
QString percentText(double share);

void paintConfusionGrid(QPainter& painter, const ConfusionGridInput& input, const ConfusionGeometry& geometry);

} // namespace dnas
