#include "widgets/palette.h"

#include "engine/api/operations.h"
#include "widgets/theme_notifier.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFontDatabase>
#include <QHash>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QTabBar>
#include <QStyleOption>

#include <cmath>

/// Outside of any namespace, as the macro demands; a static library does not register its resources by itself.
static void loadIcons() {
    Q_INIT_RESOURCE(widgets);
}

namespace dnas {

namespace {

Tokens makeTokens(bool dark) {
    const auto c = [](const char* hex) { return QColor(QLatin1String(hex)); };
    if (dark)
        return {true,         c("#14171c"), c("#1c2027"), c("#20252d"), c("#2e353f"), c("#282e37"), c("#e6e9ee"),
                c("#98a2b3"), c("#6b7686"), c("#7aa2ff"), c("#243150"), c("#4cc38a"), c("#e0b050"), c("#ef7468")};
    return {false,        c("#f4f5f7"), c("#ffffff"), c("#fafbfc"), c("#dfe3e8"), c("#eceff3"), c("#1c2330"),
            c("#667085"), c("#98a2b3"), c("#2f5fd0"), c("#e8eefb"), c("#1a8f5a"), c("#b7791f"), c("#c0392b")};
}

Tokens& current() {
    static Tokens value = makeTokens(false);
    return value;
}

/// The palette that the desktop gave, before this program set its own.
bool systemIsDark(QApplication& application) {
    static const bool dark = application.palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

QPalette paletteOf(const Tokens& t) {
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::Base, t.panel);
    palette.setColor(QPalette::AlternateBase, t.panelAlt);
    palette.setColor(QPalette::Button, t.panel);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::PlaceholderText, t.faint);
    palette.setColor(QPalette::ToolTipBase, t.panel);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, readableOn(t.accent));
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Light, t.panelAlt);
    palette.setColor(QPalette::Dark, t.faint);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.faint);
    return palette;
}

/// Fusion, but the focus is a line round the item instead of a gradient over it, and buttons have words only.
class QuietFusion final : public QProxyStyle {
  public:
    QuietFusion() : QProxyStyle(QStringLiteral("Fusion")) {}
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override {
        if (element != PE_FrameFocusRect) return QProxyStyle::drawPrimitive(element, option, painter, widget);
        // The border of a button and the colour of a tab tell, by style sheet.
        if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QTabBar*>(widget)) return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(current().accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter->restore();
    }
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

QString viewStyle(const Tokens& t) {
    QString sheet = QStringLiteral(R"(
QWidget { font-size: 13px; }
QFrame#panel { background: @panel; border: 1px solid @line; border-radius: 8px; }
QWidget#panelHead { border-bottom: 1px solid @line; }
QLabel#panelTitle { font-weight: 600; }
QTabBar#panelTabs::tab { background: transparent; color: @muted; border: 0; border-bottom: 2px solid transparent; padding: 5px 2px 3px 2px; margin-right: 12px; font-weight: 600; }
QTabBar#panelTabs::tab:hover { color: @text; }
QTabBar#panelTabs::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar#panelTabs::tab:selected:focus { color: @accent; }
QLabel#panelRemark { color: @muted; font-size: 12px; }
QToolButton#maximise { border: 0; color: @muted; padding: 2px 4px; }
QToolButton#maximise:hover, QToolButton#maximise:focus { color: @accent; }
QPushButton { background: @panel; border: 1px solid @line; border-radius: 6px; padding: 5px 12px; color: @text; }
QPushButton:hover { background: @panelAlt; border-color: @faint; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; }
QPushButton[segment="true"] { border-radius: 0; padding: 3px 10px; font-size: 12px; color: @muted; margin-left: -1px; }
QPushButton[segment="true"]:checked { background: @accentBackground; color: @accent; border-color: @accent; }
QPushButton[segmentPlace="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; margin-left: 0; }
QPushButton[segmentPlace="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QPushButton[segmentPlace="only"] { border-radius: 6px; margin-left: 0; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: @panelAlt; border: 1px solid @line; border-radius: 6px; padding: 4px 8px; color: @text; selection-background-color: @accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus { border-color: @accent; }
QComboBox { padding-right: 18px; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/widgets/icons/chevron_down_@shade.svg); width: 10px; height: 10px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/widgets/icons/chevron_up_@shade.svg); width: 10px; height: 10px; }
QSpinBox, QDoubleSpinBox { padding-right: 18px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { border: 0; width: 18px; subcontrol-origin: border; subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button { border: 0; width: 18px; subcontrol-origin: border; subcontrol-position: bottom right; }
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @faint; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; selection-background-color: @accentBackground; selection-color: @text; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QCheckBox { spacing: 6px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 12px; height: 12px; border: 1px solid @faint; border-radius: 3px; background: @panelAlt; }
QCheckBox::indicator:hover, QCheckBox:focus::indicator { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border-color: @accent; image: url(:/widgets/icons/check_@shade.svg); }
QCheckBox::indicator:disabled, QAbstractItemView::indicator:disabled { border-color: @line; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::sub-page:horizontal:disabled { background: @faint; }
QSlider::handle:horizontal:disabled { border-color: @faint; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -6px 0; border-radius: 7px; background: @panel; border: 2px solid @accent; }
QHeaderView::section { background: @panelAlt; color: @muted; border: 0; border-bottom: 1px solid @line; padding: 4px 8px; }
QTableView, QListView, QTreeView { background: @panel; border: 1px solid @line; gridline-color: @grid; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accentBackground; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenuBar { background: @panel; border-bottom: 1px solid @line; }
QMenuBar::item { padding: 5px 9px; background: transparent; }
QMenuBar::item:selected { background: @accentBackground; border-radius: 4px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QProgressBar { background: @line; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
)");
    // Longer names first: @panelAlt before @panel, @accentBackground before @accent.
    const std::pair<const char*, QColor> names[] = {
        {"@panelAlt", t.panelAlt}, {"@accentBackground", t.accentBackground},
        {"@panel", t.panel},       {"@line", t.line},
        {"@grid", t.grid},         {"@text", t.text},
        {"@muted", t.muted},       {"@faint", t.faint},
        {"@accent", t.accent}};
    for (const auto& [name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    sheet.replace(QLatin1String("@shade"), QLatin1String(t.dark ? "dark" : "light"));
    return sheet;
}

QFont sized(double pixels, bool bold = false) {
    QFont font = QApplication::font();
    font.setPixelSize(static_cast<int>(std::lround(pixels)));
    font.setBold(bold);
    return font;
}

/// Of cells, and of chains.
bool isSkip(const QString& operation) {
    return operation == QLatin1String("skip_connect") || operation == QLatin1String("identity");
}

QColor mix(const QColor& a, const QColor& b, double t) {
    const auto part = [t](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * t)); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

} // namespace

const Tokens& tokens() {
    return current();
}

void applyTheme(QApplication& application, ThemeChoice choice) {
    loadIcons();
    const bool system = systemIsDark(application);
    current() = makeTokens(choice == ThemeChoice::Dark || (choice == ThemeChoice::System && system));
    application.setStyle(new QuietFusion);
    application.setPalette(paletteOf(current()));
    application.setStyleSheet(viewStyle(current()));
    Q_EMIT ThemeNotifier::instance().changed();
}

PrintColors::PrintColors() : m_window(current()) {
    current() = makeTokens(false);
}
PrintColors::~PrintColors() {
    current() = m_window;
}

QColor operationColor(const QString& operation) {
    static const QHash<QString, QColor> colors{
        {"max_pool_3x3", "#E69F00"},    {"avg_pool_3x3", "#C9B400"},    {"skip_connect", "#D55E00"},
        {"sep_conv_3x3", "#56B4E9"},    {"sep_conv_5x5", "#0072B2"},    {"sep_conv_7x7", "#004A75"},
        {"dil_conv_3x3", "#5CC9A0"},    {"dil_conv_5x5", "#00875F"},    {"none", "#9AA3AF"},
        {"simple_conv_1x1", "#D6A8E0"}, {"simple_conv_3x3", "#B370CF"}, {"conv_3x1_1x3", "#9B5DE5"},
        {"conv_7x1_1x7", "#6A3FB5"},    {"bottleneck_1x3x1", "#45207F"},
        {"maxpool_3x3", "#E69F00"},     {"avgpool_3x3", "#C9B400"},     {"identity", "#D55E00"},
        {"linear_relu", "#56B4E9"},     {"linear_silu", "#0072B2"},     {"linear_hardswish", "#00875F"},
        {"linear_elu", "#B370CF"}};
    return colors.value(operation, QColor("#9AA3AF"));
}

Qt::PenStyle operationPenStyle(const QString& operation) {
    return isSkip(operation) ? Qt::DashLine : Qt::SolidLine;
}

Qt::BrushStyle operationBrushStyle(const QString& operation) {
    return isSkip(operation) ? Qt::BDiagPattern : Qt::SolidPattern;
}

QString operationLabel(const QString& operation) {
    static const QHash<QString, QString> chains{{"maxpool_3x3", "max 3"},  {"avgpool_3x3", "avg 3"},
                                                {"identity", "skip"},      {"linear_relu", "ReLU"},
                                                {"linear_silu", "SiLU"},   {"linear_hardswish", "Hardswish"},
                                                {"linear_elu", "ELU"}};
    if (chains.contains(operation)) return chains.value(operation);
    const OperationInfo* info = findOperation(operation.toStdString());
    return info ? QString::fromStdString(info->shortLabel) : operation;
}

QColor readableOn(const QColor& background) {
    // Relative luminance of the eye (WCAG 2), not HSL lightness: yellow is bright, blue is not.
    const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    const double luminance =
        0.2126 * linear(background.redF()) + 0.7152 * linear(background.greenF()) + 0.0722 * linear(background.blueF());
    constexpr double kEqualContrast = 0.19; // where both texts stand out alike
    return luminance > kEqualContrast ? QColor("#10151d") : QColor(Qt::white);
}

QColor heatColor(double value) {
    if (!std::isfinite(value)) return tokens().grid;
    static const QColor light[] = {"#f6f8fc", "#4678cd", "#0e2660"}, dark[] = {"#1c222c", "#4078dc", "#cde1ff"};
    const QColor* ramp = tokens().dark ? dark : light;
    const double t = std::min(1.0, std::max(0.0, value));
    return t < 0.5 ? mix(ramp[0], ramp[1], t * 2) : mix(ramp[1], ramp[2], t * 2 - 1);
}

QColor divergingColor(double value) {
    if (!std::isfinite(value)) return tokens().grid;
    static const QColor light[] = {"#9a4a06", "#f6f8fc", "#1f4fb0"}, dark[] = {"#f0a35e", "#232933", "#8fb4ff"};
    const QColor* ramp = tokens().dark ? dark : light;
    return value < 0 ? mix(ramp[1], ramp[0], std::min(1.0, -value)) : mix(ramp[1], ramp[2], std::min(1.0, value));
}

QFont textFont() {
    return sized(13);
}
QFont secondaryFont() {
    return sized(11.5);
}
QFont axisFont() {
    return sized(10.5);
}
QFont titleFont() {
    return sized(16, true);
}
QFont monospaceFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(12);
    return font;
}

} // namespace dnas
