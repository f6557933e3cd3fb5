#include "widgets/panel_grid.h"

#include "widgets/panel.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>

namespace dnas {

namespace {
// A second line of controls in both rows, which the minimal size does not count; a cover has it in one.
constexpr int kWrappedHeads = 54, kWrappedHead = 28;
}

PanelGrid::PanelGrid(std::array<int, 2> rows, std::array<int, 2> columns, QWidget* parent)
    : QScrollArea(parent), m_rows(rows), m_columns(columns) {
    auto* content = new QWidget;
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(10);
    setWidget(content);
    content->installEventFilter(this);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the panels have it
    restore();
}

dnas::Panel* PanelGrid::addPanel(const QString& title, QWidget* view) {
    auto* panel = new dnas::Panel(title, view);
    view->setAccessibleName(title);
    const int place = static_cast<int>(m_panels.size());
    m_grid->addWidget(panel, place / 2, place % 2);
    m_panels.append(panel);
    connect(panel, &dnas::Panel::maximiseRequested, this, [this, place](bool on) { maximise(on ? place : -1); });
    return panel;
}

/// As large as the room, or as what the panels need at least. (A resizable widget, or the grid's minimal height for a
/// width, would be the height that panels would like: their heads have a height for a width.)
void PanelGrid::fit() {
    const QSize room = viewport()->size();
    const int width = std::max(room.width(), m_grid->minimumSize().width());
    widget()->resize(width, std::max(room.height(), m_grid->minimumSize().height() + (m_cover ? kWrappedHead : kWrappedHeads)));
}

void PanelGrid::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    fit();
}

bool PanelGrid::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget() && event->type() == QEvent::LayoutRequest) fit();
    return QScrollArea::eventFilter(watched, event);
}

void PanelGrid::maximise(int chosen) {
    const bool all = chosen < 0;
    for (int i = 0; i < m_panels.size(); ++i) {
        m_panels[i]->setVisible(!m_cover && (all || i == chosen));
        m_panels[i]->setMaximised(i == chosen);
    }
    for (int i = 0; i < 2; ++i) { // an empty row or column with a stretch would still take its share
        m_grid->setRowStretch(i, all || i == chosen / 2 ? m_rows[i] : 0);
        m_grid->setColumnStretch(i, all || i == chosen % 2 ? m_columns[i] : 0);
    }
}

void PanelGrid::restore() {
    maximise(-1);
}

void PanelGrid::setCover(QWidget* cover) {
    if (cover == m_cover) return;
    if (m_cover) {
        m_grid->removeWidget(m_cover);
        m_cover->hide();
    }
    m_cover = cover;
    restore();
    if (!cover) return;
    m_grid->addWidget(cover, 0, 0, 2, 2);
    cover->show();
}

} // namespace dnas
