#include "widgets/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace dnas {

namespace {

/// Gives way before the controls do, and then says less instead of being cut off.
class RemarkLabel final : public QLabel {
  public:
    explicit RemarkLabel(QWidget* parent) : QLabel(parent) {
        setTextFormat(Qt::PlainText);
        setMinimumWidth(0);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

Panel::Panel(const QString& title, QWidget* content, QWidget* parent)
    : QFrame(parent), m_content(content), m_controls(new QHBoxLayout), m_remark(new RemarkLabel(this)),
      m_maximise(new QToolButton(this)) {
    setObjectName(QStringLiteral("panel"));
    setAccessibleName(title);
    auto* titleLabel = new QLabel(title, this);
    titleLabel->setObjectName(QStringLiteral("panelTitle"));
    m_remark->setObjectName(QStringLiteral("panelRemark"));
    m_maximise->setObjectName(QStringLiteral("maximise"));
    m_maximise->setCheckable(true);
    m_maximise->setText(QStringLiteral("\u2922"));
    m_maximise->setToolTip(tr("Maximise this panel"));
    m_maximise->setAccessibleName(tr("Maximise %1").arg(title));
    connect(m_maximise, &QToolButton::clicked, this, &Panel::maximiseRequested);

    auto* head = new QWidget(this);
    head->setObjectName(QStringLiteral("panelHead"));
    head->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(12, 4, 6, 4);
    row->setSpacing(10);
    row->addWidget(titleLabel);
    m_controls->setSpacing(8);
    row->addLayout(m_controls);
    row->addWidget(m_remark, 1);
    row->addWidget(m_maximise);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(content, 1);
}

void Panel::addControl(QWidget* control) {
    if (control) m_controls->addWidget(control);
}

void Panel::setRemark(const QString& text) {
    m_remark->setText(text);
    m_remark->setToolTip(text);
}

void Panel::setMaximised(bool maximised) {
    m_maximise->setChecked(maximised);
    m_maximise->setText(maximised ? QStringLiteral("\u2921") : QStringLiteral("\u2922"));
    m_maximise->setToolTip(maximised ? tr("Show all panels") : tr("Maximise this panel"));
}

} // namespace dnas
