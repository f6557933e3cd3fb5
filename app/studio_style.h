// The look of the program around the views: what the views' style sheet leaves open.
// Widgets say what they are by the dynamic property `role`: title, section, muted, bad, figure, chip, primary, flat, link.
// Thread rule: GUI thread.
#pragma once

#include "widgets/palette.h"

#include <QIcon>

namespace dnas {

/// Sets theme, palette and both style sheets.
void applyStudioTheme(ThemeChoice choice);

enum class Glyph { Plus, Pause, Play, Stop, Branch, Export, Search };
/// A flat sign in one colour, drawn for the current theme; with `onAccent` for the primary button.
QIcon glyphIcon(Glyph glyph, bool onAccent = false);

/// Colour of an experiment's dot, see ExperimentStatus.
QColor statusColor(int status, bool damaged);

} // namespace dnas
