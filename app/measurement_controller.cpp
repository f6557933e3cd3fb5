#include "app/measurement_controller.h"

#include "app/attempt.h"
#include "app/run_page.h"
#include "widgets/measurement_table.h"
#include "widgets/panel.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <optional>

namespace dnas {

namespace {

using Kind = RunPage::Kind;

} // namespace

MeasurementController::MeasurementController(RunPage* page, std::shared_ptr<EngineRunner> runner, QObject* parent)
    : QObject(parent), m_page(page), m_runner(std::move(runner)), m_table(new MeasurementTable),
      m_latency(new QPushButton(tr("Latency"))), m_gap(new QPushButton(tr("Gap"))), m_stop(new QPushButton(tr("Stop"))),
      m_worker(QStringLiteral("measurements")) {
    m_place = page->addPage(RunPage::Place::Choices, tr("Measured"), m_table, {Kind::Cells, Kind::Channels, Kind::Training});
    auto* buttons = new QWidget; // the panel shows and hides it whole
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (QPushButton* button : {m_latency, m_gap, m_stop}) row->addWidget(button);
    m_place.first->addControl(buttons, m_place.second);
    m_latency->setToolTip(tr("Measure latency and throughput of the network on this machine"));
    m_gap->setToolTip(tr("Measure what is lost from the supernet to the derived network with its weights"));
    m_stop->setToolTip(tr("Stop measuring"));
    connect(m_latency, &QPushButton::clicked, this, &MeasurementController::measureLatency);
    connect(m_gap, &QPushButton::clicked, this, &MeasurementController::measureGap);
    connect(m_stop, &QPushButton::clicked, this, &MeasurementController::stop);
    connect(m_table, &MeasurementTable::remarkChanged, this, &MeasurementController::showState);
    connect(page->timeline(), &RunTimeline::runChanged, this, &MeasurementController::showRun);
    connect(page->timeline(), &RunTimeline::dataChanged, this, &MeasurementController::showState);
    showState();
}

MeasurementController::~MeasurementController() {
    stop();
}

void MeasurementController::setProject(const QString& path, std::shared_ptr<Project> writer) {
    stop();
    m_project = path;
    m_writer = std::move(writer);
    showRun();
}

void MeasurementController::setRunComputes(bool computes) {
    m_computes = computes;
    showState();
}

std::int64_t MeasurementController::experiment() const {
    const Kind kind = m_page->kind();
    const bool measurable = kind == Kind::Cells || kind == Kind::Channels || kind == Kind::Training;
    return measurable && !m_project.isEmpty() && m_page->timeline()->count() > 0 ? m_page->timeline()->identity().experiment : 0;
}

bool MeasurementController::canMeasureLatency() const {
    return ready() && !busy() && experiment() != 0;
}

bool MeasurementController::canMeasureGap() const {
    return canMeasureLatency() && m_page->kind() != Kind::Training;
}

void MeasurementController::measureLatency() {
    if (canMeasureLatency()) enqueue({experiment(), false});
}

void MeasurementController::measureGap() {
    if (canMeasureGap()) enqueue({experiment(), true});
}

void MeasurementController::measureLatencies(const std::vector<std::int64_t>& experiments) {
    if (ready())
        for (const std::int64_t id : experiments) enqueue({id, false});
}

void MeasurementController::stop() {
    m_jobs.clear();
    if (m_control) m_control->requestStop();
}

void MeasurementController::enqueue(Job job) {
    m_jobs.push_back(job);
    if (!busy()) startNext();
}

void MeasurementController::startNext() {
    m_control = nullptr;
    m_percent = 0;
    if (!m_jobs.empty() && ready()) {
        const Job job = m_jobs.front();
        m_jobs.pop_front();
        m_control = std::make_shared<RunControl>();
        const auto tell = [this, control = m_control](int done, int total) {
            QMetaObject::invokeMethod(this, [this, control, percent = 100 * done / total] {
                if (control != m_control) return;
                m_percent = percent;
                showState();
            }, Qt::QueuedConnection);
            return !control->stopRequested();
        };
        // A project that is closed meanwhile is let go at once, and what was measured with it.
        const auto work = [runner = m_runner, writer = std::weak_ptr<Project>(m_writer), path = m_project.toStdString(), job, tell] {
            return errorOf([&] {
                const std::vector<Measurement> found = job.gap ? runner->measureGap(path, job.experiment, tell)
                                                               : runner->measureLatency(path, job.experiment, tell);
                const std::shared_ptr<Project> project = writer.lock();
                if (!project) return;
                for (const Measurement& measurement : found) project->storeMeasurement(job.experiment, measurement);
            });
        };
        m_worker.run(this, work, [this, job](const QString& error) {
            startNext();
            if (job.experiment == experiment()) showRun();
            if (error.isEmpty())
                Q_EMIT stored(job.experiment);
            else
                Q_EMIT failed(error);
        });
    }
    showState();
    Q_EMIT readinessChanged();
}

void MeasurementController::showRun() {
    m_table->clear();
    if (experiment() == 0) return showState();
    const auto work = [path = m_project.toStdString(), id = experiment()] {
        std::optional<std::vector<Measurement>> found;
        errorOf([&] { found = ProjectReader::open(path)->measurements(id); }); // what is damaged, the run's page says
        return found;
    };
    m_worker.run(this, work, [this, path = m_project, id = experiment()](const std::optional<std::vector<Measurement>>& found) {
        if (path == m_project && id == experiment() && found) m_table->setMeasurements(*found);
    });
}

void MeasurementController::showState() {
    m_latency->setVisible(!busy());
    m_gap->setVisible(!busy() && m_page->kind() != Kind::Training);
    m_stop->setVisible(busy());
    m_latency->setEnabled(canMeasureLatency());
    m_gap->setEnabled(canMeasureGap());
    QString remark = m_table->remark();
    if (busy()) remark = m_percent > 0 ? tr("measuring, %1 %").arg(m_percent) : tr("measuring…");
    else if (m_computes) remark = tr("waits until nothing else computes");
    m_place.first->setRemark(remark, m_place.second);
}

} // namespace dnas
