// Every command of the window as a QAction, in menus and tool bar. What they do is wired by the window.
// Thread rule: GUI thread.
#pragma once

#include <QAction>
#include <QObject>

class QActionGroup;
class QMainWindow;
class QMenu;
class QPushButton;
class QToolBar;
class QUndoStack;

namespace dnas {

class StudioActions : public QObject {
    Q_OBJECT
  public:
    /// Fills the window's menu bar and adds its tool bar.
    StudioActions(QMainWindow* window, QUndoStack* undo);

    QAction *newProject, *openProject, *closeProject, *exportFigures, *report, *importLog, *openGenotype, *checkProject, *quit;
    QAction *undo, *redo, *copyGenotype, *copyRequest, *rename, *editNotes, *editTags, *keepGenotype, *moveToBin, *restore,
        *emptyBin;
    QAction *newExperiment, *newPruning, *trainVit, *studyProxies, *pause, *stop, *stopAfterEpoch, *resumeExperiment, *removeFromQueue, *queueEarlier,
        *queueLater, *repeatExperiment, *train, *trainOther, *pretrain, *probe, *fineTune, *evaluate, *measureLatency, *measureGap, *exportWeights, *compare, *baseline;
    QAction *themeSystem, *themeLight, *themeDark, *whatIf, *showRuns, *networks, *retrieval, *sweeps, *restoreLayout, *filter, *showBin,
        *firstEpoch, *previousEpoch, *nextEpoch, *lastEpoch, *playEpochs, *followLive, *resetParse;
    QAction *palette, *shortcuts, *performance, *about;

    QMenu* recentMenu() const { return m_recent; }
    QMenu* viewMenu() const { return m_view; }
    QMenu* experimentMenu() const { return m_context; } ///< context menu of the list
    QToolBar* toolBar() const { return m_toolBar; }
    QPushButton* commandField() const { return m_commandField; }

    /// Icons follow the theme.
    void retheme();
    /// Pause and Resume are one action with two faces.
    void showResume(bool resume);

  private:
    QAction* add(QMenu* menu, const QString& text, const QKeySequence& keys = {}, const QString& tip = {});
    void makeFile(QMenu* menu);
    void makeEdit(QMenu* menu, QUndoStack* stack);
    void makeExperiment(QMenu* menu);
    void makeView(QMenu* menu);
    void makeTools(QMenu* tools, QMenu* help);
    void makeToolBar(QMainWindow* window);

    QMenu* m_recent = nullptr;
    QMenu* m_view = nullptr;
    QMenu* m_context = nullptr;
    QToolBar* m_toolBar = nullptr;
    QPushButton* m_commandField = nullptr;
    bool m_resume = false;
};

} // namespace dnas
