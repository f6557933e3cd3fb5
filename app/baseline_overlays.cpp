#include "app/baseline_overlays.h"

#include "app/figures.h"
#include "app/run_page.h"
#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "widgets/curves_view.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace dnas {

namespace {

/// The newest trainings of handcrafted networks on this data, but for one. What is damaged is left out.
std::vector<ExperimentRecord> baselinesOn(ProjectReader& reader, const std::string& data, std::int64_t but) {
    std::vector<ExperimentRecord> found;
    const std::vector<ExperimentSummary> all = reader.experiments();
    for (auto summary = all.rbegin(); summary != all.rend() && found.size() < BaselineOverlays::kMost; ++summary) {
        if (summary->damaged || summary->id == but || summary->data != data || summary->epochsDone == 0 ||
            summary->method != kRetrainMethod)
            continue;
        try {
            ExperimentRecord record = reader.experiment(summary->id);
            if (record.request.training && isBaseline(record.request.training->network)) found.push_back(std::move(record));
        } catch (const EngineError&) { // the list says so
        }
    }
    return found;
}

} // namespace

BaselineOverlays::BaselineOverlays(RunPage* page, QObject* parent)
    : QObject(parent), m_page(page), m_button(new QPushButton(tr("Baselines"))), m_worker(QStringLiteral("baselines")) {
    m_button->setCheckable(true);
    m_button->setChecked(true);
    m_button->setToolTip(tr("Draw the handcrafted networks that were trained on the same data, too"));
    auto* place = new QWidget; // the panel shows and hides it whole
    auto* row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_button);
    m_button->hide();
    page->addControl(RunPage::Place::Curves, place);
    connect(m_button, &QPushButton::toggled, this, &BaselineOverlays::draw);
    connect(page->timeline(), &RunTimeline::runChanged, this, &BaselineOverlays::showRun);
}

void BaselineOverlays::setProject(const QString& path) {
    m_project = path;
    showRun();
}

void BaselineOverlays::showRun() {
    m_page->curvesView()->setOverlays({});
    m_runs.clear();
    draw();
    const RunIdentity& run = m_page->timeline()->identity();
    if (m_project.isEmpty() || !run.request.training) return;
    const auto work = [path = m_project.toStdString(), data = run.request.task.data, id = run.experiment] {
        try {
            return baselinesOn(*ProjectReader::open(path), data, id);
        } catch (const EngineError&) { // the project itself says what is wrong with it
            return std::vector<ExperimentRecord>();
        }
    };
    m_worker.run(this, work, [this, path = m_project, id = run.experiment](const std::vector<ExperimentRecord>& found) {
        if (path != m_project || id != m_page->timeline()->identity().experiment) return;
        m_page->curvesView()->setOverlays({});
        m_runs.clear();
        for (const ExperimentRecord& record : found) {
            m_runs.push_back(std::make_unique<RunTimeline>());
            m_runs.back()->setRun(identityOf(record), record.snapshots, record.events);
        }
        draw();
    });
}

void BaselineOverlays::draw() {
    QVector<RunTimeline*> overlays;
    if (m_button->isChecked())
        for (const auto& run : m_runs) overlays << run.get();
    m_page->curvesView()->setOverlays(overlays);
    m_button->setVisible(!m_runs.empty());
}

} // namespace dnas
