#include "app/main_window.h"

#include "app/banner.h"
#include "app/baseline_panel.h"
#include "app/command_palette.h"
#include "app/compare_page.h"
#include "app/edit_commands.h"
#include "app/experiment_panel.h"
#include "app/figures.h"
#include "app/log_panel.h"
#include "app/queue_panel.h"
#include "app/retrieval_page.h"
#include "app/run_page.h"
#include "app/run_table_page.h"
#include "app/status_line.h"
#include "app/studio_actions.h"
#include "app/studio_settings.h"
#include "app/welcome_page.h"
#include "app/wizard/experiment_wizard.h"
#include "app/measurement_controller.h"
#include "app/networks_page.h"
#include "app/sweep_page.h"
#include "app/plural.h"
#include "app/pruning_controller.h"
#include "app/training_views.h"
#include "app/kept_panel.h"
#include "widgets/inspector.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

MainWindow::MainWindow(std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QMainWindow(parent), m_runner(std::move(runner)), m_controller(m_runner), m_templates(builtInTemplates()),
      m_actions(new StudioActions(this, &m_undo)), m_live(new ExperimentModel(this)), m_bin(new ExperimentModel(this)),
      m_experiments(new ExperimentPanel(m_live, m_bin)), m_centre(new QStackedWidget), m_welcome(new WelcomePage(m_templates)),
      m_page(new RunPage), m_table(new RunTablePage), m_compare(new ComparePage),
      m_training(new TrainingViews(m_page, m_runner, this)),
      m_measurements(new MeasurementController(m_page, m_runner, this)), m_networks(new NetworksPage),
      m_retrieval(new RetrievalPage(m_runner)),
      m_sweeps(new SweepPage(m_page->timeline())), m_queuePanel(new QueuePanel),
      m_baseline(new BaselinePanel), m_kept(new KeptPanel), m_banner(new Banner), m_inspector(new Inspector(m_page->timeline())),
      m_log(new LogPanel), m_status(new StatusLine(this)),
      m_palette(new CommandPalette(this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setStatusBar(m_status);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_centre, 1);
    m_centre->addWidget(m_welcome);
    for (QWidget* page : {static_cast<QWidget*>(m_page), static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_compare),
                          static_cast<QWidget*>(m_networks), static_cast<QWidget*>(m_retrieval), static_cast<QWidget*>(m_sweeps)}) {
        m_centre->addWidget(page);
        page->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // until it is shown
    }
    setCentralWidget(centre);
    makeDocks();
    wireProjectActions();
    wireRuns();
    wireEdits();
    wireView();
    wireTable();
    wirePruning();
    wireSiamese();
    wireKept();
    m_experiments->setContextMenu(m_actions->experimentMenu());
    restoreLayout();
    closeProject();
}

MainWindow::~MainWindow() {
    for (QDockWidget* dock : {m_baselineDock, m_keptDock}) dock->disconnect(this); // docks are hidden, and say so, when the parts of this class are gone
}

void MainWindow::wireProjectActions() {
    const StudioActions* a = m_actions;
    connect(a->newProject, &QAction::triggered, this, &MainWindow::askNewProject);
    connect(a->openProject, &QAction::triggered, this, &MainWindow::askOpenProject);
    connect(a->closeProject, &QAction::triggered, this, [this] {
        whenIdle([this] {
            closeProject();
            settings::setLastProject({});
        });
    });
    connect(a->checkProject, &QAction::triggered, this, [this] {
        m_log->add(tr("Checking %1…").arg(m_project->path()));
        m_project->check();
    });
    connect(a->quit, &QAction::triggered, this, &QWidget::close);
    connect(a->newExperiment, &QAction::triggered, this, [this] { openWizard(RequestDraft{}, false); });
    connect(m_welcome, &WelcomePage::newAsked, this, &MainWindow::askNewProject);
    connect(m_welcome, &WelcomePage::openAsked, this, &MainWindow::askOpenProject);
    connect(m_welcome, &WelcomePage::recentChosen, this,
            [this](const QString& path) { openProject(path, OpenProject::Mode::Existing); });
    connect(m_welcome, &WelcomePage::templateStarted, this, &MainWindow::startTemplate);
    connect(m_welcome, &WelcomePage::templateReviewed, this, [this](int index) { openWizard(m_templates[index].draft, true); });
    connect(m_experiments, &ExperimentPanel::selectionChanged, this, &MainWindow::showExperiment);
    connect(m_experiments, &ExperimentPanel::binShown, this, [this](bool bin) {
        m_actions->showBin->setChecked(bin);
        m_table->showBin(bin);
        updateActions();
    });
}

void MainWindow::openProject(const QString& path, OpenProject::Mode mode) {
    if (m_project && m_project->path() == QFileInfo(path).absoluteFilePath()) return;
    whenIdle([this, path, mode] {
        const std::function<void()> waiting = std::exchange(m_whenOpened, nullptr);
        closeProject();
        m_whenOpened = waiting;
        m_project = std::make_unique<OpenProject>(path, mode);
        connectProject();
        showPage(m_page);
        m_page->showMessage(tr("Opening %1…").arg(QFileInfo(path).fileName()), {});
    });
}

void MainWindow::openLastProject() {
    const QString path = settings::lastProject();
    if (!path.isEmpty() && QFileInfo::exists(path)) openProject(path, OpenProject::Mode::Existing);
}

void MainWindow::connectProject() {
    OpenProject* p = m_project.get();
    connectTable();
    connect(p, &OpenProject::opened, this, &MainWindow::projectOpened);
    connect(p, &OpenProject::failed, this, [this](const QString& message) {
        // The object that is calling dies with the project, so not from inside its signal.
        QMetaObject::invokeMethod(this, [this, message] {
            closeProject();
            report(message);
        }, Qt::QueuedConnection);
    });
    connect(p, &OpenProject::listed, this, &MainWindow::showLists);
    connect(p, &OpenProject::loaded, this, &MainWindow::showLoaded);
    connect(p, &OpenProject::loadFailed, this, [this](std::int64_t experiment, const QString& message) {
        if (experiment != m_shown) return;
        m_page->showMessage(tr("This experiment cannot be shown"), message);
        m_log->add(message, LogPanel::Level::Error);
    });
    connect(p, &OpenProject::keptLoaded, this, [this](std::int64_t experiment, const std::vector<KeptGenotype>& kept) {
        if (experiment == m_shown && m_loaded) m_kept->show(m_loaded->record.request, kept, !m_project->readOnly());
    });
    connect(p, &OpenProject::editFailed, this, &MainWindow::report);
    connect(p, &OpenProject::created, this, [this](const std::vector<std::int64_t>& ids) {
        for (const std::int64_t id : ids) enqueue(id);
        if (!ids.empty()) showExperiment(ids.front());
    });
    connect(p, &OpenProject::checked, this, [this](const std::vector<CheckResult>& results) {
        int bad = 0;
        for (const CheckResult& r : results) {
            bad += !r.ok;
            m_log->add(QStringLiteral("%1: %2").arg(QString::fromStdString(r.name), QString::fromStdString(r.detail)),
                       r.ok ? LogPanel::Level::Note : LogPanel::Level::Error);
        }
        m_banner->showMessage(bad == 0 ? tr("The project is intact.") : plural(bad, tr("One item is damaged; the log names it."), tr("%n items are damaged; the log names them.")));
    });
}

void MainWindow::projectOpened() {
    const QString path = m_project->path();
    settings::addRecentProject(path);
    settings::setLastProject(path);
    updateRecent();
    setWindowTitle(QFileInfo(path).fileName() + tr(" – DNAS Studio"));
    setWindowFilePath(path);
    m_controller.setProject(m_project->writer());
    m_training->setProject(path);
    m_retrieval->setProject(path);
    m_measurements->setProject(path, m_project->writer());
    if (m_prunings) m_prunings->setProject(path, m_project->writer());
    m_live->setEditable(!m_project->readOnly());
    m_table->setEditable(!m_project->readOnly());
    showDocks(true);
    m_experiments->list()->setFocus();
    m_log->add(tr("Opened %1.").arg(path));
    if (m_project->readOnly()) {
        m_log->add(m_project->readOnlyReason(), LogPanel::Level::Warning);
        m_banner->showMessage(tr("Open read-only. %1").arg(m_project->readOnlyReason()), {}, false);
    }
    m_page->showMessage(tr("No experiment chosen"), tr("Choose one at the left, or start one with New experiment."));
    if (m_whenOpened) std::exchange(m_whenOpened, nullptr)();
    updateActions();
}

void MainWindow::closeProject() {
    Q_ASSERT(!m_controller.busy());
    m_controller.setProject(nullptr);
    m_undo.clear();
    m_shown = 0;
    m_loaded = nullptr;
    m_whenOpened = nullptr;
    m_offered.clear();
    m_justOpened = true;
    m_cuts.clear();
    m_experiments->showBin(false);
    m_live->setExperiments({});
    m_bin->setExperiments({});
    m_page->timeline()->clear();
    m_measurements->setProject({}, nullptr);
    if (m_prunings) m_prunings->setProject({}, nullptr);
    m_project.reset();
    m_training->setProject({});
    m_retrieval->setProject({});
    m_banner->hide();
    m_table->setRows({});
    m_networks->setRows({});
    m_sweeps->setRows({});
    m_compare->clear();
    m_kept->show(Request(), {}, false);
    showPage(m_welcome);
    showDocks(false);
    setWindowTitle(tr("DNAS Studio"));
    setWindowFilePath({});
    updateRecent();
    updateActions();
}

void MainWindow::showLists(const ExperimentLists& lists) {
    m_live->setExperiments(lists.experiments);
    m_bin->setExperiments(lists.bin);
    m_retrieval->setExperiments(lists.experiments);
    offerUnfinished(lists.experiments);
    survey();
    updateKept();
    const bool gone = m_shown != 0 && !m_live->find(m_shown) && !m_bin->find(m_shown);
    if (gone || m_shown == 0) {
        m_shown = 0;
        if (!m_live->experiments().empty())
            m_experiments->select(m_controller.busy() ? m_controller.active().id : m_live->experiments().front().id);
        else
            m_page->showMessage(tr("No experiments yet"), tr("Start one with New experiment (%1).").arg(m_actions->newExperiment->shortcut().toString(QKeySequence::NativeText)));
    } else {
        m_experiments->select(m_shown);
    }
    showState(); // the list knows how a run has ended, and so should its header
}

void MainWindow::showExperiment(std::int64_t experiment) {
    if (!m_project || experiment == 0) return;
    if (experiment == m_shown) return;
    m_shown = experiment;
    m_loaded = nullptr;
    m_page->timeline()->clear();
    m_kept->show(Request(), {}, false);
    m_experiments->select(experiment);
    m_table->select(experiment);
    const ExperimentSummary* summary = m_live->find(experiment);
    if (!summary) summary = m_bin->find(experiment);
    if (summary && summary->damaged)
        m_page->showMessage(tr("%1 is damaged").arg(QString::fromStdString(summary->name)), QString::fromStdString(summary->damage));
    else
        m_page->showMessage(tr("Loading…"), {});
    if (!summary || !summary->damaged) m_project->load(experiment);
    updateActions();
}

void MainWindow::showLoaded(std::int64_t experiment, const LoadedExperimentPtr& loaded) {
    if (experiment != m_shown) return;
    m_loaded = loaded;
    std::vector<SnapshotPtr> snapshots = loaded->record.snapshots;
    std::vector<RunEvent> events = loaded->record.events;
    const ActiveRun& active = m_controller.active();
    RunTimeline* timeline = m_page->timeline();
    timeline->setRun(identityOf(loaded->record), std::move(snapshots), std::move(events));
    if (const auto cut = m_cuts.find(experiment); cut != m_cuts.end()) timeline->setGateCut(cut->second);
    if (active.id == experiment) { // what came while the file was being read; append replaces the same epoch
        timeline->setFollowLive(true);
        for (const SnapshotPtr& snapshot : active.snapshots)
            if (timeline->count() == 0 || snapshot->epoch > timeline->snapshots().back()->epoch) timeline->append(snapshot);
    }
    m_page->showRun();
    fitInspector(shownPage());
    updateBaseline();
    m_kept->show(loaded->record.request, loaded->kept, !m_project->readOnly());
    showState();
}

/// Runs that were interrupted, and when the project is opened those that still wait.
void MainWindow::offerUnfinished(const std::vector<ExperimentSummary>& experiments) {
    const bool opened = std::exchange(m_justOpened, false);
    if (m_project->readOnly()) return;
    std::vector<std::int64_t> interrupted, waiting;
    QString name;
    int epochs = 0;
    for (const ExperimentSummary& e : experiments) {
        if (e.id == m_controller.active().id || e.damaged) continue;
        if (e.status == ExperimentStatus::Queued && opened && !m_controller.isQueued(e.id)) waiting.push_back(e.id);
        if (e.status != ExperimentStatus::Interrupted || !m_offered.insert(e.id).second) continue;
        interrupted.push_back(e.id);
        name = QString::fromStdString(e.name);
        epochs = e.epochsDone;
    }
    if (interrupted.empty() && waiting.empty()) return;
    QString text, button;
    if (interrupted.size() == 1)
        text = plural(epochs, tr("“%1” was interrupted after %n epoch, which is kept."), tr("“%1” was interrupted after %n epochs, which are kept.")).arg(name);
    else if (!interrupted.empty())
        text = tr("%1 experiments were interrupted. Their finished epochs are kept.").arg(interrupted.size());
    if (!waiting.empty())
        text += QLatin1Char(' ') + plural(static_cast<int>(waiting.size()), tr("One experiment still waits to be run."), tr("%n experiments still wait to be run."));
    std::vector<std::int64_t> ids = interrupted;
    std::sort(waiting.begin(), waiting.end()); // as they were made
    ids.insert(ids.end(), waiting.begin(), waiting.end());
    m_banner->showMessage(text.trimmed(), {{interrupted.empty() ? tr("Queue again") : ids.size() == 1 ? tr("Resume") : tr("Resume all"), [this, ids] {
                                                for (const std::int64_t id : ids) enqueue(id);
                                            }}});
}

void MainWindow::startExperiments(const RequestDraft& draft) {
    if (m_project && m_project->writer()) {
        m_project->create(draft.requests(), draft.parent, m_runner);
        return;
    }
    m_whenOpened = [this, draft] { m_project->create(draft.requests(), 0, m_runner); };
    const QString base = dataText(draft.data).toLower();
    openProject(unusedProjectPath(defaultProjectFolder(), base), OpenProject::Mode::Create);
}

void MainWindow::startTemplate(int index) {
    const ProjectTemplate& chosen = m_templates[index];
    m_whenOpened = [this, draft = chosen.draft] { m_project->create(draft.requests(), 0, m_runner); };
    openProject(unusedProjectPath(defaultProjectFolder(), chosen.file), OpenProject::Mode::Create);
}

void MainWindow::openWizard(const RequestDraft& draft, bool atReview) {
    auto* wizard = new ExperimentWizard(draft, m_runner, m_controller.busy(), this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    connect(wizard, &QDialog::accepted, this, [this, wizard] { startExperiments(wizard->draft()); });
    if (atReview) wizard->goToReview();
    wizard->open(); // modal for the window only: a running search goes on and is shown
}

void MainWindow::askNewProject() {
    QString path = QFileDialog::getSaveFileName(this, tr("New project"), unusedProjectPath(defaultProjectFolder(), tr("search")),
                                                tr("DNAS projects (*.dnas)"));
    if (path.isEmpty()) return;
    if (!path.endsWith(QLatin1String(".dnas"))) path += QStringLiteral(".dnas");
    if (QFileInfo::exists(path)) { // never overwritten: whoever chose an existing project gets it
        openProject(path, OpenProject::Mode::Existing);
        return;
    }
    openProject(path, OpenProject::Mode::Create);
}

void MainWindow::askOpenProject() {
    const QString start = m_project ? QFileInfo(m_project->path()).path() : defaultProjectFolder();
    const QString path = QFileDialog::getOpenFileName(this, tr("Open project"), start, tr("DNAS projects (*.dnas);;All files (*)"));
    if (!path.isEmpty()) openProject(path, OpenProject::Mode::Existing);
}

void MainWindow::updateRecent() {
    const QStringList recent = settings::recentProjects();
    m_welcome->setRecent(recent);
    QMenu* menu = m_actions->recentMenu();
    menu->clear();
    for (const QString& path : recent)
        menu->addAction(path, this, [this, path] { openProject(path, OpenProject::Mode::Existing); });
    menu->addSeparator();
    menu->addAction(tr("Forget these"), this, [this] {
        settings::forgetRecentProjects();
        updateRecent();
    });
    menu->setEnabled(!recent.isEmpty());
}

void MainWindow::report(const QString& text) {
    m_log->add(text, LogPanel::Level::Error);
    m_banner->showMessage(text);
}

} // namespace dnas
