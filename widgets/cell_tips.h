// What the cell view says about an edge or a node under the pointer, and of a cell without operations. Thread rule: GUI thread, values only.
#pragma once

#include "widgets/cell_drawing.h"

namespace dnas {

class RunTimeline;

/// Why the parse in force keeps no operation in any of these groups; empty where it keeps some, and for what is no cell.
/// @param group -1: of all groups
QString noOperationSentence(const RunTimeline& timeline, int group);

/// @param drawing of this group at the current epoch; @param position on the drawing. Empty where there is nothing.
QString cellTip(const RunTimeline& timeline, int group, const CellDrawing& drawing, const QPointF& position);

} // namespace dnas
