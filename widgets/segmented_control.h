// A row of joined buttons of which one is down: "Normal | Reduction".
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace dnas {

class SegmentedControl final : public QWidget {
    Q_OBJECT
  public:
    explicit SegmentedControl(const QStringList& labels = {}, QWidget* parent = nullptr);
    void setLabels(const QStringList& labels); ///< keeps the current index if it is still there
    int currentIndex() const;
    void setCurrentIndex(int index);

  Q_SIGNALS:
    void currentIndexChanged(int index);

  private:
    QButtonGroup* m_group;
    QHBoxLayout* m_layout;
};

} // namespace dnas
