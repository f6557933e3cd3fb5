// A line above the page that says something without stopping anybody: read-only file, interrupted run.
// Thread rule: GUI thread.
#pragma once

#include <QFrame>
#include <QList>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace dnas {

class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);

    struct Action {
        QString text;
        std::function<void()> run; ///< the banner hides first
    };
    /// Replaces what is shown. With `closable` a Dismiss button stands at the right.
    void showMessage(const QString& text, const QList<Action>& actions = {}, bool closable = true);
    QString text() const;

  private:
    void addButton(const QString& text, std::function<void()> run);

    QHBoxLayout* m_layout;
    QLabel* m_text;
    QList<QWidget*> m_buttons;
};

} // namespace dnas
