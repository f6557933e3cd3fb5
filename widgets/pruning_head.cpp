#include "widgets/pruning_head.h"

#include "widgets/label_style.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kGap = 16, kRowGap = 6, kLeastStatus = 60;

/// Says less instead of being cut off; the whole is its tool tip.
class StatusLabel final : public QLabel {
  public:
    StatusLabel() {
        setTextFormat(Qt::PlainText);
        setMinimumWidth(0);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        setProperty("role", "muted");
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

KeyFigure::KeyFigure(const QString& title) : m_value(new QLabel), m_change(new QLabel), m_title(new QLabel(title)) {
    auto* column = new QVBoxLayout(this);
    auto* row = new QHBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    row->setSpacing(5);
    row->addStretch(1);
    for (QLabel* label : {m_value, m_change}) row->addWidget(label);
    column->addLayout(row);
    column->addWidget(m_title);
    for (QLabel* label : {m_value, m_change, m_title}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignRight | Qt::AlignBottom);
    }
    m_change->hide();
    dress();
}

void KeyFigure::dress() {
    QFont value = titleFont(), change = secondaryFont();
    value.setBold(true);
    value.setPixelSize(value.pixelSize() - 1);
    change.setBold(true);
    dnas::dress(m_value, value, tokens().text);
    dnas::dress(m_change, change, tokens().good);
    dnas::dress(m_title, axisFont(), tokens().muted);
}

QString KeyFigure::value() const { return m_change->text().isEmpty() ? m_value->text() : m_value->text() + QLatin1Char(' ') + m_change->text(); }

void KeyFigure::set(const QString& text, const QString& change, const QString& toolTip) {
    m_value->setText(text);
    m_change->setText(change);
    m_change->setVisible(!change.isEmpty());
    setToolTip(toolTip);
    setAccessibleName(m_title->text() + QStringLiteral(": ") + value());
}

PruningHead::PruningHead(QWidget* parent)
    : QWidget(parent), kept(new KeyFigure(tr("kept"))), parameters(new KeyFigure(tr("parameters"))), products(new KeyFigure(tr("multiply-adds"))),
      speed(new KeyFigure(tr("throughput, measured"))), accuracy(new KeyFigure(tr("accuracy, measured"))),
      m_commands(new QWidget(this)), m_figures(new QWidget(this)),
      m_buttons(new QHBoxLayout(m_commands)), m_values(new QHBoxLayout(m_figures)), m_status(new StatusLabel), m_stop(new QPushButton(tr("Stop"))) {
    for (QHBoxLayout* row : {m_buttons, m_values}) row->setContentsMargins(0, 0, 0, 0);
    m_buttons->setSpacing(8);
    m_buttons->addWidget(m_stop);
    m_buttons->addStretch(1);
    m_values->setSpacing(kGap);
    m_values->addWidget(m_status, 1);
    m_stop->hide();
    m_stop->setToolTip(tr("End what is being measured; what is measured already stays"));
    connect(m_stop, &QPushButton::clicked, this, &PruningHead::stopWanted);
    for (KeyFigure* figure : {kept, parameters, products, speed, accuracy}) m_values->addWidget(figure);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        for (KeyFigure* figure : {kept, parameters, products, speed, accuracy}) figure->dress();
    });
}

void PruningHead::addButton(QAction* action) {
    auto* button = new QPushButton(action->iconText());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    if (!m_first) m_first = button;
}

void PruningHead::addMenu(const QString& text, const QList<QAction*>& actions) {
    auto* menu = new QMenu(this);
    menu->addActions(actions);
    auto* button = new QPushButton(text);
    button->setMenu(menu);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
}

void PruningHead::setStatus(const QString& text, bool stoppable) {
    m_status->setText(text);
    m_status->setToolTip(text);
    m_status->update();
    m_stop->setVisible(stoppable);
    m_first->setVisible(!stoppable);
}

/// While there is a stop button it is the same: the rows do not change when work begins.
int PruningHead::rowWidth() const {
    const int first = m_first && m_first->isHidden() ? m_first->sizeHint().width() - m_stop->sizeHint().width() : 0;
    return m_commands->sizeHint().width() + first + m_figures->minimumSizeHint().width() + kLeastStatus + kGap;
}

QSize PruningHead::minimumSizeHint() const {
    return {std::max(m_commands->minimumSizeHint().width(), m_figures->minimumSizeHint().width()),
            heightForWidth(width())};
}

QSize PruningHead::sizeHint() const { return {rowWidth(), heightForWidth(width())}; }

int PruningHead::heightForWidth(int width) const {
    const int commands = m_commands->sizeHint().height(), figures = m_figures->sizeHint().height();
    return width >= rowWidth() ? std::max(commands, figures) : commands + kRowGap + figures;
}

void PruningHead::arrange() {
    const int commands = m_commands->sizeHint().height(), figures = m_figures->sizeHint().height();
    if (width() >= rowWidth()) {
        const int left = m_commands->sizeHint().width(), row = std::max(commands, figures);
        m_commands->setGeometry(0, (row - commands) / 2, left, commands);
        m_figures->setGeometry(left + kGap, (row - figures) / 2, width() - left - kGap, figures);
    } else {
        m_commands->setGeometry(0, 0, width(), commands);
        m_figures->setGeometry(0, commands + kRowGap, width(), figures);
    }
}

bool PruningHead::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) { // a value has another width
        arrange();
        updateGeometry();
    }
    return QWidget::event(event);
}

void PruningHead::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace dnas
