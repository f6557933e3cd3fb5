// Two or more runs side by side: options that differ, their curves in one chart, the distances of their architectures, and
// of two of them the difference of cells and of alpha. Shows the newest epoch of each run.
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
class QGridLayout;
class QLabel;
class QListWidget;
class QTableWidget;

namespace dnas {

class AlphaDifference;
class ArchitectureDiff;
class CurvesView;
class DistanceHeatmap;
class Panel;

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

  Q_SIGNALS:
    void closeAsked();

  private:
    QWidget* makeHead();
    QWidget* makeArchitecture();
    Panel* addPanel(const QString& title, QWidget* view, int row, int column);
    void maximise(Panel* panel, bool on);
    void addDistances(Panel* panel);
    void showOptions();
    void showDistances();
    void fillChoosers();
    void showPair();
    SnapshotPtr newestOf(int run) const;

    std::vector<LoadedExperimentPtr> m_runs;
    RunTimeline m_first;                                ///< of the first run; the chart's own
    std::vector<std::unique_ptr<RunTimeline>> m_others; ///< drawn over it
    QLabel *m_title, *m_sameOptions;
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
    QGridLayout* m_grid;
    QList<Panel*> m_panels;
};

} // namespace dnas
