// Fonts and colours of single labels. The program's style sheet sets the size of all text, so a label that differs has
// to say so in a style sheet of its own.
#pragma once

#include <QColor>
#include <QFont>
#include <QString>

class QLabel;

namespace dnas {

/// @param more further declarations, e.g. "border-radius:8px".
void dress(QLabel* label, const QFont& font, const QColor& colour, const QString& more = {});

/// A link in rich text, in the accent colour and not underlined.
QString linkText(const QString& target, const QString& text);

} // namespace dnas
