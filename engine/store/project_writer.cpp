#include "engine/store/project_writer.h"

#include "engine/api/error.h"
#include "engine/store/measurements.h"
#include "engine/store/tables.h"

#include <SQLiteCpp/Statement.h>

#include <ctime>

namespace dnas {

namespace {

std::string utcNow() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// The row of a new experiment.
ExperimentRow rowOf(const Request& request, const std::string& versions, const std::string& environment) {
    ExperimentRow row;
    row.name = request.name.empty() ? requestSummary(request) : request.name;
    row.request = requestText(request);
    row.hash = requestHash(request);
    row.method = request.recipe.method;
    row.data = request.task.data;
    row.seed = std::to_string(request.seed);
    row.status = name(ExperimentStatus::Queued);
    row.created = utcNow();
    row.versions = versions;
    row.environment = environment;
    row.tags = tagsText({});
    row.epochsPlanned = request.recipe.epochs;
    return row;
}

} // namespace

std::unique_ptr<Project> Project::open(const std::string& path) {
    return std::make_unique<SqliteProject>(path);
}

SqliteProject::SqliteProject(std::string path)
    : m_path(std::move(path)), m_lock(m_path), m_opened(openForWriting(m_path)), m_database(*m_opened.database) {
    markInterrupted();
}

SqliteProject::~SqliteProject() {
    try { // with no reader open, closing the connection would do the same
        m_database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const SQLite::Exception&) {
        // The log keeps what the file lacks; the next writer tries again.
    }
}

/// We hold the lock, so nobody runs what is recorded as running: its program died.
void SqliteProject::markInterrupted() {
    writing([&] {
        std::vector<std::int64_t> ids;
        SQLite::Statement query(m_database, "SELECT id FROM experiments WHERE status IN (?, ?)");
        query.bind(1, name(ExperimentStatus::Running));
        query.bind(2, name(ExperimentStatus::Paused));
        while (query.executeStep())
            ids.push_back(query.getColumn(0).getInt64());
        for (std::int64_t id : ids)
            changeRow(id, [](ExperimentRow& row) { row.status = name(ExperimentStatus::Interrupted); });
    });
}

ExperimentRow SqliteProject::requireRow(std::int64_t id) {
    std::optional<ExperimentRow> row = readExperimentRow(m_database, id);
    if (!row)
        throw EngineError(ErrorCode::Project, m_path + " has no experiment " + std::to_string(id),
                          "`dnas list` shows what it has.");
    return *row;
}

template <typename Change> void SqliteProject::changeRow(std::int64_t id, const Change& change) {
    ExperimentRow row = requireRow(id);
    change(row);
    updateExperimentRow(m_database, row);
}

std::int64_t SqliteProject::addExperiment(const Request& request, const std::string& versions,
                                          const std::string& environment, std::int64_t parent) {
    ExperimentRow row = rowOf(request, versions, environment);
    row.parent = parent;
    return writing([&] { return insertExperimentRow(m_database, row); });
}

std::int64_t SqliteProject::addFinishedRun(const FinishedRun& run, const std::string& versions) {
    ExperimentRow row = rowOf(run.request, versions, run.environment);
    row.status = name(ExperimentStatus::Finished);
    return writing([&] {
        const std::int64_t id = insertExperimentRow(m_database, row);
        for (const Snapshot& snapshot : run.snapshots)
            insertEpoch(m_database, id, encodeSnapshot(snapshot));
        for (const RunEvent& event : run.events)
            insertEvent(m_database, id, event);
        return id;
    });
}

void SqliteProject::setStatus(std::int64_t id, ExperimentStatus status, const std::string& message) {
    writing([&] {
        changeRow(id, [&](ExperimentRow& row) {
            row.status = name(status);
            row.message = message;
        });
    });
}

void SqliteProject::addEpoch(std::int64_t id, const Snapshot& snapshot, const std::vector<RunEvent>& events,
                             const CheckpointBlob& checkpoint) {
    const EpochRecord record = encodeSnapshot(snapshot);
    writing([&] {
        requireRow(id);
        insertEpoch(m_database, id, record);
        for (const RunEvent& event : events)
            insertEvent(m_database, id, event);
        insertCheckpoint(m_database, id, checkpoint);
    });
}

void SqliteProject::addCheckpoint(std::int64_t id, const std::vector<RunEvent>& events,
                                  const CheckpointBlob& checkpoint) {
    writing([&] {
        requireRow(id);
        for (const RunEvent& event : events)
            insertEvent(m_database, id, event);
        insertCheckpoint(m_database, id, checkpoint);
    });
}

void SqliteProject::addEvent(std::int64_t id, const RunEvent& event) {
    writing([&] {
        requireRow(id);
        insertEvent(m_database, id, event);
    });
}

void SqliteProject::storeWeights(std::int64_t id, const StoredWeights& weights) {
    writing([&] {
        requireRow(id);
        insertWeights(m_database, id, weights);
    });
}

void SqliteProject::storeMeasurement(std::int64_t id, const Measurement& measurement) {
    Measurement dated = measurement;
    dated.measured = utcNow();
    writing([&] {
        requireRow(id);
        insertMeasurement(m_database, id, dated);
    });
}

std::optional<CheckpointBlob> SqliteProject::latestCheckpoint(std::int64_t id) {
    return writing([&] {
        const ExperimentRow row = requireRow(id);
        Damage damage;
        std::optional<CheckpointBlob> checkpoint = readCheckpoint(m_database, id, damage);
        if (!checkpoint && !damage.empty())
            throw EngineError(ErrorCode::Project,
                              m_path + ": experiment " + std::to_string(id) + " '" + row.name +
                                  "' has no intact checkpoint: " + joined(damage),
                              "It cannot be continued. Start it anew.");
        return checkpoint;
    });
}

void SqliteProject::rename(std::int64_t id, const std::string& newName) {
    writing([&] { changeRow(id, [&](ExperimentRow& row) { row.name = newName; }); });
}

void SqliteProject::setNotes(std::int64_t id, const std::string& notes) {
    writing([&] { changeRow(id, [&](ExperimentRow& row) { row.notes = notes; }); });
}

void SqliteProject::setTags(std::int64_t id, const std::vector<std::string>& tags) {
    writing([&] { changeRow(id, [&](ExperimentRow& row) { row.tags = tagsText(tags); }); });
}

void SqliteProject::moveToBin(std::int64_t id, bool inBin) {
    writing([&] { changeRow(id, [&](ExperimentRow& row) { row.inBin = inBin; }); });
}

int SqliteProject::emptyBin() {
    const int removed = writing([&] { return m_database.exec("DELETE FROM experiments WHERE in_bin <> 0"); });
    const std::lock_guard<std::mutex> lock(m_mutex);
    guarded(m_path, "made smaller", [&] { // gives the space back; a statement that steps once a page
        SQLite::Statement vacuum(m_database, "PRAGMA incremental_vacuum");
        while (vacuum.executeStep()) {
        }
    });
    return removed;
}

std::int64_t SqliteProject::keepGenotype(std::int64_t id, const KeptGenotype& genotype) {
    return writing([&] {
        requireRow(id);
        return insertKeptGenotype(m_database, id, genotype);
    });
}

void SqliteProject::dropKeptGenotype(std::int64_t keptId) {
    writing([&] {
        SQLite::Statement remove(m_database, "DELETE FROM kept_genotypes WHERE id = ?");
        remove.bind(1, keptId);
        remove.exec();
    });
}

std::unique_ptr<ProjectReader> SqliteProject::reader() {
    return ProjectReader::open(m_path);
}

} // namespace dnas
