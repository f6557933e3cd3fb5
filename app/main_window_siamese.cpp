// Learning without labels in the window: what follows a search of heads, and finding images by an image.
#include "app/main_window.h"

#include "app/log_panel.h"
#include "app/retrieval_page.h"
#include "app/run_page.h"
#include "app/studio_actions.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"

namespace dnas {

void MainWindow::wireSiamese() {
    const StudioActions* a = m_actions;
    connect(a->pretrain, &QAction::triggered, this, [this] { openFollower(SiameseStage::Pretrain); });
    connect(a->probe, &QAction::triggered, this, [this] { openFollower(SiameseStage::Probe); });
    connect(a->fineTune, &QAction::triggered, this, [this] { openFollower(SiameseStage::FineTune); });
    connect(a->retrieval, &QAction::triggered, this, [this] {
        m_retrieval->chooseEncoder(m_shown);
        showPage(m_retrieval);
    });
    connect(m_retrieval, &RetrievalPage::closeAsked, this, [this] { showPage(m_page); });
    connect(m_retrieval, &RetrievalPage::failed, this, &MainWindow::report);
    connect(m_retrieval, &RetrievalPage::told, this, [this](const QString& text) { m_log->add(text, LogPanel::Level::Warning); });
}

/// A pretraining takes the chains of the epoch on view; what it made is probed and fine-tuned. All become its children.
void MainWindow::openFollower(SiameseStage stage) {
    if (!m_loaded || !m_loaded->record.request.siamese || m_page->timeline()->count() == 0) return;
    const RunTimeline* timeline = m_page->timeline();
    const Request& origin = m_loaded->record.request;
    const QString name = timeline->identity().name;
    std::string heads = origin.siamese->heads, label = origin.siamese->label;
    if (origin.siamese->stage == SiameseStage::Search) {
        const SnapshotPtr snapshot = timeline->current();
        const bool last = timeline->currentIndex() == timeline->count() - 1;
        heads = genotypeText(snapshot->genotype);
        label = (last ? name : tr("%1, epoch %2").arg(name).arg(snapshot->epoch + 1)).toStdString();
    }
    try {
        openWizard(followerDraft(stage, origin, heads, label, m_shown), false);
    } catch (const EngineError& error) {
        report(QString::fromStdString(error.full()));
    }
}

void MainWindow::updateSiameseActions() {
    const StudioActions* a = m_actions;
    const std::optional<SiameseSpec>& siamese = m_page->timeline()->identity().request.siamese;
    const bool usable = m_project && !m_project->readOnly() && m_loaded && siamese && m_page->timeline()->count() > 0;
    const bool search = siamese && siamese->stage == SiameseStage::Search, pretrained = siamese && siamese->stage == SiameseStage::Pretrain;
    a->pretrain->setEnabled(usable && search);
    a->probe->setEnabled(usable && pretrained);
    a->fineTune->setEnabled(usable && pretrained);
    a->retrieval->setEnabled(m_project != nullptr);
}

} // namespace dnas
