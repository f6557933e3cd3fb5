#include "app/banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace dnas {

Banner::Banner(QWidget* parent) : QFrame(parent), m_layout(new QHBoxLayout(this)), m_text(new QLabel(this)) {
    setObjectName(QStringLiteral("banner"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText); // names of experiments are somebody else's text
    m_layout->setContentsMargins(12, 6, 8, 6);
    m_layout->addWidget(m_text, 1);
    hide();
}

void Banner::showMessage(const QString& text, const QList<Action>& actions, bool closable) {
    for (QWidget* button : m_buttons) button->deleteLater(); // one of them may be calling right now
    m_buttons.clear();
    m_text->setText(text);
    setAccessibleName(text);
    for (const Action& action : actions) addButton(action.text, action.run);
    if (closable) addButton(tr("Dismiss"), [] {});
    show();
}

void Banner::addButton(const QString& text, std::function<void()> run) {
    auto* button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [this, run = std::move(run)] {
        hide();
        run();
    });
    m_layout->addWidget(button);
    m_buttons.append(button);
}

QString Banner::text() const {
    return isHidden() ? QString() : m_text->text();
}

} // namespace dnas
