// Colours, fonts and theme of the program, declared once: every view, legend and export takes them from here.
// Source of the values: the design's token table. One operation has one colour everywhere, and a second cue beside it.
// Thread rule: GUI thread only.
#pragma once

#include <QColor>
#include <QFont>
#include <QString>
#include <Qt>

class QApplication;

namespace dnas {

enum class ThemeChoice { System, Light, Dark };

/// Design tokens of the theme in force.
struct Tokens {
    bool dark = false;
    QColor window, panel, panelAlt, line, grid, text, muted, faint, accent, accentBackground, good, warning, bad;
};

const Tokens& tokens();
/// Sets palette, style sheet and font; emits themeNotifier()->changed(). Callable again at any time.
void applyTheme(QApplication& application, ThemeChoice choice);

/// While it lives, tokens() are those of paper: figures are light, whatever the window looks like.
class PrintColors {
  public:
    PrintColors();
    ~PrintColors();
    PrintColors(const PrintColors&) = delete;
    PrintColors& operator=(const PrintColors&) = delete;

  private:
    Tokens m_window;
};

QColor operationColor(const QString& operation);
/// Dashed for skip connections (the ones to worry about), solid for the others.
Qt::PenStyle operationPenStyle(const QString& operation);
/// Hatch of filled areas: a second cue beside the colour.
Qt::BrushStyle operationBrushStyle(const QString& operation);
/// "sep 3"; the name itself when it is unknown.
QString operationLabel(const QString& operation);
/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor& background);
/// Perceptual ramp, low 0 to high 1; reversed in the dark theme. NaN gives the colour of missing values.
QColor heatColor(double value);

/// Ramp of signed values: orange (-1), the ground (0), blue (1). NaN gives the colour of missing values.
QColor divergingColor(double value);

/// Sizes of the design: text 13 px, secondary 11.5, axis 10.5, title 16. Tabular figures where the font has them.
QFont textFont();
QFont secondaryFont();
QFont axisFont();
QFont titleFont();
QFont monospaceFont();

} // namespace dnas
