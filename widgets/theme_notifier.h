// Tells views that colours changed, so that they draw themselves again.
#pragma once

#include <QObject>

namespace dnas {

class ThemeNotifier final : public QObject {
    Q_OBJECT
  public:
    static ThemeNotifier& instance();
  Q_SIGNALS:
    void changed();
};

} // namespace dnas
