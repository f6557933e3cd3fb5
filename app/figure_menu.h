// A context menu that saves a view as a figure. For views that no figure list names: those that lay runs side by side.
// Thread rule: GUI thread.
#pragma once

#include "widgets/figure.h"

class QWidget;

namespace dnas {

class RunTimeline;

/// `view` is `figure`; `timeline` is the run that the provenance in the file names. Both must outlive the view.
void addFigureMenu(QWidget* view, Figure* figure, const RunTimeline* timeline);

} // namespace dnas
