// Over the gates: commands, what is being measured with a way to stop it, and the key figures of the mask on view.
// In one row where there is room, else in two. Place: pruning_view.h. Thread rule: GUI thread.
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace dnas {

/// A value in large over what it is.
class KeyFigure final : public QWidget {
  public:
    explicit KeyFigure(const QString& title);
    /// @param change beside the value, in the colour of what is good: "−33 %"
    void set(const QString& value, const QString& change = {}, const QString& toolTip = {});
    QString value() const;
    void dress(); ///< in the colours of the theme

  private:
    QLabel *m_value, *m_change, *m_title;
};

class PruningHead final : public QWidget {
    Q_OBJECT
  public:
    explicit PruningHead(QWidget* parent = nullptr);
    void addButton(QAction* action); ///< with its short text
    void addMenu(const QString& text, const QList<QAction*>& actions);
    /// @param stoppable long work: a stop button takes the place of the first command
    void setStatus(const QString& text, bool stoppable);

    KeyFigure *const kept, *const parameters, *const products, *const speed, *const accuracy;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  Q_SIGNALS:
    void stopWanted();

  protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    int rowWidth() const; ///< that one row takes
    void arrange();       ///< by hand: a layout would answer for the height, and knows one row or two, not which
    QWidget *m_commands, *m_figures;
    QHBoxLayout *m_buttons, *m_values;
    QLabel* m_status;
    QPushButton *m_stop, *m_first = nullptr; ///< the first command
};

} // namespace dnas
