// Prunings of vision transformers in the window: the dialog that starts one, and the engine behind its view.
#include "app/main_window.h"

#include "app/banner.h"
#include "app/edit_commands.h"
#include "app/log_panel.h"
#include "app/pruning_controller.h"
#include "app/pruning_dialog.h"
#include "app/run_page.h"
#include "app/studio_actions.h"
#include "app/templates.h"
#include "app/vit_work_dialog.h"
#include "widgets/pruning_view.h"

#include <QMenu>

namespace dnas {

void MainWindow::wirePruning() {
    connect(m_actions->newPruning, &QAction::triggered, this, [this] { openPruningDialog(trainedModel()); });
    connect(m_actions->trainVit, &QAction::triggered, this, [this] { openVitDialog(VitWork::Train, std::nullopt); });
    connect(m_actions->studyProxies, &QAction::triggered, this, [this] { openVitDialog(VitWork::Correlate, std::nullopt); });
    connect(m_page, &RunPage::pruningViewMade, this, [this](PruningView* view) {
        auto* controller = m_prunings = new PruningController(view, m_page->timeline(), m_runner, this);
        if (m_project) controller->setProject(m_project->path(), m_project->writer());
        controller->setRunComputes(m_controller.busy());
        connect(controller, &PruningController::failed, this, [this](const QString& message) { m_banner->showMessage(message); });
        connect(controller, &PruningController::saved, this, [this](const QString& message) {
            m_log->add(message);
            m_banner->showMessage(message);
        });
        connect(view, &PruningView::tuneWanted, this, &MainWindow::openComparison);
        connect(view, &PruningView::keepWanted, this, &MainWindow::askKeepMask);
        connect(view, &PruningView::cutEdited, this, &MainWindow::pushCut);
        connect(m_page->timeline(), &RunTimeline::gateCutChanged, this, [this] {
            if (m_loaded) m_cuts[m_shown] = m_page->timeline()->gateCut();
        });
        m_actions->viewMenu()->insertActions(m_actions->filter, view->commands());
    });
}

void MainWindow::openPruningDialog(const QString& model) {
    auto* dialog = new PruningDialog(m_runner, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!model.isEmpty()) dialog->setModel(model);
    startFrom(dialog);
}

void MainWindow::repeatPruning(const Request& request) {
    auto* dialog = new PruningDialog(m_runner, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setRequest(request);
    startFrom(dialog);
}

void MainWindow::startFrom(PruningDialog* dialog) {
    connect(dialog, &QDialog::accepted, this, [this, dialog] { startVit(dialog->request()); });
    dialog->open();
}

void MainWindow::pushCut(const GateCut& before, const GateCut& after, bool step) {
    m_undo.push(new CutCommand([this](std::int64_t experiment, const GateCut& cut) { applyCut(experiment, cut); }, m_shown, before, after, step));
}

void MainWindow::applyCut(std::int64_t experiment, const GateCut& cut) {
    m_cuts[experiment] = cut; // found when the run is loaded
    showPage(m_page);
    if (experiment == m_shown) m_page->timeline()->setGateCut(cut);
    else showExperiment(experiment);
}

void MainWindow::openVitDialog(VitWork work, const std::optional<VitWorkSpec>& pruned) {
    auto* dialog = new VitWorkDialog(work, m_runner, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (pruned) dialog->setSpec(*pruned);
    else if (const QString model = trainedModel(); !model.isEmpty()) dialog->setModel(model);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { startVit(dialog->request()); });
    dialog->open();
}

void MainWindow::openComparison(const VitMask& mask) {
    const std::optional<PruningSpec>& pruning = m_page->timeline()->identity().request.pruning;
    if (!pruning) return;
    VitWorkSpec spec = vitWorkOf(VitWork::Compare, *pruning);
    spec.mask = mask;
    openVitDialog(VitWork::Compare, spec);
}

void MainWindow::startVit(const Request& request) {
    if (m_project && m_project->writer()) {
        m_project->create({request}, 0, m_runner);
        return;
    }
    m_whenOpened = [this, request] { m_project->create({request}, 0, m_runner); };
    openProject(unusedProjectPath(defaultProjectFolder(), QStringLiteral("vit")), OpenProject::Mode::Create);
}

QString MainWindow::trainedModel() const {
    if (!m_project || m_page->kind() != RunPage::Kind::VitTraining || !m_page->showsRun()) return {};
    return QStringLiteral("%1#%2").arg(m_project->path()).arg(m_shown);
}

} // namespace dnas
