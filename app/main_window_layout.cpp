// Docks, view commands, theme, what is remembered between two starts, and help.
#include "app/main_window.h"

#include "app/baseline_panel.h"
#include "app/command_palette.h"
#include "app/dock_title.h"
#include "app/edit_commands.h"
#include "app/experiment_panel.h"
#include "app/kept_panel.h"
#include "app/log_panel.h"
#include "app/queue_panel.h"
#include "app/run_page.h"
#include "app/run_table_page.h"
#include "app/shortcut_dialog.h"
#include "app/status_line.h"
#include "app/studio_actions.h"
#include "app/studio_settings.h"
#include "app/studio_style.h"
#include "widgets/alpha_view.h"
#include "widgets/epoch_scrubber.h"
#include "widgets/inspector.h"

#include <QApplication>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QToolBar>

#include <algorithm>

namespace dnas {
namespace {
constexpr int kTitleBar = 40; ///< what a window manager adds at most
constexpr int kListWidth = 200; ///< at least
constexpr int kRoomy = 780;  ///< narrower, the inspector comes when it is asked for

/// Of files that may hold a genotype or a log.
QStringList textEndings() {
    return {QStringLiteral("txt"), QStringLiteral("log"), QStringLiteral("out"), QStringLiteral("genotype"), QStringLiteral("py")};
}
}

QDockWidget* MainWindow::makeDock(const QString& title, const char* name, QWidget* content, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(QString::fromLatin1(name));
    dock->setWidget(content);
    dock->setTitleBarWidget(new DockTitle(dock));
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::makeDocks() {
    setDockOptions(AllowTabbedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_experiments->setMinimumWidth(kListWidth);
    m_log->setMinimumHeight(80);
    m_listDock = makeDock(tr("Experiments"), "experimentsDock", m_experiments, Qt::LeftDockWidgetArea);
    m_inspectorDock = makeDock(tr("Inspector"), "inspectorDock", m_inspector, Qt::RightDockWidgetArea);
    m_logDock = makeDock(tr("Log"), "logDock", m_log, Qt::BottomDockWidgetArea);
    m_queueDock = makeDock(tr("Queue"), "queueDock", m_queuePanel, Qt::BottomDockWidgetArea);
    m_baselineDock = makeDock(tr("Random baseline"), "baselineDock", m_baseline, Qt::BottomDockWidgetArea);
    m_keptDock = makeDock(tr("Kept"), "keptDock", m_kept, Qt::BottomDockWidgetArea);
    for (QDockWidget* dock : {m_queueDock, m_baselineDock, m_keptDock}) tabifyDockWidget(m_logDock, dock);
    m_listTitle = static_cast<DockTitle*>(m_listDock->titleBarWidget());
    m_inspectorTitle = static_cast<DockTitle*>(m_inspectorDock->titleBarWidget());
    connect(m_experiments, &ExperimentPanel::countChanged, m_listTitle, &DockTitle::setState);
    QMenu* view = m_actions->viewMenu();
    view->insertActions(m_actions->filter, {m_listDock->toggleViewAction(), m_logDock->toggleViewAction(),
                                              m_queueDock->toggleViewAction(), m_baselineDock->toggleViewAction(),
                                              m_keptDock->toggleViewAction()});
    view->insertActions(m_actions->filter, m_page->commands());
}

void MainWindow::defaultLayout() {
    m_docksShown = true;
    const QList<QDockWidget*> sides{m_listDock, m_inspectorDock};
    const QList<QDockWidget*> below{m_logDock, m_queueDock, m_baselineDock, m_keptDock};
    for (QDockWidget* dock : sides + below) dock->setFloating(false);
    addDockWidget(Qt::LeftDockWidgetArea, m_listDock);
    addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
    for (QDockWidget* dock : below) {
        addDockWidget(Qt::BottomDockWidgetArea, dock);
        if (dock != m_logDock) tabifyDockWidget(m_logDock, dock);
        dock->hide(); // the status bar tells when there is something to read
    }
    m_listDock->show();
    m_inspectorDock->setVisible(width() >= kRoomy);
    m_page->restorePanels();
    resizeDocks(sides, {250, 284}, Qt::Horizontal);
    resizeDocks({m_logDock}, {150}, Qt::Vertical);
}

void MainWindow::restoreLayout() {
    defaultLayout();
    const QByteArray geometry = settings::geometry();
    const QByteArray docks = settings::docks();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        const QSize room = screen()->availableSize() - QSize(0, kTitleBar);
        layout()->activate(); // docks were just hidden: without them the window may be lower
        resize(QSize(1440, 900).boundedTo(room));
        layout()->activate();
        defaultLayout(); // the widths of the docks, in the window of its final size
    }
    if (docks.isEmpty()) return;
    if (!restoreState(docks, kLayoutVersion)) {
        defaultLayout();
        m_log->add(tr("The saved window layout could not be read; this is the default one."), LogPanel::Level::Warning);
    }
}

void MainWindow::showDocks(bool show) {
    if (show == m_docksShown) return;
    m_docksShown = show;
    if (show) {
        restoreState(m_dockState, kLayoutVersion);
        return;
    }
    m_dockState = saveState(kLayoutVersion);
    for (QDockWidget* dock : {m_listDock, m_inspectorDock, m_logDock, m_queueDock, m_baselineDock, m_keptDock}) dock->hide();
}

void MainWindow::wireView() {
    const StudioActions* a = m_actions;
    RunTimeline* timeline = m_page->timeline();
    connect(m_page, &RunPage::edgeSelected, this, &MainWindow::showEdge);
    connect(timeline, &RunTimeline::dataChanged, this, &MainWindow::updateActions);
    connect(timeline, &RunTimeline::runChanged, this, &MainWindow::updateActions);
    connect(timeline, &RunTimeline::runChanged, this, [this] { m_inspectorTitle->setState({}); }); // the edge was another run's
    connect(timeline, &RunTimeline::followLiveChanged, a->followLive, &QAction::setChecked);

    connect(a->whatIf, &QAction::toggled, m_inspectorDock, &QDockWidget::setVisible);
    connect(m_inspectorDock, &QDockWidget::visibilityChanged, a->whatIf, [this] {
        m_actions->whatIf->setChecked(!m_inspectorDock->isHidden()); // hidden, not covered by a tab
    });
    connect(a->filter, &QAction::triggered, this, [this] {
        if (tableShown()) return m_table->focusFilter();
        m_listDock->show();
        m_experiments->focusFilter();
    });
    connect(a->showBin, &QAction::toggled, m_experiments, &ExperimentPanel::showBin);
    connect(a->firstEpoch, &QAction::triggered, timeline, [timeline] { timeline->setCurrentIndex(0); });
    connect(a->lastEpoch, &QAction::triggered, timeline, [timeline] { timeline->setCurrentIndex(timeline->count() - 1); });
    connect(a->previousEpoch, &QAction::triggered, timeline, [timeline] { timeline->setCurrentIndex(timeline->currentIndex() - 1); });
    connect(a->nextEpoch, &QAction::triggered, timeline, [timeline] { timeline->setCurrentIndex(timeline->currentIndex() + 1); });
    connect(a->playEpochs, &QAction::toggled, m_page->scrubber(), &EpochScrubber::play);
    connect(a->followLive, &QAction::toggled, timeline, &RunTimeline::setFollowLive);
    connect(a->resetParse, &QAction::triggered, m_inspector, &Inspector::resetParse);
    connect(m_inspector, &Inspector::parseEdited, this, [this, timeline](const DiscretizeSpec& before) {
        m_undo.push(new ParseRuleCommand(timeline, before, timeline->parseRule()));
    });
    connect(a->restoreLayout, &QAction::triggered, this, &MainWindow::defaultLayout);

    connect(a->themeSystem, &QAction::triggered, this, [this] { setTheme(ThemeChoice::System); });
    connect(a->themeLight, &QAction::triggered, this, [this] { setTheme(ThemeChoice::Light); });
    connect(a->themeDark, &QAction::triggered, this, [this] { setTheme(ThemeChoice::Dark); });
    const ThemeChoice choice = settings::theme();
    (choice == ThemeChoice::Light ? a->themeLight : choice == ThemeChoice::Dark ? a->themeDark : a->themeSystem)->setChecked(true);

    connect(a->palette, &QAction::triggered, this, [this] { m_palette->open(commandsOf(this)); });
    connect(a->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(a->performance, &QAction::triggered, this, &MainWindow::showPerformance);
    connect(a->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_log, &LogPanel::warningsChanged, this, [this] { m_status->showWarnings(m_log->warnings()); });
    connect(m_status, &StatusLine::warningsClicked, this, [this] {
        m_logDock->show();
        m_logDock->raise();
    });
}

void MainWindow::showEdge(int group, int row) {
    m_inspector->setEdge(group, row);
    const SnapshotPtr snapshot = m_page->timeline()->current();
    const bool known = snapshot && group >= 0 && group < static_cast<int>(snapshot->alpha.size()) && row >= 0 &&
                       row < static_cast<int>(snapshot->alpha[group].rowCount());
    m_inspectorTitle->setState(known ? edgeLabel(snapshot->alpha[group].rows[row]) : QString());
}

void MainWindow::setTheme(ThemeChoice choice) {
    settings::setTheme(choice);
    applyStudioTheme(choice);
    m_actions->retheme();
    showState();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The desktop went from light to dark: our own theme follows, and does not hear itself.
    if (event->type() != QEvent::ThemeChange || settings::theme() != ThemeChoice::System) return;
    applyStudioTheme(ThemeChoice::System);
    m_actions->retheme();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1) return;
    const QString ending = QFileInfo(urls.front().toLocalFile()).suffix().toLower();
    if (ending == QLatin1String("dnas") || textEndings().contains(ending)) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = event->mimeData()->urls().value(0).toLocalFile();
    event->acceptProposedAction();
    // After the drag has ended: opening may ask a question.
    QMetaObject::invokeMethod(this, [this, path] {
        if (path.endsWith(QLatin1String(".dnas"), Qt::CaseInsensitive))
            openProject(path, OpenProject::Mode::Existing);
        else
            openText(path);
    }, Qt::QueuedConnection);
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutDialog(commandsOf(this), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show(); // to be looked at while one works
}

void MainWindow::measureFramesAlways() {
    m_framesAlways = true;
    m_frames.setActive(true);
}

void MainWindow::showPerformance() {
    const bool running = m_frames.isActive();
    measureFramesAlways(); // whoever looks wants to go on looking
    QMessageBox box(QMessageBox::NoIcon, tr("Performance"),
                    tr("Frames of this window: %1.").arg(m_frames.summary()), QMessageBox::Reset | QMessageBox::Close, this);
    box.setInformativeText(running ? tr("Measured since the search began, on this machine.")
                                   : tr("Measured from now on; look again in a while."));
    if (box.exec() == QMessageBox::Reset) m_frames.reset();
}

void MainWindow::showAbout() {
    QMessageBox::about(this, tr("About DNAS Studio"),
                       tr("<h3>DNAS Studio %1</h3><p>A desktop studio for differentiable neural architecture search.</p>"
                          "<p>Free software under the GNU General Public License, version 3 or later.</p><p>Qt %2</p>")
                           .arg(QStringLiteral(DNAS_VERSION), QString::fromLatin1(qVersion())));
}

} // namespace dnas
