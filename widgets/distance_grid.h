// Geometry and painting of the distance heatmap: where each field is, names, values, the colour bar.
// Thread rule: GUI thread only (fonts, colours).
#pragma once

#include <QRectF>
#include <QStringList>

#include <vector>

class QPainter;

namespace dnas {

/// What the grid shows, in the order of the screen.
struct DistanceGridInput {
    QStringList names;
    std::vector<double> distances; ///< [names, names]
    int hoveredRow = -1, hoveredColumn = -1;
    int selectedRow = -1, selectedColumn = -1;

    double at(int row, int column) const;
    double largest() const; ///< finite distance; 1 when all are 0, so that the ramp has a top
};

/// Rectangles of the grid in a widget or figure of a given size.
class DistanceGeometry {
  public:
    DistanceGeometry(const QStringList& names, const QSizeF& size);

    QRectF field(int row, int column) const;
    QRectF grid() const { return m_grid; }
    QRectF colourBar() const { return m_bar; }
    double labelWidth() const { return m_labelWidth; }
    double columnLabelLength() const { return m_labelLength; }
    bool turned() const { return m_turned; }                   ///< column names upright where they have no room aslant
    int indexAt(double position, Qt::Orientation along) const; ///< row (Vertical) or column at a coordinate; -1

  private:
    int m_count;
    QRectF m_grid, m_bar;
    double m_labelWidth = 0, m_labelLength = 0;
    bool m_turned = false;
};

/// ".0179", "0", "1", "\u00d7" for what is no number. @param digits behind the point
QString distanceText(double value, int digits);

void paintDistanceGrid(QPainter& painter, const DistanceGridInput& input, const DistanceGeometry& geometry);

// Its parts, for other matrices whose rows and columns have the same names:
/// Names of rows and columns; those of the hovered or else the selected field stand out.
void paintGridNames(QPainter& painter, const DistanceGridInput& input, const DistanceGeometry& geometry);
/// Two tones, so that the frame is seen on the darkest and on the lightest field.
void paintGridSelection(QPainter& painter, const QRectF& field);
/// Marks the field under the pointer, more quietly than the selection.
void paintGridHover(QPainter& painter, const QRectF& field);
void paintRamp(QPainter& painter, const QRectF& bar); ///< of heatColor, 1 at the top

} // namespace dnas
