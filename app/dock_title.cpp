#include "app/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace dnas {

DockTitle::DockTitle(QDockWidget* dock) : QWidget(dock), m_state(new QLabel(this)) {
    setObjectName(QStringLiteral("dockTitle"));
    setAttribute(Qt::WA_StyledBackground);
    auto* title = new QLabel(dock->windowTitle().toUpper(), this);
    title->setProperty("role", "section");
    m_state->setProperty("role", "muted");
    auto* close = new QToolButton(this);
    close->setText(QStringLiteral("×"));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus); // the View menu is the keyboard's way
    close->setToolTip(tr("Hide; View brings it back"));
    close->setAccessibleName(tr("Hide %1").arg(dock->windowTitle()));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 4, 4);
    layout->addWidget(title);
    layout->addStretch(1);
    layout->addWidget(m_state);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, dock, &QDockWidget::hide);
}

void DockTitle::setState(const QString& text) {
    m_state->setText(text);
}

} // namespace dnas
