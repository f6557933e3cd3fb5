#include "app/pruning_controller.h"

#include "app/attempt.h"
#include "app/engine_runner.h"
#include "engine/api/mask_measurement.h"
#include "widgets/pruning_view.h"
#include "widgets/run_timeline.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLocale>

namespace dnas {

namespace {

constexpr int kAccuracyImages = 2000; ///< of an accuracy on demand: a few seconds for small networks

} // namespace

PruningController::PruningController(PruningView* view, RunTimeline* timeline, std::shared_ptr<EngineRunner> runner, QObject* parent)
    : QObject(parent), m_view(view), m_timeline(timeline), m_runner(std::move(runner)), m_worker(QStringLiteral("pruning")) {
    connect(view, &PruningView::maskChanged, this, &PruningController::cancel);
    connect(view, &PruningView::speedWanted, this, &PruningController::measureSpeeds);
    connect(view, &PruningView::accuracyWanted, this, &PruningController::askForData);
    connect(view, &PruningView::saveWanted, this, &PruningController::askForPath);
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        cancel();
        showStored();
    });
}

PruningController::~PruningController() { cancel(); }

void PruningController::cancel() {
    if (m_control) m_control->requestStop();
    m_control.reset();
    m_view->setStatus({});
}

void PruningController::setProject(const QString& path, std::shared_ptr<Project> writer) {
    cancel();
    m_project = path;
    m_writer = std::move(writer);
    showStored();
}

void PruningController::showStored() {
    const std::int64_t experiment = m_timeline->identity().experiment;
    if (m_project.isEmpty() || experiment == 0 || !m_timeline->identity().request.pruning) return;
    const auto work = [runner = m_runner, path = m_project.toStdString(), experiment] {
        return attempt([&] { return measuredMasks(ProjectReader::open(path)->measurements(experiment), runner->machine()); });
    };
    m_worker.run(this, work, [this, path = m_project, experiment](const Attempted<MeasuredMasks>& found) {
        if (!found.value || path != m_project || experiment != m_timeline->identity().experiment) return; // what is damaged, the run's page says
        for (const auto& [mask, speed] : found.value->speeds) m_view->setSpeed(mask, speed);
        for (const auto& [mask, evaluation] : found.value->accuracies) m_view->setAccuracy(mask, evaluation);
    });
}

PruningSpec PruningController::spec() const { return m_timeline->identity().request.pruning.value_or(PruningSpec()); }

template <class Work, class Then>
void PruningController::forEach(const std::vector<VitMask>& masks, Work work, Then then) {
    cancel();
    if (masks.empty()) return;
    const auto control = m_control = std::make_shared<RunControl>();
    const auto count = static_cast<int>(masks.size());
    const auto status = [this, count](int done) {
        const QLocale locale;
        m_view->setStatus(done == count ? QString()
                          : count == 1  ? tr("measuring…")
                                        : tr("measuring, %1 of %2").arg(locale.toString(done + 1), locale.toString(count)));
    };
    status(0);
    for (int i = 0; i < count; ++i) {
        const VitMask& mask = masks[static_cast<std::size_t>(i)];
        const auto measure = [work, control, mask, writer = std::weak_ptr<Project>(m_writer), experiment = m_timeline->identity().experiment] {
            return attempt([&] {
                auto result = work(mask, *control);
                const std::shared_ptr<Project> project = writer.lock(); // one that is closed meanwhile is let go
                if (project && experiment != 0 && !result.cancelled)
                    for (const Measurement& measurement : measurementsOf(mask, result)) project->storeMeasurement(experiment, measurement);
                return result;
            });
        };
        m_worker.run(this, measure, [=](const auto& result) {
            if (m_control != control) return; // cancelled meanwhile
            if (!result.value) {
                cancel();
                return Q_EMIT failed(result.error);
            }
            then(mask, *result.value);
            if (m_control == control) status(i + 1);
        });
    }
}

void PruningController::measureSpeeds(const std::vector<VitMask>& masks) {
    forEach(
        masks,
        [runner = m_runner, network = spec().network](const VitMask& mask, const RunControl& control) {
            return runner->measureSpeed(network, prunedSpec(network, mask), control);
        },
        [this](const VitMask& mask, const VitSpeed& speed) { m_view->setSpeed(mask, speed); });
}

void PruningController::measureAccuracy(const std::vector<VitMask>& masks, const QString& data, int limit) {
    forEach(
        masks,
        [runner = m_runner, spec = spec(), data = data.toStdString(), limit](const VitMask& mask, const RunControl& control) {
            return runner->accuracy(spec, mask, data, limit, control);
        },
        [this](const VitMask& mask, const VitEvaluation& evaluation) { m_view->setAccuracy(mask, evaluation); });
}

void PruningController::askForData(const std::vector<VitMask>& masks) {
    bool ok = false;
    const QString data = QInputDialog::getText(
        m_view, tr("Measure accuracy"),
        tr("Data on which the network that is left is evaluated, of the size that it takes\n"
           "(cifar10:FOLDER, cifar100:FOLDER, idx:FOLDER, folder:FOLDER; the first %1 images):")
            .arg(QLocale().toString(kAccuracyImages)),
        QLineEdit::Normal, m_data.isEmpty() ? QStringLiteral("cifar10:") : m_data, &ok);
    if (!ok || data.trimmed().isEmpty()) return;
    m_data = data.trimmed();
    measureAccuracy(masks, m_data, kAccuracyImages);
}

void PruningController::askForPath(const VitMask& mask, bool weights) {
    const QString path = QFileDialog::getSaveFileName(
        m_view, weights ? tr("Save pruned weights") : tr("Save mask"), weights ? QStringLiteral("pruned.safetensors") : QStringLiteral("mask.json"),
        weights ? tr("Weights (*.safetensors);;ONNX (*.onnx)") : tr("Mask (*.json)"));
    if (!path.isEmpty()) save(mask, path);
}

void PruningController::save(const VitMask& mask, const QString& path) {
    m_worker.run(
        this,
        [runner = m_runner, spec = spec(), mask, path] {
            return attempt([&] { return runner->savePruned(spec, mask, path.toStdString()); });
        },
        [this, path](const Attempted<PrunedExport>& result) {
            if (!result.value) return Q_EMIT failed(result.error);
            Q_EMIT saved(tr("%1 was saved: %2 of %3 parameters.")
                             .arg(QFileInfo(path).fileName(), QLocale().toString(qlonglong(result.value->after.parameters)),
                                  QLocale().toString(qlonglong(result.value->before.parameters))));
        });
}

} // namespace dnas
