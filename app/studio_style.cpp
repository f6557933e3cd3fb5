#include "app/studio_style.h"

#include "engine/api/project.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

namespace dnas {
namespace {

constexpr int kIcon = 16;

QString styleSheet() {
    const Tokens& t = tokens();
    QString sheet = QStringLiteral(R"(
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QToolBar { background: @panel; border: 0; border-bottom: 1px solid @line; padding: 6px 8px; spacing: 6px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QToolBar QToolButton { background: @panel; border: 1px solid @line; border-radius: 6px; padding: 5px 10px; color: @text; }
QToolBar QToolButton:hover { background: @panelAlt; border-color: @faint; }
QToolBar QToolButton:checked { background: @accentBackground; border-color: @accent; color: @accent; }
QToolBar QToolButton:disabled { color: @faint; }
QToolBar QToolButton:focus { border-color: @accent; }
QToolButton[role="primary"], QPushButton[role="primary"] { background: @accent; border: 1px solid @accent; border-radius: 6px; color: @onAccent; padding: 5px 12px; font-weight: 600; }
QToolBar QToolButton[role="primary"] { background: @accent; border-color: @accent; color: @onAccent; font-weight: 600; }
QToolBar QToolButton[role="primary"]:hover, QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:disabled, QToolBar QToolButton[role="primary"]:disabled { background: @line; border-color: @line; color: @faint; }
QPushButton[role="primary"]:focus, QToolBar QToolButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[role="flat"]:hover { background: @panelAlt; }
QPushButton[role="flat"]:focus, QPushButton[role="link"]:focus { border: 1px solid @accent; border-radius: 6px; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 2px 4px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton#commandField { background: @panelAlt; border: 1px solid @line; border-radius: 6px; color: @faint; text-align: left; padding: 5px 10px; }
QPushButton#commandField:hover, QPushButton#commandField:focus { border-color: @accent; }
QLabel[role="title"] { font-size: 16px; font-weight: 600; }
QLabel[role="hero"] { font-size: 26px; font-weight: 600; }
QLabel[role="section"] { color: @muted; font-size: 11px; font-weight: 600; text-transform: uppercase; letter-spacing: 1px; }
QLabel[role="muted"] { color: @muted; font-size: 12px; }
QLabel[role="bad"] { color: @bad; font-size: 12px; }
QLabel[role="figure"] { font-size: 17px; font-weight: 600; }
QLabel[role="figure"]:disabled, QLabel[role="muted"]:disabled { color: @faint; }
QLabel[role="chip"] { border: 1px solid @line; border-radius: 9px; padding: 1px 8px; color: @muted; font-size: 12px; }
QLineEdit[invalid="true"] { border: 1px solid @bad; }
QFrame#card { background: @panelAlt; border: 1px solid @line; border-radius: 8px; }
QFrame#templateCard { background: @panel; border: 1px solid @line; border-radius: 8px; }
QWidget#optionRow { border-bottom: 1px solid @grid; }
QFrame#templateCard:hover { border-color: @accent; }
QFrame#banner { background: @accentBackground; border: 0; border-bottom: 1px solid @line; }
QFrame#commandPalette { background: @panel; border: 1px solid @faint; border-radius: 8px; }
QFrame#commandPalette QListWidget { background: @panel; border: 0; }
QFrame#commandPalette QListWidget::item { padding: 4px 8px; border-radius: 4px; color: @text; }
QFrame#commandPalette QListWidget::item:selected { background: @accentBackground; color: @text; }
QFrame#commandPalette QListWidget::item:disabled { color: @faint; }
QWidget#dockTitle { background: @panel; border-bottom: 1px solid @line; }
QWidget#experimentPanel, QWidget#experimentPanel QListView, QDockWidget > QWidget { background: @panel; }
QDialog { background: @panel; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @line; outline: 0; selection-background-color: @accentBackground; selection-color: @text; }
QTreeView { show-decoration-selected: 1; outline: 0; }
QTreeView::item { padding: 3px 8px; border: 0; color: @text; }
QTreeView::item:hover { background: @panelAlt; }
QTreeView::item:selected { background: @accentBackground; color: @text; }
QTreeView::branch:selected { background: @accentBackground; }
QWidget#comparePage QTableView, QWidget#comparePage QListView { border: 0; }
QWidget#comparePage QTableView::item { padding: 3px 8px; border: 0; color: @text; }
QWidget#comparePage QTableView::item:selected, QListView::item:selected { background: @accentBackground; color: @text; }
QFrame[frameShape="4"], QFrame[frameShape="5"] { color: @line; background: @line; border: 0; max-height: 1px; }
QFrame[frameShape="5"] { max-height: 16777215px; max-width: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QStatusBar { background: @panel; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: @muted; font-size: 12px; padding: 0 6px; }
QStatusBar QLabel[role="bad"] { color: @bad; }
QStatusBar QPushButton { background: transparent; border: 0; color: @muted; font-size: 12px; padding: 0 8px; }
QStatusBar QPushButton:hover, QStatusBar QPushButton:focus { color: @accent; }
)");
    const QColor onAccent = readableOn(t.accent);
    const QColor hover = t.dark ? t.accent.lighter(108) : t.accent.darker(110);
    const std::pair<const char*, QColor> names[] = {
        // longer names first: "@panelAlt" also begins with "@panel"
        {"@accentBackground", t.accentBackground}, {"@accentHover", hover}, {"@onAccent", onAccent},
        {"@panelAlt", t.panelAlt}, {"@panel", t.panel}, {"@accent", t.accent}, {"@line", t.line}, {"@grid", t.grid},
        {"@text", t.text}, {"@muted", t.muted}, {"@faint", t.faint}, {"@bad", t.bad}};
    for (const auto& [name, color] : names) sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

QPainterPath glyphPath(Glyph glyph) {
    QPainterPath path;
    switch (glyph) {
    case Glyph::Plus:
        path.addRect(7.2, 3, 1.6, 10);
        path.addRect(3, 7.2, 10, 1.6);
        path.setFillRule(Qt::WindingFill);
        break;
    case Glyph::Pause:
        path.addRect(4, 3, 3, 10);
        path.addRect(9, 3, 3, 10);
        break;
    case Glyph::Play:
        path.moveTo(4.5, 2.5);
        path.lineTo(13, 8);
        path.lineTo(4.5, 13.5);
        path.closeSubpath();
        break;
    case Glyph::Stop: path.addRect(3.5, 3.5, 9, 9); break;
    case Glyph::Branch:
    case Glyph::Export:
    case Glyph::Search: break; // drawn as lines
    }
    return path;
}

void strokeGlyph(QPainter& painter, Glyph glyph) {
    if (glyph == Glyph::Branch) {
        painter.drawPolyline(QPolygonF{{2, 4}, {5.5, 4}, {9.5, 12}, {14, 12}});
        painter.drawLine(QPointF(9.5, 4), QPointF(14, 4));
    } else if (glyph == Glyph::Export) {
        painter.drawLine(QPointF(8, 2.5), QPointF(8, 10));
        painter.drawPolyline(QPolygonF{{5, 7}, {8, 10}, {11, 7}});
        painter.drawLine(QPointF(3.5, 13), QPointF(12.5, 13));
    } else if (glyph == Glyph::Search) {
        painter.drawEllipse(QPointF(7, 7), 4, 4);
        painter.drawLine(QPointF(10, 10), QPointF(13.5, 13.5));
    }
}

QPixmap glyphPixmap(Glyph glyph, const QColor& color, int scale) {
    QPixmap pixmap(kIcon * scale, kIcon * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(glyphPath(glyph), color);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    strokeGlyph(painter, glyph);
    return pixmap;
}

} // namespace

void applyStudioTheme(ThemeChoice choice) {
    auto* application = qobject_cast<QApplication*>(QCoreApplication::instance());
    applyTheme(*application, choice);
    application->setStyleSheet(application->styleSheet() + styleSheet());
}

QIcon glyphIcon(Glyph glyph, bool onAccent) {
    const Tokens& t = tokens();
    QIcon icon;
    for (const int scale : {1, 2}) {
        icon.addPixmap(glyphPixmap(glyph, onAccent ? readableOn(t.accent) : t.text, scale), QIcon::Normal);
        icon.addPixmap(glyphPixmap(glyph, t.faint, scale), QIcon::Disabled);
    }
    return icon;
}

QColor statusColor(int status, bool damaged) {
    const Tokens& t = tokens();
    if (damaged) return t.bad;
    switch (static_cast<ExperimentStatus>(status)) {
    case ExperimentStatus::Running: return t.accent;
    case ExperimentStatus::Finished: return t.good;
    case ExperimentStatus::Paused:
    case ExperimentStatus::Stopped:
    case ExperimentStatus::Interrupted: return t.warning;
    case ExperimentStatus::Diverged:
    case ExperimentStatus::Failed: return t.bad;
    case ExperimentStatus::Queued: return t.faint;
    }
    return t.faint;
}

} // namespace dnas
