// Two or more runs side by side: options that differ, their curves in one chart, the distances of their architectures, and
// of two of them the difference of cells and of alpha. One slider sets the epoch of all; a shorter run stays at its last.
// Place: centre of the window. Thread rule: GUI thread.
#pragma once

#include "app/open_project.h"
#include "widgets/run_timeline.h"

#include <QList>
#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QListWidget;
class QSlider;
class QTableWidget;

namespace dnas {

class AlphaDifference;
class ArchitectureDiff;
class CurvesView;
class DistanceHeatmap;
class Panel;
class PanelGrid;

class ComparePage : public QWidget {
    Q_OBJECT
  public:
    explicit ComparePage(QWidget* parent = nullptr);

    void setRuns(const std::vector<LoadedExperimentPtr>& runs);
    void clear() { setRuns({}); }
    int runCount() const { return static_cast<int>(m_runs.size()); }

    QTableWidget* options() const { return m_options; }
    CurvesView* curves() const { return m_curves; }
    ArchitectureDiff* architecture() const { return m_architecture; }
    AlphaDifference* alpha() const { return m_alpha; }
    QListWidget* changes() const { return m_changes; }
    DistanceHeatmap* distances() const { return m_distances; }
    QCheckBox* withPublished() const { return m_withPublished; }
    QSlider* epochSlider() const { return m_epoch; }

  Q_SIGNALS:
    void closeAsked();

  private:
    QWidget* makeHead();
    QWidget* makeArchitecture();
    void addDistances(Panel* panel);
    void showOptions();
    void showDistances();
    void showDistanceRemark();
    void fillChoosers();
    void showPair();
    void showEpoch();
    RunTimeline* timelineOf(int run);
    SnapshotPtr snapshotOf(int run); ///< at the epoch of the slider; null without epochs

    std::vector<LoadedExperimentPtr> m_runs;
    RunTimeline m_first;                                ///< of the first run; the chart's own
    std::vector<std::unique_ptr<RunTimeline>> m_others; ///< drawn over it
    QLabel *m_title, *m_sameOptions, *m_epochText;
    QSlider* m_epoch; ///< from 1
    bool m_moving = false; ///< the slider moves the runs, not the chart the slider
    QComboBox *m_before, *m_after, *m_cell;
    QTableWidget* m_options;
    CurvesView* m_curves;
    ArchitectureDiff* m_architecture;
    QListWidget* m_changes;
    QLabel* m_summary;
    AlphaDifference* m_alpha;
    DistanceHeatmap* m_distances; ///< of the runs' newest genotypes; runs come first
    std::vector<int> m_placed;    ///< run of each place of the heatmap
    QCheckBox* m_withPublished;
    int m_distancePage = 0; ///< of the last panel
    QString m_leftOut;      ///< of the distances: runs without operations
    PanelGrid* m_grid;
};

} // namespace dnas
