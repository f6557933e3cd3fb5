// Finds any command by a few letters: Ctrl+Shift+P.
// Place: a popup over the main window; lists every QAction of the window with its shortcut.
// Thread rule: GUI thread.
#pragma once

#include <QAction>
#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListWidget;

namespace dnas {

class CommandPalette : public QFrame {
    Q_OBJECT
  public:
    explicit CommandPalette(QWidget* window);

    /// Shows the palette over the upper middle of the window with these actions; disabled ones are greyed.
    void open(const QList<QAction*>& actions);

    /// How well `text` answers to `typed`: -1 not at all; higher is better. Letters must come in order.
    static int score(const QString& text, const QString& typed);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void refill();
    void choose();

    QLineEdit* m_field;
    QListWidget* m_list;
    QList<QPointer<QAction>> m_actions;
};

/// All actions of a window's menus, without separators and submenus, in menu order: "Experiment: Pause".
QList<QAction*> commandsOf(QWidget* window);

/// "Pause" without the ampersand of its mnemonic and the dots.
QString plainText(const QAction* action);

} // namespace dnas
