// What the tooltips of the cell view say about an edge or a node. Thread rule: GUI thread, values only.
#pragma once

#include "widgets/cell_drawing.h"

namespace dnas {

class RunTimeline;

/// @param drawing of this group at the current epoch; @param position on the drawing. Empty where there is nothing.
QString cellTip(const RunTimeline& timeline, int group, const CellDrawing& drawing, const QPointF& position);

} // namespace dnas
