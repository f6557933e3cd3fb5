#include "app/training_views.h"

#include "app/attempt.h"
#include "app/baseline_overlays.h"
#include "app/evaluation_dialog.h"
#include "app/run_page.h"
#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/layer_table.h"
#include "engine/api/weight_histograms.h"
#include "widgets/calibration_view.h"
#include "widgets/confusion_view.h"
#include "widgets/example_grid.h"
#include "widgets/figure_menu.h"
#include "widgets/layer_table.h"
#include "widgets/panel.h"
#include "widgets/weight_histograms.h"

#include <QFileInfo>
#include <QPushButton>

#include <optional>

namespace dnas {
namespace {

/// Controls and remark of a view on its page.
template <class View> void follow(const std::pair<Panel*, int>& place, View* view) {
    const auto [panel, page] = place;
    panel->addControl(view->controls(), page);
    panel->setRemark(view->remark(), page);
    QObject::connect(view, &View::remarkChanged, panel, [panel = panel, page = page](const QString& remark) { panel->setRemark(remark, page); });
}

} // namespace

TrainingViews::TrainingViews(RunPage* page, std::shared_ptr<EngineRunner> runner, QObject* parent)
    : QObject(parent), m_page(page), m_runner(std::move(runner)), m_layers(new LayerTable), m_confusion(new ConfusionView),
      m_calibration(new CalibrationView), m_worst(new ExampleGrid), m_weights(new WeightHistograms),
      m_baselines(new BaselineOverlays(page, this)), m_button(new QPushButton(tr("Evaluate"))),
      m_other(new QPushButton(tr("Other…"))),
      m_worker(QStringLiteral("evaluation")) {
    using Place = RunPage::Place;
    const std::vector<RunPage::Kind> kinds{RunPage::Kind::Training};
    follow(page->addPage(Place::Cell, tr("Network"), m_layers, kinds), m_layers);
    const auto [panel, confusion] = page->addPage(Place::Alpha, tr("Confusion"), m_confusion, kinds);
    m_panel = panel;
    panel->addControl(m_confusion->controls(), confusion);
    panel->addControl(m_button, confusion);
    panel->addControl(m_other, confusion);
    m_other->setToolTip(tr("Evaluate other weights, or on other images"));
    m_evaluationPages = {confusion, page->addPage(Place::Alpha, tr("Calibration"), m_calibration, kinds).second,
                         page->addPage(Place::Alpha, tr("Worst images"), m_worst, kinds).second};
    follow(page->addPage(Place::Choices, tr("Weights"), m_weights, kinds), m_weights);
    addFigureMenu(m_layers, m_layers, page->timeline());
    addFigureMenu(m_confusion, m_confusion, page->timeline());
    addFigureMenu(m_calibration, m_calibration, page->timeline());
    addFigureMenu(m_worst, m_worst, page->timeline());
    addFigureMenu(m_weights, m_weights, page->timeline());
    m_button->setToolTip(tr("Evaluate the best weights on the test images, or on the validation images where there are none"));
    connect(m_confusion, &ConfusionView::pairChosen, m_worst, &ExampleGrid::showPair);
    connect(m_button, &QPushButton::clicked, this, [this] { evaluate(); });
    connect(m_other, &QPushButton::clicked, this, &TrainingViews::askAndEvaluate);
    connect(page->timeline(), &RunTimeline::runChanged, this, &TrainingViews::showRun);
    connect(page->timeline(), &RunTimeline::dataChanged, this, [this] { enableButtons(); });
}

void TrainingViews::setProject(const QString& path) {
    m_project = path;
    m_evaluations.clear();
    m_asked = {};
    m_running = 0; // what is under way belongs to the project before
    m_baselines->setProject(path);
    showRun();
}

std::int64_t TrainingViews::experiment() const {
    const RunIdentity& run = m_page->timeline()->identity();
    return run.request.training ? run.experiment : 0;
}

bool TrainingViews::canEvaluate() const {
    return experiment() != 0 && !m_project.isEmpty() && m_page->timeline()->count() > 0 && m_running == 0;
}

void TrainingViews::refresh() {
    m_evaluations.erase(experiment());
    showRun();
}

void TrainingViews::showRun() {
    if (experiment() == 0) return;
    const Request& request = m_page->timeline()->identity().request;
    NetworkShape shape = retrainShape(request);
    shape.auxiliary = request.training->auxiliary;
    try {
        m_layers->setRows(layerTable(request.training->network, shape));
    } catch (const EngineError&) {
        m_layers->clear(); // images of a size that only the data tell
    }
    showEvaluation();
    showWeights();
}

void TrainingViews::enableButtons() {
    m_button->setEnabled(canEvaluate());
    m_other->setEnabled(canEvaluate());
}

void TrainingViews::showEvaluation() {
    enableButtons();
    const bool running = m_running != 0 && m_running == experiment();
    m_button->setText(running ? tr("Evaluating…") : tr("Evaluate"));
    const auto known = m_evaluations.find(experiment());
    if (known == m_evaluations.end()) {
        m_confusion->clear();
        m_calibration->clear();
        m_worst->clear();
        return showRemark(QString());
    }
    const Evaluation& e = *known->second;
    m_confusion->setEvaluation(e);
    m_calibration->setEvaluation(e);
    m_worst->setEvaluation(e);
    const QString part = QString::fromStdString(e.part), weights = QString::fromStdString(e.weights);
    showRemark(tr("%1 % of %2 images (%3, %4)").arg(100 * e.top1, 0, 'f', 1).arg(e.images).arg(part, QFileInfo(weights).fileName()));
}

void TrainingViews::showRemark(const QString& text) {
    for (const int page : m_evaluationPages) m_panel->setRemark(text, page);
}

void TrainingViews::askAndEvaluate() {
    if (!canEvaluate()) return;
    EvaluationDialog dialog(m_asked, m_other->window());
    if (dialog.exec() != QDialog::Accepted) return;
    m_asked = dialog.options();
    evaluate(m_asked);
}

void TrainingViews::evaluate(const EvaluationOptions& options) {
    if (!canEvaluate()) return;
    m_running = experiment();
    showEvaluation();
    Q_EMIT readinessChanged();
    const auto work = [runner = m_runner, path = m_project.toStdString(), id = m_running, options] {
        return attempt([&] { return runner->evaluate(path, id, options); });
    };
    m_worker.run(this, work, [this, path = m_project, id = m_running](Attempted<Evaluation> result) {
        if (path != m_project) return; // its numbers count experiments of another file
        m_running = 0;
        if (result.value) m_evaluations[id] = std::make_shared<const Evaluation>(std::move(*result.value));
        showEvaluation();
        Q_EMIT readinessChanged();
        if (result.value)
            Q_EMIT evaluated();
        else
            Q_EMIT failed(result.error);
    });
}

void TrainingViews::exportWeights(const QString& out, const QString& weights) {
    const RunIdentity& run = m_page->timeline()->identity();
    if (m_project.isEmpty() || (!run.request.training && !run.request.vitWork)) return;
    const auto work = [runner = m_runner, path = m_project.toStdString(), id = run.experiment, out = out.toStdString(), weights = weights.toStdString()] {
        return attempt([&] { return runner->exportWeights(path, id, weights, out); });
    };
    m_worker.run(this, work, [this, out](Attempted<WeightExport> result) {
        if (!result.value) return failed(result.error);
        Q_EMIT exported(tr("%1 written: %2, %3.").arg(out, QString::fromStdString(result.value->format), QString::fromStdString(result.value->weights)));
    });
}

void TrainingViews::showWeights() {
    m_weights->clear();
    if (m_project.isEmpty() || m_page->timeline()->count() == 0) return;
    const auto work = [path = m_project.toStdString(), id = experiment()] {
        return attempt([&] {
            const std::optional<StoredWeights> stored = ProjectReader::open(path)->weights(id, "best");
            return stored ? weightHistograms(stored->safetensors) : std::vector<WeightHistogram>();
        });
    };
    m_worker.run(this, work, [this, path = m_project, id = experiment()](Attempted<std::vector<WeightHistogram>> result) {
        if (path != m_project || id != experiment()) return;
        if (result.value)
            m_weights->setHistograms(std::move(*result.value));
        else
            Q_EMIT failed(result.error);
    });
}

} // namespace dnas
