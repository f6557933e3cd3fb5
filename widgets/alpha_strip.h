// Geometry and painting of the alpha strip: where each entry is, its head, its label, the colour bar.
// Thread rule: GUI thread only (fonts, colours).
#pragma once

#include "engine/api/snapshot.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace dnas {

/// What the strip shows.
struct AlphaStripInput {
    const AlphaGroup* group = nullptr; ///< well-formed
    bool raw = false;
    int selectedRow = -1;
    std::vector<char> kept; ///< [rows, columns]: outlined
};

/// Range of the colours: 0..1 for mixing weights, symmetric round 0 for alpha itself.
struct AlphaRange {
    double low = 0, high = 1;
    double unit(double value) const { return (value - low) / (high - low); } ///< NaN stays NaN
    QColor color(double value) const; ///< diverging where zero is in the middle
};
AlphaRange alphaRange(const AlphaGroup& group, bool raw);

/// Rectangles of the strip in a widget or figure of a given size.
class AlphaGeometry {
  public:
    enum class Heads { OneLine, TwoLines, Turned }; ///< whichever the columns have room for

    AlphaGeometry() = default;
    AlphaGeometry(const AlphaGroup& group, const QSizeF& size);

    QRectF entry(int row, int column) const;
    QRectF rowFrame(int row) const;
    QRectF rowLabel(int row) const;
    QRectF columnHead(int column) const;
    QRectF colourBar() const { return m_bar; }
    Heads heads() const { return m_heads; }
    int rowAt(const QPointF& position) const;    ///< labels count; -1
    int columnAt(const QPointF& position) const; ///< -1

  private:
    int m_rows = 0, m_columns = 0;
    QRectF m_grid, m_bar;
    double m_labelWidth = 0, m_headHeight = 0;
    Heads m_heads = Heads::OneLine;
};

void paintAlphaStrip(QPainter& painter, const AlphaStripInput& input, const AlphaGeometry& geometry);

} // namespace dnas
