// What every figure offers in its context menu: to be saved, and its data as a table.
// Place: every view that is a Figure. Thread rule: GUI thread.
#pragma once

#include "widgets/figure.h"

#include <functional>

class QMenu;
class QWidget;

namespace dnas {

/// Where the data come from at the moment when the figure is saved.
using OriginSource = std::function<FigureOrigin()>;

/// Adds the entries: "Save the figure..." asks for a file, whose ending chooses the form, and says what went wrong.
/// Both are greyed where the figure has nothing to show.
void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const OriginSource& origin);
/// The same for a view of one run, and of those that it draws beside it.
void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const RunTimeline& timeline);

/// A context menu of these entries for a view that has no menu of its own. `figure`, mostly the view itself, and
/// `timeline` must outlive it.
void addFigureMenu(QWidget* view, Figure* figure, const RunTimeline* timeline);
void addFigureMenu(QWidget* view, Figure* figure, const OriginSource& origin);

} // namespace dnas
