#include "app/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {
namespace {

constexpr int kWidth = 560;
constexpr int kMostRows = 12;

void collect(const QMenu* menu, QList<QAction*>& into) {
    for (QAction* action : menu->actions()) {
        if (action->menu())
            collect(action->menu(), into);
        else if (!action->isSeparator() && !action->text().isEmpty() && !into.contains(action))
            into.append(action);
    }
}

} // namespace

QString plainText(const QAction* action) {
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    return text.remove(QStringLiteral("…"));
}

QList<QAction*> commandsOf(QWidget* window) {
    QList<QAction*> actions;
    if (const auto* main = qobject_cast<QMainWindow*>(window)) {
        for (const QAction* top : main->menuBar()->actions())
            if (top->menu()) collect(top->menu(), actions);
    }
    return actions;
}

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window, Qt::Popup), m_field(new QLineEdit(this)), m_list(new QListWidget(this)) {
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Commands"));
    m_field->setPlaceholderText(tr("Type a command"));
    m_field->setAccessibleName(tr("Command"));
    m_field->installEventFilter(this);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
}

void CommandPalette::open(const QList<QAction*>& actions) {
    m_actions.clear();
    for (QAction* action : actions) m_actions.append(action);
    m_field->clear();
    refill();
    const QWidget* window = parentWidget();
    const int width = std::min(kWidth, window->width() - 40);
    resize(width, m_field->sizeHint().height() + kMostRows * std::max(22, m_list->sizeHintForRow(0)) + 32);
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, window->height() / 8)));
    show();
    m_field->setFocus();
}

int CommandPalette::score(const QString& text, const QString& typed) {
    if (typed.isEmpty()) return 0;
    const QString haystack = text.toLower();
    const QString needle = typed.toLower().remove(QLatin1Char(' '));
    int position = 0, points = 0, previous = -2;
    for (const QChar letter : needle) {
        const int found = haystack.indexOf(letter, position);
        if (found < 0) return -1;
        const bool wordStart = found == 0 || !haystack[found - 1].isLetterOrNumber();
        points += found == previous + 1 ? 4 : wordStart ? 3 : 1;
        previous = found;
        position = found + 1;
    }
    // The exact run of letters beats letters that are merely scattered in order.
    return points * 2 + (haystack.contains(typed.toLower()) ? 20 : 0) - haystack.size() / 16;
}

void CommandPalette::refill() {
    struct Match {
        int score;
        QAction* action;
    };
    QList<Match> matches;
    for (const QPointer<QAction>& action : m_actions) {
        if (!action) continue;
        const int points = score(plainText(action), m_field->text().trimmed());
        if (points >= 0) matches.append({points, action});
    }
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
    m_list->clear();
    for (const Match& match : matches) {
        const QString keys = match.action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(keys.isEmpty() ? plainText(match.action)
                                                        : plainText(match.action) + QStringLiteral("    ") + keys);
        item->setData(Qt::UserRole, m_actions.indexOf(match.action));
        if (!match.action->isEnabled()) item->setFlags(Qt::NoItemFlags);
        m_list->addItem(item);
    }
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentRow(row);
            break;
        }
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: {
            QKeyEvent copy(key->type(), key->key(), key->modifiers());
            QCoreApplication::sendEvent(m_list, &copy);
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter: choose(); return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item) return;
    const QPointer<QAction> action = m_actions.value(item->data(Qt::UserRole).toInt());
    close(); // first: the command may open a dialog
    if (action && action->isEnabled()) action->trigger();
}

} // namespace dnas
