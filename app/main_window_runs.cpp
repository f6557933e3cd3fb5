// The window and the running search: commands down, news up, and what happens at closing.
#include "app/main_window.h"

#include "app/banner.h"
#include "app/baseline_panel.h"
#include "app/experiment_panel.h"
#include "app/log_panel.h"
#include "app/measurement_controller.h"
#include "app/plural.h"
#include "app/pruning_controller.h"
#include "app/run_page.h"
#include "app/run_table_page.h"
#include "app/status_line.h"
#include "app/studio_actions.h"
#include "app/training_views.h"
#include "app/studio_settings.h"
#include "engine/api/catalogue.h"
#include "widgets/inspector.h"
#include "widgets/run_header.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace dnas {
namespace {

ExperimentStatus liveStatus(RunController::State state) {
    return state == RunController::State::Paused ? ExperimentStatus::Paused : ExperimentStatus::Running;
}

int skipLimit(const Recipe& recipe) {
    for (const StopSpec& stop : recipe.stops)
        if (const auto* rule = std::get_if<SkipCountStopSpec>(&stop)) return rule->limit;
    return 0;
}

} // namespace

void MainWindow::wireRuns() {
    const StudioActions* a = m_actions;
    connect(a->pause, &QAction::triggered, this, &MainWindow::resumeOrPause);
    connect(a->stop, &QAction::triggered, &m_controller, &RunController::stop);
    connect(a->stopAfterEpoch, &QAction::triggered, &m_controller, &RunController::stopAfterEpoch);
    connect(a->resumeExperiment, &QAction::triggered, this, [this] { enqueue(m_shown); });
    connect(a->removeFromQueue, &QAction::triggered, this, [this] { m_controller.removeFromQueue(m_shown); });
    connect(a->queueEarlier, &QAction::triggered, this, [this] { m_controller.moveInQueue(m_shown, -1); });
    connect(a->queueLater, &QAction::triggered, this, [this] { m_controller.moveInQueue(m_shown, 1); });

    connect(&m_controller, &RunController::stateChanged, this, &MainWindow::showState);
    connect(&m_controller, &RunController::queueChanged, this, &MainWindow::showState);
    connect(&m_controller, &RunController::started, this, [this](std::int64_t experiment) {
        m_frames.reset();
        m_log->add(tr("Experiment %1 started.").arg(experiment));
    });
    connect(&m_controller, &RunController::snapshotArrived, this, [this](std::int64_t experiment, const SnapshotPtr& snapshot) {
        m_live->applySnapshot(experiment, *snapshot);
        const bool shown = experiment == m_shown && m_loaded;
        if (shown) m_page->timeline()->append(snapshot);
        survey();
        m_status->showSaved(*snapshot, shown ? skipLimit(m_loaded->record.request.recipe) : 0);
    });
    connect(&m_controller, &RunController::progressArrived, this, [this](std::int64_t experiment, const StepProgress& progress) {
        m_live->applyProgress(experiment, progress);
        m_status->showProgress(progress);
        if (experiment == m_shown) m_page->header()->setProgress(progress);
    });
    connect(&m_controller, &RunController::eventArrived, this, [this](std::int64_t experiment, const RunEvent& event) {
        if (experiment == m_shown && m_loaded) m_page->timeline()->addEvent(event);
        const bool bad = event.kind == RunEvent::Kind::Warning || event.kind == RunEvent::Kind::Diverged;
        m_log->add(QString::fromStdString(event.text), bad ? LogPanel::Level::Warning : LogPanel::Level::Note);
    });
    connect(&m_controller, &RunController::logArrived, this, [this](const QString& line) {
        static const QString mark = QString::fromLatin1(kWarningMark);
        if (line.startsWith(mark)) return m_log->add(line.mid(mark.size()), LogPanel::Level::Warning);
        m_log->add(line);
    });
    connect(&m_controller, &RunController::ended, this, &MainWindow::runEnded);
}

/// The Pause button: pauses, goes on, or - nothing running - resumes the experiment on the page.
void MainWindow::resumeOrPause() {
    switch (m_controller.state()) {
    case RunController::State::Running: m_controller.pause(); break;
    case RunController::State::Paused: m_controller.resume(); break;
    case RunController::State::Idle: enqueue(m_shown); break;
    case RunController::State::Stopping: break;
    }
}

void MainWindow::enqueue(std::int64_t experiment) {
    if (!m_project || m_project->readOnly() || experiment == 0) return;
    if (std::exchange(m_whenIdle, nullptr)) m_banner->hide(); // whoever starts one does not want to close any more
    m_controller.holdQueue(false);
    m_controller.enqueue(experiment);
}

void MainWindow::showState() {
    const RunController::State state = m_controller.state();
    const std::int64_t active = m_controller.active().id;
    m_status->showState(state, static_cast<int>(m_controller.queue().size()));
    m_live->setActive(active, liveStatus(state));
    m_frames.setActive(m_controller.busy() || m_framesAlways);
    m_measurements->setRunComputes(m_controller.busy());
    if (m_prunings) m_prunings->setRunComputes(m_controller.busy());
    m_page->timeline()->setLive(m_shown != 0 && m_shown == active);
    if (m_shown != 0 && m_shown == active) {
        const bool paused = state == RunController::State::Paused;
        m_page->header()->setStatusText(paused ? tr("paused") : state == RunController::State::Stopping ? tr("stopping") : tr("running"));
    } else if (const ExperimentSummary* summary = m_live->find(m_shown)) {
        m_page->header()->setStatusText(statusText(summary->status));
    }
    updateQueue();
    updateActions();
}

void MainWindow::runEnded(std::int64_t experiment, const Outcome& outcome) {
    const QString message = QString::fromStdString(outcome.message);
    const QString hint = QString::fromStdString(outcome.hint);
    const bool good = outcome.status == ExperimentStatus::Finished || outcome.status == ExperimentStatus::Stopped;
    const QString text = tr("Experiment %1 %2. %3 %4").arg(experiment).arg(statusText(outcome.status), message, hint).simplified();
    if (good)
        m_log->add(text);
    else
        report(text);
    m_log->add(tr("Frames: %1.").arg(m_frames.summary()));
    m_project->refresh();
    // What a motor search found is stored at its end.
    if (experiment == m_shown && m_page->timeline()->identity().request.motor) m_project->load(experiment);
    if (experiment == m_shown) m_training->refresh();
    if (m_whenIdle) std::exchange(m_whenIdle, nullptr)(); // what waits in the queue is held, and offered again when the project is opened
}

void MainWindow::updateActions() {
    const StudioActions* a = m_actions;
    const bool open = m_project != nullptr;
    const bool writable = open && !m_project->readOnly();
    const bool busy = m_controller.busy();
    const RunController::State state = m_controller.state();
    const bool inBin = m_experiments->showsBin();
    const ExperimentSummary* summary = inBin ? m_bin->find(m_shown) : m_live->find(m_shown);
    // A line of the table that stands for several runs is no single one.
    const bool several = tableShown() && m_table->currentIsGroup();
    const bool chosen = open && summary && !several;
    const bool intact = chosen && !summary->damaged;
    const bool active = chosen && m_controller.active().id == m_shown;
    const bool queued = m_controller.isQueued(m_shown);
    const bool resumable = writable && intact && !inBin && !active && !queued && canResume(*summary);
    const bool hasRun = intact && m_page->timeline()->count() > 0;

    a->closeProject->setEnabled(open);
    a->checkProject->setEnabled(open);
    a->exportFigures->setEnabled(hasRun);
    a->newExperiment->setEnabled(!open || writable);
    for (QAction* action : {a->newPruning, a->trainVit, a->studyProxies})
        action->setEnabled(!open || writable);
    m_actions->showResume(state == RunController::State::Paused || (!busy && resumable));
    a->pause->setEnabled(state == RunController::State::Running || state == RunController::State::Paused || (!busy && resumable));
    a->stop->setEnabled(busy && state != RunController::State::Stopping);
    a->stopAfterEpoch->setEnabled(a->stop->isEnabled());
    a->resumeExperiment->setEnabled(resumable);
    a->removeFromQueue->setEnabled(queued);
    a->queueEarlier->setEnabled(queued);
    a->queueLater->setEnabled(queued);
    a->repeatExperiment->setEnabled(intact && m_loaded && writable && (findMethod(summary->method) || m_loaded->record.request.training || m_loaded->record.request.siamese || m_loaded->record.request.pruning));
    a->train->setEnabled(hasRun && writable && !m_inspector->genotypeText().isEmpty() && !m_page->hasHeads());
    updateSiameseActions();
    a->evaluate->setEnabled(hasRun && m_training->canEvaluate());
    a->measureLatency->setEnabled(hasRun && m_measurements->canMeasureLatency());
    a->measureGap->setEnabled(hasRun && m_measurements->canMeasureGap());
    a->exportWeights->setEnabled(hasRun && (m_page->timeline()->identity().request.training || m_page->kind() == RunPage::Kind::VitTraining));
    a->trainOther->setEnabled(!open || writable);
    a->copyGenotype->setEnabled(hasRun && !m_inspector->genotypeText().isEmpty());
    a->copyRequest->setEnabled(m_loaded != nullptr);
    a->keepGenotype->setEnabled(hasRun && writable && (m_page->kind() == RunPage::Kind::Pruning || !m_inspector->genotypeText().isEmpty()));
    for (QAction* action : {a->rename, a->editNotes, a->editTags}) action->setEnabled(writable && intact);
    a->moveToBin->setEnabled(writable && !inBin && (several || (chosen && !active && !queued)));
    a->restore->setEnabled(writable && inBin && (several || chosen));
    a->showRuns->setEnabled(open);
    a->networks->setEnabled(open);
    a->sweeps->setEnabled(open && m_loaded);
    a->compare->setEnabled(open && selectedRuns().size() > 1);
    a->importLog->setEnabled(writable);
    a->report->setEnabled(hasRun);
    a->baseline->setEnabled(hasRun && writable);
    m_baseline->setDrawable(hasRun && writable);
    a->emptyBin->setEnabled(writable && m_bin->rowCount() > 0);
    a->showBin->setEnabled(open);
    for (QAction* action : {a->filter, a->whatIf, a->restoreLayout}) action->setEnabled(open);
    for (QAction* action : {a->firstEpoch, a->previousEpoch, a->nextEpoch, a->lastEpoch, a->playEpochs, a->followLive, a->resetParse})
        action->setEnabled(hasRun);
}

MainWindow::CloseAnswer MainWindow::askClose() {
    if (m_closeQuestion) return m_closeQuestion();
    QMessageBox box(QMessageBox::Question, tr("A search is running"), tr("A search is running. What should become of it?"),
                    QMessageBox::NoButton, this);
    QString text = tr("Stopped now, it can be resumed later from this very step.");
    if (const int waiting = static_cast<int>(m_controller.queue().size()); waiting > 0)
        text += QLatin1Char(' ') + plural(waiting, tr("The experiment that waits stays queued."), tr("The %n experiments that wait stay queued."));
    box.setInformativeText(text);
    const QPushButton* stop = box.addButton(tr("&Stop now, resumable"), QMessageBox::AcceptRole);
    const QPushButton* wait = box.addButton(tr("&Wait for the epoch"), QMessageBox::ActionRole);
    box.addButton(QMessageBox::Cancel);
    box.exec(); // a nested event loop: snapshots keep arriving meanwhile
    if (box.clickedButton() == stop) return CloseAnswer::StopNow;
    if (box.clickedButton() == wait) return CloseAnswer::WaitForEpoch;
    return CloseAnswer::Cancel;
}

void MainWindow::whenIdle(std::function<void()> then) {
    if (!m_controller.busy()) {
        then();
        return;
    }
    const CloseAnswer answer = askClose();
    if (answer == CloseAnswer::Cancel) {
        m_whenOpened = nullptr;
        return;
    }
    if (!m_controller.busy()) { // it ended while the question stood
        then();
        return;
    }
    m_controller.holdQueue(true);
    m_whenIdle = std::move(then);
    if (answer == CloseAnswer::StopNow)
        m_controller.stop();
    else
        m_controller.stopAfterEpoch();
    m_banner->showMessage(answer == CloseAnswer::StopNow ? tr("Stopping the search and writing its checkpoint…")
                                                         : tr("Waiting for the epoch to end…"),
                          {}, false);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_controller.busy()) {
        event->ignore();
        if (!m_whenIdle) whenIdle([this] { close(); });
        return;
    }
    if (m_docksShown) showPage(m_page); // its docks are what is remembered
    if (m_inspectorAside) m_inspectorDock->setVisible(m_inspectorWanted);
    settings::setLayout(saveGeometry(), m_docksShown ? saveState(kLayoutVersion) : m_dockState);
    event->accept();
}

} // namespace dnas
