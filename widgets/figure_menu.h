// "Save the figure..." for the context menus of the views. Place: widgets only. Thread rule: GUI thread.
#pragma once

class QMenu;
class QWidget;

namespace dnas {

class Figure;
class RunTimeline;

/// Adds the entry; it asks for a file, whose ending chooses the form, and says what went wrong.
void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const RunTimeline& timeline);

} // namespace dnas
