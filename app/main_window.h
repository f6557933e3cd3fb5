// The window: wires project, runs, page and docks together. What each part does is in its own file.
// Place: main_window.cpp (construction, project, list), main_window_runs.cpp (runs, closing), main_window_edit.cpp
// (what the user changes and takes away), main_window_table.cpp (table of runs, comparing, runs from outside),
// main_window_kept.cpp (genotypes and masks under a name), main_window_pruning.cpp, main_window_siamese.cpp,
// main_window_layout.cpp (docks, theme, settings, help).
// Thread rule: GUI thread; everything slow happens in OpenProject's worker or on the engine's thread.
#pragma once

#include "app/frame_monitor.h"
#include "app/open_project.h"
#include "app/request_draft.h"
#include "app/run_controller.h"
#include "app/templates.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QMainWindow>
#include <QPointer>
#include <QUndoStack>

#include <map>
#include <memory>
#include <set>

class QDockWidget;
class QStackedWidget;

namespace dnas {

class Banner;
class BaselinePanel;
class CommandPalette;
class ComparePage;
class DockTitle;
class ExperimentModel;
class ExperimentPanel;
class Inspector;
class KeptPanel;
class LogPanel;
class MeasurementController;
class NetworksPage;
class PruningController;
class RetrievalPage;
class SweepPage;
class QueuePanel;
class RunPage;
class RunTablePage;
class StatusLine;
class StudioActions;
class TrainingViews;
class WelcomePage;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    explicit MainWindow(std::shared_ptr<EngineRunner> runner, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Closes the project that is open (asking when a search runs), then opens this one.
    void openProject(const QString& path, OpenProject::Mode mode);
    void openLastProject();
    void closeProject();
    /// Makes the records of a draft in the open project, or in a new one named after the data, and runs them.
    void startExperiments(const RequestDraft& draft);
    void startTemplate(int index);
    void openWizard(const RequestDraft& draft, bool atReview);
    void showExperiment(std::int64_t experiment);

    // What tests and the program look at.
    OpenProject* project() const { return m_project.get(); }
    RunController* controller() { return &m_controller; }
    RunPage* page() const { return m_page; }
    RunTablePage* runTable() const { return m_table; }
    NetworksPage* networksPage() const { return m_networks; }
    MeasurementController* measurements() const { return m_measurements; }
    RetrievalPage* retrievalPage() const { return m_retrieval; }
    SweepPage* sweepPage() const { return m_sweeps; }
    TrainingViews* trainingViews() const { return m_training; }
    ComparePage* comparePage() const { return m_compare; }
    BaselinePanel* baselinePanel() const { return m_baseline; }
    QueuePanel* queuePanel() const { return m_queuePanel; }
    KeptPanel* keptPanel() const { return m_kept; }
    QWidget* shownPage() const;
    ExperimentPanel* experiments() const { return m_experiments; }
    ExperimentModel* model() const { return m_live; }
    StudioActions* actions() const { return m_actions; }
    Banner* banner() const { return m_banner; }
    LogPanel* log() const { return m_log; }
    FrameMonitor* frames() { return &m_frames; }
    QUndoStack* undoStack() { return &m_undo; }
    void measureFramesAlways();
    std::int64_t shownExperiment() const { return m_shown; }

    /// The three answers to "a search is running". Public so that the window can be closed without a dialog in tests.
    enum class CloseAnswer { StopNow, WaitForEpoch, Cancel };
    void setCloseQuestion(std::function<CloseAnswer()> question) { m_closeQuestion = std::move(question); }

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    // main_window.cpp
    void wireProjectActions();
    void connectProject();
    void projectOpened();
    void showLists(const ExperimentLists& lists);
    void showLoaded(std::int64_t experiment, const LoadedExperimentPtr& loaded);
    void offerUnfinished(const std::vector<ExperimentSummary>& experiments);
    void askNewProject();
    void askOpenProject();
    void updateRecent();
    void updateActions();
    void report(const QString& text); ///< an error: log, status bar, banner

    // main_window_runs.cpp
    void wireRuns();
    void resumeOrPause();
    void enqueue(std::int64_t experiment);
    void showState();
    void runEnded(std::int64_t experiment, const Outcome& outcome);
    CloseAnswer askClose();
    /// Runs `then` when nothing runs any more; asks first. Without a running search at once.
    void whenIdle(std::function<void()> then);

    // main_window_edit.cpp
    void wireEdits();
    void askNotes();
    void askTags();
    void moveToBin(bool inBin); ///< all that are selected
    void askEmptyBin();
    void repeatExperiment();
    void trainCurrent();
    /// The wizard of a training. @param network a genotype's text, or "baseline:NAME"; @param parent 0 = of no search
    void askWeights();
    void openTraining(const QString& network, const QString& label, std::int64_t parent);
    void exportFigures();
    void copyText(const QString& text, const QString& what);

    // main_window_kept.cpp
    void wireKept();
    void askKeep(const QString& genotype, const QString& parse, int epoch);
    void askKeepMask(const VitMask& mask, const GateCut& cut);
    void keep(const KeptGenotype& kept);
    void keepCurrent();
    void updateKept(); ///< reads what is kept of the run on view
    void showKept(const KeptGenotype& kept);
    void trainKept(const KeptGenotype& kept);

    // main_window_siamese.cpp
    void wireSiamese();
    void openFollower(SiameseStage stage); ///< the wizard of what follows the run on view
    void updateSiameseActions();

    // main_window_pruning.cpp
    void wirePruning();
    void openPruningDialog(const QString& model);
    void repeatPruning(const Request& request); ///< the same dialog, filled in
    void startFrom(class PruningDialog* dialog);
    void pushCut(const GateCut& before, const GateCut& after, bool step); ///< of the pruning on view, for undo
    void applyCut(std::int64_t experiment, const GateCut& cut);            ///< shows that pruning first
    void openVitDialog(VitWork work, const std::optional<VitWorkSpec>& pruned);
    void openComparison(const VitMask& mask); ///< fine-tune what it leaves of the pruning on view, and the whole network
    void startVit(const Request& request);    ///< in the open project, or in a new one
    QString trainedModel() const;             ///< the vision transformer whose training is shown; empty where there is none

    // main_window_table.cpp
    void wireTable();
    void connectTable(); ///< to the project that was opened
    /// One of the pages of the centre; the inspector belongs to the page of one run.
    void showPage(QWidget* page);
    void fitInspector(const QWidget* page); ///< that is shown, or about to be
    void survey();
    bool tableShown() const;
    std::vector<std::int64_t> selectedRuns() const; ///< in the table while it is shown, else in the list
    void compareSelected();
    void askImport();
    void openText(const QString& path); ///< a genotype is shown, a log becomes a run
    void importFrom(const QString& path);
    void showGenotype(const QString& name, const QString& text);
    void askGenotype();
    void askBaseline();
    void updateBaseline();
    void showBaseline();
    void askReport();
    void updateQueue();

    // main_window_layout.cpp
    void makeDocks();
    QDockWidget* makeDock(const QString& title, const char* name, QWidget* content, Qt::DockWidgetArea area);
    void showEdge(int group, int row);
    void wireView();
    void restoreLayout();
    /// The welcome page has the window to itself; docks come back with a project as they were.
    void showDocks(bool show);
    void defaultLayout();
    void setTheme(ThemeChoice choice);
    void showShortcuts();
    void showPerformance();
    void showAbout();

    std::shared_ptr<EngineRunner> m_runner;
    std::unique_ptr<OpenProject> m_project;
    RunController m_controller;
    QUndoStack m_undo;
    FrameMonitor m_frames;
    std::vector<ProjectTemplate> m_templates;

    StudioActions* m_actions;
    ExperimentModel *m_live, *m_bin;
    ExperimentPanel* m_experiments;
    QStackedWidget* m_centre;
    WelcomePage* m_welcome;
    RunPage* m_page;
    RunTablePage* m_table;
    ComparePage* m_compare;
    TrainingViews* m_training;
    MeasurementController* m_measurements;
    PruningController* m_prunings = nullptr; ///< with the first pruning
    NetworksPage* m_networks;
    RetrievalPage* m_retrieval;
    SweepPage* m_sweeps;
    QueuePanel* m_queuePanel;
    BaselinePanel* m_baseline;
    KeptPanel* m_kept;
    Banner* m_banner;
    Inspector* m_inspector;
    LogPanel* m_log;
    StatusLine* m_status;
    CommandPalette* m_palette;
    DockTitle *m_listTitle, *m_inspectorTitle;
    QDockWidget *m_listDock, *m_inspectorDock, *m_logDock, *m_queueDock, *m_baselineDock, *m_keptDock;

    std::int64_t m_shown = 0;               ///< experiment on the page, 0 = none
    LoadedExperimentPtr m_loaded;           ///< its record, null while loading
    std::map<std::int64_t, GateCut> m_cuts; ///< of the prunings that were on view
    std::function<void()> m_whenOpened;     ///< what waits for the project to open
    std::function<void()> m_whenIdle;       ///< what waits for the search to end
    std::set<std::int64_t> m_offered;       ///< interrupted runs that the banner has named
    bool m_justOpened = true;               ///< no list of the project has come yet
    std::function<CloseAnswer()> m_closeQuestion;
    QString m_exportFolder;
    QByteArray m_dockState; ///< of the docks while they are hidden
    bool m_docksShown = true;
    std::vector<SnapshotPtr> m_samples; ///< random genotypes of the space of the run on view
    QList<int> m_sideWidths; ///< of the docks at the sides, before the inspector stood aside
    bool m_inspectorWanted = true, m_inspectorAside = false; ///< when the page of one run comes back
    bool m_framesAlways = false; ///< measure while nothing runs, too

    static constexpr int kLayoutVersion = 3; ///< counts up when docks come or go
};

} // namespace dnas
