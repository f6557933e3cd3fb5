#include "engine/store/project_reader.h"

#include "engine/api/error.h"
#include "engine/store/measurements.h"
#include "engine/store/schema.h"
#include "engine/store/writer_lock.h"

#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <limits>

namespace dnas {

namespace {

bool claimsToRun(const ExperimentSummary* summary) {
    return summary->status == ExperimentStatus::Running || summary->status == ExperimentStatus::Paused;
}

void addDamage(ExperimentSummary& summary, const std::string& what) {
    summary.damaged = true;
    summary.damage += (summary.damage.empty() ? "" : "; ") + what;
}

bool rowExistsOrIsDamaged(SQLite::Database& database, std::int64_t id) {
    try {
        return readExperimentRow(database, id).has_value();
    } catch (const SQLite::Exception& error) {
        if (!meansDamage(error)) throw;
        return true;
    }
}

/// Marks what is recorded as running although nobody writes to the project. The lock is asked before and after the
/// records were read: a run that starts or ends in between is not mistaken.
class InterruptedFinder {
  public:
    explicit InterruptedFinder(const std::string& path) : m_path(path), m_hadWriter(hasWriter(path)) {}
    void apply(const std::vector<ExperimentSummary*>& summaries) const {
        if (m_hadWriter || std::none_of(summaries.begin(), summaries.end(), claimsToRun) || hasWriter(m_path)) return;
        for (ExperimentSummary* summary : summaries)
            if (claimsToRun(summary)) summary->status = ExperimentStatus::Interrupted;
    }

  private:
    const std::string& m_path;
    bool m_hadWriter;
};

} // namespace

std::unique_ptr<ProjectReader> ProjectReader::open(const std::string& path) {
    return std::make_unique<SqliteProjectReader>(path);
}

SqliteProjectReader::SqliteProjectReader(std::string path)
    : m_path(std::move(path)), m_opened(openForReading(m_path)), m_database(*m_opened.database) {}

bool SqliteProjectReader::newerVersion() const {
    return m_opened.version > schemaVersion();
}

/// In the order of creation. When the table itself is damaged, the ids are tried one by one up to the last one given
/// out.
std::vector<std::int64_t> SqliteProjectReader::experimentIds() {
    std::vector<std::int64_t> ids;
    try {
        SQLite::Statement query(m_database, "SELECT id FROM experiments ORDER BY id");
        while (query.executeStep())
            ids.push_back(query.getColumn(0).getInt64());
    } catch (const SQLite::Exception& error) {
        if (!meansDamage(error)) throw;
        const std::int64_t last =
            m_database.execAndGet("SELECT seq FROM sqlite_sequence WHERE name = 'experiments'").getInt64();
        ids.clear();
        for (std::int64_t id = 1; id <= last; ++id)
            if (rowExistsOrIsDamaged(m_database, id)) ids.push_back(id);
    }
    return ids;
}

ExperimentRow SqliteProjectReader::requireRow(std::int64_t id) {
    std::optional<ExperimentRow> row = readExperimentRow(m_database, id);
    if (!row)
        throw EngineError(ErrorCode::Project, m_path + " has no experiment " + std::to_string(id),
                          "`dnas list` shows what it has.");
    return *row;
}

void SqliteProjectReader::addProgress(ExperimentSummary& summary) {
    SQLite::Statement epochs(m_database, "SELECT count(*) FROM epochs WHERE experiment = ?");
    epochs.bind(1, summary.id);
    epochs.executeStep();
    summary.epochsDone = epochs.getColumn(0).getInt();
    SQLite::Statement best(
        m_database,
        "SELECT max(value) FROM metrics WHERE experiment = ? AND name = 'valid_top1' AND typeof(value) = 'real'");
    best.bind(1, summary.id);
    best.executeStep();
    const SQLite::Column value = best.getColumn(0);
    summary.bestValidTop1 = value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble();
}

void SqliteProjectReader::verifyEpochs(ExperimentSummary& summary) {
    Verified& verified = m_verified[summary.id];
    // Fewer epochs than were seen: the run went back to an older checkpoint.
    if (summary.epochsDone < verified.nextEpoch) verified = {};
    Damage damage;
    const std::vector<EpochRecord> records = readEpochs(m_database, summary.id, verified.nextEpoch, damage);
    if (!records.empty()) verified.nextEpoch = records.back().epoch + 1;
    if (verified.damage.empty()) verified.damage = joined(damage);
    if (!verified.damage.empty()) addDamage(summary, verified.damage);
}

ExperimentSummary SqliteProjectReader::summary(std::int64_t id) {
    ExperimentSummary result;
    result.id = id;
    result.name = "experiment " + std::to_string(id);
    result.bestValidTop1 = std::numeric_limits<double>::quiet_NaN();
    try {
        result = summaryOf(requireRow(id));
        addProgress(result);
        verifyEpochs(result);
    } catch (const SQLite::Exception& error) {
        if (!meansDamage(error)) throw;
        addDamage(result, std::string("its records cannot be read (") + error.what() + ")");
    }
    return result;
}

std::vector<ExperimentSummary> SqliteProjectReader::experiments(bool bin) {
    const InterruptedFinder interrupted(m_path);
    std::vector<ExperimentSummary> summaries = reading([&] {
        std::vector<ExperimentSummary> found;
        for (std::int64_t id : experimentIds()) {
            ExperimentSummary one = summary(id);
            if (one.inBin == bin) found.push_back(std::move(one));
        }
        return found;
    });
    std::vector<ExperimentSummary*> pointers;
    for (ExperimentSummary& one : summaries)
        pointers.push_back(&one);
    interrupted.apply(pointers);
    return summaries;
}

/// Throws when something of the experiment is damaged, naming all of it.
void SqliteProjectReader::requireIntact(const ExperimentRow& row, const Damage& damage) const {
    if (row.intact && damage.empty()) return;
    const std::string what = row.intact ? joined(damage) : "its record is damaged (wrong checksum)";
    throw EngineError(ErrorCode::Project,
                      m_path + ": experiment " + std::to_string(row.id) + " '" + row.name + "': " + what,
                      "The other experiments of the project are not affected.");
}

Request SqliteProjectReader::requestOf(const ExperimentRow& row) const {
    try {
        Request request = parseRequest(row.request);
        request.name = row.name;
        return request;
    } catch (const EngineError& error) {
        throw EngineError(ErrorCode::Project,
                          m_path + ": experiment " + std::to_string(row.id) + " '" + row.name +
                              "': its request cannot be read: " + error.what(),
                          newerVersion() ? "It was made by a newer version of this program." : error.hint());
    }
}

std::vector<SnapshotPtr> SqliteProjectReader::decodeEpochs(std::int64_t id, int fromEpoch, Damage& damage) {
    SnapshotDecoder decoder;
    std::vector<SnapshotPtr> snapshots;
    for (const EpochRecord& record : readEpochs(m_database, id, fromEpoch, damage)) {
        try {
            snapshots.push_back(decoder.decode(record));
        } catch (const EngineError& error) {
            damage.push_back("epoch " + std::to_string(record.epoch) + " is damaged: " + error.what());
        }
    }
    return snapshots;
}

ExperimentRecord SqliteProjectReader::experiment(std::int64_t id) {
    const InterruptedFinder interrupted(m_path);
    ExperimentRecord record = reading([&] {
        const ExperimentRow row = requireRow(id);
        Damage damage;
        ExperimentRecord found;
        found.summary = summaryOf(row);
        addProgress(found.summary);
        found.requestText = row.request;
        found.versions = row.versions;
        found.environment = row.environment;
        found.snapshots = decodeEpochs(id, 0, damage);
        found.events = readEvents(m_database, id, damage);
        requireIntact(row, damage);
        found.request = requestOf(row);
        if (!found.request.motor) return found;
        // The checkpoint of a finished motor search is its result.
        const std::optional<CheckpointBlob> checkpoint = readCheckpoint(m_database, id, damage);
        requireIntact(row, damage);
        if (checkpoint && !checkpoint->payload.empty()) found.motor = parseMotorResult(checkpoint->payload);
        return found;
    });
    interrupted.apply({&record.summary});
    return record;
}

RunFacts SqliteProjectReader::facts(std::int64_t id) {
    return reading([&] {
        const ExperimentRow row = requireRow(id);
        SQLite::Statement last(m_database, "SELECT max(epoch) FROM epochs WHERE experiment = ?");
        last.bind(1, id);
        last.executeStep();
        RunFacts found;
        Damage damage;
        if (!last.getColumn(0).isNull())
            for (SnapshotPtr& snapshot : decodeEpochs(id, last.getColumn(0).getInt(), damage))
                found.newest = std::move(snapshot);
        found.measurements = readMeasurements(m_database, id, damage);
        requireIntact(row, damage);
        found.request = requestOf(row);
        return found;
    });
}

std::vector<SnapshotPtr> SqliteProjectReader::snapshots(std::int64_t id, int fromEpoch) {
    return reading([&] {
        Damage damage;
        std::vector<SnapshotPtr> found = decodeEpochs(id, fromEpoch, damage);
        requireIntact(requireRow(id), damage);
        return found;
    });
}

std::vector<RunEvent> SqliteProjectReader::events(std::int64_t id) {
    return reading([&] {
        Damage damage;
        std::vector<RunEvent> found = readEvents(m_database, id, damage);
        requireIntact(requireRow(id), damage);
        return found;
    });
}

std::vector<KeptGenotype> SqliteProjectReader::keptGenotypes(std::int64_t id) {
    return reading([&] {
        Damage damage;
        std::vector<KeptGenotype> found = readKeptGenotypes(m_database, id, damage);
        requireIntact(requireRow(id), damage);
        return found;
    });
}

std::optional<CheckpointBlob> SqliteProjectReader::latestCheckpoint(std::int64_t id) {
    return reading([&] {
        const ExperimentRow row = requireRow(id);
        Damage damage;
        std::optional<CheckpointBlob> found = readCheckpoint(m_database, id, damage);
        if (!found) requireIntact(row, damage);
        return found;
    });
}

std::optional<StoredWeights> SqliteProjectReader::weights(std::int64_t id, const std::string& kind) {
    return reading([&] {
        Damage damage;
        std::optional<StoredWeights> found = readWeights(m_database, id, kind, damage);
        requireIntact(requireRow(id), damage);
        return found;
    });
}

std::vector<Measurement> SqliteProjectReader::measurements(std::int64_t id) {
    return reading([&] {
        Damage damage;
        std::vector<Measurement> found = readMeasurements(m_database, id, damage);
        requireIntact(requireRow(id), damage);
        return found;
    });
}

} // namespace dnas
