// `dnas check`: SQLite's own check of the file, then every record of every experiment against its checksum.
#include "engine/store/project_reader.h"

#include "engine/api/error.h"
#include "engine/store/measurements.h"

#include <SQLiteCpp/Statement.h>

namespace dnas {

namespace {

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// Epochs that should be there between the first and the last.
void findGaps(const std::vector<SnapshotPtr>& snapshots, Damage& damage) {
    for (std::size_t i = 1; i < snapshots.size(); ++i)
        for (int epoch = snapshots[i - 1]->epoch + 1; epoch < snapshots[i]->epoch; ++epoch)
            damage.push_back("epoch " + std::to_string(epoch) + " is missing");
}

} // namespace

std::vector<CheckResult> SqliteProjectReader::check() {
    return reading([&] {
        std::vector<CheckResult> results = {checkFile()};
        for (std::int64_t id : experimentIds())
            results.push_back(checkExperiment(id));
        return results;
    });
}

CheckResult SqliteProjectReader::checkFile() {
    CheckResult result{0, "file", true, "SQLite's integrity check found nothing"};
    Damage damage;
    try {
        SQLite::Statement integrity(m_database, "PRAGMA integrity_check(20)");
        while (integrity.executeStep())
            if (const std::string line = integrity.getColumn(0).getString(); line != "ok") damage.push_back(line);
        SQLite::Statement references(m_database, "PRAGMA foreign_key_check");
        while (references.executeStep())
            damage.push_back("a row of " + references.getColumn(0).getString() + " belongs to nothing");
    } catch (const SQLite::Exception& error) {
        if (!meansDamage(error)) throw;
        damage.push_back(error.what());
    }
    result.ok = damage.empty();
    if (!result.ok) result.detail = joined(damage);
    return result;
}

CheckResult SqliteProjectReader::checkExperiment(std::int64_t id) {
    CheckResult result{id, "experiment " + std::to_string(id), true, {}};
    Damage damage;
    try {
        const ExperimentRow row = requireRow(id);
        result.name = row.name;
        if (!row.intact) damage.push_back("its record is damaged (wrong checksum)");
        result.detail = checkRecords(row, damage);
    } catch (const SQLite::Exception& error) {
        if (!meansDamage(error)) throw;
        damage.push_back(std::string("its records cannot be read (") + error.what() + ")");
    }
    result.ok = damage.empty();
    if (!result.ok) result.detail = joined(damage);
    return result;
}

/// @return what is there, for people.
std::string SqliteProjectReader::checkRecords(const ExperimentRow& row, Damage& damage) {
    const std::vector<SnapshotPtr> snapshots = decodeEpochs(row.id, 0, damage);
    if (damage.empty()) findGaps(snapshots, damage); // damaged epochs are left out, not missing
    readEvents(m_database, row.id, damage);
    readKeptGenotypes(m_database, row.id, damage);
    for (const char* kind : {"best", "last"}) readWeights(m_database, row.id, kind, damage);
    readMeasurements(m_database, row.id, damage);
    const int checkpoints = checkCheckpoints(m_database, row.id, damage);
    try {
        parseRequest(row.request);
    } catch (const EngineError& error) {
        damage.push_back(std::string("its request cannot be read: ") + error.what());
    }
    return counted(snapshots.size(), "epoch") + ", " + counted(std::size_t(checkpoints), "checkpoint");
}

} // namespace dnas
