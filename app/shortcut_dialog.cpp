#include "app/shortcut_dialog.h"

#include "app/command_palette.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace dnas {

ShortcutDialog::ShortcutDialog(const QList<QAction*>& commands, QWidget* parent) : QDialog(parent), m_list(new QTreeWidget(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* field = new QLineEdit(this);
    field->setPlaceholderText(tr("Filter: command or key"));
    field->setAccessibleName(tr("Filter shortcuts"));
    field->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Shortcuts"));
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(0);
    m_list->setUniformRowHeights(true);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    for (const QAction* action : commands) {
        QStringList keys;
        for (const QKeySequence& sequence : action->shortcuts()) keys << sequence.toString(QKeySequence::NativeText);
        if (!keys.isEmpty()) add({}, plainText(action), keys.join(tr(" or ")));
    }
    add(tr("In the cell"), tr("fit into the view"), QStringLiteral("F"));
    add(tr("In the cell"), tr("zoom"), QStringLiteral("+  \u2212"));
    add(tr("In the cell"), tr("move"), tr("arrows"));
    add(tr("In alpha"), tr("choose an edge, the next group"), tr("arrows, Home, End"));
    add(tr("In a chart"), tr("show everything"), QStringLiteral("F"));
    add(tr("In a chart"), tr("zoom"), QStringLiteral("+  \u2212"));
    add(tr("In the table of runs"), tr("open the run, fold the seeds"), tr("Enter"));
    add(tr("In the table of runs"), tr("choose several"), tr("Shift+arrows, Ctrl+Space"));
    add(tr("In the queue"), tr("take out"), tr("Delete"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(field);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    connect(field, &QLineEdit::textChanged, this, &ShortcutDialog::filter);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(520, 600);
}

void ShortcutDialog::add(const QString& group, const QString& what, const QString& keys) {
    auto* item = new QTreeWidgetItem(m_list, {group.isEmpty() ? what : tr("%1: %2").arg(group, what), keys});
    QFont bold = font();
    bold.setBold(true);
    item->setFont(1, bold);
}

void ShortcutDialog::filter(const QString& text) {
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        const QString line = item->text(0) + QLatin1Char(' ') + item->text(1);
        item->setHidden(!line.contains(text.trimmed(), Qt::CaseInsensitive));
    }
}

} // namespace dnas
