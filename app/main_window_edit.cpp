// What the user changes (undoable) and takes away (copies, figures).
#include "app/main_window.h"

#include "app/banner.h"
#include "app/edit_commands.h"
#include "app/experiment_panel.h"
#include "app/export_dialog.h"
#include "app/log_panel.h"
#include "app/measurement_controller.h"
#include "app/run_page.h"
#include "app/run_table_page.h"
#include "app/save_path.h"
#include "app/status_line.h"
#include "app/studio_actions.h"
#include "app/training_views.h"
#include "app/plural.h"
#include "engine/api/error.h"
#include "widgets/inspector.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMessageBox>

#include <algorithm>

namespace dnas {

void MainWindow::wireEdits() {
    const StudioActions* a = m_actions;
    connect(a->rename, &QAction::triggered, this, [this] {
        if (tableShown())
            m_table->editCurrent(RunTableModel::Name);
        else
            m_experiments->editName();
    });
    for (ExperimentModel* model : {m_live, m_bin}) {
        connect(model, &ExperimentModel::renameAsked, this, [this, model](std::int64_t experiment, const QString& name) {
            const QString before = model->indexOf(experiment).data(Qt::EditRole).toString();
            m_undo.push(new RenameCommand(m_project.get(), experiment, before, name));
        });
    }
    connect(a->editNotes, &QAction::triggered, this, &MainWindow::askNotes);
    connect(a->editTags, &QAction::triggered, this, &MainWindow::askTags);
    connect(a->moveToBin, &QAction::triggered, this, [this] { moveToBin(true); });
    connect(a->restore, &QAction::triggered, this, [this] { moveToBin(false); });
    connect(a->emptyBin, &QAction::triggered, this, &MainWindow::askEmptyBin);
    connect(a->copyGenotype, &QAction::triggered, this, [this] { copyText(m_inspector->genotypeText(), tr("Genotype")); });
    connect(a->copyRequest, &QAction::triggered, this, [this] {
        if (m_loaded) copyText(QString::fromStdString(m_loaded->record.requestText), tr("Request"));
    });
    connect(a->repeatExperiment, &QAction::triggered, this, &MainWindow::repeatExperiment);
    connect(a->train, &QAction::triggered, this, &MainWindow::trainCurrent);
    connect(m_inspector, &Inspector::trainRequested, this, &MainWindow::trainCurrent);
    connect(a->evaluate, &QAction::triggered, m_training, [this] { m_training->evaluate(); });
    connect(a->measureLatency, &QAction::triggered, m_measurements, &MeasurementController::measureLatency);
    connect(a->measureGap, &QAction::triggered, m_measurements, &MeasurementController::measureGap);
    connect(m_measurements, &MeasurementController::failed, this, &MainWindow::report);
    connect(m_measurements, &MeasurementController::readinessChanged, this, &MainWindow::updateActions);
    connect(a->exportWeights, &QAction::triggered, this, &MainWindow::askWeights);
    connect(m_training, &TrainingViews::failed, this, &MainWindow::report);
    connect(m_training, &TrainingViews::readinessChanged, this, &MainWindow::updateActions);
    connect(m_training, &TrainingViews::exported, this, [this](const QString& text) { m_log->add(text); m_status->showMessage(text, 5000); });
    connect(a->trainOther, &QAction::triggered, this, [this] { openTraining(QStringLiteral("baseline:resnet18"), {}, 0); });
    connect(a->exportFigures, &QAction::triggered, this, &MainWindow::exportFigures);
}

void MainWindow::copyText(const QString& text, const QString& what) {
    if (text.isEmpty()) return;
    QGuiApplication::clipboard()->setText(text);
    m_status->showMessage(tr("%1 copied.").arg(what), 3000);
}

void MainWindow::askNotes() {
    const ExperimentSummary* summary = m_live->find(m_shown);
    if (!summary) return;
    const QString before = QString::fromStdString(summary->notes);
    const std::int64_t experiment = m_shown; // the selection may move while the question stands
    bool ok = false;
    const QString after = QInputDialog::getMultiLineText(this, tr("Notes"), tr("Notes on %1").arg(QString::fromStdString(summary->name)), before, &ok);
    if (ok && after != before) m_undo.push(new NotesCommand(m_project.get(), experiment, before, after));
}

void MainWindow::askTags() {
    const ExperimentSummary* summary = m_live->find(m_shown);
    if (!summary) return;
    if (tableShown()) return m_table->editCurrent(RunTableModel::Tags);
    const QStringList before = tagsOf(*summary);
    const std::int64_t experiment = m_shown;
    bool ok = false;
    const QString text = QInputDialog::getText(this, tr("Tags"), tr("Tags, divided by commas"), QLineEdit::Normal, before.join(QStringLiteral(", ")), &ok);
    if (ok && tagsOfText(text) != before) m_undo.push(new TagsCommand(m_project.get(), experiment, before, tagsOfText(text)));
}

void MainWindow::moveToBin(bool inBin) {
    std::vector<std::int64_t> chosen = selectedRuns();
    if (chosen.size() < 2 && !(tableShown() && m_table->currentIsGroup())) chosen = {m_shown}; // a damaged one, too
    std::vector<const ExperimentSummary*> moved;
    for (const std::int64_t id : chosen) {
        const ExperimentSummary* summary = (inBin ? m_live : m_bin)->find(id);
        const bool busy = id == m_controller.active().id || m_controller.isQueued(id);
        if (summary && !busy) moved.push_back(summary);
    }
    if (moved.empty()) return;
    const QString name = moved.size() == 1 ? tr("“%1”").arg(QString::fromStdString(moved.front()->name)) : tr("%1 runs").arg(moved.size());
    m_undo.beginMacro(inBin ? tr("move %1 to the bin").arg(name) : tr("restore %1").arg(name));
    for (const ExperimentSummary* summary : moved)
        m_undo.push(new BinCommand(m_project.get(), summary->id, QString::fromStdString(summary->name), inBin));
    m_undo.endMacro();
    const QString text = moved.size() == 1 ? tr("%1 is in the bin.").arg(name) : tr("%1 are in the bin.").arg(name);
    if (inBin) m_banner->showMessage(text, {{tr("Undo"), [this] { m_undo.undo(); }}});
    m_shown = 0; // the list chooses its neighbour
}

void MainWindow::askEmptyBin() {
    const int count = m_bin->rowCount();
    const auto answer = QMessageBox::question(this, tr("Empty bin"),
                                              plural(count, tr("Delete %n experiment for good? This cannot be undone."),
                                                     tr("Delete %n experiments for good? This cannot be undone.")),
                                              QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Yes) return;
    m_undo.clear(); // commands may speak of what is gone now
    m_project->edit([](Project& project) { project.emptyBin(); });
}

/// The wizard with the options of the experiment on the page.
void MainWindow::repeatExperiment() {
    if (!m_loaded) return;
    if (m_loaded->record.request.pruning) return repeatPruning(m_loaded->record.request);
    RequestDraft draft = draftOf(m_loaded->record.request);
    if (draft.follower) draft.parent = m_loaded->record.summary.parent;
    openWizard(draft, true);
}

/// The genotype on view, by its parse in force; the training becomes a child of the search.
void MainWindow::trainCurrent() {
    if (m_page->hasHeads()) return openFollower(SiameseStage::Pretrain); // heads are no network
    const RunTimeline* timeline = m_page->timeline();
    const SnapshotPtr snapshot = timeline->current();
    const QString genotype = m_inspector->genotypeText();
    if (!snapshot || genotype.isEmpty()) return;
    const bool last = timeline->currentIndex() == timeline->count() - 1;
    const QString name = timeline->identity().name;
    openTraining(genotype, last ? name : tr("%1, epoch %2").arg(name).arg(snapshot->epoch + 1), timeline->identity().request.training ? 0 : m_shown);
}

void MainWindow::askWeights() {
    const QString name = m_page->timeline()->identity().name;
    const bool vit = m_page->kind() == RunPage::Kind::VitTraining;
    const QString proposal = QStringLiteral("%1/%2.onnx").arg(QFileInfo(m_project->path()).path(), QString(name).replace(QLatin1Char('/'), QLatin1Char('-')));
    const QString onnxOfLast = tr("ONNX, last weights (*.onnx)"), tensorsOfLast = tr("Safetensors, last weights (*.safetensors)");
    const QStringList forms = vit ? QStringList{onnxOfLast, tensorsOfLast} // all that is kept
                                  : QStringList{tr("ONNX, best weights (*.onnx)"), tr("Safetensors, best weights (*.safetensors)"), onnxOfLast, tensorsOfLast,
                                                tr("PyTorch module (*.py)")};
    QString form;
    const QString path = askSavePath(this, tr("Export weights"), proposal, forms.join(QStringLiteral(";;")), &form);
    if (!path.isEmpty()) m_training->exportWeights(path, form == onnxOfLast || form == tensorsOfLast ? QStringLiteral("last") : QStringLiteral("best"));
}

void MainWindow::openTraining(const QString& network, const QString& label, std::int64_t parent) {
    try {
        openWizard(trainingDraft(network.toStdString(), label.toStdString(), parent, m_loaded ? &m_loaded->record.request : nullptr), false);
    } catch (const EngineError& error) {
        report(QString::fromStdString(error.full()));
    }
}

void MainWindow::exportFigures() {
    if (m_exportFolder.isEmpty()) m_exportFolder = QFileInfo(m_project->path()).path() + QStringLiteral("/figures");
    ExportDialog dialog(m_page->timeline(), m_exportFolder, this, m_page->figuresOnView());
    dialog.exec();
    m_exportFolder = dialog.folder();
}

} // namespace dnas
