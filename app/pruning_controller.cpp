#include "app/pruning_controller.h"

#include "app/accuracy_dialog.h"
#include "app/attempt.h"
#include "app/engine_runner.h"
#include "app/save_path.h"
#include "engine/api/mask_measurement.h"
#include "widgets/pruning_view.h"
#include "widgets/run_timeline.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <chrono>
#include <utility>

namespace dnas {

namespace {

constexpr std::chrono::milliseconds kProgressPause{100};

} // namespace

PruningController::PruningController(PruningView* view, RunTimeline* timeline, std::shared_ptr<EngineRunner> runner, QObject* parent)
    : QObject(parent), m_view(view), m_timeline(timeline), m_runner(std::move(runner)), m_files(QStringLiteral("pruning files")),
      m_worker(QStringLiteral("pruning")) {
    connect(view, &PruningView::maskChanged, this, &PruningController::dropRest);
    connect(view, &PruningView::speedWanted, this, &PruningController::measureSpeeds);
    connect(view, &PruningView::accuracyWanted, this, &PruningController::askForData);
    connect(view, &PruningView::saveWanted, this, &PruningController::askForPath);
    connect(view, &PruningView::stopWanted, this, &PruningController::stop);
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        cancelAll();
        showStored();
    });
}

PruningController::~PruningController() {
    if (m_job) m_job->control.requestStop();
}

void PruningController::setProject(const QString& path, std::shared_ptr<Project> writer) {
    cancelAll();
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
    m_files.run(this, work, [this, path = m_project, experiment](const Attempted<MeasuredMasks>& found) {
        if (!found.value || path != m_project || experiment != m_timeline->identity().experiment) return; // what is damaged, the run's page says
        MeasuredMasks all = *found.value; // what was measured while it was read is newer
        for (const auto& [mask, speed] : m_timeline->measured().speeds) all.speeds[mask] = speed;
        for (const auto& [data, accuracies] : m_timeline->measured().accuracies)
            for (const auto& [mask, evaluation] : accuracies) all.accuracies[data][mask] = evaluation;
        m_timeline->setMeasured(std::move(all));
    });
}

PruningSpec PruningController::spec() const { return m_timeline->identity().request.pruning.value_or(PruningSpec()); }

// ---- jobs ----

void PruningController::begin(const JobPtr& job) {
    if (m_job && m_job->kind == Job::Kind::Rest) { // has time until the user's own is done
        m_rest = m_job->masks.front();
        m_job->control.requestStop();
        m_job.reset();
    }
    m_waiting.push_back(job);
    if (m_job) return showStatus();
    beginNext();
}

void PruningController::setRunComputes(bool computes) {
    if (std::exchange(m_computes, computes) != computes) beginNext();
}

void PruningController::beginNext() {
    if (m_job) return;
    const auto next = std::find_if(m_waiting.begin(), m_waiting.end(), [this](const JobPtr& job) { return !m_computes || job->kind == Job::Kind::Accuracy; });
    if (next != m_waiting.end()) {
        m_job = *next;
        m_waiting.erase(next);
    } else if (m_computes) { // a throughput would be that of what the run leaves of the machine
    } else if (const std::optional<VitMask> mask = std::exchange(m_rest, std::nullopt); mask && !m_timeline->measured().speeds.count(*mask)) {
        m_job = std::make_shared<Job>();
        m_job->masks = {*mask};
    }
    showStatus();
    if (!m_job) return;
    if (m_job->kind == Job::Kind::Accuracy)
        evaluate(m_job);
    else
        measureNext(m_job);
}

void PruningController::end(const JobPtr& job) {
    if (m_job != job) return;
    m_job.reset();
    beginNext();
}

void PruningController::stop() {
    if (!m_job) return;
    m_job->control.requestStop();
    end(m_job);
}

void PruningController::dropRest() {
    m_rest.reset();
    if (m_job && m_job->kind == Job::Kind::Rest) stop();
}

void PruningController::cancelAll() {
    m_waiting.clear();
    m_rest.reset();
    stop();
    m_view->setStatus({});
}

void PruningController::showStatus(int images, int of) {
    if (!m_job) return m_view->setStatus(m_computes && (m_rest || !m_waiting.empty()) ? tr("throughput waits until nothing else computes") : QString());
    const QLocale locale;
    const auto number = [&](std::size_t value) { return locale.toString(static_cast<qulonglong>(value)); };
    const auto count = m_job->masks.size();
    const QString masks = tr("%1 of %2").arg(number(std::min(m_job->done + 1, count)), number(count));
    QString text;
    if (m_job->kind == Job::Kind::Rest) text = tr("measuring throughput\u2026");
    else if (m_job->kind == Job::Kind::Sweep) text = tr("throughput, %1").arg(masks);
    else text = count > 1 ? tr("accuracy, mask %1").arg(masks) : tr("accuracy");
    if (of > 0) text += tr(", %1 of %2 images").arg(locale.toString(images), locale.toString(of));
    else if (m_job->kind == Job::Kind::Accuracy) text += QStringLiteral("\u2026");
    if (!m_waiting.empty()) text += tr("; waiting: %1").arg(number(m_waiting.size()));
    m_view->setStatus(text, m_job->kind != Job::Kind::Rest);
}

template <class Result> std::function<void(const VitMask&, const Result&)> PruningController::keeper() const {
    return [writer = std::weak_ptr<Project>(m_writer), experiment = m_timeline->identity().experiment](const VitMask& mask, const Result& result) {
        const std::shared_ptr<Project> project = writer.lock(); // one that is closed meanwhile is let go
        if (!project || experiment == 0 || result.cancelled) return;
        for (const Measurement& measurement : measurementsOf(mask, result)) project->storeMeasurement(experiment, measurement);
    };
}

// ---- throughput ----

void PruningController::measureSpeeds(const std::vector<VitMask>& masks, bool sweep) {
    if (masks.empty()) return;
    if (!sweep) {
        m_rest = masks.front(); // a sweep in progress takes it next
        return beginNext();
    }
    auto job = std::make_shared<Job>();
    job->kind = Job::Kind::Sweep;
    job->masks = masks;
    begin(job);
}

void PruningController::measureNext(const JobPtr& job) {
    if (m_computes) { // a run has begun meanwhile
        if (job->kind == Job::Kind::Rest) m_rest = job->masks[job->done];
        else m_waiting.push_front(job);
        return end(job);
    }
    if (const std::optional<VitMask> mask = std::exchange(m_rest, std::nullopt); mask && !m_timeline->measured().speeds.count(*mask)) {
        const auto next = job->masks.begin() + static_cast<std::ptrdiff_t>(job->done);
        const auto known = std::find(next, job->masks.end(), *mask);
        if (known == job->masks.end()) job->masks.insert(next, *mask);
        else std::rotate(next, known, known + 1);
    }
    showStatus();
    const VitMask mask = job->masks[job->done];
    const auto measure = [runner = m_runner, network = spec().network, job, mask, keep = keeper<VitSpeed>()] {
        return attempt([&] {
            VitSpeed speed = runner->measureSpeed(network, prunedSpec(network, mask), job->control);
            keep(mask, speed);
            return speed;
        });
    };
    m_worker.run(this, measure, [this, job, mask](const Attempted<VitSpeed>& result) {
        if (m_job != job) return; // ended meanwhile
        if (result.value) {
            m_timeline->addSpeed(mask, *result.value);
            if (++job->done < job->masks.size()) return measureNext(job);
        }
        end(job);
        if (!result.value) Q_EMIT failed(result.error);
    });
}

// ---- accuracy ----

void PruningController::askForData(const std::vector<VitMask>& masks) {
    auto* dialog = new AccuracyDialog(static_cast<int>(masks.size()), m_view->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, masks] { measureAccuracy(masks, dialog->data(), dialog->limit()); });
    dialog->open();
}

void PruningController::measureAccuracy(const std::vector<VitMask>& masks, const QString& data, int limit) {
    auto job = std::make_shared<Job>();
    job->kind = Job::Kind::Accuracy;
    job->evaluation.data = data.toStdString();
    job->evaluation.limit = limit;
    const auto& all = m_timeline->measured().accuracies;
    const auto known = all.find({job->evaluation.data, limit});
    for (const VitMask& mask : masks)
        if (masks.size() == 1 || known == all.end() || !known->second.count(mask)) job->masks.push_back(mask);
    if (job->masks.empty()) return m_view->setStatus(tr("every threshold is measured"));
    begin(job);
}

void PruningController::evaluate(const JobPtr& job) {
    VitEvaluationOptions options = job->evaluation;
    options.seed = m_timeline->identity().request.seed;
    options.progress = [this, job, last = std::chrono::steady_clock::time_point()](int done, int of) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (done < of && now - last < kProgressPause) return;
        last = now;
        QMetaObject::invokeMethod(this, [this, job, done, of] {
            if (m_job == job) showStatus(done, of);
        }, Qt::QueuedConnection);
    };
    // Given in an extra turn of the event loop each: what is measured shows while the next one is evaluated.
    const auto tell = [this, job, keep = keeper<VitEvaluation>()](std::size_t index, const VitEvaluation& evaluation) {
        keep(job->masks[index], evaluation);
        QMetaObject::invokeMethod(this, [this, job, index, evaluation] {
            if (m_job != job) return;
            m_timeline->addAccuracy(job->masks[index], evaluation);
            job->done = index + 1;
            showStatus();
        }, Qt::QueuedConnection);
    };
    const auto measure = [runner = m_runner, spec = spec(), job, options, tell] {
        return errorOf([&] { runner->accuracies(spec, job->masks, options, job->control, tell); });
    };
    m_worker.run(this, measure, [this, job](const QString& error) {
        if (m_job != job) return;
        end(job);
        if (!error.isEmpty()) Q_EMIT failed(error);
    });
}

// ---- files ----

void PruningController::askForPath(const VitMask& mask, bool weights) {
    const QString path = weights ? askSavePath(m_view, tr("Save pruned weights"), QStringLiteral("pruned.safetensors"), tr("Weights (*.safetensors);;ONNX (*.onnx)"))
                                 : askSavePath(m_view, tr("Save mask"), QStringLiteral("mask.json"), tr("Mask (*.json)"));
    if (!path.isEmpty()) save(mask, path);
}

void PruningController::save(const VitMask& mask, const QString& path) {
    m_files.run(
        this,
        [runner = m_runner, spec = spec(), seed = m_timeline->identity().request.seed, mask, path] {
            return attempt([&] { return runner->savePruned(spec, mask, seed, path.toStdString()); });
        },
        [this, path](const Attempted<PrunedExport>& result) {
            if (!result.value) return Q_EMIT failed(result.error);
            Q_EMIT saved(tr("%1 was saved: %2 of %3 parameters.")
                             .arg(QFileInfo(path).fileName(), QLocale().toString(qlonglong(result.value->after.parameters)),
                                  QLocale().toString(qlonglong(result.value->before.parameters))));
        });
}

} // namespace dnas
