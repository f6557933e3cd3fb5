// Chooses an alpha group of the current snapshot: joined buttons for up to three, a combo box beyond.
#pragma once

#include <QWidget>

class QComboBox;

namespace dnas {

class RunTimeline;
class SegmentedControl;

class GroupChooser final : public QWidget {
    Q_OBJECT
  public:
    explicit GroupChooser(RunTimeline* timeline, QWidget* parent = nullptr);
    void setGroup(int group); ///< silent

  Q_SIGNALS:
    void groupChosen(int group);

  private:
    void followGroups();

    RunTimeline* m_timeline;
    SegmentedControl* m_buttons;
    QComboBox* m_list;
    QStringList m_titles;
};

} // namespace dnas
