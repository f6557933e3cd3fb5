// Every key of the program: the commands of the window, generated, and what the views listen to.
// Thread rule: GUI thread.
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QTreeWidget;

namespace dnas {

class ShortcutDialog : public QDialog {
    Q_OBJECT
  public:
    ShortcutDialog(const QList<QAction*>& commands, QWidget* parent);
    QTreeWidget* list() const { return m_list; }

  private:
    void add(const QString& group, const QString& what, const QString& keys);
    void filter(const QString& text);

    QTreeWidget* m_list;
};

} // namespace dnas
