#include "app/queue_panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace dnas {

QueuePanel::QueuePanel(QWidget* parent)
    : QWidget(parent), m_running(new QLabel(this)), m_empty(new QLabel(tr("Nothing waits. Experiments that are started while one runs queue up here."), this)),
      m_list(new QListWidget(this)), m_earlier(new QPushButton(tr("Earlier"), this)), m_later(new QPushButton(tr("Later"), this)),
      m_remove(new QPushButton(tr("Take out"), this)) {
    m_list->setAccessibleName(tr("Waiting experiments"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_empty->setProperty("role", "muted");
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_running->setProperty("role", "muted");
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_earlier, m_later, m_remove}) buttons->addWidget(button);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_running);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    column->addLayout(buttons);
    setMinimumSize(240, 140);

    m_list->installEventFilter(this);
    connect(m_earlier, &QPushButton::clicked, this, [this] { Q_EMIT moveAsked(current(), -1); });
    connect(m_later, &QPushButton::clicked, this, [this] { Q_EMIT moveAsked(current(), 1); });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (current() != 0) Q_EMIT removeAsked(current());
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &QueuePanel::updateButtons);
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).toLongLong()); });
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, [this](const QModelIndex&, int from, int, const QModelIndex&, int to) {
        if (m_filling) return;
        const int now = to > from ? to - 1 : to; // `to` counts with the row still at its old place
        const std::int64_t experiment = m_list->item(now)->data(Qt::UserRole).toLongLong();
        // After the view has ended the drag: the answer fills the list anew.
        QMetaObject::invokeMethod(this, [this, experiment, places = now - from] { Q_EMIT moveAsked(experiment, places); }, Qt::QueuedConnection);
    });
    show({}, {});
}

/// Delete takes out of the queue here, and must not reach the window, which would move the run on view to the bin.
bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!key || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Delete) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) m_remove->click();
    event->accept();
    return true;
}

std::int64_t QueuePanel::current() const {
    const QListWidgetItem* item = m_list->currentItem();
    return item ? item->data(Qt::UserRole).toLongLong() : 0;
}

void QueuePanel::updateButtons() {
    const int row = m_list->currentRow();
    m_earlier->setEnabled(row > 0);
    m_later->setEnabled(row >= 0 && row + 1 < m_list->count());
    m_remove->setEnabled(row >= 0);
}

void QueuePanel::show(const QString& running, const std::vector<Entry>& waiting) {
    const std::int64_t before = current();
    m_filling = true;
    m_list->clear();
    for (const Entry& entry : waiting) {
        auto* item = new QListWidgetItem(QStringLiteral("%1.  %2").arg(m_list->count() + 1).arg(entry.name), m_list);
        item->setData(Qt::UserRole, QVariant::fromValue<qlonglong>(entry.experiment));
        if (entry.experiment == before) m_list->setCurrentItem(item);
    }
    m_filling = false;
    m_running->setText(running.isEmpty() ? tr("Nothing runs.") : tr("Running: %1").arg(running));
    m_list->setVisible(!waiting.empty());
    m_empty->setVisible(waiting.empty());
    updateButtons();
}

} // namespace dnas
