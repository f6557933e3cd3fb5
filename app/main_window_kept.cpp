// What is kept under a name: genotypes of a search and masks of a pruning, and the dock that lists them.
#include "app/main_window.h"

#include "app/banner.h"
#include "app/edit_commands.h"
#include "app/kept_panel.h"
#include "app/log_panel.h"
#include "app/run_page.h"
#include "app/studio_actions.h"
#include "engine/api/pruned_export.h"
#include "widgets/inspector.h"
#include "widgets/pruning_view.h"
#include "widgets/pruning_words.h"

#include <QDockWidget>
#include <QInputDialog>
#include <QLocale>

#include <algorithm>

namespace dnas {

void MainWindow::wireKept() {
    connect(m_actions->keepGenotype, &QAction::triggered, this, &MainWindow::keepCurrent);
    connect(m_inspector, &Inspector::keepRequested, this, &MainWindow::askKeep);
    connect(m_keptDock, &QDockWidget::visibilityChanged, this, &MainWindow::updateKept);
    connect(m_kept, &KeptPanel::showAsked, this, &MainWindow::showKept);
    connect(m_kept, &KeptPanel::trainAsked, this, &MainWindow::trainKept);
    connect(m_kept, &KeptPanel::copyAsked, this, [this](const QString& text) { copyText(text, tr("Text")); });
    connect(m_kept, &KeptPanel::dropAsked, this, [this](const KeptGenotype& kept) {
        if (m_project && m_shown != 0) m_undo.push(new KeepGenotypeCommand(m_project.get(), m_shown, kept, false));
    });
}

void MainWindow::updateKept() {
    if (m_project && m_loaded && m_keptDock->isVisible()) m_project->loadKept(m_shown);
}

/// The genotype of the parse in force, or the mask of a pruning.
void MainWindow::keepCurrent() {
    const SnapshotPtr snapshot = m_page->timeline()->current();
    if (!snapshot) return;
    const PruningView* pruning = m_page->kind() == RunPage::Kind::Pruning ? m_page->pruningView() : nullptr;
    if (pruning)
        askKeepMask(pruning->mask(), m_page->timeline()->gateCut());
    else
        askKeep(m_inspector->genotypeText(), m_inspector->parseDescription(), snapshot->epoch);
}

void MainWindow::askKeep(const QString& genotype, const QString& parse, int epoch) {
    if (!m_project || m_project->readOnly() || m_shown == 0 || genotype.isEmpty()) return;
    bool ok = false;
    const QString name = QInputDialog::getText(this, tr("Keep genotype"), tr("Name of this genotype (epoch %1, %2)").arg(epoch + 1).arg(parse),
                                               QLineEdit::Normal, tr("epoch %1").arg(epoch + 1), &ok).trimmed();
    if (ok && !name.isEmpty()) keep({0, name.toStdString(), epoch, genotype.toStdString(), parse.toStdString()});
}

/// Beside the kept genotypes: a mask is to a pruning what a genotype is to a search. `dnas prune apply --kept NAME` takes it.
void MainWindow::askKeepMask(const VitMask& mask, const GateCut& cut) {
    const SnapshotPtr snapshot = m_page->timeline()->current();
    if (!m_project || m_project->readOnly() || m_shown == 0 || !snapshot) return;
    bool ok = false;
    const QString name = QInputDialog::getText(this, tr("Keep mask"), tr("Name of this mask (%1 of %2 blocks stay)").arg(keptBlocks(mask)).arg(mask.size()), QLineEdit::Normal,
                                               tr("threshold %1").arg(QLocale().toString(cut.threshold, 'f', 3)), &ok).trimmed();
    if (ok && !name.isEmpty()) keep({0, name.toStdString(), snapshot->epoch, keptMaskText(mask), cutText(cut).toStdString()});
}

void MainWindow::keep(const KeptGenotype& kept) {
    m_undo.push(new KeepGenotypeCommand(m_project.get(), m_shown, kept));
    m_log->add(tr("Kept as “%1”: epoch %2, %3.").arg(QString::fromStdString(kept.name)).arg(kept.epoch + 1).arg(QString::fromStdString(kept.parse)));
    if (m_keptDock->isVisible()) return updateKept();
    m_banner->showMessage(tr("“%1” is kept.").arg(QString::fromStdString(kept.name)), {{tr("Show all kept"), [this] {
                                                                                            m_keptDock->show();
                                                                                            m_keptDock->raise();
                                                                                        }}});
}

/// A genotype in a window of its own; a mask by the threshold that gives it at its iteration.
void MainWindow::showKept(const KeptGenotype& kept) {
    const VitMask mask = keptMask(kept.genotype);
    if (mask.empty()) return showGenotype(QString::fromStdString(kept.name), QString::fromStdString(kept.genotype));
    PruningView* view = m_page->pruningView();
    if (!view) return;
    RunTimeline* timeline = m_page->timeline();
    const auto& snapshots = timeline->snapshots();
    const auto found = std::find_if(snapshots.begin(), snapshots.end(), [&](const SnapshotPtr& s) { return s->epoch == kept.epoch; });
    if (found != snapshots.end()) timeline->setCurrentIndex(static_cast<int>(found - snapshots.begin()));
    const GateCut before = timeline->gateCut();
    if (!view->chooseMask(mask)) return report(tr("No threshold gives the mask “%1” at iteration %2.").arg(QString::fromStdString(kept.name)).arg(kept.epoch + 1));
    showPage(m_page);
    if (timeline->gateCut() != before) pushCut(before, timeline->gateCut(), false);
}

void MainWindow::trainKept(const KeptGenotype& kept) {
    const VitMask mask = keptMask(kept.genotype);
    if (!mask.empty()) return openComparison(mask);
    const bool search = !m_page->timeline()->identity().request.training;
    openTraining(QString::fromStdString(kept.genotype), QString::fromStdString(kept.name), search ? m_shown : 0);
}

} // namespace dnas
