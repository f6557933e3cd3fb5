// The table of runs, comparing, and runs that come from outside: logs, genotypes, random baselines; the queue and the report.
#include "app/main_window.h"

#include "app/banner.h"
#include "app/baseline_panel.h"
#include "app/compare_page.h"
#include "app/edit_commands.h"
#include "app/experiment_panel.h"
#include "app/genotype_dialog.h"
#include "app/log_panel.h"
#include "app/measurement_controller.h"
#include "app/networks_page.h"
#include "app/sweep_page.h"
#include "app/queue_panel.h"
#include "app/report.h"
#include "app/retrieval_page.h"
#include "app/run_page.h"
#include "app/run_table_page.h"
#include "app/status_line.h"
#include "app/studio_actions.h"
#include "engine/api/baseline.h"
#include "engine/api/error.h"
#include "engine/api/log_import.h"
#include "widgets/baseline_view.h"
#include "widgets/cell_reading.h"
#include "widgets/figure_menu.h"

#include <QClipboard>
#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QInputDialog>
#include <QListView>
#include <QStackedWidget>

#include <set>

namespace dnas {
namespace {
constexpr qint64 kLargestShown = 1 << 20; ///< bytes of a text that is looked into at once; larger ones are logs
constexpr int kUsualBaseline = 100;
} // namespace

void MainWindow::wireTable() {
    const StudioActions* a = m_actions;
    m_table->setContextMenu(m_actions->experimentMenu());
    connect(a->showRuns, &QAction::toggled, this, [this](bool on) { showPage(on ? static_cast<QWidget*>(m_table) : m_page); });
    connect(a->networks, &QAction::triggered, this, [this] { showPage(m_networks); });
    connect(a->sweeps, &QAction::triggered, this, [this] { showPage(m_sweeps); });
    connect(m_sweeps, &SweepPage::closeAsked, this, [this] { showPage(m_page); });
    connect(m_networks, &NetworksPage::closeAsked, this, [this] { showPage(m_page); });
    connect(m_networks, &NetworksPage::opened, this, [this](std::int64_t experiment) {
        showExperiment(experiment);
        showPage(m_page);
    });
    connect(m_networks, &NetworksPage::latencyAsked, m_measurements, &MeasurementController::measureLatencies);
    connect(m_networks, &NetworksPage::stopAsked, m_measurements, &MeasurementController::stop);
    connect(m_measurements, &MeasurementController::stored, this, &MainWindow::survey);
    connect(m_measurements, &MeasurementController::readinessChanged, this,
            [this] { m_networks->setMeasuring(m_measurements->busy()); });
    connect(a->compare, &QAction::triggered, this, &MainWindow::compareSelected);
    connect(a->importLog, &QAction::triggered, this, &MainWindow::askImport);
    connect(a->openGenotype, &QAction::triggered, this, &MainWindow::askGenotype);
    connect(a->baseline, &QAction::triggered, this, &MainWindow::askBaseline);
    connect(a->report, &QAction::triggered, this, &MainWindow::askReport);
    connect(m_experiments, &ExperimentPanel::tableAsked, a->showRuns, &QAction::trigger);
    connect(m_experiments, &ExperimentPanel::chosenAnew, this, &MainWindow::updateActions);
    connect(m_experiments->list(), &QAbstractItemView::clicked, this, [this] {
        if (QGuiApplication::keyboardModifiers() == Qt::NoModifier) showPage(m_page);
    });

    connect(m_table, &RunTablePage::currentChanged, this, [this](std::int64_t experiment) {
        if (experiment != 0) showExperiment(experiment);
        updateActions();
    });
    connect(m_table, &RunTablePage::selectionChanged, this, &MainWindow::updateActions);
    connect(m_table, &RunTablePage::opened, this, [this](std::int64_t experiment) {
        showExperiment(experiment);
        showPage(m_page);
    });
    connect(m_table, &RunTablePage::binShown, m_experiments, &ExperimentPanel::showBin);
    connect(m_table, &RunTablePage::compareAsked, this, &MainWindow::compareSelected);
    connect(m_table, &RunTablePage::copyAsked, this, &MainWindow::copyText);
    connect(m_table, &RunTablePage::closeAsked, this, [this] { showPage(m_page); });
    connect(m_compare, &ComparePage::closeAsked, this, [this] { showPage(m_page); });
    RunTableModel* model = m_table->model();
    connect(model, &RunTableModel::renameAsked, m_live, &ExperimentModel::renameAsked);
    connect(model, &RunTableModel::tagsAsked, this, [this](std::int64_t experiment, const QStringList& tags) {
        if (const ExperimentSummary* summary = m_live->find(experiment)) m_undo.push(new TagsCommand(m_project.get(), experiment, tagsOf(*summary), tags));
    });
    connect(model, &RunTableModel::notesAsked, this, [this](std::int64_t experiment, const QString& notes) {
        if (const ExperimentSummary* summary = m_live->find(experiment))
            m_undo.push(new NotesCommand(m_project.get(), experiment, QString::fromStdString(summary->notes), notes));
    });

    connect(m_queuePanel, &QueuePanel::moveAsked, &m_controller, &RunController::moveInQueue);
    connect(m_queuePanel, &QueuePanel::removeAsked, &m_controller, &RunController::removeFromQueue);
    connect(m_queuePanel, &QueuePanel::chosen, this, &MainWindow::showExperiment);
    addFigureMenu(m_baseline->view(), m_baseline->view(), m_page->timeline());
    connect(m_baseline, &BaselinePanel::drawAsked, this, &MainWindow::askBaseline);
    connect(m_baselineDock, &QDockWidget::visibilityChanged, this, &MainWindow::updateBaseline);
    connect(m_page->timeline(), &RunTimeline::parseRuleChanged, this, &MainWindow::showBaseline);
    connect(m_page->timeline(), &RunTimeline::currentChanged, this, &MainWindow::showBaseline);
}

void MainWindow::connectTable() {
    OpenProject* p = m_project.get();
    connect(p, &OpenProject::surveyed, this, [this](const std::vector<RunRow>& rows) {
        m_table->setRows(rows);
        m_networks->setRows(rows);
        m_sweeps->setRows(rows);
        if (!m_table->currentIsGroup()) m_table->select(m_shown);
        updateActions();
    });
    connect(p, &OpenProject::severalLoaded, this, [this](const std::vector<LoadedExperimentPtr>& loaded) {
        m_compare->setRuns(loaded);
        showPage(m_compare);
    });
    connect(p, &OpenProject::runAdded, this, [this](std::int64_t experiment, const QString& name, const QStringList& notes) {
        m_undo.push(new AddRunCommand(m_project.get(), experiment, name));
        for (const QString& note : notes) m_log->add(QStringLiteral("%1: %2").arg(name, note));
        m_banner->showMessage(tr("“%1” was added.").arg(name), {{tr("Undo"), [this] { m_undo.undo(); }}});
        updateBaseline();
        if (!m_baselineDock->isVisible()) showExperiment(experiment); // beside the found one, that one stays
    });
    connect(p, &OpenProject::baselinesLoaded, this, [this](const std::vector<SnapshotPtr>& samples) {
        m_samples = samples;
        showBaseline();
    });
}

QWidget* MainWindow::shownPage() const {
    return m_centre->currentWidget();
}

bool MainWindow::tableShown() const {
    return shownPage() == m_table;
}

void MainWindow::showPage(QWidget* page) {
    if (page == shownPage()) return;
    for (int i = 0; i < m_centre->count(); ++i) { // pages that are not seen must not keep the others wide
        const auto policy = m_centre->widget(i) == page ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_centre->widget(i)->setSizePolicy(policy, policy);
    }
    // One after the other: both at once may be wider than the screen.
    if (page != m_page) fitInspector(page);
    m_centre->setCurrentWidget(page);
    fitInspector(page);
    const QSignalBlocker quiet(m_actions->showRuns);
    m_actions->showRuns->setChecked(page == m_table);
    if (page == m_table) {
        survey();
        m_table->table()->setFocus();
    }
    if (page == m_networks || page == m_sweeps) survey();
    updateActions();
}

/// The inspector belongs to the page of a run that has a genotype.
void MainWindow::fitInspector(const QWidget* page) {
    using Kind = RunPage::Kind;
    const Kind kind = m_page->kind();
    static const std::set<Kind> withoutGenotype{Kind::Motor, Kind::Pruning, Kind::VitStudy, Kind::VitTraining};
    const bool ofSeveral = page == m_table || page == m_compare || page == m_networks || page == m_sweeps || page == m_retrieval;
    const bool aside = ofSeveral || (page == m_page && (m_page->hasHeads() || withoutGenotype.count(kind) > 0));
    if (aside == m_inspectorAside) return;
    m_inspectorAside = aside;
    if (aside) {
        m_inspectorWanted = m_inspectorDock->isVisible();
        m_sideWidths = {m_listDock->width(), m_inspectorDock->width()};
    }
    m_inspectorDock->setVisible(!aside && m_inspectorWanted);
    if (!aside && m_inspectorWanted) resizeDocks({m_listDock, m_inspectorDock}, m_sideWidths, Qt::Horizontal);
}

/// Only while somebody looks: it reads the newest epoch of every run that went on.
void MainWindow::survey() {
    if (m_project && (tableShown() || shownPage() == m_networks || shownPage() == m_sweeps)) m_project->survey();
}

std::vector<std::int64_t> MainWindow::selectedRuns() const {
    return tableShown() ? m_table->selectedRuns() : m_experiments->selectedAll();
}

void MainWindow::compareSelected() {
    const std::vector<std::int64_t> runs = selectedRuns();
    if (m_project && runs.size() > 1) m_project->loadSeveral(runs);
}

void MainWindow::askImport() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Import log"), QFileInfo(m_project->path()).path(),
                                                      tr("Logs and texts (*.txt *.log *.out);;All files (*)"));
    if (!path.isEmpty()) importFrom(path);
}

void MainWindow::importFrom(const QString& path) {
    m_log->add(tr("Importing %1…").arg(path));
    m_project->addRun([file = path.toStdString()] { return importLogFile(file); });
}

void MainWindow::openText(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return report(tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    const QString name = QFileInfo(path).fileName();
    const bool writable = m_project && m_project->writer();
    if (file.size() > kLargestShown) {
        if (writable) return importFrom(path);
        return report(tr("%1 is a log: open a project that can be written first, then drop it again.").arg(name));
    }
    const QByteArray text = file.readAll();
    try {
        const bool isLog = importLog(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), path.toStdString()).snapshots.size() > 1;
        if (isLog && writable) return importFrom(path);
        showGenotype(name, QString::fromUtf8(text));
    } catch (const EngineError& error) {
        report(QString::fromStdString(error.full()));
    }
}

void MainWindow::showGenotype(const QString& name, const QString& text) {
    auto* dialog = new GenotypeDialog(name, text, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GenotypeDialog::trainAsked, this, [this](const QString& name, const QString& genotype) { openTraining(genotype, name, 0); });
    dialog->show(); // beside a running search, not instead of it
}

/// What the clipboard holds, when it is a genotype; else an empty field.
void MainWindow::askGenotype() {
    const QString copied = QGuiApplication::clipboard()->text();
    showGenotype({}, copied.contains(QLatin1String("Genotype")) && copied.size() < kLargestShown ? copied : QString());
}

void MainWindow::askBaseline() {
    if (!m_loaded || !m_project->writer()) return;
    bool ok = false;
    const int count = QInputDialog::getInt(this, tr("Random baseline"), tr("Random genotypes in the space of “%1”").arg(m_page->timeline()->identity().name),
                                           kUsualBaseline, 1, kMostBaselineSamples, 10, &ok);
    if (!ok) return;
    std::uint64_t seed = 1; // one that was not used yet
    for (const ExperimentSummary& e : m_live->experiments())
        if (e.method == kBaselineMethod) seed = std::max(seed, e.seed + 1);
    m_baselineDock->show();
    m_baselineDock->raise();
    m_project->addRun([request = m_loaded->record.request, count, seed] { return randomBaseline(request, count, seed); });
}

/// Reads the samples of the run on view; showBaseline follows.
void MainWindow::updateBaseline() {
    m_samples.clear();
    if (m_project && m_baselineDock->isVisible() && m_page->timeline()->count() > 0)
        m_project->loadBaselines(m_page->timeline()->identity().request);
    else
        showBaseline();
}

void MainWindow::showBaseline() {
    if (!m_baselineDock->isVisible()) return;
    const RunTimeline* timeline = m_page->timeline();
    const std::optional<Genotype> found = genotypeOf(*timeline, timeline->current());
    m_baseline->show(timeline->identity().request, found ? &*found : nullptr, m_samples);
}

void MainWindow::askReport() {
    const QString name = m_page->timeline()->identity().name;
    const QString proposal = QStringLiteral("%1/%2.pdf").arg(QFileInfo(m_project->path()).path(), QString(name).replace(QLatin1Char('/'), QLatin1Char('-')));
    QString path = QFileDialog::getSaveFileName(this, tr("Report"), proposal, tr("PDF (*.pdf);;SVG (*.svg);;PNG (*.png)"));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".pdf");
    const QString error = writeReport(m_page->timeline(), path);
    if (!error.isEmpty()) return report(error);
    m_status->showMessage(tr("%1 written.").arg(path), 5000);
}

void MainWindow::updateQueue() {
    const auto nameOf = [this](std::int64_t experiment) {
        const ExperimentSummary* summary = m_live->find(experiment);
        return summary ? QString::fromStdString(summary->name) : tr("Experiment %1").arg(experiment);
    };
    std::vector<QueuePanel::Entry> waiting;
    for (const std::int64_t experiment : m_controller.queue()) waiting.push_back({experiment, nameOf(experiment)});
    m_queuePanel->show(m_controller.busy() ? nameOf(m_controller.active().id) : QString(), waiting);
}

} // namespace dnas
