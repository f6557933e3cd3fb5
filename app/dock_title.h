// The title bar of a dock: what it shows at the left, a word on its state at the right, and a close button.
// Thread rule: GUI thread.
#pragma once

#include <QWidget>

class QDockWidget;
class QLabel;

namespace dnas {

class DockTitle : public QWidget {
    Q_OBJECT
  public:
    explicit DockTitle(QDockWidget* dock);
    void setState(const QString& text); ///< "6", "Edge 2 → 1"

  private:
    QLabel* m_state;
};

} // namespace dnas
