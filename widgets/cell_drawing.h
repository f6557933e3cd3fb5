// The drawing of one cell, from values to shapes: which node and edge stands where, how thick, with which label.
// Painting and hit tests of the cell view work on it. Built anew when the cell, the size or the layout changes.
// Thread rule: none, values only (fonts and colours come from palette.h, so in practice the GUI thread).
#pragma once

#include "engine/api/snapshot.h"
#include "widgets/cell_layout.h"

#include <QPainterPath>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QVector>

class QPainter;

namespace dnas {

struct CellNode {
    int number = 0; ///< of genotype.h; the output has the highest
    QRectF shape;
    bool idle = false; ///< the parse gave it no operation
};

struct CellEdge {
    int row = -1; ///< of the alpha group
    GenotypeEdge edge;
    double weight = 0;
    bool isNew = false; ///< not in the previous epoch's cell
    bool isGrey = false; ///< of a cell that is not used, or from a node that nothing reaches
    QPainterPath path;
    QVector<QPointF> line; ///< the path, evenly sampled
    QPolygonF arrow;
    double width = 1;
    QString label;
    QRectF chip; ///< null: no free place
};

struct CellInput {
    const AlphaGroup* group = nullptr; ///< a cell
    CellGenotype cell;
    CellGenotype previous;
    bool hasPrevious = false;
    bool isLive = true; ///< else everything is grey
    CellPlacement placement;
    QRectF area; ///< of the drawing, legend excluded
};

struct CellDrawing {
    QVector<CellNode> nodes;
    QVector<CellEdge> edges;
    QVector<CellEdge> ghosts; ///< operations of the previous epoch that are gone: no part of the cell
    QVector<QPainterPath> outputs; ///< node to output
    QVector<QPainterPath> routes;  ///< one a row of the group, for the selection

    int edgeAt(const QPointF& position) const; ///< index into edges, -1
    int nodeAt(const QPointF& position) const; ///< index into nodes, -1
    int ghostAt(const QPointF& position) const; ///< index into ghosts, -1
};

CellDrawing drawCell(const CellInput& input);
void paintCell(QPainter& painter, const CellDrawing& drawing, int selectedRow, int hoveredEdge);
/// Operations of a group with their colours, in as many lines as the width asks for.
double operationLegendHeight(const std::vector<std::string>& operations, double width);
void paintOperationLegend(QPainter& painter, const std::vector<std::string>& operations, const QRectF& strip);

} // namespace dnas
