// What-if controls of a parse rule: method, threshold, edges a node, how many of them stay in any case, skip cap. They write to the timeline at once and
// follow it when someone else changes the rule.
// Thread rule: GUI thread only.
#pragma once

#include "engine/api/recipe.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QSpinBox;

namespace dnas {

class RunTimeline;

class ParseControls final : public QWidget {
    Q_OBJECT
  public:
    explicit ParseControls(RunTimeline* timeline, QWidget* parent = nullptr);

  Q_SIGNALS:
    void ruleEdited(const dnas::DiscretizeSpec& before); ///< by the user; the timeline has the new one

  private:
    void arrange();
    void showRule(); ///< of the timeline, silently
    void write();

    RunTimeline* m_timeline;
    QComboBox* m_method;
    QSlider* m_slider;
    QDoubleSpinBox* m_threshold;
    QSpinBox* m_edges;
    QSpinBox* m_kept;
    QSpinBox* m_skipCap;
    QLabel* m_thresholdLabel;
    QLabel* m_edgesLabel;
    QLabel* m_keptLabel;
};

} // namespace dnas
