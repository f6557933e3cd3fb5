// A titled frame round a view: title, controls, a remark on the settings, and a maximise mark that is always at the
// right.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace dnas {

class Panel final : public QFrame {
    Q_OBJECT
  public:
    Panel(const QString& title, QWidget* content, QWidget* parent = nullptr);
    QWidget* content() const { return m_content; }
    /// Puts a widget between title and remark (segmented controls).
    void addControl(QWidget* control);
    void setRemark(const QString& text); ///< "edge parse, t = 0.85"
    void setMaximised(bool maximised);   ///< only the mark; the owner arranges the panels

  Q_SIGNALS:
    void maximiseRequested(bool maximise);

  private:
    QWidget* m_content;
    QHBoxLayout* m_controls;
    QLabel* m_remark;
    QToolButton* m_maximise;
};

} // namespace dnas
