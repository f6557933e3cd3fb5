#include "app/open_project.h"

#include "app/attempt.h"
#include "app/engine_runner.h"
#include "engine/api/agreement.h"
#include "engine/api/baseline.h"

#include <QFileInfo>

#include <algorithm>

namespace dnas {
namespace {

struct Opened {
    std::shared_ptr<Project> writer;
    std::shared_ptr<ProjectReader> reader;
    QString readOnlyReason;
};

Opened openFile(const QString& path) {
    const std::string file = path.toStdString();
    try {
        std::shared_ptr<Project> writer = Project::open(file);
        std::shared_ptr<ProjectReader> reader = writer->reader();
        return {writer, reader, {}};
    } catch (const EngineError& error) {
        std::shared_ptr<ProjectReader> reader = ProjectReader::open(file); // throws for what is no project at all
        return {nullptr, reader, QString::fromStdString(error.what())};
    }
}

LoadedExperimentPtr readWhole(ProjectReader& reader, std::int64_t experiment) {
    return std::make_shared<LoadedExperiment>(LoadedExperiment{reader.experiment(experiment), reader.keptGenotypes(experiment)});
}

} // namespace

OpenProject::OpenProject(const QString& path, Mode mode, QObject* parent)
    : QObject(parent), m_path(QFileInfo(path).absoluteFilePath()), m_worker(QStringLiteral("project")) {
    open(mode);
}

OpenProject::~OpenProject() {
    // SQLite wants a connection closed by the thread that used it.
    m_worker.post([reader = std::move(m_reader)]() mutable { reader.reset(); });
}

void OpenProject::open(Mode mode) {
    const auto work = [path = m_path, mode] {
        return attempt([&] {
            if (mode == Mode::Existing && !QFileInfo::exists(path))
                throw EngineError(ErrorCode::Project, path.toStdString() + ": there is no such file.",
                                  "Check the name, or make a new project.");
            return openFile(path);
        });
    };
    m_worker.run(this, work, [this](Attempted<Opened> result) {
        if (!result.value) {
            Q_EMIT failed(result.error);
            return;
        }
        m_writer = result.value->writer;
        m_reader = result.value->reader;
        m_readOnlyReason = result.value->readOnlyReason;
        Q_EMIT opened();
        refresh();
    });
}

void OpenProject::refresh() {
    const auto work = [reader = m_reader] {
        return attempt([&] { return ExperimentLists{reader->experiments(false), reader->experiments(true)}; });
    };
    m_worker.run(this, work, [this](Attempted<ExperimentLists> result) {
        if (result.value)
            Q_EMIT listed(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

void OpenProject::load(std::int64_t experiment) {
    const auto work = [reader = m_reader, experiment] { return attempt([&] { return readWhole(*reader, experiment); }); };
    m_worker.run(this, work, [this, experiment](Attempted<LoadedExperimentPtr> result) {
        if (result.value)
            Q_EMIT loaded(experiment, *result.value);
        else
            Q_EMIT loadFailed(experiment, result.error);
    });
}

void OpenProject::loadKept(std::int64_t experiment) {
    const auto work = [reader = m_reader, experiment] { return attempt([&] { return reader->keptGenotypes(experiment); }); };
    m_worker.run(this, work, [this, experiment](Attempted<std::vector<KeptGenotype>> result) {
        if (result.value)
            Q_EMIT keptLoaded(experiment, *result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

void OpenProject::loadSeveral(const std::vector<std::int64_t>& experiments) {
    const auto work = [reader = m_reader, experiments] {
        return attempt([&] {
            std::vector<LoadedExperimentPtr> loaded;
            for (const std::int64_t experiment : experiments) loaded.push_back(readWhole(*reader, experiment));
            return loaded;
        });
    };
    m_worker.run(this, work, [this](Attempted<std::vector<LoadedExperimentPtr>> result) {
        if (result.value)
            Q_EMIT severalLoaded(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

/// What is measured after a run changes without a further epoch.
OpenProject::Survey::Entry OpenProject::withMeasurements(Survey::Entry entry, std::vector<Measurement> measurements) {
    const auto same = [](const Measurement& a, const Measurement& b) { return a.name == b.name && a.measured == b.measured; };
    const std::vector<Measurement>& before = entry.facts->measurements;
    if (std::equal(before.begin(), before.end(), measurements.begin(), measurements.end(), same)) return entry;
    auto facts = std::make_shared<RunFacts>(*entry.facts);
    facts->measurements = std::move(measurements);
    entry.facts = std::move(facts);
    return entry;
}

std::vector<RunRow> OpenProject::surveyOf(ProjectReader& reader, Survey& before) {
    Survey now;
    std::vector<RunRow> rows;
    for (const bool bin : {false, true}) {
        for (ExperimentSummary& summary : reader.experiments(bin)) {
            const auto known = before.known.find(summary.id);
            Survey::Entry entry;
            try {
                if (known != before.known.end() && known->second.epochs == summary.epochsDone) {
                    entry = withMeasurements(known->second, reader.measurements(summary.id));
                } else if (!summary.damaged) {
                    entry.facts = std::make_shared<RunFacts>(reader.facts(summary.id));
                    entry.epochs = summary.epochsDone;
                    entry.group = seedlessKey(entry.facts->request);
                }
            } catch (const EngineError& error) { // one that cannot be read is a line without facts
                summary.damaged = true;
                summary.damage = error.what();
            }
            if (entry.facts) now.known[summary.id] = entry;
            rows.push_back({std::move(summary), entry.facts, entry.group});
        }
    }
    before = std::move(now);
    return rows;
}

std::vector<RunRow> runRows(ProjectReader& reader) {
    OpenProject::Survey nothing;
    return OpenProject::surveyOf(reader, nothing);
}

std::vector<SnapshotPtr> randomSamples(ProjectReader& reader, const Request& request) {
    std::vector<SnapshotPtr> samples;
    for (const ExperimentSummary& summary : reader.experiments(false)) {
        if (summary.method != kBaselineMethod || summary.damaged || !sameSpace(reader.facts(summary.id).request, request)) continue;
        for (SnapshotPtr& sample : reader.snapshots(summary.id)) samples.push_back(std::move(sample));
    }
    return samples;
}

void OpenProject::survey() {
    const auto work = [reader = m_reader, survey = m_survey] { return attempt([&] { return surveyOf(*reader, *survey); }); };
    m_worker.run(this, work, [this](Attempted<std::vector<RunRow>> result) {
        if (result.value)
            Q_EMIT surveyed(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

void OpenProject::loadBaselines(const Request& request) {
    const auto work = [reader = m_reader, request] {
        return attempt([&] { return randomSamples(*reader, request); });
    };
    m_worker.run(this, work, [this](Attempted<std::vector<SnapshotPtr>> result) {
        if (result.value)
            Q_EMIT baselinesLoaded(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

void OpenProject::addRun(std::function<FinishedRun()> make) {
    if (!m_writer) {
        Q_EMIT editFailed(tr("%1 is open read-only: %2").arg(m_path, m_readOnlyReason));
        return;
    }
    struct Added {
        std::int64_t id;
        QString name;
        QStringList notes;
    };
    const auto work = [writer = m_writer, make = std::move(make)] {
        return attempt([&] {
            const FinishedRun run = make();
            Added added{writer->addFinishedRun(run, "DNAS Studio " DNAS_VERSION), QString::fromStdString(run.request.name), {}};
            for (const RunEvent& event : run.events) added.notes << QString::fromStdString(event.text);
            return added;
        });
    };
    m_worker.run(this, work, [this](Attempted<Added> result) {
        if (result.value)
            Q_EMIT runAdded(result.value->id, result.value->name, result.value->notes);
        else
            Q_EMIT editFailed(result.error);
    });
    refresh();
}

void OpenProject::edit(std::function<void(Project&)> change) {
    if (!m_writer) {
        Q_EMIT editFailed(tr("%1 is open read-only: %2").arg(m_path, m_readOnlyReason));
        return;
    }
    const auto work = [writer = m_writer, change = std::move(change)] {
        return attempt([&] {
            change(*writer);
            return true;
        });
    };
    m_worker.run(this, work, [this](Attempted<bool> result) {
        if (!result.value) Q_EMIT editFailed(result.error);
    });
    refresh();
}

void OpenProject::create(std::vector<Request> requests, std::int64_t parent, std::shared_ptr<EngineRunner> runner) {
    if (!m_writer) {
        Q_EMIT editFailed(tr("%1 is open read-only: %2").arg(m_path, m_readOnlyReason));
        return;
    }
    const auto work = [writer = m_writer, requests = std::move(requests), parent, runner = std::move(runner)] {
        return attempt([&] {
            std::vector<std::int64_t> ids;
            for (const Request& request : requests) ids.push_back(runner->create(*writer, request, parent));
            return ids;
        });
    };
    m_worker.run(this, work, [this](Attempted<std::vector<std::int64_t>> result) {
        if (result.value)
            Q_EMIT created(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
    refresh();
}

void OpenProject::check() {
    const auto work = [reader = m_reader] { return attempt([&] { return reader->check(); }); };
    m_worker.run(this, work, [this](Attempted<std::vector<CheckResult>> result) {
        if (result.value)
            Q_EMIT checked(*result.value);
        else
            Q_EMIT editFailed(result.error);
    });
}

} // namespace dnas
