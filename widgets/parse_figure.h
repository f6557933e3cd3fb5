// The explained parse on paper and as text: the same rows as in the table, node by node.
// Thread rule: GUI thread only (fonts, colours).
#pragma once

#include "engine/api/discretize.h"

#include <QChar>
#include <QSizeF>
#include <QString>

class QPainter;

namespace dnas {

/// Natural size for a cell: its nodes side by side, one block of edges each.
QSizeF parseFigureSize(const AlphaGroup& cell);
void paintParseFigure(QPainter& painter, const AlphaGroup& cell, const DiscretizeSpec& rule);

/// "group,to,from,operation,weight,margin,verdict" and a line each; numbers with 17 digits, verdicts by their stable
/// words.
QString parseLines(const AlphaGroup& cell, const std::vector<ParseReason>& reasons, QChar separator);

} // namespace dnas
